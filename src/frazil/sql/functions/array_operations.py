"""Operations on ARRAY values in canonical text that need their elements one by one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from frazil.core.errors import EvaluationError, UserError
from frazil.sql.functions.variant_keys import variant_key
from frazil.sql.functions.variant_text import UNDEFINED, Variant, decode, encode

_MAX_FILLED = 4_194_304
"""How far behind its end an array may be inserted into: with more JSON nulls it would exceed the largest VARIANT."""


class UnequalArraysError(UserError, shares=EvaluationError):
    """Two arrays that must be of one length and are not."""


class KeyTypeError(UserError, shares=EvaluationError):
    """A key of an object that is no text."""


def _elements(text: str) -> list[Variant]:
    value = decode(text)
    return value if isinstance(value, list) else [value]


def array_distinct(text: str) -> str:
    """Return the array with each value once, in the order of first appearance."""
    kept: dict[str, Variant] = {}
    for element in _elements(text):
        kept.setdefault(variant_key(encode(element)), element)
    return encode(list(kept.values()))


def array_sort(text: str, ascending: bool, nulls_first: bool) -> str:
    """Return the array sorted; JSON nulls are the greatest values, and SQL NULLs stand at the end that is told."""
    elements = _elements(text)
    missing = [element for element in elements if element == UNDEFINED]
    nulls = [element for element in elements if element is None]
    values = [element for element in elements if element is not None and element != UNDEFINED]
    values.sort(key=lambda element: variant_key(encode(element)), reverse=not ascending)
    found = [*values, *nulls] if ascending else [*nulls, *values]
    return encode([*missing, *found] if nulls_first else [*found, *missing])


def array_remove(text: str, value: str) -> str:
    """Return the array without the elements that equal a value."""
    key = variant_key(value)
    return encode([element for element in _elements(text) if variant_key(encode(element)) != key])


def arrays_to_object(keys: str, values: str) -> str:
    """Return the object of an array of keys and one of values: without NULL keys, NULL values as JSON nulls.

    Raises UnequalArraysError and KeyTypeError.
    """
    names, members = _elements(keys), _elements(values)
    if len(names) != len(members):
        raise UnequalArraysError("Key array and value array had unequal lengths in ARRAYS_TO_OBJECT")
    result: dict[str, Variant] = {}
    for name, member in zip(names, members, strict=True):
        if name is None or name == UNDEFINED:
            continue
        if not isinstance(name, str):
            raise KeyTypeError("Key supplied for ARRAYS_TO_OBJECT does not have string type")
        result[name] = None if member == UNDEFINED else member
    return encode(result)


def arrays_zip(texts: list[str]) -> str:
    """Return an array with the n-th elements of several arrays in its n-th object, under the keys $1, $2, ...

    The shorter ones, and SQL NULLs, give JSON nulls; arrays that are all empty give one empty object.
    """
    columns = [_elements(text) for text in texts]
    longest = max(map(len, columns))
    rows: list[Variant] = []
    for index in range(longest):
        members = [column[index] if index < len(column) else None for column in columns]
        rows.append({f"${place}": None if m == UNDEFINED else m for place, m in enumerate(members, 1)})
    return encode(rows or [{}])


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


def array_union(texts: list[str]) -> str:
    """Return each value of several arrays as often as the array that holds it most often; without SQL NULLs."""
    found: dict[str, list[Variant]] = {}
    for text in texts:
        seen: dict[str, list[Variant]] = {}
        for element in _elements(text):
            if element != UNDEFINED:
                seen.setdefault(variant_key(encode(element)), []).append(element)
        for key, elements in seen.items():
            if len(elements) > len(found.get(key, [])):
                found[key] = elements
    return encode([element for elements in found.values() for element in elements])


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
    ("array_sort", array_sort, ("VARCHAR", "BOOLEAN", "BOOLEAN"), "VARCHAR"),
    ("array_remove", array_remove, ("VARCHAR", "VARCHAR"), "VARCHAR"),
    ("arrays_to_object", arrays_to_object, ("VARCHAR", "VARCHAR"), "VARCHAR"),
    ("array_union", array_union, ("VARCHAR[]",), "VARCHAR"),
    ("arrays_zip", arrays_zip, ("VARCHAR[]",), "VARCHAR"),
    ("array_slice", array_slice, ("VARCHAR", "BIGINT", "BIGINT"), "VARCHAR"),
    ("array_insert", array_insert, ("VARCHAR", "BIGINT", "VARCHAR"), "VARCHAR"),
    ("array_remove_at", array_remove_at, ("VARCHAR", "BIGINT"), "VARCHAR"),
    ("array_intersection", array_intersection, ("VARCHAR", "VARCHAR"), "VARCHAR"),
    ("array_except", array_except, ("VARCHAR", "VARCHAR"), "VARCHAR"),
    ("array_overlap", array_overlap, ("VARCHAR", "VARCHAR"), "BOOLEAN"),
    ("array_flatten", array_flatten, ("VARCHAR",), "VARCHAR"),
)
