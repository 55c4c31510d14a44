// A picture that was just chosen, and the square part of it to keep: by dragging, by keyboard, by three numbers.
(() => {
  const LONGEST = 352; // CSS pixels of the canvas
  const LIMIT = 5_000_000; // bytes; the server says the same
  const shown = new WeakMap(); // canvas -> its image

  const range = (name, part, label, value, least) => {
    const made = document.createElement("label");
    const input = Object.assign(document.createElement("input"), { type: "range", name: `${name}-${part}`, min: least, max: 1, step: 0.001, value });
    made.append(label, input);
    return made;
  };

  const inputsOf = (photo) => ["x", "y", "size"].map((part) => photo.querySelector(`[name="${photo.dataset.photo}-${part}"]`));
  const isSquare = (photo) => photo.querySelector("[type=checkbox][name$=-square]").checked;

  // In pixels of the canvas, as the server computes it.
  const square = (photo, { width, height }) => {
    const [x, y, size] = inputsOf(photo).map((input) => Number(input.value));
    const side = Math.min(width, height) * size;
    return { left: (width - side) * x, top: (height - side) * y, side };
  };

  const draw = (photo) => {
    const canvas = photo.querySelector("canvas");
    const [image, pen] = [shown.get(canvas), canvas.getContext("2d")];
    pen.drawImage(image, 0, 0, canvas.width, canvas.height);
    photo.querySelectorAll(".photo-crop label").forEach((label) => { label.hidden = !isSquare(photo); });
    if (!isSquare(photo)) return;
    const { left, top, side } = square(photo, canvas);
    pen.fillStyle = "rgb(0 0 0 / .6)";
    pen.fillRect(0, 0, canvas.width, canvas.height);
    const scale = image.naturalWidth / canvas.width;
    pen.drawImage(image, left * scale, top * scale, side * scale, side * scale, left, top, side, side);
    pen.strokeStyle = "#fff";
    pen.lineWidth = 2;
    pen.strokeRect(left + 1, top + 1, side - 2, side - 2);
  };

  const tell = (photo, words) => {
    photo.querySelector(".photo-crop, .photo-bad")?.remove();
    const told = Object.assign(document.createElement("p"), { className: "photo-bad", textContent: words });
    told.setAttribute("role", "alert");
    photo.append(told);
  };

  const show = (photo, image) => {
    photo.querySelector(".photo-crop, .photo-bad")?.remove();
    const box = Object.assign(document.createElement("div"), { className: "photo-crop" });
    const canvas = document.createElement("canvas");
    const scale = Math.min(1, LONGEST / Math.max(image.naturalWidth, image.naturalHeight));
    canvas.width = Math.max(1, Math.round(image.naturalWidth * scale));
    canvas.height = Math.max(1, Math.round(image.naturalHeight * scale));
    canvas.setAttribute("role", "img");
    canvas.setAttribute("aria-label", "The new picture; what is left out is dark");
    shown.set(canvas, image);
    const { photo: name } = photo.dataset;
    box.append(canvas, range(name, "x", "Across", 0.5, 0), range(name, "y", "Down", 0.5, 0), range(name, "size", "Size", 1, 0.05));
    photo.append(box);
    draw(photo);
  };

  const read = (photo, file) => {
    if (file.size > LIMIT) return tell(photo, `This file has ${(file.size / 1e6).toFixed(1)} MB. At most 5 MB are accepted.`);
    const reader = new FileReader();
    reader.addEventListener("load", () => {
      const image = new Image();
      image.addEventListener("load", () => show(photo, image));
      image.addEventListener("error", () => tell(photo, "This image cannot be read. Use a JPEG, PNG, WebP or GIF image."));
      image.src = reader.result;
    });
    reader.readAsDataURL(file);
  };

  document.addEventListener("change", ({ target }) => {
    const photo = target.closest?.(".photo");
    if (!photo) return;
    if (target.matches("[type=file]")) {
      if (target.files[0]) read(photo, target.files[0]);
      else photo.querySelector(".photo-crop, .photo-bad")?.remove();
    } else if (photo.querySelector("canvas")) draw(photo);
  });
  document.addEventListener("input", ({ target }) => target.matches?.(".photo-crop [type=range]") && draw(target.closest(".photo")));

  // Dragging moves the square by as much as the pointer moves.
  let held = null;
  document.addEventListener("pointerdown", (event) => {
    if (!event.target.matches?.(".photo-crop canvas") || !isSquare(event.target.closest(".photo"))) return;
    event.preventDefault();
    held = { canvas: event.target, x: event.clientX, y: event.clientY };
    event.target.setPointerCapture(event.pointerId);
  });
  document.addEventListener("pointermove", ({ clientX, clientY }) => {
    if (!held) return;
    const { canvas } = held;
    const photo = canvas.closest(".photo");
    const { left, top, side } = square(photo, canvas);
    const scale = canvas.width / canvas.getBoundingClientRect().width;
    const [x, y] = inputsOf(photo);
    if (canvas.width > side) x.value = (left + (clientX - held.x) * scale) / (canvas.width - side);
    if (canvas.height > side) y.value = (top + (clientY - held.y) * scale) / (canvas.height - side);
    Object.assign(held, { x: clientX, y: clientY });
    draw(photo);
  });
  const release = () => { held = null; };
  document.addEventListener("pointerup", release);
  document.addEventListener("pointercancel", release);
})();
