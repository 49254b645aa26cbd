"""Numbers printed and read by formats: TO_CHAR and TO_NUMBER.

A number is printed element by element: a 9 prints no leading and no trailing zero, and the sign and the dollar float to
the first digit that is printed, if they do not stand behind one.  It is read by patterns made of the same elements: one
for each number of leading digits that may be missing.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Context, Decimal
from functools import lru_cache
from typing import Any

from frazil.core.errors import NumericValueError
from frazil.sql.functions.number_models import Element, Model, models

_LARGEST_POWER = 308
_EXACT = Context(prec=2_000)
_SHORT_EXPONENT = 5
_PLAIN = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)(E[+-]?\d+)?\Z", re.IGNORECASE)
_POSITION = ("0", "9", "X")
_POWER = "[+-]?[0-9]{1,3}"
_BLANKS = " \t\n\r\f\v"


def print_number(text: str, form: str, target: str) -> str:
    """Return a number printed by a format; number signs where digits do not fit, as Snowflake prints."""
    model = models(form, target, reading=False)[0]
    special = not _PLAIN.match(text)
    if special and model.minimal is not None:
        return text
    value = Decimal(0) if special else Decimal(text)
    if model.has("%"):
        value = value.scaleb(2, _EXACT)
    negative = text.startswith("-") and (special or value != 0)
    page = _Page(negative=negative, signed=model.has("S", "MI"))
    if model.minimal is not None:
        digits = _minimal(value, model.minimal, floating=target == "REAL" and "E" in text.upper())
        page.signed = True
        if page.negative and not model.has("S", "MI"):
            page.pending = "-"
        shown = [""] * len(model.elements)
        shown[model.elements.index(model.minimal)] = digits
        return _laid_out(model, page, shown)
    if model.has("X"):
        return _laid_out(model, page, _hexadecimal(model, value, special=special))
    return _laid_out(model, page, _fixed(model, value, special=special))


def parse_number(text: str, form: str, target: str) -> str:
    """Return the plain spelling of a number written in a format; raises NumericValueError."""
    stripped = text.strip(_BLANKS)
    for model in models(form, target, reading=True):
        for skipped in _skipped(model, stripped):
            found = _pattern(model, skipped).match(stripped)
            if found is not None:
                value = _read(found, model)
                if value.adjusted() <= _LARGEST_POWER:
                    return format(value, "f")
    raise NumericValueError(f"Can't parse '{text}' as number with format '{form}'")


# ---------------------------------------------------------------- printing


@dataclass(slots=True)
class _Page:
    """What has been printed, and what waits for the first digit.  ``filled``: blanks are printed (not after FM)."""

    negative: bool
    signed: bool
    printed: list[str] = field(default_factory=list)
    pending: str = ""
    dollar: str = ""
    started: bool = False
    filled: bool = True

    def start(self) -> None:
        """Print the sign and the dollar that wait, once."""
        if not self.started:
            self.started = True
            self.blank(self.pending)
            self.printed.append(self.dollar)

    def blank(self, text: str) -> None:
        """Print what is not printed where it is blank and FM stands before."""
        self.printed.append(text if self.filled else text.strip())


def _laid_out(model: Model, page: _Page, shown: list[str]) -> str:
    """Return the elements printed one by one; ``shown`` has a text for each that is not printed as it is."""
    if not page.signed and model.has("0", "9") and not model.has("X"):
        page.pending = "-" if page.negative else " "
    end = model.digits
    for index, element in enumerate(model.elements):
        if index == end:
            page.start()
        _print_element(element, shown[index], page)
    page.start()
    return "".join(page.printed)


def _print_element(element: Element, shown: str, page: _Page) -> None:
    match element.word:
        case "FM":
            page.filled = not page.filled
        case "S" | "MI":
            sign = "-" if page.negative else ("+" if element.word == "S" else " ")
            if element.word == "S" and not page.started:
                page.pending = sign
            else:
                page.blank(sign)
        case "$":
            if page.started:
                page.printed.append("$")
            else:
                page.dollar = "$"
        case "%" | "LITERAL":
            page.printed.append(element.text)
        case "." | ",":
            if element.word == ".":
                page.start()
            page.blank("," if element.word == "," and page.started else ("." if element.word == "." else " "))
        case _:
            if shown.strip():
                page.start()
            page.blank(shown)


def _fixed(model: Model, value: Decimal, *, special: bool) -> list[str]:
    """Return the text of each position: a digit, a blank, or number signs for all where they do not suffice."""
    places = [index for index, element in enumerate(model.elements) if element.word in _POSITION]
    whole = [index for index in places if index < model.digits]
    decimals = [index for index in places if index >= model.digits]
    shown = [""] * len(model.elements)
    if model.exponent is not None:
        value, power = _normalized(value, len(whole), len(decimals))
        shown[model.elements.index(model.exponent)] = _exponent(model.exponent, power)
    rounded = value.copy_abs().quantize(Decimal(1).scaleb(-len(decimals)), rounding=ROUND_HALF_UP, context=_EXACT)
    before, _, after = format(rounded, "f").partition(".")
    before = before.lstrip("0")
    if special or len(before) > len(whole):
        for index in places:
            shown[index] = "#"
        return shown
    zero = next((count for count, index in enumerate(whole) if model.elements[index].word == "0"), len(whole))
    least = len(whole) - zero if model.has("B") else max(len(whole) - zero, 1)
    for index, digit in zip(whole, before.rjust(min(least, len(whole)), "0").rjust(len(whole)), strict=True):
        shown[index] = digit
    kept = max((count + 1 for count, index in enumerate(decimals) if model.elements[index].word == "0"), default=0)
    for index, digit in zip(decimals, (after[:kept] + after[kept:].rstrip("0")).ljust(len(decimals)), strict=True):
        shown[index] = digit
    return shown


def _normalized(value: Decimal, whole: int, decimals: int) -> tuple[Decimal, int]:
    """Return the value with as many digits before the point as there are positions, and the power taken away."""
    if not value:
        return value, 0
    power = value.adjusted() - max(whole, 1) + 1
    reduced = value.scaleb(-power, _EXACT)
    if reduced.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP, context=_EXACT).adjusted() >= max(
        whole, 1
    ):
        return reduced.scaleb(-1, _EXACT), power + 1
    return reduced, power


def _exponent(element: Element, power: int) -> str:
    letter = element.text[0]
    if element.word == "EE":
        return f"{letter}{power}".ljust(_SHORT_EXPONENT)
    places = len(element.word) - 2
    digits = str(abs(power)).rjust(places, "0")
    return letter + ("-" if power < 0 else "+") + (digits if len(digits) <= places else "#" * places)


def _hexadecimal(model: Model, value: Decimal, *, special: bool) -> list[str]:
    """Return the digits of the whole number: beside a sign the magnitude's, else in two's complement."""
    number = int(value.quantize(Decimal(1), rounding=ROUND_HALF_UP, context=_EXACT))
    signed = model.has("S", "MI")
    places = [index for index, element in enumerate(model.elements) if element.word in _POSITION]
    limit = 16 ** len(places)
    shown = [""] * len(model.elements)
    if special or abs(number) >= limit or (not signed and number < -limit // 2):
        digits = "#" * len(places)
    else:
        digits = f"{abs(number) if signed else number % limit:X}"
        zero = next((count for count, index in enumerate(places) if model.elements[index].word == "0"), len(places))
        digits = digits.rjust(len(places) - zero, "0").rjust(len(places))
    lower = any(element.text == "x" for element in model.elements)
    for index, digit in zip(places, digits, strict=True):
        shown[index] = digit.lower() if lower else digit
    return shown


def _minimal(value: Decimal, element: Element, *, floating: bool) -> str:
    """Return the digits of TM9, TME or TM, without a sign."""
    if element.limit >= 0 and -int(value.as_tuple().exponent) > element.limit:
        value = value.quantize(Decimal(1).scaleb(-element.limit), rounding=ROUND_HALF_UP, context=_EXACT)
        value = value.normalize(_EXACT)
    plain, short = format(value.copy_abs(), "f"), _scientific(value, "e" if element.text.startswith("t") else "E")
    if element.word == "TME" or (element.word == "TM" and floating and len(short) < len(plain)):
        return short
    whole, point, fraction = plain.partition(".")
    if element.size > 0:
        head = len(whole) % element.size
        groups = [whole[start : start + element.size] for start in range(head, len(whole), element.size)]
        whole = ",".join([whole[:head], *groups] if head else groups)
    return whole + point + fraction


def _scientific(value: Decimal, letter: str) -> str:
    _, digits, exponent = value.normalize(_EXACT).as_tuple()
    rest = "".join(map(str, digits[1:]))
    power = int(exponent) + len(digits) - 1 if value else 0
    return f"{digits[0]}{'.' if rest else ''}{rest}{letter}{power}"


# ---------------------------------------------------------------- reading


def _skipped(model: Model, text: str) -> range:
    """Return how many of the leading digits may be missing; just as many as are, where no literal looks like one."""
    if model.minimal is not None or model.has("X"):
        return range(1)
    whole = [element for element in model.elements[: model.digits] if element.word in ("0", "9")]
    missing = next((count for count, element in enumerate(whole) if element.word == "0"), len(whole))
    most = missing if missing < len(whole) or model.has("B") else max(missing - 1, 0)
    if model.has("LITERAL"):
        return range(most + 1)
    skipped = len(whole) - len(re.findall("[0-9]", re.split("[.Ee]", text)[0]))
    return range(skipped, skipped + 1) if 0 <= skipped <= most else range(0)


@lru_cache(maxsize=1024)
def _pattern(model: Model, skipped: int) -> re.Pattern[str]:
    """Return what matches a text without blanks around it that lacks so many of the leading digits."""
    return re.compile("".join(_pieces(model, skipped)) + r"\Z")


def _pieces(model: Model, skipped: int) -> Iterator[str]:
    """Yield what the elements match; the sign and the dollar stand before the first digit unless they follow one."""
    free = "" if model.has("S", "MI", "X") else "(?P<sign>[+-]?)" + ("" if model.minimal else " *")
    waiting, dollar, started, left = free, "", False, skipped
    for index, element in enumerate(model.elements):
        word = element.word
        if word in _POSITION and left:
            left -= 1
            continue
        if word in _POSITION and model.has(".") and index >= model.digits:
            continue  # the point takes the digits behind it
        if not started and (word in _POSITION or word == "." or word.startswith("TM")):
            started = True
            yield waiting + dollar
        if word == "S" and not started:
            waiting = "(?P<sign>[+-]) *"
        elif word == "$" and not started:
            dollar = r"\$ *"
        else:
            yield _piece(model, index, started=started)


def _piece(model: Model, index: int, *, started: bool) -> str:
    """Return what an element in its own place matches."""
    element = model.elements[index]
    match element.word:
        case "0" | "9" | "X":
            return f"(?P<d{index}>[0-9{'A-Fa-f' if model.has('X') else ''}])"
        case "TM" | "TM9" | "TME":
            return _minimal_piece(element)
        case ".":
            return _fraction_piece(model, index)
        case ",":
            return ",?" if started else ""
        case "S":
            return "(?P<sign>[+-])"
        case "MI":
            return "(?P<sign>[+-]?) *"
        case "_":
            return " ?"
        case "%":
            return "%"
        case "$":
            return r"\$" if model.minimal is None else ""
        case "LITERAL":
            return re.sub(r"(?:\\ )+", " +", re.escape(element.text))
    return rf"[Ee](?P<power>{_POWER})" if element.word.startswith("EE") else ""


def _minimal_piece(element: Element) -> str:
    groups = "(?:,[0-9]+)*" if element.size > 0 else ""
    power = {"TM9": "", "TME": f"[Ee]{_POWER}"}.get(element.word, f"(?:[Ee]{_POWER})?")
    return rf"(?P<number>(?:[0-9]+{groups}(?:\.[0-9]*)?|\.[0-9]+){power})"


def _fraction_piece(model: Model, point: int) -> str:
    marks = [element.word for element in model.elements[point:] if element.word in ("0", "9")]
    least = max((count + 1 for count, mark in enumerate(marks) if mark == "0"), default=0)
    digits = rf"\.(?P<fraction>[0-9]{{{least},{len(marks)}}})"
    return digits if least else f"(?:{digits})?"


def _read(found: re.Match[str], model: Model) -> Decimal:
    """Return the number that was matched."""
    parts = {name: part or "" for name, part in found.groupdict().items()}
    whole = "".join(part for name, part in parts.items() if name.startswith("d"))
    if model.has("X"):
        value = Decimal(int(whole, 16))
    elif model.minimal is not None:
        value = Decimal(parts["number"].replace(",", ""))
    else:
        value = Decimal(f"{whole or 0}.{parts.get('fraction') or 0}E{parts.get('power') or 0}")
    if model.has("%"):
        value = value.scaleb(-2, _EXACT)
    return value.copy_negate() if parts.get("sign") == "-" else value


ROWS: tuple[tuple[str, Callable[..., Any], tuple[str, ...], str], ...] = (
    ("print_number", print_number, ("VARCHAR", "VARCHAR", "VARCHAR"), "VARCHAR"),
    ("parse_number", parse_number, ("VARCHAR", "VARCHAR", "VARCHAR"), "VARCHAR"),
)
