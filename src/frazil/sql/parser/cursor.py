"""The parser's place in the tokens, and the small verbs that every rule is written in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from frazil.core.errors import CompilationError, NestingError, SqlSyntaxError
from frazil.sql.ast import Expression, Query
from frazil.sql.parser.words import RESERVED
from frazil.sql.tokens import END, QUOTED, STRING_KEY, UNTERMINATED, WORD, Tokens

MAX_DEPTH = 200
"""How many expressions and queries may lie inside each other."""

MAX_CHAIN = 500
"""How many operators of one level may follow each other and nest to the left: ``1 + 1 + 1 ...``."""


@dataclass(frozen=True, slots=True)
class Grammar:
    """The rules that all others may need; handed in, because modules do not import in a circle."""

    expression: Callable[[Cursor, int], Expression]
    query: Callable[[Cursor], Query]
    query_after: Callable[[Cursor, Query], Query]


class Cursor:
    """A place in a statement's tokens; ``index`` is the current token.

    ``lift`` gives every literal its number within the statement.  In the verbs below a *key* is a token's key:
    a word in upper case or an operator (see ``sql/tokens.py``).
    """

    __slots__ = (
        "_depth",
        "_grammar",
        "_slots",
        "index",
        "in_connect_by",
        "keys",
        "kinds",
        "lift",
        "placeholders",
        "starts",
        "tokens",
    )

    def __init__(self, tokens: Tokens, grammar: Grammar, *, lift: bool = False) -> None:
        self.tokens = tokens
        self.keys = tokens.keys
        self.kinds = tokens.kinds
        self.starts = tokens.starts
        self.index = 0
        self.lift = lift
        self.placeholders = 0
        self.in_connect_by = False
        self._depth = 0
        self._grammar = grammar
        self._slots: list[int] | None = None

    # ------------------------------------------------------------ looking

    @property
    def key(self) -> str:
        """Return the key of the current token."""
        return self.keys[self.index]

    @property
    def position(self) -> int:
        """Return the offset of the current token."""
        return self.starts[self.index]

    @property
    def kind(self) -> int:
        """Return the kind of the current token."""
        return self.kinds[self.index]

    def peek(self, ahead: int = 1) -> str:
        """Return the key of the token ``ahead`` of the current one, at most three."""
        return self.keys[self.index + ahead]

    def at(self, *keys: str) -> bool:
        """Say whether the next tokens have these keys, in this order; at most four."""
        index = self.index
        known = self.keys
        for key in keys:
            if known[index] != key:
                return False
            index += 1
        return True

    def at_end(self) -> bool:
        """Say whether nothing but semicolons can follow."""
        return self.key == ";" or self.kind == END

    def at_identifier(self) -> bool:
        """Say whether the current token can be read as an identifier."""
        kind = self.kinds[self.index]
        return kind == QUOTED or (kind == WORD and self.keys[self.index] not in RESERVED)

    def at_string(self) -> bool:
        """Say whether the current token is a string literal."""
        return self.keys[self.index] == STRING_KEY

    # ------------------------------------------------------------ moving

    def advance(self) -> str:
        """Pass the current token and return its key."""
        key = self.keys[self.index]
        self.index += 1
        return key

    def accept(self, *keys: str) -> bool:
        """Pass these tokens if all of them come next, in this order; say whether they did."""
        index = self.index
        known = self.keys
        for key in keys:
            if known[index] != key:
                return False
            index += 1
        self.index = index
        return True

    def accept_any(self, *keys: str) -> str | None:
        """Pass the current token if it is one of these; return its key, else None."""
        key = self.keys[self.index]
        if key not in keys:
            return None
        self.index += 1
        return key

    def expect(self, *keys: str) -> None:
        """Pass these tokens, in this order.  Raises SqlSyntaxError at the first that is another."""
        for key in keys:
            if self.keys[self.index] != key:
                raise self.unexpected()
            self.index += 1

    def expect_any(self, *keys: str) -> str:
        """Pass one of these and return its key.  Raises SqlSyntaxError when it is another."""
        key = self.accept_any(*keys)
        if key is None:
            raise self.unexpected()
        return key

    def identifier(self) -> str:
        """Pass an identifier and return its stored form.  Raises SqlSyntaxError for reserved words."""
        index = self.index
        kind = self.kinds[index]
        key = self.keys[index]
        if kind == WORD:
            if key not in RESERVED:
                self.index = index + 1
                return key
        elif kind == QUOTED:
            self.index = index + 1
            return self.tokens.name(index)
        raise self.unexpected()

    def word(self) -> str:
        """Pass any identifier, a reserved word too, and return its stored form."""
        kind = self.kinds[self.index]
        if kind not in {WORD, QUOTED}:
            raise self.unexpected()
        self.index += 1
        return self.tokens.name(self.index - 1)

    def string(self) -> str:
        """Pass a string literal and return its value."""
        if self.keys[self.index] != STRING_KEY:
            raise self.unexpected()
        self.index += 1
        return self.tokens.string(self.index - 1)

    def integer(self) -> int:
        """Pass a number without a point and return it."""
        text = self.tokens.source(self.index)
        if not text.isascii() or not text.isdigit() or len(text) > 18:
            raise self.unexpected()
        self.index += 1
        return int(text)

    # ------------------------------------------------------------ rules of the other modules

    def expression(self, level: int = 0) -> Expression:
        """Parse an expression of operators of ``level`` and above, one level of nesting deeper.

        Raises NestingError beyond ``MAX_DEPTH`` levels of nesting.
        """
        if self._depth >= MAX_DEPTH:
            raise self.too_deep()
        self._depth += 1
        result = self._grammar.expression(self, level)
        self._depth -= 1
        return result

    def query(self) -> Query:
        """Parse a query one level deeper.  Raises NestingError beyond ``MAX_DEPTH`` levels."""
        if self._depth >= MAX_DEPTH:
            raise self.too_deep()
        self._depth += 1
        result = self._grammar.query(self)
        self._depth -= 1
        return result

    def query_after(self, left: Query) -> Query:
        """Parse what may follow a first operand of a query: set operations, ORDER BY, LIMIT."""
        return self._grammar.query_after(self, left)

    def deeper(self) -> None:
        """Count one more level of nesting; ``shallower`` takes it back."""
        if self._depth >= MAX_DEPTH:
            raise self.too_deep()
        self._depth += 1

    def shallower(self) -> None:
        """Leave a level that ``deeper`` counted."""
        self._depth -= 1

    # ------------------------------------------------------------ text, places, errors

    def source(self, first: int) -> str:
        """Return the text from token ``first`` up to the token before the current one."""
        if first >= self.index:
            return ""
        return self.tokens.text[self.starts[first] : self.tokens.ends[self.index - 1]]

    def slot(self, index: int) -> int:
        """Return the number of the literal at token ``index`` when literals are lifted, else -1."""
        if not self.lift:
            return -1
        if self._slots is None:
            self._slots = self.tokens.literal_numbers()
        return self._slots[index]

    def unexpected(self, hint: str = "") -> SqlSyntaxError:
        """Return the error for the current token, in Snowflake's words, with a line of advice if given."""
        return unexpected(self.tokens, self.index, hint)

    def too_deep(self) -> CompilationError:
        """Return the error for a statement that nests too deep."""
        return NestingError("too many nested expressions or queries", position=self.position)


def unexpected(tokens: Tokens, index: int, hint: str = "") -> SqlSyntaxError:
    """Return the syntax error for a token: ``syntax error line 1 at position 7 unexpected 'FROMM'.``"""
    start = tokens.starts[index]
    if tokens.kinds[index] == UNTERMINATED:
        line, column = line_and_column(tokens.text, len(tokens.text))
        return SqlSyntaxError(f"parse error line {line} at position {column} near '<EOF>'.", position=start)
    shown = "<EOF>" if tokens.kinds[index] == END else tokens.source(index)
    line, column = line_and_column(tokens.text, start)
    message = f"syntax error line {line} at position {column} unexpected '{shown}'."
    return SqlSyntaxError(f"{message}\n{hint}" if hint else message, position=start)


def line_and_column(text: str, offset: int) -> tuple[int, int]:
    """Return the line, from 1, and the position in it, from 0, of an offset."""
    return text.count("\n", 0, offset) + 1, offset - (text.rfind("\n", 0, offset) + 1)
