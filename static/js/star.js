// Stars without a reload: the button's form is posted by fetch, and put back visibly when the server says no.
// Without this file, or when fetch fails to reach anything, the same button posts its form as it always would.
const said = document.getElementById("said");

function show(button, on) {
  button.setAttribute("aria-pressed", String(on));
  button.value = on ? "0" : "1";
  const label = button.querySelector("span");
  if (label && button.dataset.on) label.textContent = on ? button.dataset.on : button.dataset.off;
}

function titleOf(button) {
  const titled = button.dataset.title || document.getElementById(button.getAttribute("aria-labelledby")?.split(" ")[1])?.textContent;
  return titled ? `“${titled.trim()}”` : "The session";
}

function complain(button, text) {
  const note = document.createElement("p");
  note.className = "note note--bad toast";
  note.setAttribute("role", "alert");
  note.textContent = text;
  document.body.append(note);
  setTimeout(() => note.remove(), 8000);
  button.focus();
}

document.addEventListener("submit", async (event) => {
  const button = event.submitter;
  if (event.target.id !== "marks" || !button?.matches("[name=bookmarked]")) return;
  event.preventDefault();
  if (button.getAttribute("aria-busy") === "true") return;
  const wanted = button.value === "1";
  const body = new FormData(event.target);
  body.set("bookmarked", button.value);
  button.setAttribute("aria-busy", "true");
  show(button, wanted);
  try {
    const response = await fetch(button.formAction, { method: "POST", body, headers: { Accept: "application/json" } });
    if (response.status === 401) {
      location.assign(button.formAction);
      return;
    }
    if (!response.ok) throw new Error(String(response.status));
    const { bookmarked } = await response.json();
    show(button, bookmarked);
    said.textContent = bookmarked ? `${titleOf(button)} is bookmarked.` : `The bookmark of ${titleOf(button)} is removed.`;
  } catch {
    show(button, !wanted);
    complain(button, `${titleOf(button)} was not ${wanted ? "bookmarked" : "removed"}. Check your connection, reload the page and try again.`);
  } finally {
    button.removeAttribute("aria-busy");
  }
});
