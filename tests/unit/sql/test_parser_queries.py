"""Queries: clauses, sources, joins, set operations."""

from __future__ import annotations

import pytest

from frazil.core.errors import SqlSyntaxError, UnsupportedError
from frazil.sql import ast
from frazil.sql.parser import parse, parse_query
from frazil.sql.statements import Select
from tests.unit.sql.parser_trees import query, show


def source(text: str) -> str:
    body = parse_query(f"select * from {text}").body
    assert isinstance(body, ast.Select)
    return show(body.source)


def T(name: str) -> str:
    return f"(TableSource name={name})"


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("select 1", "(Query body=(Select items=[1]))"),
        ("select a b, c as \"d\", e", "(Query body=(Select items=[A as B, C as d, E]))"),
        ("select distinct top 5 a", "(Query body=(Select items=[A] distinct=True top=5))"),
        ("select all top, a", "(Query body=(Select items=[TOP, A]))"),
        ("values (1, 'a'), (2, null)", "(Query body=(ValuesBody rows=[[1, 'a'], [2, null]]))"),
        ("(select 1)", "(Query body=(Select items=[1]))"),
        ("(select 1 limit 2) limit 3", "(Query body=(Query body=(Select items=[1]) limit=2) limit=3)"),
        (
            "select a from t where b group by c having d qualify e order by f desc nulls first limit 1 offset 2",
            "(Query body=(Select items=[A] source=(TableSource name=T) where=B grouping=(Grouping elements=[[, [[C]]]])"
            " having=D qualify=E) order=[(OrderItem expression=F descending=True nulls_first=True)] limit=1 offset=2)",
        ),
        ("select 1 offset 2 rows fetch next 3 rows only", "(Query body=(Select items=[1]) limit=3 offset=2)"),
        ("select 1 fetch first 3", "(Query body=(Select items=[1]) limit=3)"),
        ("select 1 limit null", "(Query body=(Select items=[1]) limit=null)"),
        (
            "select 1 order by all desc",
            "(Query body=(Select items=[1]) order=[(OrderItem expression=(Star) descending=True)] order_all=True)",
        ),
        (
            "with a as (select 1), b (c) as (select 2) select 3",
            "(Query body=(Select items=[3]) "
            "with_=[(CommonTable name=A columns=[] query=(Query body=(Select items=[1]))), "
            "(CommonTable name=B columns=[C] query=(Query body=(Select items=[2])))])",
        ),
        (
            "with recursive a as (select 1) (select 2)",
            "(Query body=(Select items=[2]) "
            "with_=[(CommonTable name=A columns=[] query=(Query body=(Select items=[1])))] recursive=True)",
        ),
        (
            "select a start with b connect by prior c = d",
            "(Query body=(Select items=[A] connect_by=(= (PRIOR C) D) start_with=B))",
        ),
    ],
)  # fmt: skip
def test_clauses(text: str, tree: str) -> None:
    assert query(text) == tree


def operations(found: ast.Query) -> str:
    body = found.body
    if isinstance(body, ast.SetOperation):
        words = f"{body.operator}{' ALL' * body.all}{' BY NAME' * body.by_name}"
        return f"({operations(body.left)} {words} {operations(body.right)})"
    assert isinstance(body, ast.Select)
    return show(body.items[0])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("select 1 union select 2 union all select 3", "((1 UNION 2) UNION ALL 3)"),
        ("select 1 union select 2 intersect select 3", "(1 UNION (2 INTERSECT 3))"),
        ("select 1 intersect select 2 union select 3", "((1 INTERSECT 2) UNION 3)"),
        ("select 1 minus select 2 except select 3", "((1 EXCEPT 2) EXCEPT 3)"),
        ("select 1 union (select 2 union all select 3)", "(1 UNION (2 UNION ALL 3))"),
        ("select 1 union all by name select 2", "(1 UNION ALL BY NAME 2)"),
        ("select 1 union distinct select 2", "(1 UNION 2)"),
    ],
)
def test_set_operations(text: str, expected: str) -> None:
    assert operations(parse_query(text)) == expected


def test_order_and_limit_belong_to_the_whole_of_set_operations() -> None:
    found = parse_query("select 1 union select 2 order by 1 limit 1")
    assert isinstance(found.body, ast.SetOperation)
    assert found.order
    assert found.limit


def test_long_unions_stay_shallow_and_in_order() -> None:
    found = parse_query(" union all ".join(f"select {number}" for number in range(2000)))
    text = operations(found)
    assert [int(word) for word in text.replace("(", " ").replace(")", " ").split() if word.isdigit()] == [*range(2000)]
    assert text.index("0") <= 24  # parentheses that open before the first: the depth


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("a.b.c as x", "(TableSource name=A.B.C alias=(Alias name=X))"),
        ("a x (b, c)", "(TableSource name=A alias=(Alias name=X columns=[B, C]))"),
        ("db..t", "(TableSource name=DB.PUBLIC.T)"),
        ("(t)", T("T")),
        ("((t))", T("T")),
        ("identifier('a.b')", "(TableSource name=None dynamic='a.b')"),
        ("identifier($v) x", "(TableSource name=None dynamic=(Variable name=V) alias=(Alias name=X))"),
        ("table('a')", "(TableSource name=None dynamic='a')"),
        ("table(?)", "(TableSource name=None dynamic=(Placeholder number=1))"),
        ("( RESULT_SCAN ('x') )", "(FunctionSource function=(Function name=[RESULT_SCAN] arguments=['x']))"),
        ("TABLE ( RESULT_SCAN ('x') )", "(FunctionSource function=(Function name=[RESULT_SCAN] arguments=['x']))"),
        (
            "table(d.information_schema.task_history(task_name => 'x')) h",
            "(FunctionSource function=(Function name=[D, INFORMATION_SCHEMA, TASK_HISTORY] named=[[TASK_NAME, 'x']])"
            " alias=(Alias name=H))",
        ),
        ("(select 1) x", "(QuerySource query=(Query body=(Select items=[1])) alias=(Alias name=X))"),
        ("values (1, 'a') as v (a, b)", "(ValuesSource rows=[[1, 'a']] alias=(Alias name=V columns=[A, B]))"),
        ("(values (1), (2)) v", "(ValuesSource rows=[[1], [2]] alias=(Alias name=V))"),
        (
            "t sample (10)",
            "(TableSource name=T sample=(Sample method=BERNOULLI size=10 rows=False))",
        ),
        (
            "t x tablesample block (3 rows) repeatable (7)",
            "(TableSource name=T alias=(Alias name=X) sample=(Sample method=SYSTEM size=3 rows=True seed=7))",
        ),
        (
            "t pivot (sum(a) for m in ('x' as y, 'z')) p",
            "(PivotSource source=(TableSource name=T) aggregate=(Function name=[SUM] arguments=[A]) column=M "
            "values=['x' as Y, 'z'] alias=(Alias name=P))",
        ),
        (
            "t pivot (sum(a) as x for m in (any order by m) default on null (0))",
            "(PivotSource source=(TableSource name=T) aggregate=(Function name=[SUM] arguments=[A]) aggregate_alias=X "
            "column=M values=(AnyValues order=[(OrderItem expression=M)]) default=0)",
        ),
        (
            "t unpivot include nulls (v for n in (a as 'x', b))",
            "(UnpivotSource source=(TableSource name=T) value_column=V name_column=N columns=[[A, x], [B, None]] "
            "include_nulls=True)",
        ),
    ],
)
def test_sources(text: str, tree: str) -> None:
    assert source(text) == tree


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("a, b", f"(Join kind=CROSS left={T('A')} right={T('B')})"),
        ("a join b on c", f"(Join kind=INNER left={T('A')} right={T('B')} condition=C)"),
        ("a left outer join b using (c, d)", f"(Join kind=LEFT left={T('A')} right={T('B')} using=[C, D])"),
        ("a natural full join b", f"(Join kind=FULL left={T('A')} right={T('B')} natural=True)"),
        ("a cross join b", f"(Join kind=CROSS left={T('A')} right={T('B')})"),
        (
            "a, b right join c on d",
            f"(Join kind=CROSS left={T('A')} right=(Join kind=RIGHT left={T('B')} right={T('C')} condition=D))",
        ),
        (
            "a join (b join c on d) on e",
            f"(Join kind=INNER left={T('A')} right=(Join kind=INNER left={T('B')} right={T('C')} condition=D) "
            "condition=E)",
        ),
        (
            "a asof join b match_condition (a.t >= b.t) on c",
            f"(Join kind=ASOF left={T('A')} right={T('B')} condition=C match=(>= A.T B.T))",
        ),
        (
            "a, lateral flatten(input => a.x) f",
            f"(Join kind=CROSS left={T('A')} right=(FunctionSource function=(Function name=[FLATTEN] "
            "named=[[INPUT, A.X]]) alias=(Alias name=F) lateral=True))",
        ),
        (
            "a left join lateral (select 1) x",
            f"(Join kind=LEFT left={T('A')} right=(QuerySource query=(Query body=(Select items=[1])) "
            "alias=(Alias name=X) lateral=True))",
        ),
    ],
)
def test_joins(text: str, tree: str) -> None:
    assert source(text) == tree


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("all", "(Grouping all=True)"),
        ("a, b", "(Grouping elements=[[, [[A]]], [, [[B]]]])"),
        ("(a, b)", "(Grouping elements=[[, [[A]]], [, [[B]]]])"),
        ("()", "(Grouping elements=[[GROUPING SETS, [[]]]])"),
        ("rollup (a, (b, c)), d", "(Grouping elements=[[ROLLUP, [[A], [B, C]]], [, [[D]]]])"),
        ("cube (a)", "(Grouping elements=[[CUBE, [[A]]]])"),
        ("grouping sets ((a, b), a, ())", "(Grouping elements=[[GROUPING SETS, [[A, B], [A], []]]])"),
    ],
)
def test_grouping(text: str, tree: str) -> None:
    body = parse_query(f"select 1 group by {text}").body
    assert isinstance(body, ast.Select)
    assert show(body.grouping) == tree


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("*", "(Star)"),
        ("t.*", "(Star source=[T])"),
        ("* ilike 'x%'", "(Star ilike=x%)"),
        ("* exclude a", "(Star exclude=[A])"),
        ("t.* exclude (a, b)", "(Star source=[T] exclude=[A, B])"),
        ("* replace (1 as a)", "(Star replace=[[1, A]])"),
        ("* rename a as b", "(Star rename=[[A, B]])"),
        ("* exclude a rename (b as c, d as e)", "(Star exclude=[A] rename=[[B, C], [D, E]])"),
    ],
)
def test_stars(text: str, tree: str) -> None:
    body = parse_query(f"select {text} from t").body
    assert isinstance(body, ast.Select)
    assert show(body.items[0]) == tree


def test_select_items_keep_their_source_text() -> None:
    found = parse("select  a +  1 , count( * ) as c /* x */ from t")
    assert isinstance(found, Select)
    assert isinstance(found.query.body, ast.Select)
    assert [item.text for item in found.query.body.items] == ["a +  1", "count( * )"]


@pytest.mark.parametrize(
    "text",
    [
        "select",
        "select from t",
        "select group",
        "select 1 from",
        "select 1 where",
        "select a from t where",
        "select 1 2",
    ]
    + ["select * from t left join", "select * from t natural", "select 1 union", "select 1 order by", "(select 1"]
    + ["with a select 1", "select * from (select 1", "select 1 limit", "select a as from t", "select top 1 distinct a"],
)
def test_what_is_no_query(text: str) -> None:
    with pytest.raises(SqlSyntaxError):
        parse(text)


@pytest.mark.parametrize(
    "text",
    ["t at (offset => -60)", "t before (statement => 'x')", "t changes (information => default)", "@stage/x", "'@x'"]
    + ["snow://dataset/d", "t match_recognize (pattern (a))", "table(f(1)) sample (1)", "t for update"],
)
def test_sources_that_are_not_built(text: str) -> None:
    with pytest.raises(UnsupportedError):
        parse(f"select * from {text}")
