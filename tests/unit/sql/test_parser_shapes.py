"""Shapes: what makes two statements one, and that slots name the literals they say."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from frazil.sql.ast import Node, Number, String
from frazil.sql.parser import parse
from frazil.sql.shapes import shape_of
from frazil.sql.statements import Statement
from frazil.sql.tokens import tokenize


def nodes(value: object) -> Iterator[Node]:
    if isinstance(value, Node):
        yield value
    if isinstance(value, Node | Statement):
        value = tuple(getattr(value, field.name) for field in dataclasses.fields(value))
    if isinstance(value, tuple):
        for item in value:
            yield from nodes(item)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("select 1", "SELECT  2 -- x"),
        ("select 'a' from t", "select $$bc$$ FROM T"),
        ("select 1.25, 1e40", "select 3.50, 2E-70"),
        ("select a from t where b in (1, 'x')", "select a\nfrom t where b in (7, 'it''s');"[:-1]),
    ],
)
def test_one_shape(one: str, other: str) -> None:
    assert shape_of(tokenize(one)).key == shape_of(tokenize(other)).key


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("select 1", "select 10"),
        ("select 1.5", "select 1.50"),
        ("select 1", "select '1'"),
        ("select 1", "select 1e99"),
        ("select a", 'select "A"'),
        ('select "a"', 'select "A"'),
        ("select $1", "select $2"),
        ("select $a", "select $b"),
        ("select s", "select 's'"),
        ("select ?", "select ??"),
    ],
)
def test_different_shapes(one: str, other: str) -> None:
    assert shape_of(tokenize(one)).key != shape_of(tokenize(other)).key


def test_literals_are_listed_in_order() -> None:
    assert shape_of(tokenize("select 1, 'a''b', -2.5, 1e3 limit 10")).literals == (
        Decimal(1),
        "a'b",
        Decimal("2.5"),
        1000.0,
        Decimal(10),
    )


def test_literals_have_no_slots_unless_lifted() -> None:
    assert {node.slot for node in nodes(parse("select 1, 'a'")) if isinstance(node, Number | String)} == {-1}


@pytest.mark.parametrize(
    "text",
    [
        "select 1, 'a', -2.5 from t where b in (1, 'x') and c like 'y%' limit 3",
        "insert into t values (1, 'a', null, -2), (3, f('b'), 1 + 1, default)",
        "select x::number(10, 2), interval '1 day', date '2024-01-01', 5 from t sample (6) seed (7)",
        "update t set a = 'x' where b = 1.50",
    ],
)
def test_slots_name_the_literals(text: str) -> None:
    literals = shape_of(tokenize(text)).literals
    found = [node for node in nodes(parse(text, lift=True)) if isinstance(node, Number | String)]
    assert found
    for node in found:
        assert literals[node.slot] == node.value
    slots = [node.slot for node in sorted(found, key=lambda node: node.position)]
    assert slots == sorted(set(slots))


@given(st.lists(st.one_of(st.integers(0, 10**20), st.text(max_size=5), st.decimals(0, 100, places=3)), min_size=1))
def test_any_literals(values: list[object]) -> None:
    written = ["'" + v.replace("\\", "\\\\").replace("'", "''") + "'" if isinstance(v, str) else str(v) for v in values]
    text = f"insert into t values ({', '.join(written)})"
    expected = [value if isinstance(value, str) else Decimal(str(value)) for value in values]
    assert list(shape_of(tokenize(text)).literals) == expected
    found = [node for node in nodes(parse(text, lift=True)) if isinstance(node, Number | String)]
    assert [(node.slot, node.value) for node in found] == list(enumerate(expected))
