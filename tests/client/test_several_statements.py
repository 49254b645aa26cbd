"""Several statements in one request: each has its own result, and the first that fails is the last."""

from __future__ import annotations

from typing import Any

import pytest
from snowflake.connector.errors import ProgrammingError

from tests.client.conftest import Connect


def everything(cursor: Any) -> list[list[tuple[Any, ...]]]:
    """Return the rows of every result of the last request."""
    found = [[tuple(row) for row in cursor.fetchall()]]
    while cursor.nextset():
        found.append([tuple(row) for row in cursor.fetchall()])
    return found


def test_each_statement_has_its_result(cursor: Any, database: str) -> None:
    script = "create table t (i int); insert into t values (1), (2); select i from t order by i; select 'x;y'"
    cursor.execute(script, num_statements=4)
    assert everything(cursor) == [
        [("Table T successfully created.",)],
        [(2,)],
        [(1,), (2,)],
        [("x;y",)],
    ]


def test_any_number_by_zero(cursor: Any) -> None:
    cursor.execute("select 1; select 2;", num_statements=0)
    assert everything(cursor) == [[(1,)], [(2,)]]
    cursor.execute("select 3", num_statements=0)
    assert everything(cursor) == [[(3,)]]


def test_a_session_may_want_several(cursor: Any) -> None:
    cursor.execute("alter session set multi_statement_count = 0")
    cursor.execute("select 1; select 2")
    assert everything(cursor) == [[(1,)], [(2,)]]


@pytest.mark.parametrize("count", [1, 3])
def test_another_number_runs_nothing(cursor: Any, database: str, count: int) -> None:
    cursor.execute("create table t (i int)")
    with pytest.raises(ProgrammingError) as caught:
        cursor.execute("insert into t values (1); insert into t values (2)", num_statements=count)
    assert caught.value.errno == 8
    assert f"Actual statement count 2 did not match the desired statement count {count}" in str(caught.value)
    assert cursor.execute("select count(*) from t").fetchone() == (0,)


def test_what_failed_is_the_last(cursor: Any, database: str) -> None:
    cursor.execute("create table t (i int)")
    with pytest.raises(ProgrammingError) as caught:
        cursor.execute("insert into t values (1); select * from missing; insert into t values (2)", num_statements=3)
    assert caught.value.errno == 2003
    assert cursor.execute("select i from t").fetchall() == [(1,)]


def test_statements_share_the_session(cursor: Any, database: str) -> None:
    script = "set x = 5; begin; create or replace temporary table t as select $x as i; select i + 1 from t; rollback"
    cursor.execute(script, num_statements=5)
    assert everything(cursor)[3] == [(6,)]


def test_bindings_are_shared_out(connect: Connect) -> None:
    import snowflake.connector

    snowflake.connector.paramstyle = "qmark"
    try:
        cursor = connect().cursor()
        cursor.execute("select ?, ?; select ? + 1", (1, "a", 5), num_statements=2)
        assert everything(cursor) == [[(1, "a")], [(6,)]]
    finally:
        snowflake.connector.paramstyle = "pyformat"


def test_an_asynchronous_request(cursor: Any) -> None:
    cursor.execute_async("select 1; select 2", num_statements=2)
    cursor.get_results_from_sfqid(cursor.sfqid)
    assert everything(cursor) == [[(1,)], [(2,)]]


def test_an_error_names_its_place_in_its_own_statement(cursor: Any) -> None:
    with pytest.raises(ProgrammingError, match="line 1 at position 7\ninvalid identifier 'FRM'"):
        cursor.execute("select 1;\n\nselect frm;", num_statements=2)


def test_cancelling_all_spares_the_request_that_asks(cursor: Any) -> None:
    session = cursor.execute("select current_session()").fetchone()[0]
    cursor.execute(f"select system$cancel_all_queries({session}); select 1", num_statements=2)
    assert everything(cursor)[1] == [(1,)]


def test_a_chain_is_one_statement_to_its_client(connect: Connect) -> None:
    """Its bindings are counted over all of it, and the place of an error is one in the whole text."""
    import snowflake.connector

    snowflake.connector.paramstyle = "qmark"
    try:
        cursor = connect().cursor()
        cursor.execute("select ? as a ->> select a + ? as b from $1", (1, 2))
        assert cursor.fetchall() == [(3,)]
        assert [column.name for column in cursor.description] == ["B"]
        cursor.execute("select b from table(result_scan(?))", (cursor.sfqid,))
        assert cursor.fetchall() == [(3,)]
    finally:
        snowflake.connector.paramstyle = "pyformat"
    with pytest.raises(ProgrammingError, match="error line 2 at position 13"):
        cursor.execute("select 1 as a\n  ->> select nosuch from $1")
