"""INSERT, UPDATE, DELETE, MERGE, TRUNCATE, EXPLAIN, EXECUTE IMMEDIATE, CALL."""

from __future__ import annotations

import pytest

from frazil.core.errors import SqlSyntaxError, UnsupportedError
from frazil.sql.parser import parse
from frazil.sql.statements import Insert
from tests.unit.sql.parser_trees import fields


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("insert into t values (1, 'a')", {"table": "T", "rows": (("1", "'a'"),)}),
        (
            "insert into t (a, b) values (-1, default), (null, ?)",
            {
                "table": "T",
                "columns": (("A", 15), ("B", 18)),
                "rows": (("(- 1)", None), ("null", "(Placeholder number=1)")),
            },
        ),
        (
            "insert into t values (1 + 2, true, f(x), (select 1))",
            {
                "table": "T",
                "rows": (
                    (
                        "(+ 1 2)",
                        "true",
                        "(Function name=[F] arguments=[X])",
                        "(Subquery query=(Query body=(Select items=[1])))",
                    ),
                ),
            },
        ),
        (
            "insert overwrite into t select 1",
            {"table": "T", "overwrite": True, "query": "(Query body=(Select items=[1]))"},
        ),
        ("insert into t (select 1)", {"table": "T", "query": "(Query body=(Select items=[1]))"}),
        (
            "insert into t (a) (select 1)",
            {"table": "T", "columns": (("A", 15),), "query": "(Query body=(Select items=[1]))"},
        ),
        ("insert into identifier(?) values (?)", None),
        (
            "update t set a = 1, t.b = default",
            {
                "table": "T",
                "assignments": ("(Assignment column=[A] value=1)", "(Assignment column=[T, B] value=None)"),
            },
        ),
        (
            "update t as x set a = b from u where c",
            {
                "table": "T",
                "alias": "X",
                "assignments": ("(Assignment column=[A] value=B)",),
                "source": "(TableSource name=U)",
                "where": "C",
            },
        ),
        ("delete from t", {"table": "T"}),
        (
            "delete from t x using u where a",
            {"table": "T", "alias": "X", "using": "(TableSource name=U)", "where": "A"},
        ),
        ("truncate table if exists t", {"table": "T", "if_exists": True}),
        ("truncate t", {"table": "T"}),
        (
            "explain using json select 1",
            {"format": "JSON", "statement": {"query": "(Query body=(Select items=[1]))"}},
        ),
        ("call system$f('x', a => 1)", {"name": "SYSTEM$F", "arguments": ("'x'",), "named": (("A", "1"),)}),
        ("call p()", {"name": "P"}),
        ("execute immediate 'select 1'", {"source": "'select 1'"}),
        (
            "execute immediate $s using ($a, ?, b)",
            {"source": "(Variable name=S)", "using": ("(Variable name=A)", "(Placeholder number=1)", "B")},
        ),
    ],
)
def test_statements(text: str, expected: dict[str, object] | None) -> None:
    found = fields(text)
    if expected is not None:
        assert found == expected


def test_merge() -> None:
    found = fields(
        "merge into t a using u b on a.k = b.k when matched and b.d then delete "
        "when matched then update set a.x = b.x when not matched then insert (k, x) values (b.k, default)"
    )
    assert found == {
        "table": "T",
        "alias": "A",
        "source": "(TableSource name=U alias=(Alias name=B))",
        "condition": "(= A.K B.K)",
        "clauses": (
            "(MergeClause matched=True condition=B.D kind=DELETE)",
            "(MergeClause matched=True condition=None kind=UPDATE assignments=[(Assignment column=[A, X] value=B.X)])",
            "(MergeClause matched=False condition=None kind=INSERT columns=[[K, 140], [X, 143]] values=[B.K, None])",
        ),
    }


def test_insert_into_several_tables() -> None:
    found = fields("insert first when a then into t into u (x) values (default) else into v (select a from s)")
    assert found == {
        "first": True,
        "branches": (
            "(InsertBranch condition=A targets=[(IntoClause table=T), "
            "(IntoClause table=U columns=[[X, 40]] values=[None])])",
        ),
        "otherwise": ("(IntoClause table=V)",),
        "query": "(Query body=(Select items=[A] source=(TableSource name=S)))",
    }


def test_placeholders_are_numbered_in_order() -> None:
    found = parse("insert into t values (?, ? + 1), (?, -?)")
    assert isinstance(found, Insert)
    assert fields("insert into t values (?, ? + 1), (?, f(?))")["rows"] == (
        ("(Placeholder number=1)", "(+ (Placeholder number=2) 1)"),
        ("(Placeholder number=3)", "(Function name=[F] arguments=[(Placeholder number=4)])"),
    )


@pytest.mark.parametrize(
    "text",
    ["insert t values (1)", "insert into t values", "insert into t values ()", "insert into t values (1", "update t"]
    + [
        "insert into t values (1,)",
        "insert into t values (1) (2)",
        "update t set a",
        "delete t",
        "merge into t using u",
    ]
    + ["merge into t using u on a", "merge into t using u on a when matched then insert values (1)", "call p"]
    + ["execute immediate 'a' || 'b'", "execute immediate", "execute immediate $s using ()", "execute immediate 1"]
    + ["explain", "insert into t (a,) values (1)"],
)
def test_what_is_no_statement(text: str) -> None:
    with pytest.raises(SqlSyntaxError):
        parse(text)


@pytest.mark.parametrize(
    "text",
    ["insert first into t values (1) select 1", "insert all into t else into t select 1", "insert all into t"]
    + ["insert all when a into t select 1", "insert all when a then select 1", "insert first when a then into t"]
    + ["merge into t using u on a when matched then update all", "merge into t using u on a when matched then insert"],
)
def test_what_is_no_insert_into_several_and_no_merge(text: str) -> None:
    with pytest.raises(SqlSyntaxError):
        parse(text)


def test_what_is_not_built() -> None:
    with pytest.raises(UnsupportedError):
        parse("call p() into :x")
