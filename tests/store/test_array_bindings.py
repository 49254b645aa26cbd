"""Array bindings: one INSERT of many rows, in every type that drivers send."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from frazil.app.build import FrazilService, build
from frazil.core.config import load
from frazil.core.errors import FrazilError
from frazil.session.array_bindings import binding_rows
from frazil.session.bindings import bound_value
from frazil.session.requests import Binding, Login, StatementRequest
from frazil.session.session import Session

PASSWORD = "session-Passw0rd"
NUMBERS = itertools.count()


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FrazilService]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("FRAZIL_ADMIN_PASSWORD", PASSWORD)
        made = build(load({"data": Path(tmp_path_factory.mktemp("arrays")) / "data", "port": 0, "threads": 1}, {}))
        made.start()
        yield made
        made.stop()


@pytest.fixture
def session(service: FrazilService) -> Session:
    made = service.sessions.login(Login(user="ADMIN", password=PASSWORD, warehouse="COMPUTE_WH"))[0]
    run(made, "create or replace database d")
    return made


def run(session: Session, text: str, *columns: tuple[str, Any]) -> list[tuple[Any, ...]]:
    bindings = {str(place): Binding(type=kind, value=value) for place, (kind, value) in enumerate(columns, 1)}
    execution = session.submit(StatementRequest(text=text, request_id=f"r{next(NUMBERS)}", bindings=bindings))
    assert execution.wait(60)
    table = execution.outcome().data.table()
    return list(zip(*(column.to_pylist() for column in table.columns), strict=True))


SENT: list[tuple[str, str, Sequence[str | None], str]] = [
    ("FIXED", "number(38,0)", ["1", "-999999999999999999", None], "1,-999999999999999999,NULL"),
    ("FIXED", "number(38,0)", ["9223372036854775807", "99999999999999999999999999999999999999"],
     "9223372036854775807,99999999999999999999999999999999999999"),
    ("FIXED", "number(10,2)", ["1.5", "2", "-0.01"], "1.50,2.00,-0.01"),
    ("FIXED", "number(10,2)", ["1e2", None], "100.00,NULL"),
    ("FIXED", "varchar", ["7", "12"], "7,12"),
    ("REAL", "float", ["1.5", "-1e300", "inf"], "1.5,-1e+300,inf"),
    ("TEXT", "varchar", ["a", "", "it's \\ \n", None], "a,,it's \\ \n,NULL"),
    ("TEXT", "int", ["12", "-3"], "12,-3"),
    ("TEXT", "date", ["2020-02-29", None], "2020-02-29,NULL"),
    ("BOOLEAN", "boolean", ["true", "0", None], "true,false,NULL"),
    ("DATE", "date", ["0", "-86400000", "1582934400000", "-1"], "1970-01-01,1969-12-31,2020-02-29,1969-12-31"),
    ("TIME", "time", ["0", "3661123456789"], "00:00:00,01:01:01"),
    ("TIMESTAMP_NTZ", "timestamp_ntz", ["0", "-1", "1577836800123456789"],
     "1970-01-01 00:00:00.000,1969-12-31 23:59:59.999,2020-01-01 00:00:00.123"),
    ("TIMESTAMP_TZ", "timestamp_tz", ["1577836800000000000 1560", None], "2020-01-01 02:00:00.000 +0200,NULL"),
    ("BINARY", "binary", ["00ff", ""], "00FF,"),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "column", "values", "shown"), SENT)
def test_every_type_arrives(session: Session, kind: str, column: str, values: Sequence[str | None], shown: str) -> None:
    run(session, f"create table t (n int autoincrement, a {column})")
    assert run(session, "insert into t (a) values (?)", (kind, values)) == [(len(values),)]
    found = run(session, "select a::varchar from t order by n")
    assert ",".join("NULL" if text is None else text for (text,) in found) == shown


@pytest.mark.parametrize(("kind", "column", "values", "shown"), SENT)
def test_a_row_at_a_time_is_the_same(
    session: Session, kind: str, column: str, values: Sequence[str | None], shown: str
) -> None:
    run(session, f"create table t (n int autoincrement, a {column})")
    for value in values:
        run(session, "insert into t (a) values (?)", (kind, value))
    found = run(session, "select a::varchar from t order by n")
    assert ",".join("NULL" if text is None else text for (text,) in found) == shown


def test_expressions_defaults_and_single_values(session: Session) -> None:
    run(session, "create table t (a int, b varchar default 'none', c int autoincrement start 10, d varchar)")
    text = "insert into t (a, d) values (? + 1, upper(?) || ?), (0, ?)"
    assert run(session, text, ("FIXED", ["1", "2"]), ("TEXT", ["x", "y"]), ("TEXT", "!"), ("TEXT", ["p", "q"])) == [
        (4,)
    ]
    rows = run(session, "select a, b, d from t order by a, d")
    assert rows == [(0, "none", "p"), (0, "none", "q"), (2, "none", "X!"), (3, "none", "Y!")]
    assert sorted(run(session, "select c from t")) == [(10,), (11,), (12,), (13,)]


def test_sequences_in_a_transaction_that_goes_on_after_an_error(session: Session) -> None:
    run(session, "create table t (n int autoincrement, a int)")
    run(session, "begin")
    run(session, "insert into t (a) values (?)", ("FIXED", ["5", "6", "7"]))
    with pytest.raises(FrazilError):
        run(session, "insert into t (a) values (?)", ("TEXT", ["8", "x"]))
    run(session, "insert into t (a) values (?)", ("FIXED", ["9"]))
    run(session, "commit")
    assert run(session, "select a from t order by n") == [(5,), (6,), (7,), (9,)]
    assert run(session, "select n from t order by n")[:3] == [(1,), (2,), (3,)]


@pytest.mark.parametrize(
    ("kind", "values", "code"),
    [
        ("FIXED", ["1", "x"], "391920"),
        ("FIXED", ["1\n"], "391920"),
        ("REAL", ["1_0"], "391920"),
        ("REAL", [" 1"], "391920"),
        ("FIXED", ["1e99999999"], "391920"),
        ("FIXED", ["0.5", "99999999999999999999999999999999999999"], "100039"),
        ("DATE", ["99999999999999999"], "391920"),
        ("TIME", ["86400000000000"], "391920"),
        ("TIMESTAMP_NTZ", ["99999999999999999999"], "391920"),
        ("BINARY", ["0g"], "391920"),
        ("BOOLEAN", ["maybe"], "391920"),
        ("UNKNOWN", ["1"], "391920"),
        ("TEXT", ["1", "x"], "100038"),
        ("TEXT", ["1", "99999999999"], "100039"),
    ],
)
def test_a_bad_value_changes_nothing(session: Session, kind: str, values: list[str], code: str) -> None:
    run(session, "create table t (a number(10,0))")
    with pytest.raises(FrazilError) as caught:
        run(session, "insert into t values (?)", (kind, values))
    assert caught.value.code == code
    assert run(session, "select count(*) from t") == [(0,)]


def test_rows_of_different_number_and_other_statements_are_refused(session: Session) -> None:
    run(session, "create table t (a int, b int)")
    with pytest.raises(FrazilError, match="same number of rows"):
        run(session, "insert into t values (?, ?)", ("FIXED", ["1"]), ("FIXED", ["1", "2"]))
    for text in ("select ?", "update t set a = ?", "insert into t (a) select ?"):
        with pytest.raises(FrazilError, match="bindings of several rows"):
            run(session, text, ("FIXED", ["1", "2"]))


def test_no_rows_are_no_rows(session: Session) -> None:
    run(session, "create table t (a int)")
    assert run(session, "insert into t values (?)", ("FIXED", [])) == [(0,)]


def test_many_rows(session: Session) -> None:
    run(session, "create table t (a int, b varchar)")
    count = 200_000
    numbers = [str(number) for number in range(count)]
    assert run(session, "insert into t values (?, ?)", ("FIXED", numbers), ("TEXT", numbers)) == [(count,)]
    assert run(session, "select sum(a), count(distinct b) from t") == [(count * (count - 1) // 2, count)]


@settings(max_examples=200, deadline=None)
@given(
    kind=st.sampled_from(["FIXED", "REAL", "BOOLEAN", "DATE", "TIME", "TIMESTAMP_NTZ", "TIMESTAMP_TZ", "BINARY"]),
    values=st.lists(st.one_of(st.none(), st.text("0123456789.-+eE x", max_size=22)), min_size=1, max_size=4),
)
def test_a_list_is_good_if_each_of_its_values_is(kind: str, values: list[str | None]) -> None:
    """What one value at a time refuses, a list refuses, and what is good alone is good with others."""
    try:
        for value in values:
            bound_value(kind, value)
    except FrazilError:
        with pytest.raises(FrazilError):
            binding_rows({"1": Binding(type=kind, value=values)})
        return
    try:
        assert binding_rows({"1": Binding(type=kind, value=values)}) is not None
    except FrazilError as error:
        assert error.code == "100039" or "E" in str(values).upper()
