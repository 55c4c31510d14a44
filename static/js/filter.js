// Filters and search without a reload: the page for the new address is fetched, and what differs is put in place.
// Focus, scroll and an open filter sheet stay. Without this file the same form loads that page as a whole.
const PARTS = ["lede", "tools", "chosen", "carried", "results", "options", "sign-in"];
const form = document.getElementById("q");
let latest = 0;
let shown = location.search;

function addressOf(data) {
  const query = new URLSearchParams([...data].filter(([, value]) => value !== ""));
  return location.pathname + (String(query) && `?${query}`);
}

// What names the focused control in the new page as well.
function markOf(element) {
  if (!element || element === document.body) return null;
  if (element.id) return `#${CSS.escape(element.id)}`;
  if (element.name) return `[name="${CSS.escape(element.name)}"][value="${CSS.escape(element.value)}"]`;
  return null;
}

async function show(address, { push }) {
  const turn = (latest += 1);
  const main = document.getElementById("main");
  main.setAttribute("aria-busy", "true");
  try {
    const response = await fetch(address, { headers: { Accept: "text/html" } });
    if (!response.ok || response.redirected) throw new Error("not this page");
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    if (turn !== latest) return;
    const mark = markOf(document.activeElement);
    for (const id of PARTS) {
      const [old, fresh] = [document.getElementById(id), page.getElementById(id)];
      if (Boolean(old) !== Boolean(fresh)) throw new Error("another kind of page");
      if (old) old.replaceWith(fresh);
    }
    if (mark && document.activeElement === document.body) document.querySelector(mark)?.focus({ preventScroll: true });
    if (push) history.pushState(null, "", address);
    shown = location.search;
    document.dispatchEvent(new CustomEvent("talkmark:shown"));
    document.getElementById("told").textContent = document.getElementById("lede").textContent.replace(/\s+/g, " ").trim();
  } catch {
    if (turn === latest) location.assign(address);
  } finally {
    main.removeAttribute("aria-busy");
  }
}

if (form && document.getElementById("results")) {
  document.addEventListener("change", (event) => {
    if (event.target.form === form && event.target.type === "checkbox") show(addressOf(new FormData(form)), { push: true });
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    document.getElementById("facets")?.hidePopover?.();
    show(addressOf(new FormData(form)), { push: true });
  });
  document.addEventListener("click", (event) => {
    const link = event.target.closest("#chosen a, #options a[data-clear], .blank a[data-clear]");
    if (!link || link.pathname !== location.pathname || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    form.elements.q.value = new URLSearchParams(link.search).get("q") ?? "";
    const sheet = document.getElementById("facets");
    const back = sheet?.matches(":popover-open") ? sheet.querySelector("button") : form.elements.q; // not behind the sheet
    show(link.pathname + link.search, { push: true }).then(() => back.focus({ preventScroll: true }));
  });
  addEventListener("popstate", () => {
    if (location.search === shown) return; // a link within the page
    form.elements.q.value = new URLSearchParams(location.search).get("q") ?? "";
    show(location.pathname + location.search, { push: false });
  });
}
