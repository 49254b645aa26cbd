"""Several statements in one request: each is run as one of its own, in order, until one fails."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import pyarrow as pa

from frazil.core.errors import FrazilError, StatementCountError
from frazil.core.ids import QueryId
from frazil.core.types import varchar
from frazil.session.requests import Binding, StatementRequest
from frazil.session.rows import arrow_table
from frazil.sql.columns import ResultColumn
from frazil.sql.parser import parse, split_chain, split_statements
from frazil.sql.tokens import tokenize

COUNT_PARAMETER = "MULTI_STATEMENT_COUNT"
TYPE_ID = 0xA000
QUERY_TYPE = "MULTI_STATEMENT"
_NO_BREAK = re.compile(r"[^\n]")


def split_request(request: StatementRequest, count: int) -> list[StatementRequest]:
    """Return a request for each statement of one request, with its own share of the bindings.

    ``?`` take theirs in order over all statements; numbered placeholders mean the same binding in each.  ``count`` is
    how many there must be, 0 for any number.  Raises StatementCountError for another number.
    """
    texts = split_statements(request.text)
    if count not in (0, len(texts)):
        raise StatementCountError(
            f"Actual statement count {len(texts)} did not match the desired statement count {count}."
        )
    return _requests(request, texts)


@dataclass(frozen=True, slots=True)
class Link:
    """A statement of a chain: its own request, its text at its place in the chain, and the statements before it."""

    request: StatementRequest
    text: str
    before: tuple[QueryId, ...] = ()


def chained(request: StatementRequest) -> list[Link]:
    """Return the statements of a chain of ``->>``; a statement that is none is the only one."""
    parts = _parts(request) if "->>" in request.text and not request.describe_only else []
    if len(parts) < 2:
        return [Link(request, request.text)]
    requests = _requests(request, [text.strip() for _, text in parts])
    texts = [_NO_BREAK.sub(" ", request.text[:start]) + text for start, text in parts]
    return [Link(own, text) for own, text in zip(requests, texts, strict=True)]


def _parts(request: StatementRequest) -> list[tuple[int, str]]:
    """Return the parts of a chain; none where one is missing or the text is none, which is said where it is read."""
    try:
        parts = split_chain(request.text)
    except FrazilError:
        return []
    return parts if all(text.strip(" \t\r\n;") for _, text in parts) else []


def unreadable(links: Sequence[Link]) -> Link | None:
    """Return the first statement of a chain that is none, or None; a plain statement is read where it is run."""
    for link in links if len(links) > 1 else ():
        try:
            parse(link.text)
        except FrazilError:
            return link
    return None


def _requests(request: StatementRequest, texts: Sequence[str]) -> list[StatementRequest]:
    """Return a request for each of the texts, with its own share of the bindings."""
    parameters = {**request.parameters, COUNT_PARAMETER: 1}
    requests = []
    bound = 0
    marks = [tokenize(text).keys.count("?") for text in texts]
    for number, (text, placeholders) in enumerate(zip(texts, marks, strict=True)):
        requests.append(
            replace(
                request,
                text=text,
                request_id=f"{request.request_id}/{number}",
                bindings=_shifted(request.bindings, bound, placeholders) if any(marks) else request.bindings,
                parameters=parameters,
                asynchronous=False,
            )
        )
        bound += placeholders
    return requests


def summary() -> tuple[tuple[ResultColumn, ...], pa.Table]:
    """Return what the request itself answers when all its statements have succeeded."""
    columns = (ResultColumn(name="multiple statement execution", type=varchar(), nullable=True),)
    return columns, arrow_table(columns, [("Multiple statements executed successfully.",)])


def _shifted(bindings: Mapping[str, Binding], before: int, count: int) -> dict[str, Binding]:
    """Return the bindings of a statement that has some placeholders behind those of the statements before it."""
    positions = {str(number): str(before + number) for number in range(1, count + 1)}
    named = {key: binding for key, binding in bindings.items() if not key.isdecimal()}
    return named | {own: bindings[given] for own, given in positions.items() if given in bindings}
