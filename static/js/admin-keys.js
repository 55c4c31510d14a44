// Keys for who lives in these pages: "?" lists them. Single keys can be turned off, and never act inside a field.
(() => {
  const OFF = "talkmark.keys"; // in the browser's storage: "off" where somebody turned single keys off
  const WAIT = 1500; // milliseconds between "g" and the letter after it
  const dialog = () => document.querySelector("#keys");
  const isTyping = (target) => target.closest?.("input:not([type=checkbox], [type=radio], [type=submit], [type=range]), textarea, select, [contenteditable], .select2-container");

  const open = () => dialog()?.open || dialog()?.showModal();
  const save = () => document.querySelector("[name=_save], #content input[type=submit].default");

  const single = {
    "?": open,
    "/": () => (document.querySelector("#searchbar") ?? document.querySelector("#nav-filter"))?.focus(),
    n: () => document.querySelector(".object-tools .addlink")?.click(),
  };

  let leader = -Infinity; // when "g" was pressed
  const press = (event) => {
    const { key, timeStamp } = event;
    const goes = timeStamp - leader < WAIT && dialog()?.querySelector(`a[data-keys="g ${CSS.escape(key)}"]`);
    leader = key === "g" && !goes ? timeStamp : -Infinity;
    const act = goes ? () => goes.click() : Object.hasOwn(single, key) && single[key];
    if (!act) return;
    event.preventDefault();
    act();
  };

  document.addEventListener("keydown", (event) => {
    if (event.isComposing || event.altKey || event.defaultPrevented) return;
    if (event.ctrlKey || event.metaKey) {
      if (event.key.toLowerCase() !== "s" || event.shiftKey || !save()) return;
      event.preventDefault();
      save().click();
    } else if (event.key === "Escape" && event.target.matches?.("#searchbar, #nav-filter")) {
      event.target.blur();
    } else if (dialog() && !dialog().open && !isTyping(event.target) && localStorage.getItem(OFF) !== "off") {
      press(event);
    }
  });

  document.addEventListener("DOMContentLoaded", () => {
    const [opener, box] = [document.querySelector("#open-keys"), document.querySelector("#single-keys")];
    if (!opener || !box) return;
    opener.hidden = false;
    opener.addEventListener("click", open);
    box.checked = localStorage.getItem(OFF) !== "off";
    box.addEventListener("change", () => localStorage.setItem(OFF, box.checked ? "on" : "off"));
  });
})();
