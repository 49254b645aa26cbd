"""The parser: SQL text to the statements and trees of ``sql/statements`` and ``sql/ast``.

One recursive descent over the tokens of ``sql/tokens.py``, one module per statement family.  Nothing is
resolved; the only failures are errors of ``core/errors``, with the place in the text.
"""

from __future__ import annotations

import dataclasses

from frazil.core.errors import EmptyStatementError, StatementCountError, UnsupportedError
from frazil.sql.ast import Expression, Query
from frazil.sql.parser.cursor import Cursor, Grammar
from frazil.sql.parser.operators import parse_expression as _expression
from frazil.sql.parser.put import is_put, parse_put
from frazil.sql.parser.queries import parse_query as _query
from frazil.sql.parser.queries import parse_query_after
from frazil.sql.parser.splitting import split_chain, split_statements
from frazil.sql.parser.statements import parse_statement
from frazil.sql.statements import Statement
from frazil.sql.tokens import END, Tokens, tokenize

__all__ = ["parse", "parse_body", "parse_expression", "parse_query", "split_chain", "split_statements"]

_GRAMMAR = Grammar(expression=_expression, query=_query, query_after=parse_query_after)


def parse(text: str, *, lift: bool = False, tokens: Tokens | None = None) -> Statement:
    """Parse the one statement in a text; comments, blanks and semicolons around it do not matter.

    ``lift`` numbers the literals in their nodes' ``slot`` (see ``sql/shapes.py``).  ``tokens`` saves a
    second tokenizing to whom has them.

    Raises:
        SqlSyntaxError: the text is no statement of Snowflake's, or is empty.
        StatementCountError: there are several statements.
        UnsupportedError: Snowflake has the statement or clause, frazil has not.
        NestingError: it nests too deep.
    """
    if tokens is None and is_put(text):
        return parse_put(text)
    cursor = _cursor(text, tokens, lift)
    try:
        statement = parse_statement(cursor)
    except RecursionError:
        raise cursor.too_deep() from None
    _expect_end(cursor)
    return dataclasses.replace(statement, text=_without_semicolon(cursor.tokens))


def parse_expression(text: str) -> Expression:
    """Parse a text that is one expression, such as a default value."""
    cursor = _cursor(text, None, False)
    try:
        expression = cursor.expression()
    except RecursionError:
        raise cursor.too_deep() from None
    _expect_end(cursor)
    return expression


def parse_body(text: str) -> Expression | Query:
    """Parse the body of a function: a query, or one expression."""
    cursor = _cursor(text, None, False)
    return parse_query(text) if cursor.key in {"SELECT", "WITH"} else parse_expression(text)


def parse_query(text: str) -> Query:
    """Parse a text that is one query, such as a view's."""
    cursor = _cursor(text, None, False)
    try:
        query = cursor.query()
    except RecursionError:
        raise cursor.too_deep() from None
    _expect_end(cursor)
    return query


def _cursor(text: str, tokens: Tokens | None, lift: bool) -> Cursor:
    cursor = Cursor(tokenize(text) if tokens is None else tokens, _GRAMMAR, lift=lift)
    while cursor.key == ";":
        cursor.advance()
    if cursor.kind == END:
        raise EmptyStatementError("Empty SQL statement.")
    return cursor


def _without_semicolon(tokens: Tokens) -> str:
    """Return the text, cut before the semicolons at its end if there are any."""
    last = tokens.count - 1
    while tokens.keys[last] == ";":
        last -= 1
    return tokens.text if last == tokens.count - 1 else tokens.text[: tokens.ends[last]]


def _expect_end(cursor: Cursor) -> None:
    if cursor.key == "->>" and cursor.peek() not in {";", "->>", "<EOF>"}:
        raise UnsupportedError("the flow operator ->> inside another statement", position=cursor.position)
    if not cursor.at_end():
        raise cursor.unexpected()
    while cursor.key == ";":
        cursor.advance()
    if cursor.kind != END:
        count = len(split_statements(cursor.tokens.text))
        message = f"Actual statement count {count} did not match the desired statement count 1."
        raise StatementCountError(message, position=cursor.position)
