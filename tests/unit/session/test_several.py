"""Chains of statements: where each stands, and how long they may be."""

from __future__ import annotations

import pytest

from frazil.core.errors import NestingError
from frazil.session.requests import Binding, StatementRequest
from frazil.session.several import chained


def request(text: str, **bindings: str) -> StatementRequest:
    bound = {key.removeprefix("b"): Binding(type="FIXED", value=value) for key, value in bindings.items()}
    return StatementRequest(text=text, request_id="r", bindings=bound)


@pytest.mark.parametrize(
    "text",
    [
        "select 1 ->> select 2",
        "  select 1\n\n ->>\n   select 2\n->>select 3 ;",
        "select '->>\n' ->> select 2 -- ->> 3\n",
    ],
)
def test_each_statement_stands_where_it_stood(text: str) -> None:
    """Up to where the next one begins, every word is at its line and column, and nothing else is there."""
    lines = text.split("\n")
    links = chained(request(text))
    assert len(links) > 1
    for link in links:
        assert link.text.strip() == link.request.text
        for number, line in enumerate(link.text.split("\n")):
            start = len(line) - len(line.lstrip())
            assert lines[number][start : len(line)] == line.strip()


def test_a_plain_statement_is_the_only_one() -> None:
    plain = request("select '->>'")
    assert [link.request for link in chained(plain)] == [plain]


def test_placeholders_are_counted_over_the_chain() -> None:
    links = chained(request("select ? ->> select ? + ? from $1", b1="7", b2="8", b3="9"))
    values = [[(key, each.value) for key, each in link.request.bindings.items()] for link in links]
    assert values == [[("1", "7")], [("1", "8"), ("2", "9")]]


@pytest.mark.parametrize("text", ["do ->> " * 5000 + "do", "select 1 ->> select '" + "x" * 2_000_000 + "'"])
def test_what_is_too_long_is_refused_before_it_is_read(text: str) -> None:
    with pytest.raises(NestingError):
        chained(request(text))
