"""What stands in FROM: tables, queries, functions, joins."""

from __future__ import annotations

import dataclasses

from frazil.core.errors import NestingError, UnsupportedError
from frazil.core.names import QualifiedName
from frazil.sql.ast import (
    Alias,
    Function,
    FunctionSource,
    Join,
    JoinKind,
    PipeResult,
    PivotSource,
    QuerySource,
    Source,
    TableSource,
    UnpivotSource,
    ValuesSource,
)
from frazil.sql.parser.cursor import MAX_CHAIN, Cursor
from frazil.sql.parser.functions import parse_call
from frazil.sql.parser.literals import parse_positional
from frazil.sql.parser.names import parse_dynamic_name, parse_identifiers, parse_name_argument, parse_qualified_name
from frazil.sql.parser.pivots import parse_pivot, parse_sample, parse_unpivot
from frazil.sql.parser.values import parse_rows
from frazil.sql.parser.words import NOT_A_SOURCE_ALIAS
from frazil.sql.tokens import POSITIONAL, QUOTED, STAGE_KEY, STRING_KEY, VARIABLE, WORD

_JOINS: tuple[tuple[tuple[str, ...], JoinKind], ...] = (
    (("JOIN",), JoinKind.INNER),
    (("INNER", "JOIN"), JoinKind.INNER),
    (("LEFT", "JOIN"), JoinKind.LEFT),
    (("LEFT", "OUTER", "JOIN"), JoinKind.LEFT),
    (("RIGHT", "JOIN"), JoinKind.RIGHT),
    (("RIGHT", "OUTER", "JOIN"), JoinKind.RIGHT),
    (("FULL", "JOIN"), JoinKind.FULL),
    (("FULL", "OUTER", "JOIN"), JoinKind.FULL),
    (("CROSS", "JOIN"), JoinKind.CROSS),
    (("ASOF", "JOIN"), JoinKind.ASOF),
)
_JOIN_STARTS = frozenset({"JOIN", "INNER", "LEFT", "RIGHT", "FULL", "CROSS", "ASOF", "NATURAL"})
_QUERY_GOES_ON = frozenset({"UNION", "INTERSECT", "EXCEPT", "MINUS", "ORDER", "LIMIT", "OFFSET", "FETCH"})


def parse_from(cursor: Cursor) -> Source:
    """Parse the sources after FROM or USING; a comma is a cross join that binds weakest."""
    left = parse_joined(cursor)
    length = 0
    while cursor.accept(","):
        right = parse_joined(cursor)
        left = Join(position=left.position, kind=JoinKind.CROSS, left=left, right=right)
        length += 1
        if length > MAX_CHAIN:
            raise NestingError("too many joins in one query", position=cursor.position)
    return left


def parse_joined(cursor: Cursor) -> Source:
    """Parse one source with the joins that follow it."""
    left = parse_source(cursor)
    length = 0
    while cursor.key in _JOIN_STARTS:
        left = _join(cursor, left)
        length += 1
        if length > MAX_CHAIN:
            raise NestingError("too many joins in one query", position=cursor.position)
    return left


def parse_source(cursor: Cursor) -> Source:
    """Parse one source with its alias, sample and pivots."""
    source = _primary(cursor)
    for _ in range(MAX_CHAIN):
        key = cursor.key
        if key == "PIVOT" and cursor.peek() == "(":
            source = parse_pivot(cursor, source)
        elif key == "UNPIVOT" and cursor.peek() in {"(", "INCLUDE", "EXCLUDE"}:
            source = parse_unpivot(cursor, source)
        elif key in {"SAMPLE", "TABLESAMPLE"}:
            source = _sampled(cursor, source)
        elif key in _NOT_BUILT and cursor.peek() == "(":
            raise UnsupportedError(_NOT_BUILT[key], position=cursor.position)
        elif _has_alias(source) or not _at_alias(cursor):
            return source
        else:
            source = _aliased(cursor, source)
    raise NestingError("too many clauses behind one source", position=cursor.position)


_NOT_BUILT = {"AT": "time travel", "BEFORE": "time travel", "CHANGES": "CHANGES", "MATCH_RECOGNIZE": "MATCH_RECOGNIZE"}


# ---------------------------------------------------------------- joins


def _join(cursor: Cursor, left: Source) -> Source:
    natural = cursor.accept("NATURAL")
    kind = next((kind for words, kind in _JOINS if cursor.accept(*words)), None)
    if kind is None:
        cursor.advance()
        raise cursor.unexpected()
    right = parse_source(cursor)
    match = None
    if kind is JoinKind.ASOF:
        cursor.expect("MATCH_CONDITION", "(")
        match = cursor.expression()
        cursor.expect(")")
    condition = None
    using: tuple[str, ...] = ()
    if kind is JoinKind.CROSS or natural:
        pass  # neither takes a condition: the word is one that fits nowhere
    elif cursor.accept("ON"):
        condition = cursor.expression()
    elif cursor.key == "USING" and cursor.peek() == "(":
        cursor.advance()
        using = parse_identifiers(cursor)
    return Join(
        position=left.position,
        kind=kind,
        left=left,
        right=right,
        natural=natural,
        condition=condition,
        using=using,
        match=match,
    )


# ---------------------------------------------------------------- one source


def _primary(cursor: Cursor) -> Source:
    position = cursor.position
    key = cursor.key
    if key == "(":
        return _parenthesised(cursor)
    if key == "LATERAL":
        return _lateral(cursor)
    if key == "TABLE":
        return _table_function(cursor)
    if key == "VALUES":
        cursor.advance()
        return ValuesSource(position=position, rows=parse_rows(cursor))
    if key == "IDENTIFIER" and cursor.peek() == "(":
        return TableSource(position=position, name=None, dynamic=parse_dynamic_name(cursor))
    if cursor.kind == POSITIONAL:
        return _pipe_result(cursor)
    if key in {STAGE_KEY, STRING_KEY}:
        raise UnsupportedError("queries of staged files", position=position)
    name = parse_qualified_name(cursor)
    if cursor.key == "(":
        return FunctionSource(position=position, function=parse_call(cursor, name.parts, position))
    return TableSource(position=position, name=name)


def _parenthesised(cursor: Cursor) -> Source:
    """Parse ``(query)``, ``(VALUES ..)``, ``(t)``, ``(t JOIN u ..)``."""
    position = cursor.position
    cursor.expect("(")
    if cursor.key in {"SELECT", "WITH"}:
        query = cursor.query()
        cursor.expect(")")
        return QuerySource(position=position, query=query)
    cursor.deeper()
    if cursor.accept("VALUES"):
        source: Source = ValuesSource(position=position, rows=parse_rows(cursor))
        if not cursor.at(")"):
            source = _rest_of_source(cursor, source)
    else:
        source = parse_from(cursor)
    if isinstance(source, QuerySource) and source.alias is None and cursor.key in _QUERY_GOES_ON:
        source = QuerySource(position=position, query=cursor.query_after(source.query))
    cursor.shallower()
    cursor.expect(")")
    return source


def _rest_of_source(cursor: Cursor, source: Source) -> Source:
    return _aliased(cursor, source) if _at_alias(cursor) else source


def _lateral(cursor: Cursor) -> Source:
    position = cursor.position
    cursor.expect("LATERAL")
    source = _primary(cursor)
    if isinstance(source, QuerySource | FunctionSource):
        return dataclasses.replace(source, position=position, lateral=True)
    return source


def _table_function(cursor: Cursor) -> Source:
    """Parse ``TABLE(f(..))``, ``TABLE('name')``, ``TABLE($v)``."""
    position = cursor.position
    cursor.expect("TABLE", "(")
    if cursor.key in {STRING_KEY, "?", ":"} or cursor.kind == VARIABLE:
        source: Source = TableSource(position=position, name=None, dynamic=parse_name_argument(cursor))
    else:
        inner = cursor.position
        name: QualifiedName = parse_qualified_name(cursor)
        if cursor.key != "(":
            raise cursor.unexpected()
        source = FunctionSource(position=position, function=parse_call(cursor, name.parts, inner))
    cursor.expect(")")
    return source


def _pipe_result(cursor: Cursor) -> Source:
    """Parse ``$1``: what RESULT_SCAN gives of the statement before in a chain."""
    position = cursor.position
    result = PipeResult(position=position, number=parse_positional(cursor).number)
    scan = Function(position=position, name=("RESULT_SCAN",), arguments=(result,))
    return FunctionSource(position=position, function=scan)


def _sampled(cursor: Cursor, source: Source) -> Source:
    sample = parse_sample(cursor)
    if isinstance(source, TableSource | QuerySource):
        return dataclasses.replace(source, sample=sample)
    raise UnsupportedError("SAMPLE of a join or function", position=source.position)


# ---------------------------------------------------------------- aliases


def _has_alias(source: Source) -> bool:
    return isinstance(source, Join) or source.alias is not None


def _at_alias(cursor: Cursor) -> bool:
    key = cursor.key
    if key == "AS":
        return True
    kind = cursor.kind
    return kind == QUOTED or (kind == WORD and key not in NOT_A_SOURCE_ALIAS)


def _aliased(cursor: Cursor, source: Source) -> Source:
    position = cursor.position
    cursor.accept("AS")
    name = cursor.identifier()
    columns = parse_identifiers(cursor) if cursor.key == "(" else ()
    alias = Alias(position=position, name=name, columns=columns)
    match source:
        case Join():
            raise cursor.unexpected()
        case TableSource() | QuerySource() | ValuesSource() | FunctionSource() | PivotSource() | UnpivotSource():
            return dataclasses.replace(source, alias=alias)
