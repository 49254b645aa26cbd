"""Statements of the SQL API over a service without its network."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from frazil.app.build import FrazilService, build
from frazil.core.clock import SystemClock
from frazil.core.config import load
from frazil.core.executor import Executor
from frazil.rest.handles import Handles
from frazil.rest.requests import Submission
from frazil.session.requests import Login, StatementRequest

PASSWORD = "session-Passw0rd"


@pytest.fixture
def service(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[FrazilService]:
    monkeypatch.setenv("FRAZIL_ADMIN_PASSWORD", PASSWORD)
    made = build(load({"data": tmp_path / "data", "port": 0, "threads": 1}, {}))
    made.start()
    yield made
    made.stop()


def test_a_statement_that_ends_while_the_server_stops_is_answered(service: FrazilService) -> None:
    executor = Executor(1)
    executor.shutdown(10)
    handles = Handles(service.sessions, executor, SystemClock())
    statement = StatementRequest(text="select system$wait(1)", request_id="r")
    login = Login(user="ADMIN", password=PASSWORD)
    wanted = Submission(login=login, statement=statement, asynchronous=True, nullable=True)
    handle = handles.submit(handles.identify(login), wanted)
    answered: list[bool] = []
    handle.execution.add_done_callback(lambda: answered.append(True))
    handle.execution.cancel()
    service.stop()
    assert answered == [True]
