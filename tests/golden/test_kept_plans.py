"""A kept plan answers what the statement would be answered if it were bound anew.

The statements of one list have one shape, so that each may be served by the plan of another.  They come in this order
and in the other, and are then asked with no plan there: another catalog has none.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pytest

from frazil.core.errors import FrazilError
from tests.golden.scripts import Server

TEXTS = ("1.5", ".55", "123", "1e3", "12.", "abc", "NaN")
SHAPES: dict[str, Sequence[str]] = {
    "a text above a number": [f"select * from values ('{text}'), (2)" for text in TEXTS],
    "a text below a number": [f"select * from values (2.5), ('{text}')" for text in TEXTS],
    "a text beside a float": [f"select * from values ('{text}'), (1e0)" for text in TEXTS],
    "a joined text": [f"select * from values ('{text}' || '0'), (2)" for text in TEXTS],
    "two columns": [f"select * from values ('{text}', 'x'), ('2', 'y'), (3, 'z')" for text in TEXTS],
    "an INSERT": [f"insert into n values ('{text}'), (2)" for text in TEXTS],
    "an INSERT of a query": [f"insert into n select column1 from values ('{text}'), (2)" for text in TEXTS],
    "a MERGE": [
        f"merge into n using (values ('{text}'), (2)) as v on false when not matched then insert values (v.column1)"
        for text in TEXTS
    ],
    "texts with an operator": [f"select '{text}' + 1.5, '{text}' * 2, 7 % '{text}'" for text in TEXTS],
    "texts beside numbers": [f"select coalesce('{text}', 2), iff(true, '{text}', 2.5)" for text in TEXTS],
    "a text in a set": [f"select '{text}' union all select 2" for text in TEXTS],
    "numbers": [f"select * from values ({number}), ('x')" for number in ("1.50", "2.55", "0.00", "9.99")],
}


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with Server(tmp_path_factory.mktemp("plans") / "data") as made:
        made.outcome("create database d")
        made.outcome("create table n (a number(10,2))")
        yield made


def answer(server: Server, text: str) -> tuple[str, list[object]]:
    """Return what a statement answers, and what the table holds then; the table is empty before."""
    server.outcome("delete from n")
    try:
        outcome = server.outcome(text)
        said = f"{[str(column.type) for column in outcome.columns]} {outcome.data.table().to_pylist()}"
    except FrazilError as error:
        said = f"{error.code} {error}"
    return said, server.outcome("select a from n order by a").data.table().to_pylist()


@pytest.mark.parametrize("shape", SHAPES)
def test_a_kept_plan_changes_nothing(server: Server, shape: str) -> None:
    texts = SHAPES[shape]
    kept = [(text, answer(server, text)) for text in (*texts, *reversed(texts))]
    for text, found in kept:
        server.outcome("create or replace table another (i int)")
        assert found == answer(server, text), text
