// Beside a text in Markdown, what attendees will read: rendered by the site, a moment after the last key.
(() => {
  const PAUSE = 300; // milliseconds
  const running = new WeakMap(); // text area -> what is under way for it

  const ask = async (area, signal) => {
    const { value: token } = area.form.elements.csrfmiddlewaretoken;
    const body = new URLSearchParams({ text: area.value, csrfmiddlewaretoken: token });
    const answer = await fetch(area.dataset.preview, { method: "POST", body, signal, redirect: "error" });
    return { html: await answer.text(), ok: answer.ok, status: answer.status };
  };

  const show = async (area) => {
    const text = area.closest(".writing").querySelector(".preview-text");
    const control = new AbortController();
    running.get(area)?.abort();
    running.set(area, control);
    try {
      const { html, ok, status } = await ask(area, control.signal);
      if (ok) text.innerHTML = html; // made safe by the server, as on the public page
      else text.textContent = status === 413 ? html : "No preview: you may have been signed out. What you typed is still here.";
      if (ok && !html.trim()) text.textContent = "Nothing written yet.";
    } catch (error) {
      if (error.name !== "AbortError") text.textContent = "No preview: the network is away. What you typed is still here.";
    }
  };

  let timer = 0;
  const later = (area) => {
    clearTimeout(timer);
    timer = setTimeout(show, PAUSE, area);
  };

  const equip = (area) => {
    const [label] = area.labels;
    const writing = Object.assign(document.createElement("div"), { className: "writing" });
    const preview = Object.assign(document.createElement("details"), { className: "preview", open: innerWidth >= 1100 });
    const summary = Object.assign(document.createElement("summary"), { textContent: "Preview" });
    const text = Object.assign(document.createElement("div"), { className: "preview-text", tabIndex: 0 });
    text.setAttribute("role", "region");
    text.setAttribute("aria-label", `Preview of ${label?.textContent.trim().replace(/:$/, "") ?? "the text"}`);
    area.before(writing);
    preview.append(summary, text);
    writing.append(area, preview);
    area.addEventListener("input", () => preview.open && later(area));
    preview.addEventListener("toggle", () => preview.open && show(area));
    if (preview.open) show(area);
  };

  document.addEventListener("DOMContentLoaded", () => {
    document.querySelectorAll("textarea[data-preview]:not([name*=__prefix__])").forEach(equip);
  });
})();
