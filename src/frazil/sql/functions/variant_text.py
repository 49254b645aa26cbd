"""Canonical VARIANT text: the one JSON spelling that frazil stores, and what is made of it.

Keys are sorted, nothing is blank.  DuckDB's JSON functions read numbers as doubles, so what they would change is a
tagged string instead: U+0001, a letter, a text.  Letters: ``n`` exact number, ``f`` float, ``d`` date, ``t`` time,
``N`` ``L`` ``Z`` timestamps, ``b`` binary in hexadecimal, ``u`` undefined, ``s`` a string that begins with U+0001.
Plain numbers are integers of 64 bits and decimals of up to 15 digits that are no smaller than a millionth: both
survive a path step of DuckDB unchanged.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from decimal import Decimal
from json.encoder import encode_basestring

TAG = "\x01"
_DATE_LETTERS = "dtNLZ"
_CONTROL = re.compile(r"\\u00([0-9a-f]{2})")
_FRACTION = re.compile(r"(\d\d:\d\d:\d\d)(?:\.(\d+))?")


@dataclass(frozen=True, slots=True)
class Tagged:
    """A scalar that JSON has no spelling for: the letter and the text of its tag."""

    letter: str
    text: str


UNDEFINED = Tagged("u", "")
Variant = None | bool | int | Decimal | float | str | Tagged | list["Variant"] | dict[str, "Variant"]


def decode(text: str) -> Variant:
    """Return the value of a canonical text."""
    return _untag(json.loads(text, parse_float=Decimal))


def _untag(value: object) -> Variant:
    if isinstance(value, str):
        return _untag_string(value) if value.startswith(TAG) else value
    if isinstance(value, list):
        return [_untag(item) for item in value]
    if isinstance(value, dict):
        return {key: _untag(item) for key, item in value.items()}
    assert value is None or isinstance(value, bool | int | Decimal)
    return value


def _untag_string(value: str) -> Variant:
    letter, text = value[1:2], value[2:]
    if letter == "s":
        return text
    if letter == "n":
        return Decimal(text)
    if letter == "f":
        return float(text)
    return Tagged(letter, text)


def encode(value: Variant) -> str:
    """Return the canonical text of a value."""
    if isinstance(value, str):
        return quote(TAG + "s" + value if value.startswith(TAG) else value)
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    if isinstance(value, int | Decimal):
        return encode_number(value)
    if isinstance(value, float):
        return quote(f"{TAG}f{value!r}")
    if isinstance(value, list):
        return "[" + ",".join([encode(item) for item in value]) + "]"
    if isinstance(value, dict):
        return "{" + ",".join([f"{quote(key)}:{encode(value[key])}" for key in sorted(value)]) + "}"
    return quote(TAG + value.letter + value.text)


def quote(text: str) -> str:
    """Return a JSON string as DuckDB writes it: control characters in upper-case hexadecimal."""
    quoted = encode_basestring(text)
    return _CONTROL.sub(lambda found: "\\u00" + found[1].upper(), quoted) if "\\u00" in quoted else quoted


def number_digits(value: int | Decimal) -> str:
    """Return an exact number without exponent and without superfluous zeros."""
    text = format(value, "f") if isinstance(value, Decimal) else str(value)
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text


def encode_number(value: int | Decimal) -> str:
    """Return an exact number's canonical text, tagged when JSON's readers would round it."""
    text = number_digits(value)
    if "." not in text:
        plain = -(2**63) <= int(text) < 2**63
    else:
        plain = len(text.lstrip("-").replace(".", "").lstrip("0")) <= 15 and abs(Decimal(text)) >= Decimal("0.000001")
    return text if plain else quote(f"{TAG}n{text}")


def scalar_text(value: Variant) -> str | None:
    """Return the VARCHAR that a value casts to; None for JSON null and undefined."""
    if value is None or value == UNDEFINED:
        return None
    if isinstance(value, str):
        return value
    if isinstance(value, float):
        return float_text(value)
    if isinstance(value, Tagged):
        return _display(value)
    return write_json(value)


def raw_text(value: Variant) -> str | None:
    """Return a scalar's text with all it holds: what casts to other types read."""
    if isinstance(value, Tagged) and value != UNDEFINED:
        return value.text
    return repr(value) if isinstance(value, float) else scalar_text(value)


def float_text(value: float) -> str:
    """Return a float as VARCHAR: 15 significant digits."""
    special = {"inf": "inf", "-inf": "-inf", "nan": "NaN"}
    return special.get(repr(value)) or f"{value:.15g}"


def _display(value: Tagged) -> str:
    """Return a typed scalar as it prints: three digits of a second's fraction, as the default formats say."""
    if value.letter in "NLZ":
        return _FRACTION.sub(lambda found: f"{found[1]}.{(found[2] or '')[:3]:0<3}", value.text)
    if value.letter == "t":
        return value.text.partition(".")[0]
    return value.text


def write_json(value: Variant, indent: str | None = None, step: str = "  ", *, strict: bool = False) -> str:
    """Return the client's JSON: compact, or over several lines when ``indent`` is the current indentation.

    ``step`` is what each level adds.  ``strict``: what JSON does not have becomes null or a string.
    """
    deeper = None if indent is None else indent + step
    if isinstance(value, dict):
        colon = ":" if indent is None else ": "
        members = [quote(key) + colon + write_json(value[key], deeper, step, strict=strict) for key in value]
        return _enclose("{}", members, indent, step)
    if isinstance(value, list):
        return _enclose("[]", [write_json(item, deeper, step, strict=strict) for item in value], indent, step)
    if isinstance(value, int | Decimal) and not isinstance(value, bool):
        return number_digits(value)
    if isinstance(value, float):
        special = {"inf": "Infinity", "-inf": "-Infinity", "nan": "NaN"}.get(repr(value))
        return f"{value:.15e}" if special is None else quote(special) if strict else special
    if isinstance(value, Tagged):
        undefined = "null" if strict else "undefined"
        return undefined if value == UNDEFINED else quote(_display(value))
    return encode(value) if not isinstance(value, str) else quote(value)


def _enclose(brackets: str, items: list[str], indent: str | None, step: str) -> str:
    if not items or indent is None:
        return brackets[0] + ",".join(items) + brackets[1]
    inner = f",\n{indent}{step}".join(items)
    return f"{brackets[0]}\n{indent}{step}{inner}\n{indent}{brackets[1]}"
