// Moving a session's start moves its end along, as calendars do, so that it keeps its length. A new session gets the
// length that is usual for its kind, which the server says.
(() => {
  let row = ""; // of a page with many sessions, what its fields' names begin with
  const part = (name, index) => document.querySelector(`input[name="${row}${name}_${index}"]`);
  const moment = (name) => {
    const [day, time] = [part(name, 0), part(name, 1)];
    const [, hour, minute] = /^(\d?\d)[:.]?(\d\d)(?::\d\d)?$/.exec(time?.value.trim() ?? "") ?? [];
    return day?.value && hour ? Date.parse(`${day.value}T${hour.padStart(2, "0")}:${minute}Z`) : NaN;
  };

  // In milliseconds; NaN where the end is not to be guessed.
  const usual = () => {
    const { lengths } = part("starts_at", 0)?.dataset ?? {};
    if (!lengths) return NaN;
    const { kinds, otherwise } = JSON.parse(lengths);
    return (kinds[document.querySelector("select[name=kind]")?.value ?? "bof"] ?? otherwise) * 60_000;
  };
  const write = (end) => {
    [part("ends_at", 0).value, part("ends_at", 1).value] = new Date(end).toISOString().slice(0, 16).split("T");
  };

  let starts = {}; // by row
  let guessed = NaN; // the end that this script wrote, as long as nobody wrote another
  document.addEventListener("DOMContentLoaded", () => {
    for (const { name } of document.querySelectorAll("input[name$=starts_at_0]")) {
      row = name.replace("starts_at_0", "");
      starts[row] = moment("starts_at");
    }
  });
  // What is typed into a time takes the place of all of it, however one came there.
  document.addEventListener("focusin", ({ target }) => {
    if (/_at_1$/.test(target.name)) requestAnimationFrame(() => target.select());
  });
  document.addEventListener("change", ({ target }) => {
    const [, prefix] = /^(\d+-)?(?:starts_at_[01]|kind)$/.exec(target.name) ?? [null];
    if (prefix === null) return;
    row = prefix ?? "";
    const start = starts[row];
    const now = moment("starts_at");
    if (Number.isNaN(now)) return; // half typed: wait for the rest
    const isEmpty = !part("ends_at", 0).value && !part("ends_at", 1).value;
    const isOurs = isEmpty || moment("ends_at") === guessed;
    const end = isOurs ? now + usual() : moment("ends_at") + now - start;
    starts[row] = now;
    if (Number.isNaN(end)) return;
    if (isOurs) guessed = end;
    write(end);
  });
})();
