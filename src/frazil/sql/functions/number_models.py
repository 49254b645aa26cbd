"""Models of numeric formats, such as ``$9,999.00`` and ``FM999``, cut into their elements and checked.

What an element is, which may stand beside which, and the words of the refusals are Snowflake's (SQL format models).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from frazil.core.errors import EvaluationError

_LONGEST = 200
_ELEMENT = re.compile(
    r'"(?P<quoted>(?:[^"]|"")*)"|(?P<literal>[;:=/()\- ]+)'
    r"|(?P<minimal>TM9\((?P<limit>\d+|ALL)(?:,(?P<size>\d+))?\)|TM[9E]?)"
    r"|(?P<word>FM|FX|MI|E{2,7}|[SBDGX09$%._,])",
    re.IGNORECASE,
)
_KEYWORD = re.compile(r"[A-Za-z0-9_$%]+")
_UNREPEATED = {
    **dict.fromkeys(("S", "MI"), "sign"),
    **dict.fromkeys((".", "D"), "point"),
    **dict.fromkeys(("E" * count for count in range(2, 8)), "exponent"),
    **dict.fromkeys(("TM", "TM9", "TME"), "minimal"),
    **{mark: mark for mark in "$B%"},
}
"""What may stand once only, each with its family, of which one member may."""


@dataclass(frozen=True, slots=True)
class Element:
    """An element: its word in capitals, ``LITERAL`` for what is printed as it is, and the text as written.

    ``limit`` and ``size``: how many digits TM9 prints after the point, and how many make a group; -1 for all, none.
    """

    word: str
    text: str
    limit: int = -1
    size: int = -1


@dataclass(frozen=True, slots=True)
class Model:
    """One of a format's alternatives."""

    elements: tuple[Element, ...]

    def has(self, *words: str) -> bool:
        """Say whether one of the elements is there."""
        return any(element.word in words for element in self.elements)

    @property
    def minimal(self) -> Element | None:
        """Return TM, TM9 or TME if the model has it."""
        return next((element for element in self.elements if element.word.startswith("TM")), None)

    @property
    def exponent(self) -> Element | None:
        """Return the element of the exponent if the model has it."""
        return next((element for element in self.elements if element.word.startswith("EE")), None)

    @property
    def digits(self) -> int:
        """Return where the digits before the point end: the place behind the last of them."""
        places = [index for index, element in enumerate(self.elements) if element.word in ("0", "9", "X")]
        point = next((index for index, element in enumerate(self.elements) if element.word == "."), len(self.elements))
        return max((index + 1 for index in places if index < point), default=point)


@lru_cache(maxsize=512)
def models(form: str, target: str, *, reading: bool) -> tuple[Model, ...]:
    """Return the alternatives of a format; EvaluationError in Snowflake's words for what is none.

    ``target`` is FIXED or REAL; a format for ``reading`` must have something to read.
    """
    kind = "input" if reading else "output"
    if len(form) > _LONGEST:
        raise EvaluationError(f"Number formats of more than {_LONGEST} characters are not supported")
    alternatives = _alternatives(form)
    try:
        if alternatives[-1] == "" and len(alternatives) > 1:
            alternatives.pop()
        return tuple(_model(each, reading=reading) for each in alternatives)
    except _BadModelError as error:
        raise EvaluationError(f"Bad {kind} format model '{form}' for {target}: {error}") from error


class _BadModelError(Exception):
    """What is wrong with a model."""


def _alternatives(form: str) -> list[str]:
    return ["".join(parts) for parts in _split(form)]


def _split(form: str) -> Sequence[Sequence[str]]:
    """Return the texts between the bars that stand outside quotes."""
    parts: list[list[str]] = [[]]
    for piece in re.findall(r'"[^"]*"?|\||[^"|]+', form):
        if piece == "|":
            parts.append([])
        else:
            parts[-1].append(piece)
    return parts


def _model(text: str, *, reading: bool) -> Model:
    if text.upper().startswith("AUTO"):
        if len(text) > len("AUTO"):
            raise _BadModelError("bad AUTO format specification")
        return Model((Element("TM", text),))
    elements = _elements(text)
    _check(text, elements, reading=reading)
    return Model(tuple(elements))


def _elements(text: str) -> list[Element]:
    elements: list[Element] = []
    seen: dict[str, str] = {}
    position = 0
    while position < len(text):
        found = _ELEMENT.match(text, position)
        if found is None:
            raise _unreadable(text, position)
        element = _element(found, elements)
        if element.word == "TM9" and text[found.end() :].startswith("("):
            raise _bad_parameter(text[found.end() + 1 :])
        if element.word in ("0", "9") and "exponent" in seen:
            raise _BadModelError(f"digit position after an exponent format element: '{text}'")
        family = _UNREPEATED.get(element.word if element.word != "." else element.text.upper())
        if family is not None:
            if seen.get(family) == element.text.upper():
                raise _BadModelError(f"format element occurs more than once: '{element.text}'")
            if family in seen:
                raise _BadModelError(f"format element conflicts with preceding element(s): '{element.text}'")
            seen[family] = element.text.upper()
        elements.append(element)
        position = found.end()
    return elements


def _element(found: re.Match[str], before: Sequence[Element]) -> Element:
    text = found[0]
    if found["quoted"] is not None:
        return Element("LITERAL", found["quoted"].replace('""', '"'))
    if found["literal"] is not None:
        return Element("LITERAL", text)
    if found["minimal"] is not None:
        limit = -1 if found["limit"] is None or found["limit"].upper() == "ALL" else int(found["limit"])
        return Element(text.upper().partition("(")[0], text, limit, int(found["size"] or -1))
    word = {"G": ",", "D": "."}.get(text.upper(), text.upper())
    behind_digits = bool(before) and before[-1].word in ("0", "9", "X", ",")
    if text in (".", ",") and not behind_digits and not (text == "." and not before):
        return Element("LITERAL", text)
    return Element(word, text)


def _bad_parameter(behind: str) -> _BadModelError:
    """Return what is wrong with the parameters of TM9, of which ``behind`` follows the parenthesis."""
    limit = re.match(r"(?:[0-9]+|ALL)", behind, re.IGNORECASE)
    if limit is None:
        return _BadModelError("TM9 requires parameter (number or ALL) after '('")
    if re.match(r",(?![0-9])", behind[limit.end() :]):
        return _BadModelError("TM9 requires numeric value after comma")
    return _BadModelError("TM9 missing closing ')'")


def _unreadable(text: str, position: int) -> _BadModelError:
    keyword = _KEYWORD.match(text, position)
    if keyword is not None:
        return _BadModelError(f"invalid numeric format keyword: '{keyword[0]}'")
    if text[position] == '"':
        return _BadModelError(f"missing closing \" in the literal: '{text}'")
    byte = text[position].encode()[0]
    shown = chr(byte) if 32 <= byte < 127 else f"\\{byte:03o}"
    return _BadModelError(f"invalid character in the format string: '{shown}'")


def _check(text: str, elements: Sequence[Element], *, reading: bool) -> None:
    """Raise unless the elements go together."""
    model = Model(tuple(elements))
    digits = model.has("0", "9")
    if model.has("X"):
        for wrong, word in (
            (model.has("9") or model.minimal is not None, "cannot mix hexadecimal and decimal format elements"),
            (model.exponent is not None, "hexadecimal exponents are not supported"),
            (model.has(","), "hexadecimal digit group separators are not supported"),
            (model.has("."), "hexadecimal fractions are not supported"),
        ):
            if wrong:
                raise _BadModelError(f"{word}: '{text}'")
        return
    if model.minimal is not None and (digits or model.exponent is not None):
        raise _BadModelError(f"cannot mix TM and digit-based numeric format elements: '{text}'")
    if not digits and model.minimal is None:
        if any(element.word not in ("LITERAL", "_") for element in elements):
            raise _BadModelError(f"no digit format elements in a numeric format: '{text}'")
        if reading:
            raise _BadModelError("missing required input format element(s)")
