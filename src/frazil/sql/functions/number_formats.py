"""Numeric formats of TO_CHAR and TO_NUMBER, such as ``$9,999.00`` and ``FM999``."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import Any

from frazil.core.errors import NumericValueError

_MINIMAL = re.compile(r"TM(9|E)?\Z", re.IGNORECASE)


def print_number(text: str, form: str) -> str:
    """Return a number printed by a format; signs of number where digits do not fit, as Snowflake prints."""
    value = Decimal(text)
    if _MINIMAL.match(form):
        return format(value, "f") if form.upper() != "TME" else f"{value:E}"
    upper = form.upper()
    fill = upper.startswith("FM")
    body = upper.removeprefix("FM")
    if body.strip("X") == "" and body:
        digits = f"{int(value):X}"
        return ("" if fill else " ") + digits.rjust(len(body), " ")
    whole_form, _, fraction_form = body.replace("D", ".").replace("G", ",").partition(".")
    places = sum(fraction_form.count(mark) for mark in "90")
    rounded = abs(value).quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)
    whole, _, fraction = format(rounded, "f").partition(".")
    printed = _fill_whole(whole_form, whole)
    if printed is None:
        return "#" * len(body.replace("S", "").replace("MI", "")) if fill else " " + "#" * len(body)
    result = printed + (f".{fraction}" if places else "")
    return _signed(result, body, value < 0, fill)


def _fill_whole(form: str, digits: str) -> str | None:
    """Return the digits before the point put into their places; None when they are too many."""
    marks = [mark for mark in form if mark in "09,$"]
    room = sum(mark in "09" for mark in marks)
    digits = digits.lstrip("0")
    if len(digits) > room:
        return None
    first_zero = next((index for index, mark in enumerate([m for m in marks if m in "09"]) if mark == "0"), room)
    shown = digits.rjust(room, " ")
    shown = "".join("0" if digit == " " and index >= first_zero else digit for index, digit in enumerate(shown))
    if room and shown.strip() == "" and "." not in form:
        shown = shown[:-1] + "0"
    printed, position = [], 0
    for mark in marks:
        if mark in "09":
            printed.append(shown[position])
            position += 1
        elif mark == ",":
            printed.append("," if "".join(printed).strip() else " ")
    text = "".join(printed)
    return text if "$" not in marks else text[: len(text) - len(text.lstrip())] + "$" + text.lstrip()


def _signed(text: str, form: str, negative: bool, fill: bool) -> str:
    blanks = len(text) - len(text.lstrip(" "))
    bare = text.lstrip(" ")
    if form.endswith("MI"):
        result = " " * blanks + bare + ("-" if negative else " ")
    elif form.startswith("S"):
        result = " " * blanks + ("-" if negative else "+") + bare
    else:
        result = " " * blanks + ("-" if negative else " ") + bare
    return result.strip() if fill else result


def parse_number(text: str, form: str) -> str:
    """Return the plain spelling of a number written in a format; raises NumericValueError."""
    if form.upper().removeprefix("FM").strip("X") == "" and form:
        try:
            return str(int(text.strip(), 16))
        except ValueError as error:
            raise NumericValueError(f"Can't parse '{text}' as number with format '{form}'") from error
    plain = text.strip().replace(",", "").replace("$", "")
    if plain.endswith(("-", "+")):
        plain = plain[-1] + plain[:-1]
    try:
        return format(Decimal(plain), "f")
    except InvalidOperation as error:
        raise NumericValueError(f"Can't parse '{text}' as number with format '{form}'") from error


ROWS: tuple[tuple[str, Callable[..., Any], tuple[str, ...], str], ...] = (
    ("print_number", print_number, ("VARCHAR", "VARCHAR"), "VARCHAR"),
    ("parse_number", parse_number, ("VARCHAR", "VARCHAR"), "VARCHAR"),
)
