"""Several statements in one request: each is run as one of its own, in order, until one fails."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import pyarrow as pa

from frazil.core.errors import FrazilError, NestingError, StatementCountError, UnsupportedError
from frazil.core.ids import QueryId
from frazil.core.types import varchar
from frazil.session.requests import Binding, StatementRequest
from frazil.session.rows import arrow_table
from frazil.sql.columns import ResultColumn
from frazil.sql.parser import parse, split_chain, split_statements
from frazil.sql.statements import AlterUserTokens, CreateTask, CreateView
from frazil.sql.tokens import tokenize

COUNT_PARAMETER = "MULTI_STATEMENT_COUNT"
TYPE_ID = 0xA000
QUERY_TYPE = "MULTI_STATEMENT"
_MOST_LINKS = 64
_LONGEST_CHAIN = 1024 * 1024


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
    """A statement of a chain: its own request, its place in the chain's text, and the statements before it."""

    request: StatementRequest
    line: int = 0
    column: int = 0
    before: tuple[QueryId, ...] = ()

    @property
    def text(self) -> str:
        """Return the statement's text at its place in the chain: errors tell the place in the whole."""
        return "\n" * self.line + " " * self.column + self.request.text


def chained(request: StatementRequest) -> list[Link]:
    """Return the statements of a chain of ``->>``; a statement that is none is the only one.

    Raises NestingError for a chain that is too long to be meant.
    """
    parts = _parts(request) if "->>" in request.text and not request.describe_only else []
    if len(parts) < 2:
        return [Link(request)]
    if len(parts) > _MOST_LINKS or len(request.text) > _LONGEST_CHAIN:
        raise NestingError("too many statements in a chain, or too long ones")
    links, line, column = [], 0, 0
    for own, (_, text) in zip(_requests(request, [text for _, text in parts]), parts, strict=True):
        blank = text[: len(text) - len(text.lstrip())]
        line, column = _behind(blank, line, column)
        links.append(Link(replace(own, text=own.text.strip()), line, column))
        line, column = _behind(text[len(blank) :] + "->>", line, column)
    return links


def _behind(text: str, line: int, column: int) -> tuple[int, int]:
    """Return the place behind a text that begins at a place."""
    breaks = text.count("\n")
    return (line + breaks, len(text) - text.rfind("\n") - 1) if breaks else (line, column + len(text))


def _parts(request: StatementRequest) -> list[tuple[int, str]]:
    """Return the parts of a chain; none where one is missing or the text is none, which is said where it is read."""
    try:
        parts = split_chain(request.text)
    except FrazilError:
        return []
    return parts if all(text.strip(" \t\r\n;") for _, text in parts) else []


def refused(links: Sequence[Link]) -> tuple[Link, FrazilError] | None:
    """Return the first statement of a chain that cannot be in it, and why; None if the chain can be run.

    Nothing of it has run then.  A plain statement is read where it is run.
    """
    for number, link in enumerate(links if len(links) > 1 else (), 1):
        try:
            statement = parse(link.text)
        except FrazilError as error:
            return link, error
        if number < len(links) and isinstance(statement, CreateTask | CreateView):
            return link, UnsupportedError("the flow operator ->> in the body of a task or view")
        if number < len(links) and isinstance(statement, AlterUserTokens):
            return link, UnsupportedError("the flow operator ->> behind a secret that is told once")
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
