"""What memory frazil's server holds when it is idle, and while a client reads a result of ten million rows."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.frazil_server import FrazilServer
from benchmarks.processes import resident_mib, settle

ROWS = 10_000_000
LOOK_SECONDS = 0.05
QUERY = "select seq4() as n, seq4() * 2 as twice, 'row ' || seq4() as label from table(generator(rowcount => {rows}))"


@dataclass(frozen=True, slots=True, kw_only=True)
class Memory:
    """Resident memory of the server in MiB, and how long the client read."""

    idle_mib: float
    connected_mib: float
    highest_mib: float
    afterwards_mib: float
    rows: int
    seconds: float


def measure_memory(folder: Path, rows: int = ROWS) -> Memory:
    """Start a server, read ``rows`` rows from it batch by batch, and watch its memory."""
    server = FrazilServer(folder)
    try:
        settle(server.process_id)
        idle = resident_mib(server.process_id)
        with server.connect() as connection:
            cursor: Any = connection.cursor()
            cursor.execute("select 1").fetchall()
            connected = resident_mib(server.process_id)
            with _Watch(server.process_id) as watch:
                start = time.perf_counter()
                query = QUERY.format(rows=rows)
                found = sum(batch.num_rows for batch in cursor.execute(query).fetch_arrow_batches())
                seconds = time.perf_counter() - start
        if found != rows:
            raise RuntimeError(f"{found} rows where {rows} were due")
        settle(server.process_id)
        return Memory(
            idle_mib=idle,
            connected_mib=connected,
            highest_mib=watch.highest_mib,
            afterwards_mib=resident_mib(server.process_id),
            rows=rows,
            seconds=seconds,
        )
    finally:
        server.close()


class _Watch:
    """Looks at a process's memory again and again, and keeps the highest."""

    def __init__(self, process_id: int) -> None:
        self._process_id = process_id
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)
        self.highest_mib = 0.0

    def __enter__(self) -> _Watch:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()

    def _look(self) -> None:
        while not self._over.wait(LOOK_SECONDS):
            self.highest_mib = max(self.highest_mib, resident_mib(self._process_id))
