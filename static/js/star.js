// Stars without a reload: the button's form is posted by fetch. What the server does not take is put back and said.
// Without this file the same button posts its form as it always would. A module, so its names are its own.
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

async function refusal(response, wanted, url) {
  if (response.status === 401) {
    // Signed out meanwhile. The star's own address notes the wish; for a removal signing in comes first.
    location.assign(wanted ? url : (await response.json()).login);
    return "Sign in to go on.";
  }
  return response.status === 403 ? "Reload the page and try again: you signed in anew meanwhile." : "Try again in a minute.";
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
  let reason = "";
  try {
    const response = await fetch(button.formAction, { method: "POST", body, headers: { Accept: "application/json" } });
    if (!response.ok) reason = await refusal(response, wanted, button.formAction);
  } catch {
    reason = "Check your connection and try again.";
  }
  button.removeAttribute("aria-busy");
  if (reason) {
    show(button, !wanted);
    complain(button, `${titleOf(button)} was not ${wanted ? "bookmarked" : "removed"}. ${reason}`);
  } else {
    said.textContent = wanted ? `${titleOf(button)} is bookmarked.` : `The bookmark of ${titleOf(button)} is removed.`;
  }
});
