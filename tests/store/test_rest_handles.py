"""The statements of the SQL API: whose are kept, and for how long."""

from __future__ import annotations

import pytest

from frazil.app.build import FrazilService
from frazil.core.clock import SystemClock
from frazil.rest import handles
from frazil.rest.handles import Handle, Handles
from frazil.rest.requests import Submission
from frazil.session.requests import Login, StatementRequest
from frazil.session.results import StatementNotFoundError
from tests.store.conftest import PASSWORD

ADMIN = Login(user="ADMIN", password=PASSWORD)
ANN = Login(user="ANN", password=PASSWORD)


@pytest.fixture(autouse=True)
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep few results of a user."""
    monkeypatch.setattr(handles, "_MOST_KEPT", 3)


def submit(kept: Handles, login: Login, request_id: str, text: str = "select 1") -> Handle:
    statement = StatementRequest(text=text, request_id=request_id)
    wanted = Submission(login=login, statement=statement, asynchronous=False, nullable=True)
    handle = kept.submit(kept.identify(login), wanted)
    assert handle.execution.wait(30)
    return handle


def test_one_user_takes_no_place_of_another(service: FrazilService) -> None:
    kept = Handles(service.sessions, service._executor, SystemClock())
    submit(kept, ADMIN, "make", f"create user ann password = '{PASSWORD}' must_change_password = false")
    own = submit(kept, ANN, "own")
    first = submit(kept, ADMIN, "first")
    for number in range(5):
        submit(kept, ADMIN, f"more {number}")
    assert kept.find(ANN, own.query_id) is own
    with pytest.raises(StatementNotFoundError):
        kept.find(ADMIN, first.query_id)
    with pytest.raises(StatementNotFoundError):
        kept.find(ADMIN, own.query_id)
    assert submit(kept, ADMIN, "first") is not first
    assert len(kept._by_id) == 4
    assert len(kept._by_request) == 4
