"""Sessions of a service without its network: what they leave behind when they end, and what those of tasks do."""

from __future__ import annotations

import threading

import pytest

from frazil.app.build import FrazilService
from frazil.core import probes
from frazil.core.errors import FrazilError, StatementCanceledError
from frazil.session.bodies import is_repeatable
from frazil.session.requests import Login, StatementRequest
from frazil.session.session import Session
from tests.store.conftest import PASSWORD


def login(service: FrazilService) -> Session:
    session, _ = service.sessions.login(Login(user="ADMIN", password=PASSWORD, warehouse="COMPUTE_WH"))
    return session


def run(session: Session, *texts: str) -> list[tuple[object, ...]]:
    """Run statements and return the rows of the last."""
    rows: list[tuple[object, ...]] = []
    for text in texts:
        execution = session.submit(StatementRequest(text=text, request_id=f"{id(texts)} {text}"))
        assert execution.wait(30)
        table = execution.outcome().data.table()
        rows = list(zip(*(column.to_pylist() for column in table.columns), strict=True))
    return rows


def test_a_transaction_that_opens_while_its_session_ends_goes_with_it(service: FrazilService) -> None:
    session = login(service)
    run(session, "create database d", "create table t (a int)")
    session.close()
    run(session, "begin")
    assert session.state.transaction is None


def test_a_session_that_ends_lets_go_of_what_it_waits_for_and_holds(service: FrazilService) -> None:
    holder, waiter = login(service), login(service)
    run(holder, "create database d", "create table t (a int)", "create table u (a int)", "begin", "update t set a = 1")
    run(waiter, "use schema d.public", "alter session set autocommit = false", "update u set a = 1")
    waiting = waiter.submit(StatementRequest(text="update t set a = 2", request_id="w"))
    while not any(not lock.granted for lock in service.services.store.locks.listing()):
        assert not waiting.wait(0.01)
    service.sessions.logout(waiter)
    assert waiting.wait(10)
    with pytest.raises(StatementCanceledError):
        waiting.outcome()
    assert len(service.services.store.locks.listing()) == 1
    service.sessions.logout(holder)
    assert service.services.store.locks.listing() == []


def test_a_body_is_committed_whatever_the_account_says_of_autocommit(service: FrazilService) -> None:
    session = login(service)
    run(session, "create database d", "create table t (a int)", "create task w as insert into t values (7)")
    run(session, "alter account set autocommit = false")
    ended = threading.Event()
    with probes.armed("tasks.after_commit", ended.set):
        run(session, "execute task w")
        assert ended.wait(30)
    assert run(login(service), "select a from d.public.t") == [(7,)]


def test_a_server_that_stops_lets_bodies_end_that_wait_for_clients(service: FrazilService) -> None:
    session = login(service)
    run(session, "create database d", "create table t (a int)", "create task w as insert into t values (7)")
    run(session, "begin", "update t set a = 1")
    begun = threading.Event()
    with probes.armed("tasks.claimed", begun.set):
        run(login(service), "execute task d.public.w")
        assert begun.wait(30)
    service.stop()
    assert not [thread for thread in threading.enumerate() if thread.name.startswith("task-")]
    service.start()
    assert run(login(service), "select a from d.public.t") == [(7,)]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("select 1", True),
        ("insert into t select system$task_runtime_info('CURRENT_TASK_GRAPH_RUN_GROUP_ID')", True),
        ("create or replace table t as select 1 as a", True),
        ("select system$task_dependents_enable('r')", False),
        ("insert into t select system$task_dependents_enable('r')", False),
        ("create table t as select system$user_task_cancel_ongoing_executions('r') as a", False),
        ("execute task r", False),
        ("execute immediate 'insert into t values (1)'", True),
        ("execute immediate 'execute immediate ''execute task r'' '", False),
        ("call system$set_return_value('x')", False),
    ],
)
def test_what_acts_outside_its_transaction_is_not_run_again(body: str, expected: bool) -> None:
    assert is_repeatable(body) is expected


def test_a_task_that_takes_too_long_fails(service: FrazilService) -> None:
    session = login(service)
    run(
        session,
        "create database d",
        "create task slow warehouse = compute_wh user_task_timeout_ms = 100 as select system$wait(60)",
        "execute task slow",
    )
    dispatcher = service.scheduler.dispatcher
    with dispatcher.lock:
        assert dispatcher.changed.wait_for(lambda: not dispatcher.runs.claimed and not dispatcher.runs.ready, 30)
    history = "select state, error_code, error_message from table(d.information_schema.task_history())"
    message = "Statement reached its statement or warehouse timeout of 1 second(s) and was canceled."
    assert run(session, history) == [("FAILED", "000630", message)]


def test_the_last_administrator_stays_one(service: FrazilService) -> None:
    session = login(service)
    with pytest.raises(FrazilError):
        run(session, "revoke role accountadmin from user admin")
    run(session, "create user other password = 'x'", "grant role accountadmin to user other")
    run(session, "revoke role accountadmin from user admin")


def test_no_password_in_a_text_to_execute_reaches_the_history(service: FrazilService) -> None:
    session = login(service)
    run(session, "create database d", r"execute immediate 'create user u password = \'S3cret-Passw0rd\''")
    run(session, "set x = 'create user v password=''a''''S3cret'''", "execute immediate $x")
    failed = session.submit(StatementRequest(text="alter user u set password = 'it's'S3cret'", request_id="f"))
    assert failed.wait(30)
    history = run(session, "select query_text, error_message from table(information_schema.query_history())")
    assert len(history) == 5
    assert "S3cret" not in str(history)
