// What is on the board already, while a title is typed, to join instead. Without this file the server asks when the
// topic is sent; what was shown here it does not ask about again.
const place = document.querySelector("[data-similar]");
const title = document.getElementById("id_title");
const seen = document.querySelector("#topic [name=seen]");
const WAIT = 400; // milliseconds

let timer;
let turn = 0;

function row(topic) {
  const item = document.createElement("li");
  const link = document.createElement("a");
  const interest = document.createElement("span");
  link.href = topic.href;
  link.target = "_blank"; // what is typed stays
  link.rel = "noopener";
  link.dir = "auto";
  link.textContent = topic.title;
  interest.className = "quiet small";
  interest.textContent = ` ${topic.interest} interested, opens in a new tab`;
  item.append(link, interest);
  return item;
}

function show(topics) {
  if (!topics.length) return place.replaceChildren();
  const words = document.createElement("p");
  const list = document.createElement("ul");
  words.className = "small";
  words.textContent = "On the board already. Is it one of these?";
  list.setAttribute("role", "list");
  list.className = "links";
  list.append(...topics.map(row));
  place.replaceChildren(words, list);
  seen.value = [...new Set([...seen.value.split(",").filter(Boolean), ...topics.map((topic) => String(topic.pk))])].join(",");
}

async function ask() {
  const mine = ++turn;
  const typed = title.value.trim();
  if (typed.length < 3) return show([]);
  try {
    const response = await fetch(`${place.dataset.similar}?title=${encodeURIComponent(typed)}`, { headers: { Accept: "application/json" } });
    if (response.ok && mine === turn) show((await response.json()).topics);
  } catch {
    // The server asks later.
  }
}

if (place && title && seen) {
  title.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(ask, WAIT);
  });
}
