"""A real store in a directory of its own, and threads that are watched instead of waited for."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from frazil.app.build import FrazilService, build
from frazil.core.config import load
from frazil.engine.store import Store

PASSWORD = "session-Passw0rd"
"""The password of ADMIN in ``service``."""


class Waiting:
    """Knows when a thread begins to wait for a lock."""

    def __init__(self) -> None:
        self._begun = threading.Semaphore(0)

    @contextmanager
    def __call__(self) -> Iterator[None]:
        self._begun.release()
        yield

    def expect(self) -> None:
        """Return as soon as one more thread waits."""
        assert self._begun.acquire(timeout=10)


@pytest.fixture
def waiting() -> Waiting:
    return Waiting()


@pytest.fixture
def open_store(tmp_path: Path, waiting: Waiting) -> Iterator[Callable[..., Store]]:
    """Open the store of this test; a second call opens the same file again."""
    opened: list[Store] = []

    def open_it(**options: Any) -> Store:
        store = Store.open(
            tmp_path / "data" / "store.duckdb",
            spool_directory=tmp_path / "spool",
            temp_directory=tmp_path / "temp",
            blocked=waiting,
            **options,
        )
        opened.append(store)
        return store

    yield open_it
    for store in opened:
        store.close()


@pytest.fixture
def store(open_store: Callable[..., Store]) -> Store:
    return open_store()


@pytest.fixture
def in_thread() -> Iterator[Callable[..., Future[Any]]]:
    """Call a function in a thread and return its future."""
    with ThreadPoolExecutor(8) as executor:
        yield executor.submit


@pytest.fixture
def service(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[FrazilService]:
    """Start a server without fronts on a directory of its own."""
    monkeypatch.setenv("FRAZIL_ADMIN_PASSWORD", PASSWORD)
    made = build(load({"data": tmp_path / "data", "port": 0, "threads": 1}, {}))
    made.start()
    yield made
    made.stop()
