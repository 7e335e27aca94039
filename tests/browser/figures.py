"""Prints what Lighthouse measures of each page, as a Markdown table."""

import json
import os
import subprocess
import sys
from pathlib import Path

from chromium import QUIET, program
from crawl import Place, places
from fillings import filled
from screenshots import temporary

AIM = 95
HEAD = """\
| page | performance | accessibility | best practices | first contentful paint | elements | requests | transferred |
|---|--:|--:|--:|--:|--:|--:|--:|"""


def measure(addresses: list[str]) -> list[dict]:
    flags = QUIET + (["--no-sandbox"] if os.geteuid() == 0 else [])
    asked = json.dumps({"program": program(), "flags": flags, "addresses": addresses})
    script = Path(__file__).parent / "lighthouse/measure.mjs"
    ran = subprocess.run(["node", script], input=asked, stdout=subprocess.PIPE, text=True, check=True)
    return json.loads(ran.stdout)


def line(place: Place, measured: dict) -> str:
    scores = " | ".join(map(str, measured["scores"]))
    seconds, kilobytes = measured["contentful"] / 1000, measured["bytes"] / 1000
    return (
        f"| `{place.shape}` | {scores} | {seconds:.2f} s | {measured['elements'] or '':.0f} | {measured['requests']} "
        f"| {kilobytes:.1f} kB |"
    )


def main() -> int:
    with temporary() as home, filled("story", home) as broker:
        # Lighthouse opens addresses, sends no forms, and refuses to look at errors; the viewer of the API's
        # description is somebody else's.
        everywhere = [
            place
            for place in places(broker, each=1)
            if not place.form and place.status == 200 and not place.path.startswith("/docs")
        ]
        measured = measure([broker.url + place.path for place in everywhere])
    print(HEAD)
    for place, one in zip(everywhere, measured, strict=True):
        print(line(place, one))
    low = [(place, one) for place, one in zip(everywhere, measured, strict=True) if min(one["scores"]) < AIM]
    for place, one in low:
        print(f"{place}: {one['scores']} {one['faults']}", file=sys.stderr)
    return 1 if low else 0


if __name__ == "__main__":
    sys.exit(main())
