// Offers the device's own time zone in one tap, where pages can only lead to the list of all.
function offer() {
  const own = Intl.DateTimeFormat().resolvedOptions().timeZone;
  for (const link of document.querySelectorAll("[data-own-zone]")) {
    const known = [...link.parentElement.querySelectorAll("[data-zone]")].some((each) => each.dataset.zone === own);
    if (!own || known) continue;
    const address = new URL(location.href);
    address.searchParams.set("tz", own);
    link.href = address.pathname + address.search;
    link.textContent = `My time (${own.split("/").pop().replaceAll("_", " ")})`;
  }
}

offer();
document.addEventListener("talkmark:shown", offer);
