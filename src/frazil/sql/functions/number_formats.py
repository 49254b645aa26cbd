"""Numeric formats of TO_CHAR and TO_NUMBER, such as ``$9,999.00`` and ``FM999``.

A format is a model between literals.  The model is ``TM9`` or ``TME`` (as short as it goes), hexadecimal (``S0XXX``),
or fixed: a digit for each 9 and 0, of which a 9 prints no leading and no trailing zero.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Context, Decimal
from typing import Any

from frazil.core.errors import EvaluationError, NumericValueError

_LONGEST = 200
_LARGEST_POWER = 308
_EXACT = Context(prec=2_000)
_LITERALS = r'(?:"[^"]*"|[;:=/()-])*'
_MODEL = re.compile(
    rf"(?P<before>{_LITERALS})(?P<fill>FM)?"
    r"(?:(?P<minimal>TM[9E]?)|(?P<hex>S?0?X+)"
    r"|(?P<sign>S|MI)?(?P<zero>B)?(?P<currency>\$)?(?P<zeroes>B)?(?P<whole>[09][09,G]*)?"
    r"(?:(?P<point>[.D])(?P<fraction>[09]*))?(?P<last>S|MI)?)"
    rf"(?P<after>{_LITERALS})\Z",
    re.IGNORECASE,
)
_PLAIN = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)(E[+-]?\d+)?\Z", re.IGNORECASE)
_WRITTEN = re.compile(r"(?P<sign>[+-]?)\s*(?P<money>\$?)(?P<whole>[\d,]*)(?:\.(?P<fraction>\d*))?(?P<last>[+-]?)\Z")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Fixed:
    """A fixed model: its digits before and after the point, its marks, and where the sign goes."""

    whole: str
    fraction: str
    point: bool
    currency: str
    blank_zero: bool
    sign: str
    last: str
    fill: bool


def is_known(form: str) -> bool:
    """Say whether frazil has what a format asks for."""
    found = _MODEL.match(form) if len(form) <= _LONGEST else None
    return found is not None and bool(found["minimal"] or found["hex"] or found["whole"] or found["fraction"])


def print_number(text: str, form: str) -> str:
    """Return a number printed by a format; signs of number where digits do not fit, as Snowflake prints."""
    found = _found(form)
    if not _PLAIN.match(text):
        return text
    value = Decimal(text)
    if found["minimal"]:
        printed = _shortest(value) if found["minimal"].upper() == "TME" else format(value, "f")
    elif found["hex"]:
        printed = _hexadecimal(value, found["hex"].upper(), fill=bool(found["fill"]))
    else:
        printed = _print_fixed(value, _fixed(found))
    return _literal(found["before"]) + printed + _literal(found["after"])


def parse_number(text: str, form: str) -> str:
    """Return the plain spelling of a number written in a format; raises NumericValueError."""
    found = _found(form)
    plain: str | None
    if found["minimal"]:
        plain = text.strip() if _PLAIN.match(text.strip()) else None
    elif found["hex"]:
        plain = _parse_hexadecimal(text.strip(), found["hex"])
    else:
        plain = _parse_fixed(text.strip(), _fixed(found))
    if plain is None or Decimal(plain).adjusted() > _LARGEST_POWER:
        raise NumericValueError(f"Can't parse '{text}' as number with format '{form}'")
    return format(Decimal(plain), "f")


def _found(form: str) -> re.Match[str]:
    found = _MODEL.match(form) if is_known(form) else None
    if found is None:
        raise EvaluationError(f"Number format '{form}' is not known")
    return found


def _fixed(found: re.Match[str]) -> _Fixed:
    return _Fixed(
        whole=(found["whole"] or "").upper().replace("G", ","),
        fraction=found["fraction"] or "",
        point=bool(found["point"]),
        currency=found["currency"] or "",
        blank_zero=bool(found["zero"] or found["zeroes"]),
        sign=(found["sign"] or "").upper(),
        last=(found["last"] or "").upper(),
        fill=bool(found["fill"]),
    )


def _literal(written: str) -> str:
    return re.sub(r'"((?:[^"]|"")*)"', lambda quoted: quoted[1].replace('""', '"'), written)


# ---------------------------------------------------------------- printing


def _shortest(value: Decimal) -> str:
    sign, digits, exponent = value.normalize(_EXACT).as_tuple()
    assert isinstance(exponent, int)
    first, rest = str(digits[0]), "".join(map(str, digits[1:]))
    power = exponent + len(digits) - 1 if value else 0
    return ("-" if sign else "") + first + (f".{rest}" if rest else "") + f"E{power}"


def _hexadecimal(value: Decimal, model: str, *, fill: bool) -> str:
    """Return the whole number's digits: with S a sign and the magnitude, else two's complement."""
    number = int(value.quantize(Decimal(1), rounding=ROUND_HALF_UP, context=_EXACT))
    signed, places = model.startswith("S"), len(model.removeprefix("S"))
    limit = 16**places
    sign = ("-" if number < 0 else "+") if signed else ""
    if abs(number) >= limit or (not signed and number < -limit // 2):
        return sign + "#" * places
    digits = f"{abs(number) if signed else number % limit:X}"
    if model.removeprefix("S").startswith("0"):
        return sign + digits.rjust(places, "0")
    return (sign + digits) if fill else (sign + digits).rjust(places + len(sign), " ")


def _print_fixed(value: Decimal, model: _Fixed) -> str:
    places = len(model.fraction)
    rounded = value.copy_abs().quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP, context=_EXACT)
    whole, _, fraction = format(rounded, "f").partition(".")
    room = sum(mark in "09" for mark in model.whole)
    if len(whole.lstrip("0")) > room:
        body = (model.currency + model.whole).replace("9", "#").replace("0", "#")
        return _signed(body + ("." if model.point else "") + "#" * places, model, value < 0)
    body = model.currency + _digits(model, whole.lstrip("0")).lstrip(" ")
    kept = len(model.fraction.rstrip("9"))
    shown = fraction[:kept] + fraction[kept:].rstrip("0")
    point = "." if model.point else ""
    width = len(model.currency + model.whole)
    return _signed(body + point + shown, model, value < 0, " " * (width - len(body)), " " * (places - len(shown)))


def _digits(model: _Fixed, digits: str) -> str:
    """Return the digits before the point in their places: blanks in front, unless a 0 asks for zeros."""
    places = [mark for mark in model.whole if mark in "09"]
    first_zero = next((index for index, mark in enumerate(places) if mark == "0"), len(places))
    if not model.blank_zero:
        first_zero = min(first_zero, len(places) - 1)
    filled = digits.rjust(len(places), "0")
    shown = "".join(
        digit if index >= min(first_zero, len(places) - len(digits)) else " " for index, digit in enumerate(filled)
    )
    printed, position = "", 0
    for mark in model.whole:
        if mark == ",":
            printed += "," if printed.strip() else " "
        else:
            printed, position = printed + shown[position], position + 1
    return printed


def _signed(body: str, model: _Fixed, negative: bool, before: str = "", after: str = "") -> str:
    """Return the number with its sign: where the model has it, or in front of the first character."""
    sign = "-" if negative else ("+" if "S" in (model.sign, model.last) else " ")
    if model.fill:
        before, after, sign = "", "", sign.strip()
    if model.last:
        return before + body + after + sign
    return before + sign + body + after


# ---------------------------------------------------------------- reading


def _parse_hexadecimal(text: str, model: str) -> str | None:
    signed, places = model.upper().startswith("S"), len(model.upper().removeprefix("S"))
    sign = "[+-]?" if signed else ""
    if re.fullmatch(rf"{sign}[0-9A-Fa-f]{{1,{places}}}", text) is None:
        return None
    return str(int(text, 16))


def _parse_fixed(text: str, model: _Fixed) -> str | None:
    found = _WRITTEN.match(text)
    if found is None or (found["sign"] and found["last"]) or (found["last"] and not model.last):
        return None
    whole, fraction = found["whole"], found["fraction"] or ""
    digits = whole.replace(",", "")
    room = sum(mark in "09" for mark in model.whole)
    fits = len(digits) <= room and len(fraction) <= len(model.fraction) and bool(digits or fraction)
    marks = ("," not in whole or "," in model.whole) and (not found["money"] or bool(model.currency))
    if not fits or not marks or (found["fraction"] is not None and not model.point):
        return None
    return f"{found['sign'] or found['last']}{digits or '0'}.{fraction or '0'}"


ROWS: tuple[tuple[str, Callable[..., Any], tuple[str, ...], str], ...] = (
    ("print_number", print_number, ("VARCHAR", "VARCHAR"), "VARCHAR"),
    ("parse_number", parse_number, ("VARCHAR", "VARCHAR"), "VARCHAR"),
)
