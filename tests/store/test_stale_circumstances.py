"""Statements whose circumstances change while they wait or live: names, roles, users, owners of views."""

from __future__ import annotations

import contextlib
import itertools
import threading

import pytest

from frazil.app.build import FrazilService
from frazil.core.errors import FrazilError
from frazil.core.login_errors import SessionGoneError
from frazil.session import pipeline
from frazil.session.executions import Execution
from frazil.session.requests import Login, StatementRequest
from frazil.session.session import Session
from tests.store.conftest import PASSWORD

REQUESTS = itertools.count(1)


def login(service: FrazilService, user: str = "ADMIN") -> tuple[Session, str]:
    session, tokens = service.sessions.login(Login(user=user, password=PASSWORD))
    return session, tokens.session_token


def send(session: Session, text: str) -> Execution:
    return session.submit(StatementRequest(text=text, request_id=str(next(REQUESTS))))


def answer(execution: Execution) -> str:
    assert execution.wait(30)
    try:
        return str(execution.outcome().data.table().column(0)[0].as_py())
    except FrazilError as error:
        return error.code


def run(session: Session, *texts: str) -> str:
    """Run statements and return the first value of the last, or its error code."""
    return [answer(send(session, text)) for text in texts][-1]


def test_a_plan_is_kept_for_where_it_was_bound_not_for_where_it_waited(
    service: FrazilService, monkeypatch: pytest.MonkeyPatch
) -> None:
    query = "select v from t"
    session, _ = login(service)
    run(session, "create database d", "create schema s1", "create schema s2")
    run(session, "create table s1.t as select 's1' as v", "create table s2.t as select 's2' as v", "use schema s1")
    begin = pipeline.run

    def run_after_a_move(job: pipeline.Job) -> pipeline.Done:
        session.state.schema = "S2"
        return begin(job)

    with monkeypatch.context() as patched:
        patched.setattr("frazil.session.session.run", run_after_a_move)
        assert run(session, query) == "s2"
    other, _ = login(service)
    assert run(other, "use schema d.s1", query) == "s1"
    assert run(other, "use schema d.s2", query) == "s2"


def test_statements_at_once_open_one_transaction(service: FrazilService, monkeypatch: pytest.MonkeyPatch) -> None:
    session, _ = login(service)
    run(session, "create database d", "create table t (a int)", "alter session set autocommit = false")
    together, begin = threading.Barrier(2), pipeline.run

    def run_together(job: pipeline.Job) -> pipeline.Done:
        with contextlib.suppress(threading.BrokenBarrierError):
            together.wait(0.5)
        return begin(job)

    with monkeypatch.context() as patched:
        patched.setattr("frazil.session.session.run", run_together)
        first, second = (send(session, f"insert into t select {number}") for number in (1, 2))
        assert (answer(first), answer(second)) == ("1", "1")
    run(session, "commit")
    assert run(login(service)[0], "select sum(a) from d.public.t") == "3"


def test_a_view_sees_no_more_than_its_owner(service: FrazilService) -> None:
    admin, _ = login(service)
    run(admin, "create database d", "create role r", f"create user u password = '{PASSWORD}' default_role = r")
    run(
        admin, "grant role r to user u", "grant usage on database d to role r", "grant usage on schema public to role r"
    )
    run(admin, "grant create view, create table on schema public to role r")
    user, _ = login(service, "U")
    run(user, "use schema d.public", "create table t as select 'own' as v", "create view w as select v from t")
    run(user, "create view x as select v from w")
    assert run(user, "select v from x") == "own"
    run(user, "drop table t")
    run(admin, "create table t as select 'secret' as v")
    assert run(user, "select v from w") == "002003"
    assert run(user, "select v from x") == "002003"
    run(admin, "grant select on table t to role r")
    assert run(user, "select v from x") == "secret"


def test_functions_of_the_system_are_told_apart_inside_views(service: FrazilService) -> None:
    session, _ = login(service)
    run(session, "create database d", "create view v as select system$client_version_info() as a")
    assert run(session, "select system$current_user_task_name() is null and length(a) > 100 from v") == "True"


def test_creating_a_view_does_not_call_functions_of_the_system(service: FrazilService) -> None:
    session, _ = login(service)
    assert run(session, "create database d", "create view v as select system$wait(3600) as a").startswith("View V")


def test_a_user_who_is_disabled_or_dropped_is_out(service: FrazilService) -> None:
    admin, admins = login(service)
    for end in ("alter user u set disabled = true", "drop user u"):
        run(admin, f"create or replace user u password = '{PASSWORD}'")
        _, token = login(service, "U")
        assert service.sessions.authenticate(token)
        run(admin, end)
        with pytest.raises(SessionGoneError):
            service.sessions.authenticate(token)
    assert service.sessions.authenticate(admins)


def test_a_role_that_is_revoked_is_gone_from_open_sessions(service: FrazilService) -> None:
    admin, _ = login(service)
    run(admin, "create database d", "create table t as select 1 as a", "create role r")
    run(admin, f"create user u password = '{PASSWORD}' default_role = r", "grant role r to user u")
    run(admin, "grant usage on database d to role r", "grant usage on schema public to role r")
    run(admin, "grant select on table t to role r")
    user, _ = login(service, "U")
    assert run(user, "select a from d.public.t") == "1"
    run(admin, "revoke role r from user u")
    assert run(user, "select a from d.public.t") == "002003"


def test_undrop_does_not_tell_what_there_is(service: FrazilService) -> None:
    admin, _ = login(service)
    run(admin, "create database d", "create table t (a int)", f"create user u password = '{PASSWORD}'")
    user, _ = login(service, "U")
    assert run(user, "undrop table d.public.t") == run(user, "undrop table d.public.nothing") == "002003"


def test_a_statement_that_waits_for_another_of_its_session_can_be_cancelled(service: FrazilService) -> None:
    session, _ = login(service)
    run(session, "create database d", "begin")
    with session.state.statement_lock:
        waiting = session.submit(StatementRequest(text="select 1", request_id="waits"))
        assert session.abort("waits")
        assert answer(waiting) == "000604"
