"""What a group of processes uses: processor time and memory.

Linux tells by ``/proc``; elsewhere ``ps`` is asked.
"""

from __future__ import annotations

import os
import subprocess
import time
from pathlib import Path

QUIET_SHARE = 0.10
QUIET_SECONDS = 1.0
LONGEST_SETTLE_SECONDS = 60.0


def cpu_seconds(group: int) -> float | None:
    """Return the processor time that the processes of a group have used, or None where that is not told."""
    if not Path("/proc/self/stat").exists():
        return None
    total = 0
    for entry in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = entry.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[2]) == group:
            total += int(fields[11]) + int(fields[12])
    return total / os.sysconf("SC_CLK_TCK")


def process_seconds(process: int) -> float:
    """Return the processor time that one process has used, in seconds; Linux only."""
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def settle(group: int) -> float:
    """Wait until a group of processes is quiet, and return how long that took in seconds.

    An engine that answers before its work is done would otherwise do the rest in the next engine's time.
    """
    start = time.monotonic()
    before = cpu_seconds(group)
    while time.monotonic() - start < LONGEST_SETTLE_SECONDS:
        time.sleep(QUIET_SECONDS)
        after = cpu_seconds(group)
        if before is None or after is None or after - before < QUIET_SHARE * QUIET_SECONDS:
            break
        before = after
    return max(0.0, time.monotonic() - start - QUIET_SECONDS)


def resident_mib(process: int) -> float:
    """Return the memory that a process holds, in MiB."""
    status = Path(f"/proc/{process}/statm")
    if status.exists():
        return int(status.read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 2**20
    shown = subprocess.run(["ps", "-o", "rss=", "-p", str(process)], capture_output=True, text=True, check=True)
    return int(shown.stdout) / 1024
