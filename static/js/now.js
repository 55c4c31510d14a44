// Keeps what is over, what is on and where the present lies right while a page stays open. It was right when it came,
// by the same rules: `state` in the templates' tags and `present_in` in schedule/days.py.
function flag(element, isOn) {
  const there = element.querySelector(".flag--now");
  if (!isOn) return there?.remove();
  const meta = element.querySelector(".meta");
  if (there || !meta) return;
  const made = document.createElement("span");
  made.className = "flag flag--now";
  made.textContent = "On now";
  meta.prepend(made);
}

function markSessions(now) {
  for (const element of document.querySelectorAll("[data-from]:not(.is-off)")) {
    const isOn = element.dataset.from <= now && now < element.dataset.to;
    const isOver = element.dataset.to <= now;
    flag(element, isOn);
    if (element.matches("header")) {
      if (isOver) element.querySelector(".stage").innerHTML = "<b>Over</b>"; // the session's own page
    } else {
      element.classList.toggle("is-now", isOn);
      element.classList.toggle("is-past", isOver);
    }
  }
}

function presentSlot(now) {
  const slots = [...document.querySelectorAll(".day .slot:has(h3 time)")];
  const startOf = (slot) => Date.parse(slot.querySelector("h3 time").dateTime) / 1000;
  const last = slots.findLastIndex((slot) => startOf(slot) <= now);
  const isOn = last >= 0 && [...slots[last].querySelectorAll("[data-to]")].some((each) => each.dataset.to > now);
  return isOn ? slots[last] : slots[last + 1];
}

function moveLine(now) {
  const line = document.getElementById("now");
  if (!line) return;
  const slot = presentSlot(now);
  if (!slot) return line.remove();
  if (line.nextElementSibling !== slot) slot.before(line);
  const zone = document.querySelector(".days[data-zone]")?.dataset.zone;
  const time = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", timeZone: zone });
  line.textContent = `Now ${time.format(now * 1000)}`;
}

function tick() {
  const now = Date.now() / 1000;
  markSessions(now);
  moveLine(now);
}

tick();
// At each full minute, since sessions start and end at some.
setTimeout(() => { tick(); setInterval(tick, 60_000); }, 60_000 - (Date.now() % 60_000));
document.addEventListener("visibilitychange", () => document.hidden || tick());
document.addEventListener("talkmark:shown", tick);
