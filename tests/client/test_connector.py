"""What the official connector needs of a server: sessions, statements, transactions, errors, cancellation."""

from __future__ import annotations

import ipaddress
import os
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from snowflake.connector import __version__, errors

from tests.client.conftest import MAJOR, Connect

# ------------------------------------------------------------------------------------------ sessions


def test_a_login_has_a_session(connect: Connect) -> None:
    connection = connect()
    assert connection.cursor().execute("select 1").fetchone() == (1,)
    assert connection.role == "ACCOUNTADMIN"
    assert int(connection.session_id) > 0


@pytest.mark.parametrize("wrong", [{"password": "wrong"}, {"user": "NOBODY"}])
def test_a_wrong_login_is_refused(connect: Connect, wrong: dict[str, str]) -> None:
    with pytest.raises(errors.DatabaseError) as caught:
        connect(**wrong)
    assert caught.value.errno == 390100
    assert caught.value.sqlstate == "28000"
    assert "Incorrect username or password was specified" in str(caught.value)


def test_a_role_that_is_not_granted_is_refused(connect: Connect) -> None:
    with pytest.raises(errors.DatabaseError) as caught:
        connect(role="NO_SUCH_ROLE")
    assert caught.value.errno == 390189


def test_a_database_that_does_not_exist_does_not_fail_the_login(connect: Connect) -> None:
    connection = connect(database="NO_SUCH_DATABASE", schema="NO_SUCH_SCHEMA")
    assert connection.cursor().execute("select 1").fetchone() == (1,)


def test_session_parameters_are_taken_and_told(connect: Connect) -> None:
    connection = connect(session_parameters={"QUERY_TAG": "tagged", "TIMEZONE": "Europe/Warsaw"})
    cursor = connection.cursor()
    rows = {row[0]: row[1] for row in cursor.execute("show parameters").fetchall()}
    assert rows["QUERY_TAG"] == "tagged"
    moment = cursor.execute("select '2024-07-01 12:00:00 +0000'::timestamp_ltz").fetchone()[0]
    assert moment.utcoffset().total_seconds() == 7200


def test_use_is_reflected_in_the_connection(connect: Connect, database: str) -> None:
    connection = connect(database=database)
    cursor = connection.cursor()
    assert (connection.database, connection.schema) == (database, "PUBLIC")
    cursor.execute("create schema s2")
    assert connection.schema == "S2"
    cursor.execute("use schema public")
    assert connection.schema == "PUBLIC"
    cursor.execute("use role sysadmin")
    assert connection.role == "SYSADMIN"
    cursor.execute("use warehouse compute_wh")
    assert connection.warehouse == "COMPUTE_WH"


def test_a_session_knows_its_client(connect: Connect) -> None:
    cursor = connect().cursor()
    client, address = cursor.execute("select current_client(), current_ip_address()").fetchone()
    assert client == f"PythonConnector {__version__}"
    assert ipaddress.ip_address(address).is_loopback


def session_seconds() -> float:
    seconds = os.environ.get("FRAZIL_TEST_SESSION_SECONDS")
    if seconds is None:
        pytest.skip("needs a server with short session tokens, named in FRAZIL_TEST_SESSION_SECONDS")
    return float(seconds)


def test_an_expired_token_is_renewed(connect: Connect) -> None:
    cursor = connect().cursor()
    session = cursor.execute("select current_session()").fetchone()
    time.sleep(session_seconds() + 0.5)
    assert cursor.execute("select current_session()").fetchone() == session


def test_threads_may_renew_a_token_at_once(connect: Connect) -> None:
    connection = connect()
    deadline = time.monotonic() + session_seconds() + 0.5

    def ask() -> int:
        cursor = connection.cursor()
        while time.monotonic() < deadline:
            assert cursor.execute("select 1").fetchone() == (1,)
        return int(cursor.execute("select 1").fetchone()[0])

    with ThreadPoolExecutor(6) as pool:
        assert [future.result() for future in [pool.submit(ask) for _ in range(6)]] == [1] * 6


def test_a_closed_connection_is_of_no_use(connect: Connect) -> None:
    connection = connect()
    cursor = connection.cursor()
    connection.close()
    with pytest.raises(errors.Error):
        cursor.execute("select 1")


def test_temporary_tables_go_with_their_session(connect: Connect, cursor: Any, database: str) -> None:
    other = connect(database=database)
    other.cursor().execute("create temporary table mine (a int)")
    with pytest.raises(errors.ProgrammingError) as caught:
        cursor.execute("select * from mine")
    assert caught.value.errno == 2003


# -------------------------------------------------------------------------------------- statements


def test_ddl_answers_with_its_status(cursor: Any, database: str) -> None:
    assert cursor.execute("create table t (a int)").fetchall() == [("Table T successfully created.",)]
    assert cursor.description[0][0] == "status"
    assert cursor.execute("drop table t").fetchall() == [("T successfully dropped.",)]


def test_dml_counts_rows(cursor: Any, database: str) -> None:
    cursor.execute("create table t (a int, b varchar)")
    cursor.execute("insert into t values (1, 'x'), (2, 'y'), (3, 'z')")
    assert (cursor.rowcount, cursor.fetchall()) == (3, [(3,)])
    cursor.execute("update t set b = 'w' where a > 1")
    assert cursor.rowcount == 2
    cursor.execute("create table u (a int)")
    cursor.execute("create table v (a int, b int)")
    cursor.execute(
        "insert all when a > 1 then into u values (a) into v (b) values (a) else into u values (0) select * from t"
    )
    assert [column.name for column in cursor.description] == [
        "number of rows inserted into U",
        "number of rows inserted into V",
    ]
    assert (cursor.rowcount, cursor.fetchall()) == (5, [(3, 2)])
    cursor.execute("delete from t where a = 1")
    assert (cursor.rowcount, cursor.fetchall()) == (1, [(1,)])
    cursor.execute(
        "merge into t using (select 2 as a union all select 9) s on t.a = s.a "
        "when matched then update set b = 'm' when not matched then insert (a) values (s.a)"
    )
    assert cursor.rowcount == 2
    assert cursor.execute("select a, b from t order by a").fetchall() == [(2, "m"), (3, "w"), (9, None)]
    assert cursor.rowcount == 3


def test_a_query_can_be_described(cursor: Any, database: str) -> None:
    cursor.execute("create table t (a number(10,2) not null, b varchar(7), c timestamp_ntz(3))")
    described = cursor.describe("select * from t")
    assert [(column.name, column.precision, column.scale, column.is_nullable) for column in described] == [
        ("A", 10, 2, False),
        ("B", None, None, True),
        ("C", 0, 3, True),
    ]
    assert described[1].internal_size == 7
    assert cursor.execute("select count(*) from t").fetchone() == (0,)


def test_an_empty_result_has_columns(cursor: Any, result_format: str) -> None:
    cursor.execute("select 1 as a, 'x' as b where false")
    assert cursor.fetchall() == []
    assert [column[0] for column in cursor.description] == ["A", "B"]
    assert cursor.rowcount == 0


def test_results_are_found_again(cursor: Any) -> None:
    cursor.execute("select 1 as \"low\", 'x' as b union all select 2, 'y'")
    query_id = cursor.sfqid
    cursor.execute(f"select \"low\", b from table(result_scan('{query_id}')) order by 1 desc")
    assert cursor.fetchall() == [(2, "y"), (1, "x")]


def test_several_statements_are_split_by_the_client(connect: Connect) -> None:
    cursors = connect().execute_string("select 1; select 'a;b'; select 3")
    assert [cursor.fetchall() for cursor in cursors] == [[(1,)], [("a;b",)], [(3,)]]


def test_dictionaries(connect: Connect) -> None:
    from snowflake.connector import DictCursor

    assert connect().cursor(DictCursor).execute("select 1 as a, null as b").fetchall() == [{"A": 1, "B": None}]


# ------------------------------------------------------------------------------------- transactions


def test_without_autocommit_a_rollback_undoes(connect: Connect, database: str) -> None:
    connection = connect(database=database, autocommit=False)
    cursor = connection.cursor()
    cursor.execute("create table t (a int)")
    cursor.execute("insert into t values (1)")
    connection.rollback()
    assert cursor.execute("select count(*) from t").fetchone() == (0,)
    cursor.execute("insert into t values (2)")
    connection.commit()
    connection.rollback()
    assert cursor.execute("select a from t").fetchall() == [(2,)]


def test_autocommit_can_be_changed(connect: Connect, cursor: Any, database: str) -> None:
    connection = connect(database=database)
    cursor.execute("create table t (a int)")
    connection.autocommit(False)
    connection.cursor().execute("insert into t values (1)")
    assert cursor.execute("select count(*) from t").fetchone() == (0,)
    connection.commit()
    assert cursor.execute("select count(*) from t").fetchone() == (1,)
    connection.autocommit(True)
    connection.cursor().execute("insert into t values (2)")
    assert cursor.execute("select count(*) from t").fetchone() == (2,)


def test_a_transaction_is_rolled_back_with_its_session(connect: Connect, cursor: Any, database: str) -> None:
    cursor.execute("create table t (a int)")
    other = connect(database=database)
    other.cursor().execute("begin")
    other.cursor().execute("insert into t values (1)")
    other.close()
    cursor.execute("insert into t values (2)")
    assert cursor.execute("select a from t").fetchall() == [(2,)]


# ------------------------------------------------------------------------------------------- errors


@pytest.mark.parametrize(
    ("statement", "errno", "sqlstate"),
    [
        ("select x", 904, "42000"),
        ("selekt 1", 1003, "42000"),
        ("select * from no_such_table", 2003, "42S02"),
        ("select no_such_function(1)", 2140, "42601"),
        ("select 1/0", 100051, "22012"),
        ("select 'x'::int", 100038, "22018"),
    ],
)
def test_errors_have_snowflakes_codes(cursor: Any, database: str, statement: str, errno: int, sqlstate: str) -> None:
    with pytest.raises(errors.ProgrammingError) as caught:
        cursor.execute(statement)
    assert (caught.value.errno, caught.value.sqlstate) == (errno, sqlstate)
    assert caught.value.sfqid
    assert cursor.execute("select 1").fetchone() == (1,)


def test_a_compilation_error_names_the_place(cursor: Any) -> None:
    with pytest.raises(errors.ProgrammingError) as caught:
        cursor.execute("select 1,\n  nix")
    assert "SQL compilation error: error line 2 at position 2" in str(caught.value)
    assert "invalid identifier 'NIX'" in str(caught.value)


def test_a_null_violation_is_an_integrity_error(cursor: Any, database: str) -> None:
    cursor.execute("create table t (a int not null)")
    with pytest.raises(errors.IntegrityError) as caught:
        cursor.execute("insert into t select null")
    assert caught.value.errno == 100072


# ---------------------------------------------------------------------------- time, cancellation, async


def test_a_query_may_run_in_the_background(connect: Connect) -> None:
    connection = connect()
    cursor = connection.cursor()
    cursor.execute_async("select seq4() as a from table(generator(rowcount => 3)) order by 1")
    query_id = cursor.sfqid
    wait_for(connection, query_id)
    cursor.get_results_from_sfqid(query_id)
    assert cursor.fetchall() == [(0,), (1,), (2,)]
    assert connection.get_query_status(query_id).name == "SUCCESS"


def test_a_background_query_may_be_asked_for_from_elsewhere(connect: Connect) -> None:
    """As orchestrators do: they submit, close, and come back with nothing but the query's id."""
    submitting, asking = connect(), connect()
    cursor = submitting.cursor()
    cursor.execute_async("select 7 as a")
    query_id = cursor.sfqid
    wait_for(asking, query_id)
    for connection in (asking, connect()):
        assert connection.get_query_status(query_id).name == "SUCCESS"
        found = connection.cursor()
        found.get_results_from_sfqid(query_id)
        assert found.fetchall() == [(7,)]
        submitting.close()


def test_a_background_error_is_told_by_the_status(connect: Connect) -> None:
    connection = connect()
    cursor = connection.cursor()
    cursor.execute_async("select 1/0")
    wait_for(connection, cursor.sfqid)
    assert connection.get_query_status(cursor.sfqid).name == "FAILED_WITH_ERROR"
    with pytest.raises(errors.ProgrammingError) as caught:
        connection.get_query_status_throw_if_error(cursor.sfqid)
    assert "Division by zero" in str(caught.value)


def test_an_unknown_query_has_no_status(connect: Connect) -> None:
    assert connect().get_query_status("01b00000-0000-0000-0000-000000000000").name == "NO_DATA"


def test_a_long_query_is_waited_for(cursor: Any) -> None:
    # Longer than the server keeps the first request open: the client then asks for the result.
    assert cursor.execute("select system$wait(6)").fetchone() == ("waited 6 seconds",)


@pytest.mark.skipif(MAJOR == 5, reason="the 5.x connector sends no abort when its timeout is over")
def test_a_timeout_cancels_the_query(cursor: Any) -> None:
    began = time.monotonic()
    with pytest.raises(errors.ProgrammingError) as caught:
        cursor.execute("select system$wait(30)", timeout=1)
    assert caught.value.errno == 604
    assert time.monotonic() - began < 10
    assert cursor.execute("select 1").fetchone() == (1,)


def test_a_statement_timeout_cancels_the_query(cursor: Any) -> None:
    cursor.execute("alter session set statement_timeout_in_seconds = 1")
    with pytest.raises(errors.ProgrammingError) as caught:
        cursor.execute("select system$wait(30)")
    assert caught.value.errno == 630


def wait_for(connection: Any, query_id: str) -> None:
    deadline = time.monotonic() + 20
    while connection.is_still_running(connection.get_query_status(query_id)):
        assert time.monotonic() < deadline
        time.sleep(0.05)
