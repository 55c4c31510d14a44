// Reads calendars with libraries of JavaScript: a line of JSON in, { library, calendar }, is a line of JSON out.
// Packages are looked for from the working directory, so that they need not be installed beside this file.
import { createRequire } from "node:module";
import { createInterface } from "node:readline";

const require = createRequire(`${process.cwd()}/`);
const ICAL = require("ical.js");
const nodeIcal = require("node-ical");

// The times of ical.js come from the VTIMEZONEs of the file: it has no others.
function byIcalJs(text) {
  const calendar = new ICAL.Component(ICAL.parse(text));
  ICAL.TimezoneService.reset();
  calendar.getAllSubcomponents("vtimezone").forEach((zone) => ICAL.TimezoneService.register(zone));
  return calendar.getAllSubcomponents("vevent").map((event) => {
    const value = (name) => event.getFirstPropertyValue(name) ?? "";
    const time = (name) => {
      const at = value(name);
      return at.isDate ? at.toString() : at.toJSDate().toISOString();
    };
    return {
      uid: value("uid"),
      start: time("dtstart"),
      end: time("dtend"),
      summary: value("summary"),
      location: value("location"),
      description: value("description"),
      status: value("status"),
      url: value("url"),
      categories: event.getFirstProperty("categories")?.getValues() ?? [],
      sequence: value("sequence"),
      conference: value("conference"),
      conference_label: event.getFirstProperty("conference")?.getParameter("label") ?? "",
    };
  });
}

// The times of node-ical come from Node's own time zones, whatever the VTIMEZONEs say.
function byNodeIcal(text) {
  const events = Object.values(nodeIcal.sync.parseICS(text)).filter((part) => part.type === "VEVENT");
  const value = (part) => part?.val ?? part ?? "";
  const digits = (number) => String(number).padStart(2, "0");
  const time = (at) =>
    at.dateOnly
      ? `${at.getFullYear()}-${digits(at.getMonth() + 1)}-${digits(at.getDate())}`
      : at.toISOString();
  return events.map((event) => ({
    uid: event.uid,
    start: time(event.start),
    end: time(event.end),
    summary: value(event.summary),
    location: value(event.location),
    description: value(event.description),
    status: event.status,
    url: value(event.url),
    categories: event.categories ?? [],
    sequence: event.sequence,
    conference: value(event.conference),
  }));
}

const readers = { "ical.js": byIcalJs, "node-ical": byNodeIcal };

for await (const line of createInterface({ input: process.stdin })) {
  let answer;
  try {
    const { library, calendar } = JSON.parse(line);
    answer = { events: readers[library](calendar) };
  } catch (error) {
    answer = { error: error.stack };
  }
  process.stdout.write(`${JSON.stringify(answer)}\n`);
}
