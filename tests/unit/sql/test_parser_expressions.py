"""Expressions: what binds how, and every form of operand."""

from __future__ import annotations

from decimal import Decimal

import pytest

from frazil.core.errors import FrazilError, NumberRangeError, SqlSyntaxError, UnsupportedError
from frazil.sql import ast
from frazil.sql.parser import parse_expression
from tests.unit.sql.parser_trees import expression


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("1 + 2 * 3", "(+ 1 (* 2 3))"),
        ("(1 + 2) * 3", "(* (+ 1 2) 3)"),
        ("1 - 2 - 3", "(- (- 1 2) 3)"),
        ("a || b + c", "(+ (|| A B) C)"),
        ("a % b / c", "(/ (% A B) C)"),
        ("- a * b", "(* (- A) B)"),
        ("- a :: int", "(- (:: A INT))"),
        ("- -1", "(- (- 1))"),
        ("a or b and not c = d", "(OR A (AND B (NOT (= C D))))"),
        ("not a is null", "(NOT (IsNull operand=A))"),
        ("a != b", "(<> A B)"),
        ("a = 1 and b", "(AND (= A 1) B)"),
        ("a between 1 and 2 and b", "(AND (Between operand=A low=1 high=2) B)"),
        ("a not between b + 1 and 2", "(Between operand=A low=(+ B 1) high=2 negated=True)"),
        ("a is not distinct from b", "(IsDistinct left=A right=B negated=True)"),
        ("a is not true", "(IsBoolean operand=A value=True negated=True)"),
        ("a in (1, 2)", "(InList operand=A items=[1, 2])"),
        ("(a, b) not in ((1, 2))", "(InList operand=(Row items=[A, B]) items=[(Row items=[1, 2])] negated=True)"),
        ("(a, b) = (1, 2)", "(= (Row items=[A, B]) (Row items=[1, 2]))"),
        ("a like 'x' escape '!'", "(Like operator=LIKE operand=A patterns=['x'] escape='!')"),
        ("a not ilike any ('x', b)", "(Like operator=ILIKE operand=A patterns=['x', B] quantifier=ANY negated=True)"),
        ("a like all ('x')", "(Like operator=LIKE operand=A patterns=['x'] quantifier=ALL)"),
        ("a regexp 'x'", "(Like operator=RLIKE operand=A patterns=['x'])"),
        ("rlike(a, 'x')", "(Function name=[RLIKE] arguments=[A, 'x'])"),
        ("a collate 'en'", "(Collate operand=A specification=en)"),
    ],
)
def test_operators(text: str, tree: str) -> None:
    assert expression(text) == tree


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("a.b.c.d", "A.B.C.D"),
        ("f(x -> x + 1)", "(Function name=[F] arguments=[(Lambda parameters=[[X, None]] body=(+ X 1))])"),
        ('a."b"', "A.b"),
        ("date", "DATE"),
        ("interval", "INTERVAL"),
        ("x", "X"),
        ("$1", "(Positional number=1)"),
        ("t.$2", "(Positional number=2 source=T)"),
        ("$name", "(Variable name=NAME)"),
        (":3", "(Placeholder number=3)"),
        (":name", "(Placeholder name=NAME)"),
        ("? + ?", "(+ (Placeholder number=1) (Placeholder number=2))"),
        ("date '2024-01-01'", "(TypedLiteral type=DATE text=2024-01-01)"),
        ("timestamp_ntz 'x'", "(TypedLiteral type=TIMESTAMP_NTZ text=x)"),
        ("x'0aff'", "(TypedLiteral type=BINARY text=0aff)"),
        ("interval '1 day, 2 hours'", "(Interval text=1 day, 2 hours)"),
        ("interval '2' month", "(Interval text=2 MONTH)"),
        ("[1, [2]]", "(ArrayLiteral items=[1, (ArrayLiteral items=[2])])"),
        ("[]", "(ArrayLiteral items=[])"),
        ("{'a': 1, 'b': x:c}", "(ObjectLiteral pairs=[[a, 1], [b, (Path operand=X steps=[c])]])"),
        ("{*}", "(ObjectLiteral pairs=[[None, (Star)]])"),
        ("case when a then 1 else 2 end", "(Case operand=None branches=[[A, 1]] otherwise=2)"),
        ("case a when 1 then b end", "(Case operand=A branches=[[1, B]])"),
        ("exists (select 1)", "(Exists query=(Query body=(Select items=[1])))"),
        ("(select 1)", "(Subquery query=(Query body=(Select items=[1])))"),
    ],
)
def test_operands(text: str, tree: str) -> None:
    assert expression(text) == tree


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("x:a.B[0]['c'].\"d e\"", "(Path operand=X steps=[a, B, 0, c, d e])"),
        ("x:a:b", "(Path operand=X steps=[a, b])"),
        ("x:a::int", "(:: (Path operand=X steps=[a]) INT)"),
        ("x::variant:a", "(Path operand=(:: X VARIANT) steps=[a])"),
        ("t.x[i + 1]", "(Path operand=T.X steps=[(+ I 1)])"),
        ("$1:from.order", "(Path operand=(Positional number=1) steps=[from, order])"),
        ("f(x)[0]", "(Path operand=(Function name=[F] arguments=[X]) steps=[0])"),
        ("x::number(10, 2)", "(:: X NUMBER(10, 2))"),
        ("x::double  precision", "(:: X DOUBLE PRECISION)"),
        ("x::timestamp(3) with local time zone", "(:: X TIMESTAMP WITH LOCAL TIME ZONE(3))"),
        ("cast(a + 1 as varchar(3))", "(:: (+ A 1) VARCHAR(3))"),
        ("try_cast(a as int)", "(?:: A INT)"),
    ],
)
def test_paths_and_casts(text: str, tree: str) -> None:
    assert expression(text) == tree


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("f()", "(Function name=[F])"),
        ("db.s.f(a)", "(Function name=[DB, S, F] arguments=[A])"),
        ("system$wait(2, 'SECONDS')", "(Function name=[SYSTEM$WAIT] arguments=[2, 'SECONDS'])"),
        ("left(a, 1)", "(Function name=[LEFT] arguments=[A, 1])"),
        ("insert(a, 1, 2, 'b')", "(Function name=[INSERT] arguments=[A, 1, 2, 'b'])"),
        ("count(*)", "(Function name=[COUNT] arguments=[(Star)])"),
        ("count(distinct a, b)", "(Function name=[COUNT] arguments=[A, B] distinct=True)"),
        ("hash(t.* exclude a)", "(Function name=[HASH] arguments=[(Star source=[T] exclude=[A])])"),
        ("f(1, a => 2, b => 3)", "(Function name=[F] arguments=[1] named=[[A, 2], [B, 3]])"),
        ("current_date", "(Function name=[CURRENT_DATE] parentheses=False)"),
        ("current_timestamp(3)", "(Function name=[CURRENT_TIMESTAMP] arguments=[3])"),
        ("current_role", "CURRENT_ROLE"),
        ("extract(year from d)", "(Function name=[EXTRACT] arguments=['year', D])"),
        ("extract('day' from d)", "(Function name=[EXTRACT] arguments=['day', D])"),
        ("position('a' in b)", "(Function name=[POSITION] arguments=['a', B])"),
        ("position('a', b, 2)", "(Function name=[POSITION] arguments=['a', B, 2])"),
        ("dateadd(day, 1, d)", "(Function name=[DATEADD] arguments=[DAY, 1, D])"),
        (
            "listagg(distinct a, ',') within group (order by b desc nulls last)",
            "(Function name=[LISTAGG] arguments=[A, ','] distinct=True "
            "within_group=[(OrderItem expression=B descending=True nulls_first=False)])",
        ),
        (
            "last_value(a ignore nulls) over (order by b)",
            "(Function name=[LAST_VALUE] arguments=[A] ignore_nulls=True "
            "window=(Window order=[(OrderItem expression=B)]))",
        ),
        (
            "nth_value(a, 2) from last respect nulls over (partition by b)",
            "(Function name=[NTH_VALUE] arguments=[A, 2] ignore_nulls=False from_last=True "
            "window=(Window partition=[B]))",
        ),
        (
            "sum(a) over (order by b rows between 1 preceding and unbounded following)",
            "(Function name=[SUM] arguments=[A] window=(Window order=[(OrderItem expression=B)] "
            "frame=(Frame unit=ROWS start=[PRECEDING, 1] end=[UNBOUNDED FOLLOWING, None])))",
        ),
        (
            "sum(a) over (range interval '1 day' preceding)",
            "(Function name=[SUM] arguments=[A] window=(Window "
            "frame=(Frame unit=RANGE start=[PRECEDING, (Interval text=1 day)] end=[CURRENT ROW, None])))",
        ),
    ],
)
def test_functions(text: str, tree: str) -> None:
    assert expression(text) == tree


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("a in (select 1)", "(InQuery operand=A query=(Query body=(Select items=[1])))"),
        ("a in ((select 1))", "(InQuery operand=A query=(Query body=(Select items=[1])))"),
        ("a in ((select 1), 2)", "(InList operand=A items=[(Subquery query=(Query body=(Select items=[1]))), 2])"),
        ("((select 1)) + 1", "(+ (Subquery query=(Query body=(Select items=[1]))) 1)"),
        ("a >= all (select 1)", "(Quantified operator=>= left=A quantifier=ALL query=(Query body=(Select items=[1])))"),
    ],
)
def test_queries_in_expressions(text: str, tree: str) -> None:
    assert expression(text) == tree


def test_set_operation_of_parenthesised_queries_is_one_subquery() -> None:
    tree = parse_expression("((select 1) union (select 2) limit 1)")
    assert isinstance(tree, ast.Subquery)
    assert isinstance(tree.query.body, ast.SetOperation)
    assert tree.query.limit is not None


def test_numbers_are_exact_while_a_number_can_hold_them() -> None:
    assert parse_expression("12345678901234567.12") == ast.Number(value=Decimal("12345678901234567.12"))
    assert parse_expression("1.") == ast.Number(value=Decimal("1"))
    assert parse_expression("1.5e3") == ast.Number(value=Decimal("1500"))
    assert parse_expression("1.5E-2") == ast.Number(value=Decimal("0.015"))
    assert parse_expression("1e40") == ast.Number(value=1e40)
    assert parse_expression("1" + "0" * 38) == ast.Number(value=1e38)
    with pytest.raises(NumberRangeError):
        parse_expression("1e999")


def test_positions_are_those_of_first_tokens() -> None:
    tree = parse_expression("  a + f(b)")
    assert isinstance(tree, ast.Binary)
    assert (tree.position, tree.left.position, tree.right.position) == (2, 2, 6)


def test_long_chains_of_and_stay_shallow() -> None:
    tree = parse_expression(" and ".join(f"c{number}" for number in range(3000)))
    depth, references = 0, 0
    level = [tree]
    while level:
        depth += 1
        references += sum(isinstance(node, ast.Reference) for node in level)
        level = [child for node in level if isinstance(node, ast.Binary) for child in (node.left, node.right)]
    assert (references, depth) == (3000, 13)


@pytest.mark.parametrize(
    "text",
    ["from", "case", "a b", "a in 1", "a not", "f(a => 1, b)", "a.b.c.d.e", "cast(a, int)", "x -> 1", "f(1 -> 2)"],
)
def test_what_is_no_expression(text: str) -> None:
    with pytest.raises(SqlSyntaxError):
        parse_expression(text)


@pytest.mark.parametrize("text", ["m!predict(1)", "a like any (select 1)"])
def test_what_is_not_built(text: str) -> None:
    with pytest.raises(UnsupportedError):
        parse_expression(text)


def test_errors_have_positions() -> None:
    with pytest.raises(FrazilError) as caught:
        parse_expression("a + from")
    assert caught.value.position == 4
