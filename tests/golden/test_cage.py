"""Attacks on the cage through the whole pipeline: no statement reaches DuckDB's functions, files or internal tables.

Each gives a clean error of Snowflake's, or a right answer; never an internal error, never what a planted file or the
store's file holds.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from frazil.app.build import FrazilService, build
from frazil.core.clock import VirtualClock
from frazil.core.config import Settings
from frazil.core.errors import FrazilError, InternalError
from frazil.session.requests import Binding, StatementRequest
from frazil.session.session import Session
from tests.golden.scripts import START

pytestmark = pytest.mark.golden

SECRET = "planted-7c1f"
_WAIT_SECONDS = 30.0
_REQUESTS = itertools.count(1)

Answer = tuple[str, object]
Ask = Callable[..., Answer]


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FrazilService]:
    root = tmp_path_factory.mktemp("cage")
    built = build(Settings(data=root / "data"), clock=VirtualClock(START))
    built.start()
    (root / "data" / "secret.csv").write_text(f"a\n{SECRET}\n", "utf-8")
    yield built
    built.stop()


@pytest.fixture(scope="module")
def session(service: FrazilService) -> Session:
    snapshot = service.services.catalog.snapshot
    user = snapshot.user("ADMIN")
    assert user is not None
    role = snapshot.role(user.default_role)
    assert role is not None
    return service.sessions.open(service.sessions.new_state(user, user.name, role.id))


@pytest.fixture(scope="module")
def ask(session: Session) -> Ask:
    """Run a statement: ``("rows", list)`` or ``(code, message)``; an internal error or a leak fails the test."""

    def run(text: str, **bindings: Binding) -> Answer:
        request = StatementRequest(
            text=text,
            request_id=str(next(_REQUESTS)),
            bindings={key.removeprefix("b"): value for key, value in bindings.items()},
        )
        execution = session.submit(request)
        assert execution.wait(_WAIT_SECONDS), f"no end: {text[:200]}"
        try:
            table = execution.outcome().data.table()
        except InternalError as error:
            raise AssertionError(f"internal error: {text[:300]!r}") from error
        except FrazilError as error:
            assert SECRET not in error.message
            return error.code, error.message
        rows = list(zip(*(column.to_pylist() for column in table.columns), strict=True))
        assert SECRET not in repr(rows)
        return "rows", rows

    for statement in (
        "create database d",
        "create schema d.s",
        "use schema d.s",
        """create table t (a int, "a" int, "a b" varchar, v variant, d date, ts timestamp_ntz, n number(5,2))""",
        """insert into t select 1, 2, 'x', parse_json('{"k": 1, "*": 2, "": 3}'), '2024-01-01', '2024-01-01', 1.5""",
        "create table u (x int)",
        "set word = 'x''y'",
    ):
        assert run(statement)[0] == "rows", statement
    return run


# ---------------------------------------------------------------- what stands for a table

SOURCES = (
    "read_csv('{data}/secret.csv')", "read_text('{data}/secret.csv')", "read_blob('{data}/store.duckdb')",
    "glob('{data}/*')", "duckdb_databases()", "duckdb_tables()", "duckdb_settings()", "pragma_version()", "range(5)",
    "'{data}/secret.csv'", '"{data}/secret.csv"', "secret.csv", '"secret.csv"', "query('select 1')",
    "query_table('frazil.objects')", "unnest([1])", "test_all_types()", "json_execute_serialized_sql('x')",
    "table(read_csv('{data}/secret.csv'))", "table(read_text('{data}/secret.csv'))", "table(duckdb_tables())",
    "table(range(1, 2))", "table(frazil.variant_get('a'))", "table('{data}/secret.csv')", "table('frazil.objects')",
    "table(sqlite_scan('{data}/store.duckdb', 'x'))", "frazil.objects", '"frazil"."objects"', '"frazil".objects',
    "data.t1006", '"data"."t1006"', '"t1006"', "main.t", "temp.main.t", "memory.main.t", "store.frazil.objects",
    '"store"."frazil"."objects"', "sqlite_master", '"sqlite_master"', "pg_catalog.pg_class",
    "system.main.duckdb_tables",
    '"information_schema"."tables"', '"duckdb_tables"', "duckdb_tables", '"r0"', '"q1"', '"w0"', '"frazil.objects"',
    "identifier('frazil.objects')", "identifier('\"{data}/secret.csv\"')", "identifier('\"frazil\".\"objects\"')",
    "@{data}/secret.csv", "@~/secret.csv", "(from frazil.objects)", "(pivot t on a)", "(describe t)", "(show tables)",
    "(summarize t)", "(call duckdb_tables())", "(select * from read_csv('{data}/secret.csv'))",
    "t as x(read_csv('a'))",
)  # fmt: skip

SOURCE_PLACES = (
    "select * from {}",
    "select (select count(*) from {})",
    "select 1 where exists (select 1 from {})",
    "select * from t natural join {}",
    "select * from t, lateral {}",
    "with c as (select * from {}) select * from c",
    "with recursive c as (select 1 as x union all select x + 1 from {} where x < 3) select * from c",
    "select 1 union all select * from {}",
    "create view stolen as select * from {}",
    "create table stolen as select * from {}",
    "create table stolen like {}",
    "create table stolen clone {}",
    "insert into t (a) select 1 from {}",
    "insert into {} values (1)",
    "update t set a = 1 from {}",
    "update {} set a = 1",
    "delete from t using {} where true",
    "delete from {}",
    "truncate table {}",
    "merge into u using {} on true when matched then delete",
    "merge into {} using u on true when matched then delete",
    "describe table {}",
    "drop table {}",
    "alter table {} rename to gone",
    "create task stolen schedule = '1 minute' when exists (select 1 from {}) as select 1",
    "set stolen = (select max(1) from {})",
    "call {}",
    "execute immediate 'select * from {}'",
)


@pytest.mark.parametrize("source", SOURCES)
def test_nothing_but_catalog_objects_is_a_source(source: str, ask: Ask, service: FrazilService) -> None:
    spelled = source.replace("{data}", str(service.settings.data.absolute()))
    for place in SOURCE_PLACES:
        text = place.replace("{}", spelled)
        kind, answer = ask(text)
        assert kind != "rows", f"{text} answered {answer}"


@pytest.mark.parametrize(
    "body", ["select * from frazil.objects", "copy (select 1) to '/tmp/x'", "attach 'x' as y", "select getenv('HOME')"]
)
def test_a_task_takes_no_body_that_reads_out_of_the_catalog(body: str, ask: Ask) -> None:
    """What a body names is looked up when it runs, as in Snowflake; then it is an error like any other statement's."""
    ask(f"create or replace task job schedule = '1 minute' as {body}")
    assert ask(body)[0] != "rows"


# ---------------------------------------------------------------- statements of DuckDB's

STATEMENTS = (
    "copy t to '{data}/out.csv'", "copy (select 1) to '{data}/out.csv'", "copy t from '{data}/secret.csv'",
    "copy into t from '{data}/secret.csv'", "copy into '{data}/out.csv' from t", "export database '{data}/out'",
    "import database '{data}/out'", "attach '{data}/store.duckdb' as x", "attach ':memory:' as x", "detach store",
    "install httpfs", "load httpfs", "load '{data}/x.duckdb_extension'", "pragma database_list", "pragma version",
    "pragma enable_logging", "set memory_limit = '1KB'", "set threads = 1", "set enable_external_access = true",
    "set lock_configuration = false", "set global threads to 1", "reset threads", "set schema = 'frazil'",
    "set search_path = 'frazil'", "checkpoint", "force checkpoint", "vacuum", "analyze", "from t", "summarize t",
    "explain analyze select 1", "prepare p as select 1", "execute p", "deallocate p", "create macro f(x) as x",
    "create function f(x) as x", "create index i on t (a)", "create secret s (type s3)",
    "create type e as enum ('a')",
    "call duckdb_tables()", "call pragma_version()", "call frazil.refuse('1', '2')",
    "use frazil", "use store.frazil", "use schema frazil", "use data", "show databases; select 1",
    "select 1; select 2",
    "drop schema frazil", "drop schema data", "drop schema main", "alter schema frazil rename to x",
    "create or replace table frazil.objects (a int)", "create table data.t1 (a int)", "pivot t on a",
    "values (1)", "table t", "begin; drop table t", "alter session set enable_external_access = true",
    "alter system set threads = 1", "alter database d set threads = 1", "\0select 1", "select\0 1",
)  # fmt: skip


_HARMLESS = frozenset({"set memory_limit = '1KB'", "set threads = 1", "set enable_external_access = true",
                       "set lock_configuration = false", "set schema = 'frazil'", "set search_path = 'frazil'",
                       "values (1)"})  # fmt: skip
"""Statements of Snowflake's: SET makes a session variable, whatever its name; VALUES is a query."""


@pytest.mark.parametrize("statement", STATEMENTS)
def test_statements_of_duckdb_are_refused(statement: str, ask: Ask, service: FrazilService) -> None:
    kind, answer = ask(statement.replace("{data}", str(service.settings.data.absolute())))
    assert (kind == "rows") is (statement in _HARMLESS), answer
    assert sorted(path.name for path in service.settings.data.glob("out*")) == []


def test_the_engine_is_as_it_was(ask: Ask, service: FrazilService) -> None:
    """After all these attacks the engine's settings and the table stand; SET changed variables alone."""
    assert ask("set threads = 64")[0] == ask("set memory_limit = '1KB'")[0] == "rows"
    assert ask("select $threads, $memory_limit")[0] == "rows"
    assert ask('select a, "a", "a b" from t') == ("rows", [(1, 2, "x")])


# ---------------------------------------------------------------- expressions

FORBIDDEN = (
    "getenv('HOME')", "current_setting('memory_limit')", "frazil.variant_get(v, '$')", "frazil.refuse('1', '2')",
    "frazil_fail('100051', 'x')", "frazil_refuse('100051', 'x')", "error('frazil:widen:1:2')",
    "read_text('/etc/passwd')",
    "main.abs(1)", "duckdb_tables()", "current_database_oid()", "txid_current()", "nextval('frazil.x')", "version()",
    "rowid", "t.rowid", '"rowid"', "_rid", '"o1"', '"r0"', '"c1001"', '"r0"."c1001"', "r0.c1", "t.c1001", "o1",
    "columns(*)",
    "struct_pack(a := 1)", "list_value(1)", "[x for x in [1]]", "x -> x + 1", "a.b.c.d.e", '"a/*x*/b"', '"a""b"',
    "a::frazil", "a::hugeint", "a::struct(a int)", "cast(a as \"varchar; drop table t\")", "a::int[]", "a::enum('x')",
    "identifier('a; drop table t')", "identifier('getenv')('HOME')", "$nope", "? ", ":1", "$1000", "`a`", "#1",
    "'unterminated", '"unterminated', "$$unterminated", "/* unterminated", "a ** 2", "a ^@ 'x'",
    "'a' ~ 'b'", "a !~~ 'x'", "a glob 'x'", "a similar to 'x'", "1 ::: int", "cast(1 as int) over ()", "e'x'",
    "u&'x'",
    "'x\\0y'", "'\\x00'", "'a\\u0000'", "'\\0001\\0'", "'\\0over\\0'", "interval '1 day; drop' + d",
    "d + interval '1'' day'", "d + interval '99999999999999999999 day'", "to_char(d, 'YYYY\\0')", "\0", "\u00a01",
    "regexp_replace('x', '(', '')", "v['\\0']", "system$wait('x')",
    "system$cancel_query('a'' or 1=1')", "convert_timezone('../../etc/passwd', ts)", "date_trunc('x''y', d)",
    "parse_json('{')", "cast('x' as number(99, 0))", "chr(-1)", "repeat('x', 99999999999)", "1/0", "'x'::int",
    "(select 1, 2)", "exists (select * from frazil.objects)", "(select * from duckdb_tables())", "sum(sum(a))",
    "listagg(a, v) over (order by a rows between 'x' preceding and current row)", "ntile(0) over (order by a)",
    "percentile_cont(7) within group (order by a)", "array_generate_range(0, 99999999999)",
)  # fmt: skip

EXPRESSION_PLACES = (
    "select {} from t",
    "select a from t where {} = 1",
    "select a from t group by a, {}",
    "select a from t group by a having {} = 1",
    "select a from t qualify {} = 1",
    "select a from t order by {}",
    "select a from t limit {}",
    "select a from t join u on {} = x",
    "select (select {} from t limit 1)",
    "select * from (values (1, {})) as x",
    "select * from table(flatten(input => {}))",
    "select * from table(generator(rowcount => {}))",
    "select case when {} = 1 then 1 end from t",
    "select sum(a) over (partition by {}) from t",
    "select abs({}) from t",
    "create table wrong as select {} as x from t",
    "create view wrong as select {} as x from t",
    "create table wrong (a varchar default {})",
    "alter table u add column y varchar default {}",
    "insert into t (a) values ({})",
    "insert into t (a) select {} from t",
    "update t set a = {}",
    "delete from t where {} = 1",
    "merge into t using u on a = {} when not matched then insert (a) values ({})",
    "set wrong = {}",
    "call system$wait({})",
    "create task wrong schedule = '1 minute' when {} as select 1",
)


@pytest.mark.parametrize("expression", FORBIDDEN)
def test_no_position_takes_a_forbidden_expression(expression: str, ask: Ask) -> None:
    for place in EXPRESSION_PLACES:
        text = place.replace("{}", expression)
        kind, answer = ask(text)
        if kind == "rows" and place.startswith("create view"):  # a view is bound, not run, when it is made
            kind, answer = ask("select * from wrong")
            ask("drop view wrong")
        empty = kind == "rows" and (answer == [] or "alter table" in text or "create t" in text or "merge" in text)
        assert kind != "rows" or empty, f"{text} answered {answer}"
        if kind == "rows" and text.startswith(("create", "alter")):
            undo = {"alter": "alter table u drop column y", "create": f"drop {text.split()[1]} wrong"}
            assert ask(undo[text.split()[0]])[0] == "rows"


RIGHT = (
    ("'it''s'", "it's"), ("$$it's$$", "it's"), ("$$'; drop table t; --$$", "'; drop table t; --"), (r"'\\'", "\\"),
    (r"'\''", "'"), ("'a'';drop table t;--'", "a';drop table t;--"), ("'%s{0}{1}{all}{zone}{{'",
    "%s{0}{1}{all}{zone}{{"),
    ("'\u202e\u2028\ufeff'", "\u202e\u2028\ufeff"), (r"'\ud83d\ude00'", "\U0001f600"), ("'--' /* ' */", "--"),
    ("'frazil:100051:x'", "frazil:100051:x"), ("'\\x01over\\x01'", "\x01over\x01"), ("$word", "x'y"), ('"a b"', "x"),
    ("a", 1), ('"a"', 2), ("t.a", 1), ('d.s.t."a"', 2), ("identifier('a')", 1), ("identifier('\"a\"')", 2), ("$2", 2),
    ("v:\"*\"::int", 2), ("v['']::int", 3), ("v:k::int", 1), ("v:\"k' or 1=1\"::int", None), ("v['$[*]']::int", None),
    ("get_path(v, '$..*')::int", None), ("to_char(d, 'YYYY\"'' || getenv(1) || ''\"')", "2024' || getenv(1) || '"),
    ("'a%b' like 'a\\\\%b' escape '\\\\'", True), ("'x' like '\\''", False),
    ("regexp_replace('x', 'x', '$0\\'')", "$0'"),
    ("count_if('\\x01over' = 'x') over ()", 0), ("listagg($$'$$ || a, $$','$$) over ()", "'1"),
)  # fmt: skip


@pytest.mark.parametrize(("expression", "value"), RIGHT)
def test_what_looks_like_an_attack_may_be_a_value(expression: str, value: object, ask: Ask) -> None:
    """Twice: the second answer may come from a kept plan."""
    for _ in range(2):
        assert ask(f"select {expression} from t") == ("rows", [(value,)])
    assert ask(f"select x from (select {expression} as x from t) as y") == ("rows", [(value,)])


def test_names_of_users_are_no_names_of_duckdb(ask: Ask) -> None:
    """Columns called as the binder calls its own, and as DuckDB calls what every table has."""
    ask("""create table n ("o1" int, "r0" int, "c1001" int, "rowid" int, "a;b" int, "q""q" int, "é" int, " " int)""")
    assert ask("insert into n values (1, 2, 3, 4, 5, 6, 7, 8)")[0] == "rows"
    expected = [(1, 2, 3, 4, 5, 6, 7, 8)]
    assert ask("select * from n") == ("rows", expected)
    assert ask("""select "o1", "r0", "c1001", "rowid", "a;b", "q""q", "é", " " from n""") == ("rows", expected)
    assert ask("""select "r0"."o1" from (select "rowid" as "o1", 9 as o1 from n) as "r0" """) == ("rows", [(4,)])
    assert ask("""update n set "rowid" = 5 where "rowid" = 4""")[0] == "rows"
    assert ask("""with "w0" as (select "c1001" as "o2", 1 as "o1" from n) select "o2" from "w0" """) == ("rows", [(3,)])


# ---------------------------------------------------------------- bindings

BINDINGS = (
    ("TEXT", "'; drop table t; --"), ("TEXT", "\0"), ("TEXT", "\ud800"), ("TEXT", "x" * 100_000), ("TEXT",
    "\x01over\x01"),
    ("FIXED", "1); drop table t; --"), ("FIXED", "NaN"), ("FIXED", "Infinity"), ("FIXED", "1e999999999"),
    ("FIXED", ""),
    ("FIXED", "9" * 5000), ("FIXED", "0." + "1" * 50), ("FIXED", "1e-999999"), ("FIXED", "１"), ("FIXED", "1_000"),
    ("REAL", "x"), ("REAL", "nan"), ("REAL", "inf"), ("REAL", "1e999"), ("REAL", "1'"), ("BOOLEAN", "1 or 1"),
    ("DATE", "99999999999999999999"), ("DATE", "-99999999999999"), ("DATE", "x"), ("DATE", ""), ("DATE", "1.5"),
    ("TIME", "-1"), ("TIME", "99999999999999999999999"), ("TIME", "86400000000000"), ("TIME", "x"),
    ("TIMESTAMP_NTZ", "9" * 40), ("TIMESTAMP_NTZ", "x"), ("TIMESTAMP_LTZ", "-" + "9" * 25), ("TIMESTAMP", "1'"),
    ("TIMESTAMP_TZ", "1"), ("TIMESTAMP_TZ", "1 x"), ("TIMESTAMP_TZ", "1 99999999"), ("TIMESTAMP_TZ",
    "9" * 30 + " 1440"),
    ("BINARY", "zz"), ("BINARY", "f"), ("BINARY", "00ff"), ("BINARY", "'"), ("VARIANT", "{"), ("OBJECT", "1"),
    ("ARRAY", "["), ("ANY", "'"), ("", "x"), ("'; drop", "x"), ("HUGEINT", "1"), ("TEXT", None), ("FIXED", None),
    ("TIMESTAMP_TZ", None), ("BINARY", None),
)  # fmt: skip


@pytest.mark.parametrize(("kind", "value"), BINDINGS, ids=lambda value: repr(value)[:24])
def test_a_binding_is_a_value_or_an_error(kind: str, value: str | None, ask: Ask) -> None:
    binding = Binding(type=kind, value=value)
    for text in (
        "select ?", "select ?::varchar", "select a from t where a = ?", "select * from t limit ?", "select v[?] from t",
        "insert into u values (?)", "select * from identifier(?)", "select 'x' like ?", "select to_char(ts, ?) from t",
        "select dateadd(day, ?, d) from t", "select * from table(generator(rowcount => ?)) limit 1",
        "select parse_json(?)",
        "select sum(a) over (order by a rows between ? preceding and current row) from t", "select 1 where ?",
        "set bound = ?", "create table wrong (a int default ?)", "select count_if(? = 'x') over (order by 'y') from t",
    ):  # fmt: skip
        ask(text, b1=binding)
        ask("drop table if exists wrong")
    assert ask("select count(*) from t") == ("rows", [(1,)])


@pytest.mark.parametrize("key", ["0", "-1", "x", "1.5", "", "1'", "²", "9" * 30])
def test_placeholders_have_numbers(key: str, ask: Ask) -> None:
    ask("select ?", **{f"b{key}": Binding(type="TEXT", value="x")})


@pytest.mark.parametrize(
    "value", [[], ["1", "2"], ["1", None, "x"], [["1"]], {"a": 1}, 5, True, [1], ["1"] * 3 + [2]], ids=repr
)
def test_array_bindings_hold_texts(value: object, ask: Ask) -> None:
    ask("insert into u values (?)", b1=Binding(type="FIXED", value=value))  # type: ignore[arg-type]
    ask("select ?", b1=Binding(type="FIXED", value=value))  # type: ignore[arg-type]
    two = Binding(type="FIXED", value=["1", "2", "3"])
    ask("insert into u select ? + ?", b1=Binding(type="FIXED", value=value), b2=two)  # type: ignore[arg-type]


def test_the_store_is_not_to_be_read(service: FrazilService, ask: Ask) -> None:
    """The planted file is where the attacks looked for it."""
    assert SECRET in (Path(service.settings.data) / "secret.csv").read_text("utf-8")
    assert ask('select a, "a", "a b" from t') == ("rows", [(1, 2, "x")])
