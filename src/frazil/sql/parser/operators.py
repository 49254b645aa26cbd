"""Operators: the loop that climbs their precedence, and one small rule for each of them."""

from __future__ import annotations

from collections.abc import Callable

from frazil.core.errors import NestingError, UnsupportedError
from frazil.sql.ast import (
    Between,
    Binary,
    Expression,
    InList,
    InQuery,
    IsBoolean,
    IsDistinct,
    IsNull,
    Like,
    Quantified,
    Query,
    Unary,
)
from frazil.sql.parser import levels
from frazil.sql.parser.cursor import MAX_CHAIN, Cursor
from frazil.sql.parser.operands import parse_operand, parse_parenthesised
from frazil.sql.parser.words import NOT_A_COLUMN
from frazil.sql.tokens import QUOTED, WORD

_Rule = Callable[[Cursor, Expression], Expression]

BALANCED_FROM = 16
"""Chains of AND or OR with more terms become a balanced tree, which means the same and stays shallow."""


def parse_expression(cursor: Cursor, level: int = 0) -> Expression:
    """Parse an expression whose operators bind at least as tightly as ``level``."""
    left = _prefixed(cursor)
    length = 0
    keys = cursor.keys
    while True:
        infix = _INFIX.get(keys[cursor.index])
        if infix is None or infix[0] < level:
            return left
        before = cursor.index
        left = infix[1](cursor, left)
        if cursor.index == before:
            return left
        length += 1
        if length > MAX_CHAIN:
            raise NestingError("too many operators in one expression", position=cursor.position)


def _prefixed(cursor: Cursor) -> Expression:
    key = cursor.keys[cursor.index]
    if key not in _PREFIXES:
        return parse_operand(cursor)
    if key in {"PRIOR", "CONNECT_BY_ROOT"} and not _is_hierarchy_operator(cursor):
        return parse_operand(cursor)
    position = cursor.position
    cursor.advance()
    cursor.deeper()
    operand = parse_expression(cursor, levels.NOT) if key == "NOT" else _prefixed(cursor)
    cursor.shallower()
    return Unary(position=position, operator=key, operand=operand)


_PREFIXES = frozenset({"-", "+", "NOT", "PRIOR", "CONNECT_BY_ROOT"})


def _is_hierarchy_operator(cursor: Cursor) -> bool:
    following = cursor.kinds[cursor.index + 1]
    return following == QUOTED or (
        following == WORD and cursor.peek() not in NOT_A_COLUMN and (cursor.in_connect_by or cursor.key != "PRIOR")
    )


# ---------------------------------------------------------------- arithmetic, comparison


def _binary(level: int) -> _Rule:
    def rule(cursor: Cursor, left: Expression) -> Expression:
        operator = cursor.advance()
        right = parse_expression(cursor, level + 1)
        return Binary(position=left.position, operator=operator, left=left, right=right)

    return rule


def _comparison(cursor: Cursor, left: Expression) -> Expression:
    operator = cursor.advance()
    if operator == "!=":
        operator = "<>"
    if cursor.key in {"ANY", "ALL", "SOME"} and cursor.peek() == "(":
        quantifier = "ALL" if cursor.advance() == "ALL" else "ANY"
        cursor.expect("(")
        query = cursor.query()
        cursor.expect(")")
        return Quantified(position=left.position, operator=operator, left=left, quantifier=quantifier, query=query)
    right = parse_expression(cursor, levels.ADDITIVE)
    return Binary(position=left.position, operator=operator, left=left, right=right)


def _logical(operator: str, level: int) -> _Rule:
    def rule(cursor: Cursor, left: Expression) -> Expression:
        operands = [left]
        while cursor.accept(operator):
            operands.append(parse_expression(cursor, level + 1))
        if len(operands) <= BALANCED_FROM:
            result = left
            for operand in operands[1:]:
                result = Binary(position=left.position, operator=operator, left=result, right=operand)
            return result
        return _balanced(operator, operands, 0, len(operands))

    return rule


def _balanced(operator: str, operands: list[Expression], start: int, end: int) -> Expression:
    if end - start == 1:
        return operands[start]
    middle = (start + end) // 2
    left = _balanced(operator, operands, start, middle)
    right = _balanced(operator, operands, middle, end)
    return Binary(position=left.position, operator=operator, left=left, right=right)


# ---------------------------------------------------------------- IS, IN, BETWEEN, LIKE


def _is(cursor: Cursor, left: Expression) -> Expression:
    cursor.advance()
    negated = cursor.accept("NOT")
    if cursor.accept("NULL"):
        return IsNull(position=left.position, operand=left, negated=negated)
    if cursor.key in {"TRUE", "FALSE"}:
        return IsBoolean(position=left.position, operand=left, value=cursor.advance() == "TRUE", negated=negated)
    cursor.expect("DISTINCT", "FROM")
    right = parse_expression(cursor, levels.ADDITIVE)
    return IsDistinct(position=left.position, left=left, right=right, negated=negated)


def _negated(cursor: Cursor, left: Expression) -> Expression:
    """Parse ``NOT IN`` and its kin; anything else after NOT is not ours: nothing is passed."""
    rule = _NEGATABLE.get(cursor.peek())
    if rule is None:
        return left
    cursor.advance()
    return rule(cursor, left, True)


def _positive(rule: Callable[[Cursor, Expression, bool], Expression]) -> _Rule:
    return lambda cursor, left: rule(cursor, left, False)


def _between(cursor: Cursor, left: Expression, negated: bool) -> Expression:
    cursor.advance()
    low = parse_expression(cursor, levels.ADDITIVE)
    cursor.expect("AND")
    high = parse_expression(cursor, levels.ADDITIVE)
    return Between(position=left.position, operand=left, low=low, high=high, negated=negated)


def _in(cursor: Cursor, left: Expression, negated: bool) -> Expression:
    cursor.advance()
    if cursor.key != "(":
        raise cursor.unexpected()
    found = parse_parenthesised(cursor)
    if isinstance(found, Query):
        return InQuery(position=left.position, operand=left, query=found, negated=negated)
    return InList(position=left.position, operand=left, items=found, negated=negated)


def _like(cursor: Cursor, left: Expression, negated: bool) -> Expression:
    operator = cursor.advance()
    if operator == "REGEXP":
        operator = "RLIKE"
    quantifier = ""
    if operator != "RLIKE" and cursor.key in {"ANY", "ALL", "SOME"}:
        quantifier = "ALL" if cursor.advance() == "ALL" else "ANY"
        patterns = _patterns(cursor)
    else:
        patterns = (parse_expression(cursor, levels.ADDITIVE),)
    escape = parse_expression(cursor, levels.ADDITIVE) if cursor.accept("ESCAPE") else None
    return Like(
        position=left.position,
        operator=operator,
        operand=left,
        patterns=patterns,
        quantifier=quantifier,
        escape=escape,
        negated=negated,
    )


def _patterns(cursor: Cursor) -> tuple[Expression, ...]:
    position = cursor.position
    if cursor.key != "(":
        raise cursor.unexpected()
    found = parse_parenthesised(cursor)
    if isinstance(found, Query):
        raise UnsupportedError("LIKE ANY or LIKE ALL with a query", position=position)
    return found


# ---------------------------------------------------------------- what is not built


def _unsupported(feature: str) -> _Rule:
    def rule(cursor: Cursor, left: Expression) -> Expression:
        raise UnsupportedError(feature, position=left.position)

    return rule


_NEGATABLE: dict[str, Callable[[Cursor, Expression, bool], Expression]] = {
    "BETWEEN": _between,
    "IN": _in,
    "LIKE": _like,
    "ILIKE": _like,
    "RLIKE": _like,
    "REGEXP": _like,
}

_INFIX: dict[str, tuple[int, _Rule]] = {
    "OR": (levels.OR, _logical("OR", levels.OR)),
    "AND": (levels.AND, _logical("AND", levels.AND)),
    **dict.fromkeys(("=", "<>", "!=", "<", "<=", ">", ">="), (levels.COMPARISON, _comparison)),
    "IS": (levels.COMPARISON, _is),
    "NOT": (levels.COMPARISON, _negated),
    **{word: (levels.COMPARISON, _positive(rule)) for word, rule in _NEGATABLE.items()},
    **{operator: (levels.ADDITIVE, _binary(levels.ADDITIVE)) for operator in ("+", "-", "||")},
    **{operator: (levels.MULTIPLICATIVE, _binary(levels.MULTIPLICATIVE)) for operator in ("*", "/", "%")},
    "!": (levels.OR, _unsupported("methods of instances")),
}
