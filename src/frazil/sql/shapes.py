"""The shape of a statement: its tokens with the literals taken out, the key of the plan cache.

Two statements of one shape differ in nothing but the values of their literals, and those only within a class:
numbers of as many digits before and after the point, floats, strings.  ``parse(text, lift=True)`` numbers the
literal nodes (``slot``) as ``Shape.literals`` lists their values.

A plan may be used again for another statement of its shape only if every literal that it does not take as a
parameter has the same value there.  Many never become a parameter: the numbers of a type, a date part, ``LIMIT``,
``GROUP BY 1``, the text of an unnamed select item.  So whoever keeps a plan keeps with it the values of all slots
that are not its parameters, and compares them.
"""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple

from frazil.sql.tokens import NUMBER_KEY, STRING_KEY, WORD, Tokens, number_value

Literal = Decimal | float | str


class Shape(NamedTuple):
    """The key of a statement's shape, and the values of its literals in order."""

    key: tuple[str, ...]
    literals: tuple[Literal, ...]


def shape_of(tokens: Tokens) -> Shape:
    """Take the literals out of a statement's tokens.

    The key spells words in upper case, quoted identifiers with their quotes, strings as ``'``, numbers as
    ``#`` with their digits, ``#3.2``, and floats as ``#e``.  Raises NumberRangeError as the parser would.
    """
    key: list[str] = []
    literals: list[Literal] = []
    for index in range(tokens.count):
        part = tokens.keys[index]
        if part == NUMBER_KEY:
            text = tokens.source(index)
            value = number_value(text, tokens.starts[index])
            key.append(_number_class(text, value))
            literals.append(value)
        elif part == STRING_KEY:
            key.append(part)
            literals.append(tokens.string(index))
        else:
            key.append(part if tokens.kinds[index] == WORD else tokens.source(index))
    return Shape(tuple(key), tuple(literals))


def _number_class(text: str, value: Decimal | float) -> str:
    """Return the class of a number: its digits before and after the point, as they would be without exponent."""
    if isinstance(value, float):
        return "#e"
    whole, _, fraction = (f"{value:f}" if "e" in text or "E" in text else text).partition(".")
    return f"#{len(whole)}.{len(fraction)}"
