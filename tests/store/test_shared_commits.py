"""Short bodies that share a commit, on a whole server: what happens when one of them is not short, or is cancelled."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import snowflake.connector

from frazil.testing import TestServer, server

_POLLS = 400
_LAST = """select name, state, completed_time, query_id from table(information_schema.task_history())
where graph_run_group_id = (select max_by(graph_run_group_id, completed_time) from
table(information_schema.complete_task_graphs()))"""


@pytest.fixture
def frazil() -> Iterator[TestServer]:
    with server() as running:
        yield running


@pytest.fixture
def cursor(frazil: TestServer) -> Iterator[Any]:
    with snowflake.connector.connect(**frazil) as connection:
        cursor = connection.cursor()
        for text in (
            "create database d",
            "create table ta (i int)",
            "create table tb (i int)",
            "create table pairs as select seq4() as i from table(generator(rowcount => 3))",
        ):
            cursor.execute(text)
        yield cursor


def graph(cursor: Any, a: str, b: str) -> None:
    """Make a root and children of two bodies, B behind several A, and let their bodies be known as short."""
    cursor.execute("create task r warehouse = compute_wh as select 1")
    for number in range(3):
        cursor.execute(f"create task a{number} warehouse = compute_wh after r as {a}")
    cursor.execute(f"create task b warehouse = compute_wh after r as {b}")
    cursor.execute("select system$task_dependents_enable('r')")
    for _ in range(2):
        run(cursor)


def run(cursor: Any) -> dict[str, tuple[Any, ...]]:
    """Execute the graph and return state, end and query id of its members by name."""
    before = number_of_graph_runs(cursor)
    cursor.execute("execute task r")
    until(lambda: number_of_graph_runs(cursor) > before)
    return {name: rest for name, *rest in cursor.execute(_LAST).fetchall()}


def number_of_graph_runs(cursor: Any) -> int:
    rows = cursor.execute("select count(*) from table(information_schema.complete_task_graphs())").fetchall()
    return int(rows[0][0])


def until(done: Callable[[], bool]) -> None:
    for _ in range(_POLLS):
        if done():
            return
        threading.Event().wait(0.05)
    raise AssertionError("it does not come about")


def lengthen(cursor: Any, rows: int) -> None:
    """Let the body that counts pairs take long; its text stays the same."""
    cursor.execute(f"insert overwrite into pairs select seq4() from table(generator(rowcount => {rows}))")


def lines_of(cursor: Any, query_id: str) -> list[str]:
    rows = cursor.execute(
        "select execution_status from table(information_schema.query_history(result_limit => 10000)) "
        f"where query_id = '{query_id}'"
    )
    return [status for (status,) in rows.fetchall()]


PAIRS = "insert into tb select count(*) from pairs x, pairs y where mod(x.i * y.i, 7) = mod(x.i + y.i, 5)"


def test_a_body_that_turns_out_long_does_not_hold_up_the_others(cursor: Any) -> None:
    graph(cursor, "insert into ta values (1)", PAIRS)
    lengthen(cursor, 6000)
    ended = run(cursor)
    assert {state for state, *_ in ended.values()} == {"SUCCEEDED"}
    others = max(when for name, (_, when, _) in ended.items() if name != "B")
    assert (ended["B"][1] - others).total_seconds() > 0.05
    assert cursor.execute("select count(*) from ta").fetchall() == [(9,)]
    assert cursor.execute("select count(*) from tb").fetchall() == [(3,)]
    for _, _, query_id in ended.values():
        assert lines_of(cursor, query_id) == ["SUCCESS"]


def test_a_cancelled_body_takes_no_effect_beside_what_cannot_be_repeated(cursor: Any) -> None:
    graph(cursor, "insert into ta select random()", PAIRS)
    lengthen(cursor, 60_000)
    before = number_of_graph_runs(cursor)
    cursor.execute("execute task r")
    executing = (
        "select query_id from table(information_schema.task_history(task_name => 'B')) where state = 'EXECUTING'"
    )
    until(lambda: bool(cursor.execute(executing).fetchall()))
    [(query_id,)] = cursor.execute(executing).fetchall()
    cursor.execute(f"select system$cancel_query('{query_id}')")
    until(lambda: number_of_graph_runs(cursor) > before)
    ended = {name: rest for name, *rest in cursor.execute(_LAST).fetchall()}
    assert {name: state for name, (state, *_) in ended.items()} == {
        "R": "SUCCEEDED",
        "A0": "SUCCEEDED",
        "A1": "SUCCEEDED",
        "A2": "SUCCEEDED",
        "B": "CANCELLED",
    }
    assert cursor.execute("select count(*) from ta").fetchall() == [(9,)]
    assert cursor.execute("select count(*) from tb").fetchall() == [(2,)]


def test_a_task_is_cancelled_also_before_its_body_begins(cursor: Any) -> None:
    graph(cursor, "insert into ta values (1)", "insert into tb values (1)")
    cursor.execute("alter task r suspend")
    cursor.execute("alter task a0 modify as select system$wait(600)")
    cursor.execute("execute task r")
    until(lambda: "A0" in executing_names(cursor))
    answer = cursor.execute("select system$user_task_cancel_ongoing_executions('a0')").fetchall()[0][0]
    assert "Marked 1 task runs for cancellation" in answer
    until(lambda: executing_names(cursor) == [])
    assert cursor.execute(
        "select state from table(information_schema.task_history(task_name => 'A0', result_limit => 1))"
    ).fetchall() == [("CANCELLED",)]


def executing_names(cursor: Any) -> list[str]:
    rows = cursor.execute("select name from table(information_schema.task_history()) where state = 'EXECUTING'")
    return [name for (name,) in rows.fetchall()]


def test_bodies_that_wait_share_nothing_in_virtual_time() -> None:
    with server(clock="virtual") as frazil, snowflake.connector.connect(**frazil) as connection:
        cursor = connection.cursor()
        for text in ("create database d", "create table ta (i int)", "create table tb (s string)"):
            cursor.execute(text)
        cursor.execute("create task r warehouse = compute_wh schedule = '10 minutes' as select 1")
        for number in range(4):
            cursor.execute(f"create task a{number} warehouse = compute_wh after r as insert into ta values (1)")
        cursor.execute("create task b warehouse = compute_wh after r as insert into tb select system$wait(60)")
        cursor.execute("select system$task_dependents_enable('r')")
        frazil.advance("2 hours")
        assert cursor.execute("select count(*) from ta").fetchall() == [(48,)]
        rows = cursor.execute(
            "select distinct state, datediff('second', query_start_time, completed_time) "
            "from table(information_schema.task_history(task_name => 'B')) where state <> 'SCHEDULED'"
        ).fetchall()
        # The last one began at the very end.
        assert sorted(rows, key=str) == [("EXECUTING", None), ("SUCCEEDED", 60)]


def test_a_root_that_failed_in_line_is_suspended_though_no_slot_is_free() -> None:
    with server(clock="virtual") as frazil, snowflake.connector.connect(**frazil) as connection:
        cursor = connection.cursor()
        cursor.execute("create database d")
        for number in range(8):
            cursor.execute(f"create task w{number} warehouse = compute_wh as select system$wait(7200)")
            cursor.execute(f"execute task w{number}")
        cursor.execute(
            "create task n warehouse = compute_wh schedule = '1 minute' user_task_timeout_ms = 60000 "
            "suspend_task_after_num_failures = 1 as select 1"
        )
        cursor.execute("alter task n resume")
        frazil.advance("10 minutes")
        cursor.execute("show tasks like 'N'")
        columns = [column[0] for column in cursor.description]
        shown = dict(zip(columns, cursor.fetchall()[0], strict=True))
        assert (shown["state"], shown["last_suspended_reason"]) == ("suspended", "SUSPENDED_DUE_TO_ERRORS")
