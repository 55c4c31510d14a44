"""Two servers measured by turns with wrk: how the site answers beside the bare view that sends the same bytes.

The two take turns, since the machine's speed drifts: what counts is the median of the rounds' ratios. A turn is
repeated when nearly all connections went to one worker: that halves a rate, by chance.
"""

import json
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request

HOP_BY_HOP = {"connection", "date", "server", "transfer-encoding", "keep-alive"}
TRIES = 30  # about every other is an even one

# For wrk: each request's address ends in a number of its own.
ANEW = """
local number = 0
request = function()
  number = number + 1
  return wrk.format(nil, wrk.path .. "{}-" .. number)
end
"""


def add_arguments(parser):
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--seconds", type=int, default=3)
    parser.add_argument("--connections", type=int, default=8)


def need_wrk():
    if shutil.which("wrk") is None:
        sys.exit("wrk is not installed (on Debian: apt install wrk).")


def record(url, headers, file) -> str:
    """Write down how the site answers, for the bare view to repeat; the ETag."""
    status, found, body = answer(url, headers)
    assert status == 200, status
    assert body
    unchanged, kept, _ = answer(url, headers | {"If-None-Match": found["ETag"]})
    assert unchanged == 304, unchanged
    file.with_suffix(".body").write_bytes(body)
    file.with_suffix(".json").write_text(json.dumps({"200": found, "304": kept}))
    return found["ETag"]


def answer(url, headers) -> tuple[int, dict[str, str], bytes]:
    """Status, headers and body as sent."""
    try:
        found = urllib.request.urlopen(urllib.request.Request(url, headers=headers), timeout=30)
    except urllib.error.HTTPError as error:  # a 304 as well
        found = error
    with found:
        sent = {name: value for name, value in found.headers.items() if name.lower() not in HOP_BY_HOP}
        return found.status, sent, found.read()


def compare(title, sides, headers, arguments, *, anew=False):
    """`anew`: a number that was never asked for is added to the address each time."""
    rates, costs = ([], []), ([], [])
    for server, url in sides:
        turn(server, url, headers, 1, arguments.connections, anew)
    for number in range(arguments.rounds):
        for side in (0, 1) if number % 2 else (1, 0):
            rate, cost = turn(*sides[side], headers, arguments.seconds, arguments.connections, anew)
            rates[side].append(rate)
            costs[side].append(cost)
    ratios = [ours / bare for ours, bare in zip(*rates, strict=True)]
    (ours, bare), (our_cost, bare_cost) = ([statistics.median(side) for side in sides] for sides in (rates, costs))
    print(
        f"{title:<24} {ours:6.0f} of {bare:6.0f} requests per second: {statistics.median(ratios):.2f}"
        f" ({min(ratios):.2f} to {max(ratios):.2f}); CPU {our_cost:.2f} and {bare_cost:.2f} ms a request",
        flush=True,
    )


def turn(server, url, headers, seconds, connections, anew) -> tuple[float, float]:
    """Requests per second, and the milliseconds of the workers' CPU for each."""
    for _ in range(TRIES):
        before = server.cpu_seconds()
        count, rate = requests_per_second(url, headers, seconds, connections, anew)
        used = [after - was for after, was in zip(server.cpu_seconds(), before, strict=True)]
        if not used or min(used) > max(used) / 2:
            return rate, sum(used) / count * 1000
    sys.exit("The workers never shared the connections.")


def requests_per_second(url, headers, seconds, connections, anew) -> tuple[int, float]:
    """How many requests wrk made, and how many a second."""
    fields = [word for name, value in headers.items() for word in ("-H", f"{name}: {value}")]
    with tempfile.NamedTemporaryFile("w", suffix=".lua") as script:
        script.write(ANEW.format(time.time_ns()))
        script.flush()
        options = [f"-c{connections}", f"-d{seconds}s", *fields, *(["-s", script.name] if anew else [])]
        said = subprocess.run(["wrk", "-t1", *options, url], check=True, capture_output=True, text=True).stdout
    assert "Non-2xx" not in said, said
    assert "Socket errors" not in said, said
    count, rate = re.search(r"(\d+) requests in", said), re.search(r"Requests/sec:\s+([\d.]+)", said)
    assert count, said
    assert rate, said
    return int(count[1]), float(rate[1])
