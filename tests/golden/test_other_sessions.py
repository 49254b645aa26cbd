"""What one session may do to another: cancel its statements, end it, abort its transaction."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from frazil.app.build import FrazilService, build
from frazil.core.clock import VirtualClock
from frazil.core.config import Settings
from frazil.core.errors import (
    FrazilError,
    InsufficientPrivilegesError,
    StatementCanceledError,
    TransactionAbortedError,
)
from frazil.session.executions import Execution
from frazil.session.requests import Login, StatementRequest
from frazil.session.session import Session
from tests.golden.scripts import START

PASSWORD = "a long enough password"
SECONDS = 60.0


@pytest.fixture
def service(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[FrazilService]:
    monkeypatch.setenv("FRAZIL_ADMIN_PASSWORD", PASSWORD)
    made = build(Settings(data=tmp_path / "data"), clock=VirtualClock(START))
    made.start()
    yield made
    made.stop()


class Client:
    def __init__(self, service: FrazilService, user: str = "ADMIN", token: str = PASSWORD) -> None:
        self.session: Session = service.sessions.login(Login(user=user, password=token))[0]
        self._number = 0

    def begin(self, text: str) -> Execution:
        self._number += 1
        return self.session.submit(StatementRequest(text=text, request_id=f"{self.session.id}-{self._number}"))

    def value(self, text: str) -> object:
        execution = self.begin(text)
        assert execution.wait(SECONDS), text
        return execution.outcome().data.table().column(0)[0].as_py()


def failure(execution: Execution) -> FrazilError:
    assert execution.wait(SECONDS)
    assert execution.error is not None
    return execution.error


def test_cancel_query_stops_a_statement_that_waits(service: FrazilService) -> None:
    one, other = Client(service), Client(service)
    waiting = one.begin("call system$wait(1, 'days')")
    assert other.value(f"select system$cancel_query('{waiting.query_id}')") == f"query [{waiting.query_id}] terminated."
    assert isinstance(failure(waiting), StatementCanceledError)
    with pytest.raises(FrazilError, match="not currently executing") as caught:
        other.value(f"select system$cancel_query('{waiting.query_id}')")
    assert caught.value.code == "000605"


def test_cancel_all_queries_spares_the_one_that_asks(service: FrazilService) -> None:
    one = Client(service)
    waiting = [one.begin("select system$wait(1, 'days')") for _ in range(2)]
    answer = one.value(f"select system$cancel_all_queries({one.session.id})")
    assert answer == f"2 queries cancelled in session [{one.session.id}]"
    assert all(isinstance(failure(each), StatementCanceledError) for each in waiting)


def test_another_users_statements_are_not_ones_own(service: FrazilService) -> None:
    admin = Client(service)
    admin.value(f"create user eve password = '{PASSWORD}'")
    eve = Client(service, "EVE")
    waiting = admin.begin("call system$wait(1, 'days')")
    for call in (
        f"select system$cancel_query('{waiting.query_id}')",
        f"select system$cancel_all_queries({admin.session.id})",
        f"select system$abort_session({admin.session.id})",
    ):
        with pytest.raises(InsufficientPrivilegesError):
            eve.value(call)
    assert not waiting.wait(0)
    assert admin.value(f"select system$abort_session({eve.session.id})") == f"session [{eve.session.id}] terminated."
    assert service.sessions.find(eve.session.id) is None


def test_abort_transaction_undoes_it_and_frees_its_locks(service: FrazilService) -> None:
    one, other = Client(service), Client(service)
    one.value("create database d")
    one.value("create table t (a int)")
    one.value("begin")
    one.value("insert into t values (1)")
    number = other.value("show transactions")
    assert other.value("show locks in account") == int(one.session.id)
    assert other.value('select "resource" from table(result_scan(last_query_id()))') == "D.PUBLIC.T"
    assert other.value(f"select system$abort_transaction({number})") == f"Aborted transaction id: {number}"
    with pytest.raises(TransactionAbortedError):
        one.value("select count(*) from t")
    one.value("rollback")
    assert one.value("select count(*) from t") == 0


def test_results_belong_to_their_user(service: FrazilService) -> None:
    """Also when their session has ended; an administrator has no more right to them than others."""
    one, other = Client(service), Client(service)
    other.value("create user eve password = 'a long enough password'")
    eve = Client(service, "EVE")
    query, own = one.begin("select 1 as a"), eve.begin("select 2 as a")
    assert query.wait(SECONDS)
    assert own.wait(SECONDS)
    service.sessions.logout(one.session)
    assert other.value(f"select a from table(result_scan('{query.query_id}'))") == 1
    assert other.value(f"describe result '{query.query_id}'") == "A"
    for client, foreign in ((eve, query), (other, own)):
        with pytest.raises(FrazilError, match="not found"):
            client.value(f"select a from table(result_scan('{foreign.query_id}'))")


def test_a_session_for_one_role_reads_its_own_results_alone(service: FrazilService) -> None:
    """What other sessions of its user found out they may have found with more roles."""
    one = Client(service)
    query = one.begin("select 1 as a")
    assert query.wait(SECONDS)
    adding = one.begin("alter user add programmatic access token t role_restriction = 'PUBLIC'")
    assert adding.wait(SECONDS)
    token = adding.outcome().data.table().column(1)[0].as_py()
    bound = Client(service, token=token)
    assert bound.value("select current_role()") == "PUBLIC"
    own = bound.begin("select 2 as a")
    assert own.wait(SECONDS)
    assert bound.value(f"select a from table(result_scan('{own.query_id}'))") == 2
    assert one.value(f"select a from table(result_scan('{own.query_id}'))") == 2
    with pytest.raises(FrazilError, match="not found"):
        bound.value(f"select a from table(result_scan('{query.query_id}'))")
