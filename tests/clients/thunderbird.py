"""Thunderbird without a window, told what to do by Marionette, the protocol that Mozilla tests it by."""

import json
import os
import socket
import subprocess
import time
from datetime import date, datetime
from pathlib import Path

from tests.clients.story import ODD_ZONE

PATIENCE = 60  # seconds
PREFERENCES = {
    "marionette.port": 0,  # any that is free
    "calendar.timezone.useSystemTimezone": False,
    "calendar.timezone.local": ODD_ZONE,
    "mail.provider.suppress_dialog_on_startup": True,
    "mailnews.start_page.enabled": False,
    "app.update.enabled": False,
    # It would ask its makers this and that: a proxy that is not there keeps it to this machine, which needs none.
    "network.proxy.type": 1,
    "network.proxy.http": "127.0.0.1",
    "network.proxy.http_port": 9,
    "network.proxy.ssl": "127.0.0.1",
    "network.proxy.ssl_port": 9,
}

# Scripts in Thunderbird's main window. A refresh, and there is one after registering, ends with "load" and with all
# entries put anew into the copy.
SUBSCRIBE = """
const { cal } = ChromeUtils.importESModule("resource:///modules/calendar/calUtils.sys.mjs");
const created = cal.manager.createCalendar("ics", Services.io.newURI(arguments[0]));
created.name = "Talks";
created.setProperty("cache.enabled", true);
cal.manager.registerCalendar(created);
window.talks = cal.manager.getCalendarById(created.id);
window.all = (calendar) => calendar.getItemsAsArray(Ci.calICalendar.ITEM_FILTER_ALL_ITEMS, 0, null, null);
window.loaded = () => new Promise((resolve) => {
  let added = 0, expected = Infinity;
  const check = () => {
    if (added < expected) return;
    talks.removeObserver(observer);
    resolve();
  };
  const observer = {
    QueryInterface: ChromeUtils.generateQI(["calIObserver"]),
    async onLoad() {
      expected = (await all(talks.wrappedJSObject.mUncachedCalendar)).length;
      check();
    },
    onAddItem() {
      added += 1;
      check();
    },
    onStartBatch() {}, onEndBatch() {}, onModifyItem() {}, onDeleteItem() {}, onError() {},
    onPropertyChanged() {}, onPropertyDeleting() {},
  };
  talks.addObserver(observer);
});
return loaded();
"""
REFRESH = "const done = loaded(); talks.refresh(); return done;"
ENTRIES = """
const time = (at) => !at ? "" : at.isDate ? at.icalString : new Date(at.nativeTime / 1000).toISOString();
return all(talks).then((items) => items.map((item) => ({
  uid: item.id,
  is_all_day: item.startDate.isDate,
  starts_at: time(item.startDate),
  ends_at: time(item.endDate),
  summary: item.title,
  location: item.getProperty("LOCATION") ?? "",
  description: item.getProperty("DESCRIPTION") ?? "",
  status: item.status,
  is_busy: item.getProperty("TRANSP") !== "TRANSPARENT",
  url: item.getProperty("URL") ?? "",
  categories: item.getCategories(),
  conference: item.getProperty("CONFERENCE") ?? "",
  sequence: Number(item.getProperty("SEQUENCE")),
  stamped_at: time(item.stampTime),
  modified_at: time(item.lastModifiedTime),
  created_at: time(item.creationDate),
})));
"""
TIMES = ("starts_at", "ends_at", "stamped_at", "modified_at", "created_at")


class Thunderbird:
    """A calendar "On the Network" in a profile of its own, with a copy for offline use, as Thunderbird proposes it."""

    forgets: set[str] = set()

    def __init__(self, needs, folder: Path):
        program, profile, self.count = needs("thunderbird"), folder / "profile", 0
        profile.mkdir()
        lines = [f"user_pref({json.dumps(name)}, {json.dumps(value)});\n" for name, value in PREFERENCES.items()]
        (profile / "user.js").write_text("".join(lines))
        command = [program, "--headless", "--no-remote", "--profile", profile]
        environment = {"HOME": str(folder), "PATH": os.environ["PATH"], "LANG": "C.UTF-8"}
        with (folder / "log").open("w") as log:
            self.process = subprocess.Popen(
                [*command, "--marionette", "--remote-allow-system-access"],
                env=environment,
                stdout=log,
                stderr=subprocess.STDOUT,
            )
        try:
            self._connect(profile / "MarionetteActivePort", folder / "log")
        except BaseException:
            self.process.kill()
            raise

    def subscribe(self, url):
        self._script(SUBSCRIBE, url)

    def refresh(self):
        self._script(REFRESH)

    def entries(self):
        entries = self._script(ENTRIES)
        for entry in entries:
            entry |= {name: _iso(entry[name]) for name in TIMES}
        return entries

    def close(self):
        try:
            self._command("Marionette:Quit", flags=["eForceQuit"])
            self.process.wait(timeout=20)
        finally:
            self.process.kill()
            self.connection.close()

    def _connect(self, port: Path, log: Path):
        deadline = time.monotonic() + PATIENCE
        while not (port.exists() and port.read_text()):
            assert self.process.poll() is None, log.read_text()
            assert time.monotonic() < deadline, log.read_text()
            time.sleep(0.1)
        self.connection = socket.create_connection(("127.0.0.1", int(port.read_text())), timeout=PATIENCE)
        self.stream = self.connection.makefile("rwb")
        self._receive()  # it introduces itself
        self._command("WebDriver:NewSession", capabilities={})
        self._command("WebDriver:SetTimeouts", script=PATIENCE * 1000)
        self._command("Marionette:SetContext", value="chrome")

    def _script(self, script, *arguments):
        return self._command("WebDriver:ExecuteScript", script=script, args=arguments)["value"]

    def _command(self, name, **parameters):
        self.count += 1
        command = json.dumps([0, self.count, name, parameters]).encode()
        self.stream.write(b"%d:%s" % (len(command), command))
        self.stream.flush()
        _, number, error, result = self._receive()
        assert (number, error) == (self.count, None)
        return result

    def _receive(self):
        length = b""
        while not length.endswith(b":"):
            byte = self.stream.read(1)
            assert byte, "Thunderbird is gone"
            length += byte
        return json.loads(self.stream.read(int(length[:-1])))


def _iso(value):
    """ "20201024" and "2020-10-24T09:00:00.000Z" as the story writes them."""
    if len(value) == len("20201024"):
        return date.fromisoformat(value).isoformat()
    return datetime.fromisoformat(value).isoformat() if value else ""
