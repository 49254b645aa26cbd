"""Operations on ARRAY values in canonical text that need their elements one by one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from frazil.core.errors import EvaluationError
from frazil.sql.functions.variant_keys import variant_key
from frazil.sql.functions.variant_text import Variant, decode, encode

_MAX_FILLED = 4_194_304
"""How far behind its end an array may be inserted into: with more JSON nulls it would exceed the largest VARIANT."""


def _elements(text: str) -> list[Variant]:
    value = decode(text)
    return value if isinstance(value, list) else [value]


def array_distinct(text: str) -> str:
    """Return the array with each value once, in the order of first appearance."""
    kept: dict[str, Variant] = {}
    for element in _elements(text):
        kept.setdefault(variant_key(encode(element)), element)
    return encode(list(kept.values()))


def array_sort(text: str, ascending: bool) -> str:
    """Return the array sorted; JSON nulls stand last when ascending."""
    keyed = sorted(((variant_key(encode(element)), element) for element in _elements(text)), key=lambda pair: pair[0])
    nulls = [element for key, element in keyed if key.startswith("0")]
    values = [element for key, element in keyed if not key.startswith("0")]
    return encode([*values, *nulls] if ascending else [*nulls, *reversed(values)])


def array_slice(text: str, start: int, stop: int) -> str:
    """Return the elements from ``start`` up to but not including ``stop``; negative places count from the end."""
    return encode(_elements(text)[start:stop])


def array_insert(text: str, place: int, value: str) -> str:
    """Return the array with a value put before a place; beyond the end it is filled with JSON nulls.

    Raises EvaluationError for a place too far behind the end.
    """
    elements = _elements(text)
    if place - len(elements) > _MAX_FILLED:
        raise EvaluationError("The resulting array is too large")
    if place > len(elements):
        elements += [None] * (place - len(elements))
    elements.insert(place, decode(value))
    return encode(elements)


def array_remove_at(text: str, place: int) -> str:
    """Return the array without the element at a place; unchanged when there is none."""
    elements = _elements(text)
    if -len(elements) <= place < len(elements):
        del elements[place]
    return encode(elements)


def array_intersection(left: str, right: str) -> str:
    """Return what both arrays hold, as often as both hold it."""
    return encode(_paired(left, right, keep=True))


def array_except(left: str, right: str) -> str:
    """Return what the left array holds more often than the right one."""
    return encode(_paired(left, right, keep=False))


def array_overlap(left: str, right: str) -> bool:
    """Say whether the arrays have a value in common."""
    return bool(_paired(left, right, keep=True))


def array_flatten(text: str) -> str:
    """Return the elements of an array of arrays as one array."""
    flat: list[Variant] = []
    for element in _elements(text):
        flat += element if isinstance(element, list) else [element]
    return encode(flat)


def _paired(left: str, right: str, *, keep: bool) -> list[Variant]:
    remaining = [variant_key(encode(element)) for element in _elements(right)]
    result: list[Variant] = []
    for element in _elements(left):
        key = variant_key(encode(element))
        if found := key in remaining:
            remaining.remove(key)
        if found is keep:
            result.append(element)
    return result


ROWS: tuple[tuple[str, Callable[..., Any], tuple[str, ...], str], ...] = (
    ("array_distinct", array_distinct, ("VARCHAR",), "VARCHAR"),
    ("array_sort", array_sort, ("VARCHAR", "BOOLEAN"), "VARCHAR"),
    ("array_slice", array_slice, ("VARCHAR", "BIGINT", "BIGINT"), "VARCHAR"),
    ("array_insert", array_insert, ("VARCHAR", "BIGINT", "VARCHAR"), "VARCHAR"),
    ("array_remove_at", array_remove_at, ("VARCHAR", "BIGINT"), "VARCHAR"),
    ("array_intersection", array_intersection, ("VARCHAR", "VARCHAR"), "VARCHAR"),
    ("array_except", array_except, ("VARCHAR", "VARCHAR"), "VARCHAR"),
    ("array_overlap", array_overlap, ("VARCHAR", "VARCHAR"), "BOOLEAN"),
    ("array_flatten", array_flatten, ("VARCHAR",), "VARCHAR"),
)
