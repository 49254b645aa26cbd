"""What follows OVER: partitions, order and frames, and which functions take which of them."""

from __future__ import annotations

from collections.abc import Sequence

from frazil.core.errors import InvalidArgumentTypesError, InvalidExpressionError
from frazil.core.types import TIMESTAMPS, Kind
from frazil.sql import ast
from frazil.sql.binder.dispatch import bind
from frazil.sql.binder.environment import Environment, Scope
from frazil.sql.binder.intervals import interval_text
from frazil.sql.binder.operators import ordering_key
from frazil.sql.binder.registry import FROM_HERE, OVER, SO_FAR
from frazil.sql.binder.typed import Typed

_EDGES = frozenset({"FIRST_VALUE", "LAST_VALUE", "NTH_VALUE"})
_EVENTS = frozenset({"CONDITIONAL_CHANGE_EVENT", "CONDITIONAL_TRUE_EVENT"})
_FILLS = frozenset({"INTERPOLATE_BFILL", "INTERPOLATE_FFILL", "INTERPOLATE_LINEAR"})
_RANKS = frozenset({"ROW_NUMBER", "RANK", "DENSE_RANK", "PERCENT_RANK", "CUME_DIST", "NTILE", "LAG", "LEAD"})
_ORDERED = _EDGES | _EVENTS | _FILLS | _RANKS
"""Functions that need ORDER BY."""

_UNORDERED = frozenset(
    {"ARRAY_AGG", "ARRAY_UNIQUE_AGG", "LISTAGG", "MEDIAN", "OBJECT_AGG", "PERCENTILE_CONT", "PERCENTILE_DISC"}
)
"""Aggregates that take partitions alone."""

_WHOLE = "ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING"
_SO_FAR = "ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW"
_FROM_HERE = "ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING"
_MIRRORED = {
    "UNBOUNDED PRECEDING": "UNBOUNDED FOLLOWING",
    "UNBOUNDED FOLLOWING": "UNBOUNDED PRECEDING",
    "PRECEDING": "FOLLOWING",
    "FOLLOWING": "PRECEDING",
    "CURRENT ROW": "CURRENT ROW",
}


def check_window(node: ast.Function, name: str) -> None:
    """Raise InvalidExpressionError unless the function takes the window that follows it."""
    window = node.window
    assert window is not None
    if name in _ORDERED and not window.order:
        raise InvalidExpressionError(
            f"Window function type [{name}] requires ORDER BY in window specification", position=node.position
        )
    if window.frame is not None and name in _EVENTS | _FILLS | _RANKS | _UNORDERED:
        raise InvalidExpressionError(
            f"Sliding window frame unsupported for function {name}", position=window.frame.position
        )
    if window.order and name in _UNORDERED:
        raise InvalidExpressionError(
            f"Cumulative window frame unsupported for function {name}", position=window.position
        )
    if node.distinct and (window.order or window.frame is not None):
        raise InvalidExpressionError("distinct cannot be used with a window frame or an order.", position=node.position)


def order_text(items: Sequence[ast.OrderItem], scope: Scope, *, backwards: bool = False) -> str:
    """Return ``key ASC NULLS LAST, ...``, or the same order from its end."""
    return ", ".join(
        f"{ordering_key(bind(item.expression, scope))} {direction(item, scope.environment, backwards=backwards)}"
        for item in items
    )


def direction(item: ast.OrderItem, environment: Environment, *, backwards: bool = False) -> str:
    """Return ``ASC NULLS LAST`` or its like: DEFAULT_NULL_ORDERING says whether NULL is the least or the greatest."""
    nulls_first = item.nulls_first
    if nulls_first is None:
        nulls_first = item.descending != (environment.facts.parameters["DEFAULT_NULL_ORDERING"] == "FIRST")
    descending = item.descending is not backwards
    return f"{'DESC' if descending else 'ASC'} NULLS {'FIRST' if nulls_first is not backwards else 'LAST'}"


def over(sql: str, node: ast.Function, name: str, scope: Scope) -> str:
    """Return a function's text with its window behind each call that is marked, or behind the whole."""
    window = node.window
    assert window is not None
    parts = []
    if window.partition:
        parts.append("PARTITION BY " + ", ".join(ordering_key(bind(key, scope)) for key in window.partition))
    if window.order:
        parts.append("ORDER BY " + order_text(window.order, scope, backwards=node.from_last))
    for mark, frame in ((SO_FAR, _SO_FAR), (FROM_HERE, _FROM_HERE)):
        sql = sql.replace(mark, f" OVER ({' '.join([*parts, frame])})")
    if name in _FILLS:
        return f"({sql})"
    if window.frame is not None:
        parts.append(_frame(window, window.frame, scope, backwards=node.from_last))
    elif name in _EDGES:
        parts.append(_WHOLE)
    elif name in _EVENTS:
        parts.append(_SO_FAR)
    if node.ignore_nulls:
        sql = f"{sql[:-1]} IGNORE NULLS)"
    clause = f" OVER ({' '.join(parts)})"
    return f"({sql.replace(OVER, clause)})" if OVER in sql else f"({sql}{clause})"


def _frame(window: ast.Window, frame: ast.Frame, scope: Scope, *, backwards: bool) -> str:
    """Return a frame; read ``backwards`` it is that of the reversed order."""
    edges = (
        [(_MIRRORED[kind], offset) for kind, offset in (frame.end, frame.start)]
        if backwards
        else [frame.start, frame.end]
    )
    start, end = (_bound(edge, window, frame, scope) for edge in edges)
    return f"{frame.unit} BETWEEN {start} AND {end}"


def _bound(edge: tuple[str, ast.Expression | None], window: ast.Window, frame: ast.Frame, scope: Scope) -> str:
    kind, offset = edge
    if offset is None:
        return kind
    key = _range_key(window, frame, scope) if frame.unit == "RANGE" else None
    if isinstance(offset, ast.Interval) and key is not None and _is_dated(key):
        return f"{interval_text(offset)} {kind}"
    if key is not None and key.type.kind not in (Kind.NUMBER, Kind.FLOAT):
        raise InvalidArgumentTypesError(
            f"Invalid argument types for function 'RANGE': ({key.type})", position=frame.position
        )
    value = bind(offset, scope)
    if value.constant is None or value.type.kind is not Kind.NUMBER or value.sql.startswith("(-"):
        raise InvalidExpressionError("window frame offsets must be positive numbers", position=frame.position)
    return f"{value.sql} {kind}"


def _range_key(window: ast.Window, frame: ast.Frame, scope: Scope) -> Typed:
    if len(window.order) != 1:
        raise InvalidExpressionError(
            "RANGE frames with offsets need exactly one ORDER BY expression", position=frame.position
        )
    return bind(window.order[0].expression, scope)


def _is_dated(key: Typed) -> bool:
    return key.type.kind is Kind.DATE or key.type.kind in TIMESTAMPS
