"""A server whose time runs as fast as it can: ``python -m tests.fault.fast_server DATA``, until it is killed.

It stands still until a line comes in.  Then each step of its time is written down before it is taken, so that the next
life begins no earlier than this one has been.
"""

from __future__ import annotations

import sys
from datetime import datetime
from pathlib import Path

from frazil.testing import server
from frazil.testing.virtual_time import duration

STEP = "10 seconds"
START = datetime.fromisoformat("2026-03-01T00:00:00+00:00")


def main() -> None:
    """Serve the data directory of the command line."""
    data = Path(sys.argv[1])
    reached = data.with_name("reached")
    start = datetime.fromisoformat(reached.read_text()) if reached.exists() else START
    with server(data=data, clock="virtual", start=start) as running:
        assert running.time is not None
        print(f"frazil ready on http://{running['host']}:{running['port']}", flush=True)
        sys.stdin.readline()
        while True:
            written = reached.with_name("reached.new")
            written.write_text((running.time.now() + duration(STEP)).isoformat())
            written.replace(reached)
            running.advance(STEP)


if __name__ == "__main__":
    main()
