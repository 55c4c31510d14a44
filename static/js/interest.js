// Interest without a reload: the button's form is posted by fetch. What the server does not take is posted again as a
// page, which says why. Without this file the same button posts its form as it always would.
const said = document.getElementById("said");

function show(button, on) {
  button.setAttribute("aria-pressed", String(on));
  button.value = on ? "0" : "1";
}

function count(number) {
  for (const place of document.querySelectorAll(number.where)) {
    place.querySelector("b").textContent = number.of;
    place.querySelector("span").textContent = number.of === 1 ? "person" : "people";
  }
}

let asks = false;

document.addEventListener("submit", async (event) => {
  const button = event.submitter;
  if (asks || event.target.id !== "marks" || !button?.matches("[name=interested]")) return;
  event.preventDefault();
  if (button.getAttribute("aria-busy") === "true") return;
  const wanted = button.value === "1";
  const body = new FormData(event.target);
  body.set("interested", button.value);
  button.setAttribute("aria-busy", "true");
  let answer;
  try {
    const response = await fetch(button.formAction, { method: "POST", body, headers: { Accept: "application/json" } });
    if (response.ok) answer = await response.json();
  } catch {
    answer = undefined;
  }
  button.removeAttribute("aria-busy");
  if (!answer) {
    asks = true;
    event.target.requestSubmit(button);
    asks = false;
    return;
  }
  show(button, answer.interested);
  const topic = button.closest(".topic");
  count({ where: topic ? `#${topic.id} .count` : ".side .count", of: answer.interest });
  said.textContent = wanted ? "You are interested." : "You are no longer interested.";
});
