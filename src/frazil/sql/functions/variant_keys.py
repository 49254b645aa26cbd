"""Comparable keys of VARIANT values: texts whose order and equality are those of the values.

Types are ranked null, boolean, number, date, time, timestamps, text, binary, array, object.  A number's key is its
sign, its exponent and its digits, so that 1, 1.0 and 1e0 have one key and 9 comes before 10; the macro
``frazil.variant_key`` makes the same keys for plain numbers and strings without calling Python.
"""

from __future__ import annotations

import datetime
import re
from decimal import Decimal

from frazil.sql.functions.variant_text import Tagged, Variant, decode, encode, number_digits

_COMPLEMENT = str.maketrans("0123456789", "9876543210")
_ZONED = re.compile(r"(.{10} \d\d:\d\d:\d\d(?:\.\d+)?) ([+-])(\d\d)(\d\d)\Z")


def variant_key(text: str) -> str:
    """Return the key of a canonical text."""
    return _key(decode(text))


def _key(value: Variant) -> str:
    if value is None:
        return "0"
    if isinstance(value, bool):
        return "1t" if value else "1f"
    if isinstance(value, float):
        return _float_key(value)
    if isinstance(value, int | Decimal):
        return number_key(number_digits(value))
    if isinstance(value, str):
        return "5" + value
    if isinstance(value, Tagged):
        return _tagged_key(value)
    return ("7" if isinstance(value, list) else "8") + encode(_exact(value))


def number_key(text: str) -> str:
    """Return the key of an exact number without superfluous zeros."""
    whole, _, fraction = text.lstrip("-").partition(".")
    if whole != "0":
        exponent, digits = len(whole), (whole + fraction).rstrip("0")
    elif fraction:
        digits = fraction.lstrip("0")
        exponent = len(digits) - len(fraction)
    else:
        return "2o"
    magnitude = f"{exponent + 500:03d}{digits}"
    return f"2n{magnitude.translate(_COMPLEMENT)}~" if text.startswith("-") else f"2p{magnitude}"


def _float_key(value: float) -> str:
    special = {"inf": "2q", "-inf": "2m", "nan": "2r"}
    return special.get(repr(value)) or number_key(number_digits(Decimal(repr(value))))


def _tagged_key(value: Tagged) -> str:
    if value.letter in "LZ" and (found := _ZONED.match(value.text)):
        offset = datetime.timedelta(hours=int(found[3]), minutes=int(found[4]))
        moment = datetime.datetime.fromisoformat(found[1])
        moment = moment - offset if found[2] == "+" else moment + offset
        return f"4z{moment.isoformat(sep=' ')}"
    return {"d": "3d", "t": "3t", "N": "4n", "b": "6", "u": "00"}.get(value.letter, "9") + value.text


def _exact(value: Variant) -> Variant:
    """Return the value with floats as exact numbers, so that equal ones have one text."""
    if isinstance(value, float) and value - value == 0:
        return Decimal(repr(value))
    if isinstance(value, list):
        return [_exact(item) for item in value]
    if isinstance(value, dict):
        return {key: _exact(item) for key, item in value.items()}
    return value
