"""Text to tokens: one regular expression, four parallel lists.

A token's *key* is what the grammar compares: a bare word in upper case, an operator as it stands, a quoted
identifier, variable or ``$1`` as written; every number has the key ``NUMBER_KEY`` and every string
``STRING_KEY``, so that none of the families can be taken for another.  Text that is no token does not fail
here but becomes a token that no rule expects: the body of a task may hold anything.
"""

from __future__ import annotations

import math
import re
from decimal import Decimal
from typing import Final

from frazil.core.errors import NumberRangeError

WORD: Final = 1
NUMBER: Final = 2
STRING: Final = 3
OPERATOR: Final = 4
QUOTED: Final = 5
ESCAPED: Final = 6
DOLLAR: Final = 7
POSITIONAL: Final = 8
VARIABLE: Final = 9
STAGE: Final = 10
UNTERMINATED: Final = 11
END: Final = 12
OTHER: Final = 13

_STRINGS: Final = frozenset({STRING, ESCAPED, DOLLAR})

NUMBER_KEY: Final = "0"
STRING_KEY: Final = "'"
STAGE_KEY: Final = "@"
WRONG_KEY: Final = "\0"
END_KEY: Final = "<EOF>"

PADDING: Final = 4
"""Each list ends with this many copies of the end's token, so that looking ahead needs no bounds."""

_MASTER: Final = re.compile(
    r"""
    (?: [ \t\r\n\f\v]++ | (?:--|//) [^\n]*+ | /\* [^*]*+ (?: \*(?!/) [^*]*+ )*+ \*/ )*+
    (?: ( (?! [sS][nN][oO][wW]:// ) [A-Za-z_] [A-Za-z0-9_$]*+ )
      | ( [0-9]++ (?: \. [0-9]*+ )? (?: [eE] [+-]? [0-9]++ )? | \. [0-9]++ (?: [eE] [+-]? [0-9]++ )? )
      | ( ' [^'\\]*+ ' (?!') )
      | ( [(),;?{}\[\].+%&^~] | ::? | := | => | = | <> | <= | < | >= | > | ->> | -> | - | \* | / (?!\*) | \|\|? | !=? )
      | ( " [^"]*+ (?: "" [^"]*+ )*+ " )
      | ( ' [^'\\]*+ (?: (?: \\ [\s\S] | '' ) [^'\\]*+ )*+ ' )
      | ( \$\$ [\s\S]*? \$\$ )
      | ( \$ [0-9]++ )
      | ( \$ [A-Za-z_] [A-Za-z0-9_$]*+ )
      | ( (?: @ | [sS][nN][oO][wW]:// ) (?: " [^"]*+ " | [^\s;,()'"] )*+ )
      | ( (?: ' | " | \$\$ | /\* ) [\s\S]*+ )
      | ( \Z )
      | ( [\s\S] )
    )""",
    re.VERBOSE,
)

_ESCAPE: Final = re.compile(r"''|\\(?:x([0-9A-Fa-f]{2})|u([0-9A-Fa-f]{4})|([0-3][0-7]{2})|([\s\S]))")
_ESCAPED_CHARACTERS: Final = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f", "0": "\0"}
_MAX_DIGITS: Final = 38
_SURROGATE: Final = re.compile("[\ud800-\udfff]")


class Tokens:
    """The tokens of one text as parallel lists: ``keys``, ``kinds``, and the offsets ``starts`` and ``ends``.

    ``count`` is the number of tokens before the end's; the lists go on with the end's token, repeated.
    """

    __slots__ = ("count", "ends", "keys", "kinds", "starts", "text")

    def __init__(self, text: str, keys: list[str], kinds: list[int], starts: list[int], ends: list[int]) -> None:
        self.text = text
        self.keys = keys
        self.kinds = kinds
        self.starts = starts
        self.ends = ends
        self.count = len(keys) - PADDING

    def source(self, index: int) -> str:
        """Return a token as it is written."""
        return self.text[self.starts[index] : self.ends[index]]

    def string(self, index: int) -> str:
        """Return the value of a string token: without its delimiters, escapes replaced."""
        start, end = self.starts[index], self.ends[index]
        kind = self.kinds[index]
        if kind == STRING:
            return self.text[start + 1 : end - 1]
        if kind == DOLLAR:
            return self.text[start + 2 : end - 2]
        return unescape(self.text[start + 1 : end - 1])

    def literal_numbers(self) -> list[int]:
        """Return for every token its number among the literals, from 0; -1 for those that are none."""
        numbers = []
        count = 0
        for key in self.keys:
            if key in {NUMBER_KEY, STRING_KEY}:
                numbers.append(count)
                count += 1
            else:
                numbers.append(-1)
        return numbers

    def name(self, index: int) -> str:
        """Return the stored form of an identifier's token."""
        key = self.keys[index]
        return key if self.kinds[index] == WORD else key[1:-1].replace('""', '"')


def tokenize(text: str) -> Tokens:
    """Cut a text into tokens; nothing but blanks and comments lies between them."""
    keys: list[str] = []
    kinds: list[int] = []
    starts: list[int] = []
    ends: list[int] = []
    for match in _MASTER.finditer(text):
        kind = match.lastindex or OTHER
        start, end = match.span(kind)
        if kind == WORD:
            key = match[1].upper()
        elif kind == NUMBER:
            key = NUMBER_KEY
        elif kind == OPERATOR:
            key = match[4]
        elif kind in _STRINGS:
            key = STRING_KEY
        elif kind == END:
            break
        else:
            key, kind = _rare_key(match[kind], kind)
        keys.append(key)
        kinds.append(kind)
        starts.append(start)
        ends.append(end)
    size = len(text)
    keys.extend([END_KEY] * PADDING)
    kinds.extend([END] * PADDING)
    starts.extend([size] * PADDING)
    ends.extend([size] * PADDING)
    return Tokens(text, keys, kinds, starts, ends)


def fold_quoted(text: str) -> str:
    """Return the text with its quoted identifiers in upper case, as QUOTED_IDENTIFIERS_IGNORE_CASE reads them."""
    tokens = tokenize(text)
    parts: list[str] = []
    end = 0
    for index in range(tokens.count):
        if tokens.kinds[index] == QUOTED:
            parts += (text[end : tokens.starts[index]], tokens.source(index).upper())
            end = tokens.ends[index]
    return "".join((*parts, text[end:]))


def number_value(text: str, position: int) -> Decimal | float:
    """Return the value of a number's text: exact while a NUMBER can hold it, with an exponent too, else a float.

    Raises NumberRangeError, at ``position``, beyond a float's range.
    """
    _, _, exponent = text.lower().partition("e")
    if not exponent or abs(int(exponent)) <= _MAX_DIGITS:
        exact = Decimal(text)
        _, digits, power = exact.as_tuple()
        scale = max(0, -int(power))
        if max(len(digits) + max(0, int(power)), scale) <= _MAX_DIGITS and scale < _MAX_DIGITS:
            return Decimal(f"{exact:f}") if exponent else exact
    value = float(text)
    if math.isinf(value):
        raise NumberRangeError("Number out of representable range", position=position)
    return value


def unescape(body: str) -> str:
    r"""Replace the escapes of a string literal: ``''``, ``\n``, ``\x41``, ``\u0041``, ``\101``; ``\z`` is ``z``."""
    text = _ESCAPE.sub(_unescaped, body)
    if _SURROGATE.search(text):  # two escapes may name one character by halves
        text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text


def _unescaped(match: re.Match[str]) -> str:
    two, four, octal, other = match.groups()
    if two or four:
        return chr(int(two or four, 16))
    if octal:
        return chr(int(octal, 8))
    if other is None:
        return "'"
    return _ESCAPED_CHARACTERS.get(other, other)


def _rare_key(text: str, kind: int) -> tuple[str, int]:
    if kind == QUOTED:
        return (text, kind) if len(text) > 2 else (WRONG_KEY, OTHER)
    if kind == VARIABLE:
        return text.upper(), kind
    if kind == POSITIONAL:
        return text, kind
    if kind == STAGE:
        return STAGE_KEY, kind
    return WRONG_KEY, kind
