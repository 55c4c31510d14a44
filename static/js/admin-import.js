// Says how far an upload or an import is; without it the form is sent as any other.
(() => {
  const show = (form, words, part) => {
    const busy = form.querySelector(".busy");
    const bar = busy.querySelector("progress") ?? busy.appendChild(document.createElement("progress"));
    const text = busy.querySelector("span") ?? busy.appendChild(document.createElement("span"));
    if (part < 1) bar.value = part;
    else bar.removeAttribute("value"); // how long the rest takes, nobody knows
    if (text.textContent !== words) text.textContent = words;
  };

  const send = (form) => {
    const request = new XMLHttpRequest();
    request.upload.addEventListener("progress", ({ loaded, total, lengthComputable }) => {
      const part = lengthComputable ? loaded / total : 1;
      show(form, part < 1 ? `Uploading: ${Math.floor(part * 10) * 10} %` : form.dataset.busy, part);
    });
    request.addEventListener("load", () => {
      if (request.responseURL !== location.href) return location.assign(request.responseURL);
      const page = new DOMParser().parseFromString(request.responseText, "text/html");
      document.querySelector("#content").replaceWith(page.querySelector("#content"));
      document.querySelector(".errorlist, .errornote")?.scrollIntoView();
    });
    request.addEventListener("error", () => form.submit()); // the browser then says what is wrong
    request.open("POST", location.href);
    request.send(new FormData(form));
  };

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!form.matches("form.import[data-busy]")) return;
    form.querySelector("[type=submit]").disabled = true;
    show(form, form.dataset.busy, 1);
    if (form.querySelector("[type=file]")) {
      event.preventDefault();
      send(form);
    }
  });
})();
