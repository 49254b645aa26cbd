"""PARSE_JSON: from anybody's JSON to canonical VARIANT text."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from decimal import Decimal

from frazil.core.errors import JsonParseError
from frazil.sql.functions.variant_text import UNDEFINED, Variant, encode

_WORD = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_STRING = re.compile(r'"(?:[^"\\]|\\.)*"', re.DOTALL)
_HIGH, _LOW = r"\\u[dD][89abAB][0-9a-fA-F]{2}", r"\\u[dD][c-fC-F][0-9a-fA-F]{2}"
_SURROGATE = re.compile(rf"\\\\|{_HIGH}({_LOW})?|{_LOW}")
_UNDEFINED_MARK = "\x01undefined"
_BLANKS = " \t\r\n"
_Pairs = Callable[[list[tuple[str, Variant]]], dict[str, Variant]]


class _DuplicateKeyError(Exception):
    pass


def parse_json(text: str, *, loosely: bool = False) -> str | None:
    """Return the canonical text of a JSON document; None for a blank one.

    Raises JsonParseError for what is no JSON and for an object that gives an attribute twice, unless ``loosely``:
    then the last one counts.
    """
    if not text.strip(_BLANKS):
        return None
    try:
        return encode(_load(text, dict if loosely else _pairs))
    except _DuplicateKeyError as error:
        key = str(error)
        reason = f'duplicate object attribute "{key}", pos {_second(text, key)}'
        raise JsonParseError(f"Error parsing JSON: {reason}") from error
    except json.JSONDecodeError as error:
        lenient = _parse_lenient(text, dict if loosely else _pairs)
        if lenient is not None:
            return lenient
        raise JsonParseError(f"Error parsing JSON: {_explain(text, error)}") from error
    except RecursionError as error:
        raise JsonParseError("Error parsing JSON: more than the maximum nesting depth") from error


def check_json(text: str) -> str | None:
    """Return why a text is no JSON, or None."""
    try:
        parse_json(text)
    except JsonParseError as error:
        return error.message.removeprefix("Error parsing JSON: ")
    return None


def _load(text: str, pairs: _Pairs) -> Variant:
    if _SURROGATE.search(text):
        # A half of a pair alone is no character: it becomes the one that stands for such.
        text = _SURROGATE.sub(_lone_half, text)
    loaded: Variant = json.loads(
        text, parse_float=_fraction, parse_int=_integer, parse_constant=float, object_pairs_hook=pairs
    )
    return loaded


def _lone_half(found: re.Match[str]) -> str:
    return found[0] if found[0] == "\\\\" or found[1] else "\\ufffd"


def _fraction(text: str) -> Decimal | float:
    if "e" in text or "E" in text or len(text.lstrip("-").replace(".", "").lstrip("0")) > 38:
        return float(text)
    return Decimal(text)


def _integer(text: str) -> int | float:
    return int(text) if len(text.lstrip("-")) <= 38 else float(text)


def _pairs(pairs: list[tuple[str, Variant]]) -> dict[str, Variant]:
    result = dict(pairs)
    if len(result) < len(pairs):
        seen: set[str] = set()
        raise _DuplicateKeyError(next(key for key, _ in pairs if key in seen or seen.add(key)))  # type: ignore[func-returns-value]
    return result


def _parse_lenient(text: str, pairs: _Pairs) -> str | None:
    """Return the value of a text with what only Snowflake allows: ``undefined`` and commas before nothing."""
    pieces = []
    end = 0
    for string in _STRING.finditer(text):
        pieces += [_mend(text[end : string.start()]), string[0]]
        end = string.end()
    mended = "".join([*pieces, _mend(text[end:])])
    if mended == text:
        return None
    try:
        return encode(_undefine(_load(mended, pairs)))
    except (json.JSONDecodeError, _DuplicateKeyError, RecursionError):
        return None


def _mend(text: str) -> str:
    mark = json.dumps(_UNDEFINED_MARK)
    text = text.replace("undefined", mark)
    while (changed := re.sub(r"([,\[])(\s*),", lambda found: f"{found[1]}{mark}{found[2]},", text)) != text:
        text = changed
    text = re.sub(r",(\s*)\]", lambda found: f",{mark}{found[1]}]", text)
    return re.sub(r",(\s*)\}", r"\1}", text)


def _undefine(value: Variant) -> Variant:
    if value == _UNDEFINED_MARK:
        return UNDEFINED
    if isinstance(value, list):
        return [_undefine(item) for item in value]
    if isinstance(value, dict):
        return {key: _undefine(item) for key, item in value.items()}
    return value


def _second(text: str, key: str) -> int:
    """Return the place after the second mention of a key."""
    quoted = json.dumps(key, ensure_ascii=False)
    first = text.find(quoted)
    second = text.find(quoted, first + 1)
    return (second if second >= 0 else first) + len(quoted)


def _explain(text: str, error: json.JSONDecodeError) -> str:
    """Say what is wrong in Snowflake's words where they are known."""
    place = error.pos
    word = _WORD.match(text, place)
    if word is not None and error.msg.startswith("Expecting value"):
        return f'unknown keyword "{word[0]}", pos {word.end() + 1}'
    if place >= len(text):
        opened = text.strip()[:1]
        what = {"{": "incomplete object value", "[": "incomplete array value"}.get(opened, "incomplete JSON")
        return f"{what}, pos {place + 1}"
    reasons = {
        "Unterminated string": "unfinished string",
        "Expecting ',' delimiter": "missing comma",
        "Expecting ':' delimiter": "missing colon",
        "Expecting property name": "misplaced }" if text[place] == "}" else "object attribute name expected",
        "Extra data": "more than one document in the input",
        "Invalid control character": "invalid character in a string",
        "Invalid \\": "bad escape",
    }
    reason = next((said for start, said in reasons.items() if error.msg.startswith(start)), "misplaced " + text[place])
    return f"{reason}, pos {place + 1}"
