"""Statements that define objects, from several sessions at once: one wins, the others are told, nothing is lost."""

from __future__ import annotations

import itertools
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from frazil.app.build import FrazilService
from frazil.core.errors import FrazilError
from frazil.engine.errors import NeedsWiderColumn
from frazil.session import pipeline
from frazil.session.executions import Execution
from frazil.session.requests import StatementRequest
from frazil.session.session import Session

REQUESTS = itertools.count(1)
WAIT_SECONDS = 60.0


def opened(service: FrazilService) -> Session:
    snapshot = service.services.catalog.snapshot
    user, role = snapshot.user("ADMIN"), snapshot.role("ACCOUNTADMIN")
    assert user is not None
    assert role is not None
    return service.sessions.open(service.sessions.new_state(user, user.name, role.id))


def send(session: Session, text: str) -> Execution:
    return session.submit(StatementRequest(text=text, request_id=str(next(REQUESTS))))


def answer(execution: Execution) -> str:
    assert execution.wait(WAIT_SECONDS), execution.request.text
    try:
        table = execution.outcome().data.table()
    except FrazilError as error:
        return error.code
    return str(table.column(0)[0].as_py()) if table.num_rows else ""


def ask(session: Session, text: str) -> str:
    return answer(send(session, text))


def test_one_of_many_creations_of_a_name_wins(service: FrazilService) -> None:
    sessions = [opened(service) for _ in range(8)]
    ask(sessions[0], "create database d")
    for session in sessions[1:]:
        ask(session, "use schema d.public")
    for number in range(5):
        running = [send(session, f"create table t{number} as select {number} as a") for session in sessions]
        answers = Counter(answer(each) for each in running)
        assert answers == {f"Table T{number} successfully created.": 1, "002002": 7}


def test_replacing_at_the_same_time_leaves_one_whole_table(service: FrazilService) -> None:
    sessions = [opened(service) for _ in range(6)]
    ask(sessions[0], "create database d")
    for session in sessions[1:]:
        ask(session, "use schema d.public")
    ask(sessions[0], "create table t as select 0 as a")
    for _ in range(3):
        running = [
            send(session, f"create or replace table t as select {number} as a from table(generator(rowcount => 10))")
            for number, session in enumerate(sessions)
        ]
        assert {answer(each) for each in running} == {"Table T successfully created."}
        assert ask(sessions[0], "select count(*) from t") == "10"
        assert ask(sessions[0], "select count(distinct a) from t") == "1"


def test_a_drop_waits_for_the_transaction_that_writes(service: FrazilService) -> None:
    writer, dropper = opened(service), opened(service)
    ask(writer, "create database d")
    ask(writer, "create table t (a int)")
    ask(writer, "begin")
    assert ask(writer, "insert into t values (1)") == "1"
    dropping = send(dropper, "drop schema d.public")
    # The one who waits for the table holds nothing that others need.
    assert ask(opened(service), "create schema d.other") == "Schema OTHER successfully created."
    assert ask(writer, "insert into t values (2)") == "1"
    assert not dropping.wait(0)
    ask(writer, "commit")
    assert answer(dropping) == "PUBLIC successfully dropped."
    assert ask(dropper, "undrop schema d.public") == "Schema PUBLIC successfully restored."
    assert ask(dropper, "select count(*) from d.public.t") == "2"


def test_a_cancelled_definition_leaves_its_name_free(service: FrazilService) -> None:
    writer, dropper = opened(service), opened(service)
    ask(writer, "create database d")
    ask(writer, "create table t (a int)")
    ask(writer, "begin")
    ask(writer, "insert into t values (1)")
    replacing = send(dropper, "create or replace table d.public.t as select 'new' as a")
    assert not replacing.wait(0)
    replacing.cancel()
    assert answer(replacing) == "000604"
    ask(writer, "commit")
    assert ask(writer, "select a from t") == "1"


def test_widening_and_altering_do_not_undo_each_other(service: FrazilService) -> None:
    writer, definer = opened(service), opened(service)
    ask(writer, "create database d")
    ask(writer, "create table t (a int, b int, c int)")
    ask(definer, "use schema d.public")
    for column in ("a", "b", "c"):
        writing = send(writer, f"insert into t ({column}) values (12345678901234567890123)")
        defining = send(definer, f"alter table t alter column {column} comment 'seen'")
        assert answer(writing) == "1"
        assert answer(defining) == "Statement executed successfully."
    assert ask(definer, "select sum(coalesce(a, 0) + coalesce(b, 0) + coalesce(c, 0)) from t") == str(
        3 * 12345678901234567890123
    )


def test_temporary_tables_go_with_their_session(service: FrazilService) -> None:
    session = opened(service)
    ask(session, "create database d")
    before = len(service.services.store.rows("SELECT 1 FROM duckdb_tables() WHERE schema_name = 'data'"))
    assert ask(session, "create temporary table t as select 1 as a") == "Table T successfully created."
    assert len(service.services.store.rows("SELECT 1 FROM duckdb_tables() WHERE schema_name = 'data'")) == before + 1
    service.sessions.logout(session)
    assert len(service.services.store.rows("SELECT 1 FROM duckdb_tables() WHERE schema_name = 'data'")) == before


def test_widening_keeps_a_column_that_was_added_while_it_waited(
    service: FrazilService, monkeypatch: pytest.MonkeyPatch
) -> None:
    writer, adder, widener = (opened(service) for _ in range(3))
    ask(writer, "create database d")
    for session in (adder, widener):
        ask(session, "use schema d.public")
    ask(writer, "create table t (a int)")
    ask(writer, "begin")
    ask(writer, "insert into t values (1)")
    locks, waiting = service.services.store.locks, (threading.Event(), threading.Event())
    unseen = iter(waiting)
    blocked, widen = locks.blocked, pipeline._widen

    @contextmanager
    def counted() -> Iterator[None]:
        next(unseen, threading.Event()).set()
        with blocked():
            yield

    adding: list[Execution] = []

    def widen_behind_an_alter(job: pipeline.Job, signal: NeedsWiderColumn) -> None:
        adding.append(send(adder, "alter table t add column b int"))
        assert waiting[0].wait(WAIT_SECONDS)
        widen(job, signal)

    monkeypatch.setattr(locks, "blocked", counted)
    monkeypatch.setattr(pipeline, "_widen", widen_behind_an_alter)
    widening = send(widener, f"insert into t (a) values ({10**30})")
    assert waiting[1].wait(WAIT_SECONDS)
    ask(writer, "commit")
    assert (answer(adding[0]), answer(widening)) == ("Statement executed successfully.", "1")
    assert ask(writer, "select count(*) from t where b is null") == "2"


def test_a_clone_made_under_inserts_is_of_one_moment_and_counts_on(service: FrazilService) -> None:
    writer, cloner = opened(service), opened(service)
    ask(writer, "create database d")
    ask(cloner, "use schema d.public")
    ask(writer, "create table a (id int autoincrement, n int)")
    ask(writer, "create table b (n int)")
    stop = threading.Event()

    def write() -> None:
        while not stop.is_set():
            for text in ("begin", "insert into a (n) values (1)", "insert into b values (1)", "commit"):
                ask(writer, text)

    thread = threading.Thread(target=write)
    thread.start()
    try:
        for number in range(8):
            assert ask(cloner, f"create schema d.s{number} clone d.public") == f"Schema S{number} successfully created."
            ask(cloner, "insert into a (n) select 2 from table(generator(rowcount => 3))")
    finally:
        stop.set()
        thread.join()
    for number in range(8):
        assert ask(cloner, f"select (select count(*) from d.s{number}.b) - count(*) from d.s{number}.a") == "-3"
        assert ask(cloner, f"select count(*) - count(distinct id) from d.s{number}.a") == "0"
