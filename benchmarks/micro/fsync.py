"""What it costs to make a small write durable: the floor under everything that commits.

Run ``python -m benchmarks.micro.fsync [FOLDER]``.  The folder decides which file system is measured.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from statistics import median, quantiles

BLOCK = b"\0" * 4096
ROUNDS = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class FsyncCost:
    """Milliseconds to append 4 KB to a file and wait for the disk."""

    median_ms: float
    p99_ms: float
    rounds: int


def measure_fsync(folder: Path, rounds: int = ROUNDS) -> FsyncCost:
    """Append 4 KB and sync, ``rounds`` times, on a file in ``folder``."""
    taken = []
    with tempfile.NamedTemporaryFile(dir=folder) as file:
        for _ in range(rounds):
            start = time.perf_counter()
            os.write(file.fileno(), BLOCK)
            os.fsync(file.fileno())
            taken.append((time.perf_counter() - start) * 1000)
    return FsyncCost(median_ms=median(taken), p99_ms=quantiles(taken, n=100)[98], rounds=rounds)


if __name__ == "__main__":
    print(measure_fsync(Path(sys.argv[1] if len(sys.argv) > 1 else ".")))
