// Opens the timetable at the present time, exactly and in every browser; moves the mark of the present from row to row;
// brings the room that somebody chose to the first place beside the times. A module, so its names are its own.
function openAtPresent() {
  const { scrollX, scrollY } = window;
  const present = document.querySelector(".tt-scroll .is-target");
  if (!present) return;
  present.scrollIntoView({ block: "start", inline: "start", behavior: "instant" });
  window.scrollTo({ left: scrollX, top: scrollY, behavior: "instant" }); // the page itself stays where it is,
  const isBelow = present.getBoundingClientRect().top > innerHeight - 150; // but for the last rows of a long day
  if (isBelow) present.closest(".tt-scroll").scrollIntoView({ block: "start", behavior: "instant" });
}

function mark() {
  const rows = [...document.querySelectorAll(".tt tr[data-at]")];
  const now = Date.now() / 1000;
  const isOver = now >= rows[0]?.parentElement.dataset.until;
  const current = isOver ? null : rows.findLast((row) => row.dataset.at <= now);
  for (const row of rows) row.classList.toggle("is-now", row === current);
}

if (!location.hash) openAtPresent();
document.addEventListener("talkmark:shown", openAtPresent); // filters made another table
setInterval(mark, 30_000);
document.addEventListener("visibilitychange", () => document.hidden || mark());

document.addEventListener("click", ({ target }) => {
  const link = target.closest('a[href^="#room"]');
  if (!link) return;
  link.closest("details.menu")?.removeAttribute("open");
  // After the browser went there in its own way.
  setTimeout(() => document.querySelector(link.hash)?.scrollIntoView({ block: "nearest", inline: "start" }));
});
