"""Golden rows of functions: ``expression => value : TYPE`` or ``expression => error 100038``.

A row that begins with SELECT is a query; its rows are joined by `` | ``, its columns by blanks.  Values print as
casts to VARCHAR print them, VARIANT, OBJECT and ARRAY as compact JSON, blanks around them do not count and
``<empty>`` is an empty text.  The type may be left out.
"""

from __future__ import annotations

import datetime
import inspect
import re
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest
from duckdb.func import FunctionNullHandling, PythonUDFType

from frazil.catalog.snapshot import Snapshot
from frazil.core.errors import FrazilError
from frazil.core.ids import ObjectId, SessionId
from frazil.core.types import SEMI_STRUCTURED, Kind
from frazil.engine.errors import NeedsWideArithmetic, marker, translate
from frazil.sql.binder import bind, bind_query
from frazil.sql.binder.casts import to_text
from frazil.sql.binder.environment import Environment, Scope, SessionFacts
from frazil.sql.binder.typed import Typed
from frazil.sql.functions.macros import SCHEMA, macro_statements
from frazil.sql.functions.native import NATIVE, NativeFunction
from frazil.sql.parser import parse_expression, parse_query

pytestmark = pytest.mark.golden

TYPED = re.compile(r" : [A-Z]")
FOLDER = Path(__file__).parent / "functions"
NOW = datetime.datetime(2024, 3, 10, 21, 30, 15, 123456, tzinfo=datetime.UTC)
PARAMETERS: dict[str, object] = {
    "TIMEZONE": "America/Los_Angeles",
    "TIMESTAMP_TYPE_MAPPING": "TIMESTAMP_NTZ",
    "DATE_INPUT_FORMAT": "AUTO",
    "TIME_INPUT_FORMAT": "AUTO",
    "TIMESTAMP_INPUT_FORMAT": "AUTO",
    "DATE_OUTPUT_FORMAT": "YYYY-MM-DD",
    "TIME_OUTPUT_FORMAT": "HH24:MI:SS",
    "TIMESTAMP_OUTPUT_FORMAT": "YYYY-MM-DD HH24:MI:SS.FF3 TZHTZM",
    "TIMESTAMP_NTZ_OUTPUT_FORMAT": "YYYY-MM-DD HH24:MI:SS.FF3",
    "TIMESTAMP_LTZ_OUTPUT_FORMAT": "",
    "TIMESTAMP_TZ_OUTPUT_FORMAT": "",
    "WEEK_START": 0,
    "WEEK_OF_YEAR_POLICY": 0,
    "TIMESTAMP_DAY_IS_ALWAYS_24H": False,
    "TWO_DIGIT_CENTURY_START": 1970,
    "DEFAULT_NULL_ORDERING": "LAST",
    "SEARCH_PATH": "$current, $public",
}


class NoRelations:
    """A server without system views and table functions."""

    def view(self, *_: object) -> None:
        return None

    def table_function(self, *_: object) -> None:
        return None


def rows() -> Iterator[object]:
    for path in sorted(FOLDER.glob("*.txt")):
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            if line.strip() and not line.startswith("#"):
                written, _, expected = line.rpartition(" => ")
                yield pytest.param(written.strip(), expected.strip(), id=f"{path.stem}:{number}")


def register(opened: duckdb.DuckDBPyConnection, native: NativeFunction) -> None:
    """Register a native function as the engine does: errors travel as markers."""

    def guarded(*columns: object) -> object:
        try:
            return native.function(*columns)
        except FrazilError as error:
            raise ValueError(marker(error)) from error

    names = [f"argument{number}" for number in range(len(native.parameters))]
    guarded.__signature__ = inspect.Signature(  # type: ignore[attr-defined]
        [inspect.Parameter(name, inspect.Parameter.POSITIONAL_ONLY) for name in names]
    )
    opened.create_function(
        native.name,
        guarded,
        list(native.parameters),
        native.returns,
        type=PythonUDFType.ARROW,
        null_handling=FunctionNullHandling.SPECIAL,
    )


@pytest.fixture(scope="module")
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    opened = duckdb.connect()
    opened.execute("SET TimeZone = 'UTC'")
    for native in NATIVE:
        register(opened, native)
    opened.execute(f"CREATE SCHEMA {SCHEMA}")
    for statement in macro_statements():
        opened.execute(statement)
    yield opened
    opened.close()


def environment(*, wide: bool) -> Environment:
    facts = SessionFacts(
        session_id=SessionId(77),
        user="ALICE",
        role_id=ObjectId(1),
        role="ANALYST",
        database="DB",
        schema=None,
        warehouse="WH",
        account="ACME",
        parameters=PARAMETERS,
        variables={},
    )
    return Environment(snapshot=Snapshot.of(()), facts=facts, now=NOW, relations=NoRelations(), wide=wide)


def shown(value: Typed, env: Environment) -> str:
    if value.type.kind in SEMI_STRUCTURED:
        return f"frazil.variant_json({value.sql})"
    if value.type.kind is Kind.NULL:
        return "CAST(NULL AS VARCHAR)"
    return to_text(value, env).sql


def answer(written: str, connection: duckdb.DuckDBPyConnection, *, wide: bool = False) -> str:
    env = environment(wide=wide)
    scope = Scope(env)
    types = ""
    try:
        if written.lower().startswith(("select", "with")):
            query = bind_query(parse_query(written), scope)
            columns = [
                shown(Typed(f"o{number}", column.value.type, column.value.storage), env)
                for number, column in enumerate(query.columns, 1)
            ]
            sql = f"SELECT {', '.join(columns)} FROM ({query.sql})"
            types = " ".join(str(column.value.type) for column in query.columns)
        else:
            bound = bind(parse_expression(written), scope)
            sql = f"SELECT {shown(Typed('x', bound.type, bound.storage), env)} FROM (SELECT {bound.sql} AS x)"
            types = str(bound.type)
        found = connection.execute(sql).fetchall()
    except FrazilError as error:
        return f"error {error.code}"
    except duckdb.Error as error:
        translated = translate(error)
        if isinstance(translated, NeedsWideArithmetic) and not wide:
            return answer(written, connection, wide=True)
        if isinstance(translated, FrazilError) and translated.code != "000603":
            return f"error {translated.code}"
        raise
    return " | ".join(" ".join(_text(value) for value in row) for row in found) + f" : {types}"


def _text(value: object) -> str:
    return "NULL" if value is None else str(value) or "<empty>"


@pytest.mark.parametrize(("written", "expected"), list(rows()))
def test_row(written: str, expected: str, connection: duckdb.DuckDBPyConnection) -> None:
    got = answer(written, connection).strip()
    if TYPED.search(expected) is None:
        got = got.rpartition(" : ")[0].strip() if " : " in got else got
    assert got == expected


@pytest.mark.parametrize(("written", "expected"), list(rows()))
def test_row_with_wide_numbers(written: str, expected: str, connection: duckdb.DuckDBPyConnection) -> None:
    """The answer is the same when every NUMBER is a DECIMAL(38,s), as after an overflow."""
    assert answer(written, connection, wide=True) == answer(written, connection)


def test_keys_made_by_sql_are_those_made_by_python(connection: duckdb.DuckDBPyConnection) -> None:
    texts = ["0", "1", "10", "9223372036854775807", "-5", "1.5", '"a"', '""', '"ä\\n"', "null", "true", "[1]", "{}"]
    values = ", ".join(f"('{text}')" for text in texts)
    sql = f"SELECT x FROM (VALUES {values}) AS t(x) WHERE frazil.variant_key(x) IS DISTINCT FROM frazil_variant_key(x)"
    assert connection.execute(sql).fetchall() == []


def test_numbers_become_the_same_variant_in_sql_and_python(connection: duckdb.DuckDBPyConnection) -> None:
    numbers = ["0", "-0.50", "1.00", "123456789.123456", "0.000001", "0.0000001", "12345678901234567.12", "-1234.5"]
    for written in numbers:
        sql = f"SELECT frazil.variant_of_number(CAST('{written}' AS DECIMAL(38,9))), frazil_parse_json('{written}')"
        assert len(set(connection.execute(sql).fetchall()[0])) == 1, written
