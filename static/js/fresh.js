// Renews the part of a page that lives by the clock: at its next moment, or each so many seconds. What cannot be fetched
// leaves what is there, and says since when. Focus stays where it is.
const JITTER = 4000; // so that a thousand pages do not all ask in one second
const RETRY = 30_000;
let since = Date.now();
let timer = 0;

function wait(part) {
  const { every, next } = part.dataset;
  const step = every * 1000; // by the clock, since sessions start and end at full minutes
  const at = every ? Date.now() - (Date.now() % step) + step + 1000 : next * 1000 + 1000 + Math.random() * JITTER;
  // Where the device's clock is ahead, the moment has passed already, and would for ever.
  if (every || next) plan(Math.max(at - Date.now(), every ? 0 : RETRY));
}

function plan(milliseconds) {
  clearTimeout(timer);
  timer = setTimeout(renew, Math.min(Math.max(milliseconds, 1000), 2 ** 31 - 1));
}

// The same link or star in the new part.
function twinOf(element, fresh) {
  const name = ["id", "href", "formaction"].find((each) => element.hasAttribute(each));
  return name && fresh.querySelector(`${element.localName}[${name}="${CSS.escape(element.getAttribute(name))}"]`);
}

async function renew() {
  const part = document.getElementById("fresh");
  try {
    const response = await fetch(location.href, { cache: "no-cache" });
    if (!response.ok) throw new Error(response.status);
    const fresh = new DOMParser().parseFromString(await response.text(), "text/html").getElementById("fresh");
    if (!fresh) throw new Error("another page"); // a Wi-Fi's own, say
    const twin = part.contains(document.activeElement) && twinOf(document.activeElement, fresh);
    part.replaceWith(fresh);
    since = Date.now();
    if (twin) twin.focus({ preventScroll: true });
    document.dispatchEvent(new CustomEvent("talkmark:shown"));
    wait(fresh);
  } catch {
    const note = document.getElementById("stale");
    const zone = part.querySelector("[data-clock]")?.dataset.clock;
    if (note) note.textContent = `Not renewed since ${time(since, zone)}: the network is away.`;
    plan(RETRY);
  }
}

function time(at, zone) {
  return new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", timeZone: zone }).format(at);
}

function tick() {
  for (const clock of document.querySelectorAll("[data-clock]")) clock.textContent = time(Date.now(), clock.dataset.clock);
}

const part = document.getElementById("fresh");
if (part) wait(part);
tick();
setInterval(tick, 1000);
document.addEventListener("talkmark:shown", tick);
document.addEventListener("visibilitychange", () => {
  const next = document.getElementById("fresh")?.dataset.next;
  if (!document.hidden && next && next * 1000 < Date.now()) renew();
});
