// Moving a session's start moves its end along, as calendars do, so that it keeps its length.
(() => {
  const part = (name, index) => document.querySelector(`input[name="${name}_${index}"]`);
  const moment = (name) => {
    const [day, time] = [part(name, 0), part(name, 1)];
    const [, hour, minute] = /^(\d?\d)[:.]?(\d\d)(?::\d\d)?$/.exec(time?.value.trim() ?? "") ?? [];
    return day?.value && hour ? Date.parse(`${day.value}T${hour.padStart(2, "0")}:${minute}Z`) : NaN;
  };

  let start = NaN;
  document.addEventListener("DOMContentLoaded", () => {
    start = moment("starts_at");
  });
  document.addEventListener("change", ({ target }) => {
    if (!/^starts_at_[01]$/.test(target.name)) return;
    const now = moment("starts_at");
    if (Number.isNaN(now)) return; // half typed: wait for the rest
    const end = moment("ends_at") + now - start;
    start = now;
    if (Number.isNaN(end)) return;
    [part("ends_at", 0).value, part("ends_at", 1).value] = new Date(end).toISOString().slice(0, 16).split("T");
  });
})();
