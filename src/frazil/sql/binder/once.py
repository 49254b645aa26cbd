"""Naming a value once in a text that needs it several times.

Macros paste their arguments: a nested call would be evaluated, and bound, as often as its text is pasted, and a
volatile one would differ from itself.  DuckDB's lambda is the cheapest way to bind a value to a name.
"""

from __future__ import annotations

import re
from collections.abc import Callable

_PLAIN = re.compile(r"[A-Za-z_]\w*(\.[A-Za-z_]\w*)*\Z")


def once(value: str, body: Callable[[str], str]) -> str:
    """Return ``body`` of the value, which it may name many times; the body may name no other value of a query."""
    if _PLAIN.match(value):
        return body(value)
    return f"list_transform([{value}], lambda v: {body('v')})[1]"
