// Says beneath a session's form what saving it would mean to attendees, and what would clash, while it is filled in.
(() => {
  const WAIT = 700; // milliseconds without another change
  const MATTERS = /^(starts_at_[01]|ends_at_[01]|room|status|capacity|appearances-\d+-(speaker|role|DELETE))$/;
  let timer, asked;

  const look = async (form, panel) => {
    const data = new FormData(form);
    for (const [name, value] of [...data]) if (value instanceof File) data.delete(name);
    data.set("look", "1");
    asked?.abort();
    asked = new AbortController();
    try {
      const answer = await fetch(location.href, { method: "POST", body: data, signal: asked.signal });
      if (answer.ok && !answer.redirected) panel.innerHTML = await answer.text();
    } catch (error) {
      if (error.name !== "AbortError") panel.textContent = ""; // saving will say it all the same
    }
  };

  const changed = ({ target }) => {
    const panel = document.querySelector("#look");
    if (!panel || !MATTERS.test(target.name)) return;
    clearTimeout(timer);
    timer = setTimeout(look, WAIT, panel.closest("form"), panel);
  };
  // By jQuery, since the choices of rooms and speakers tell nobody else that they changed.
  document.addEventListener("DOMContentLoaded", () => django.jQuery(document).on("change", changed));
})();
