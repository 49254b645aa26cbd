"""Window functions: they need an OVER clause, which the caller appends."""

from __future__ import annotations

from collections.abc import Callable

from frazil.core.errors import InvalidArgumentTypesError, InvalidExpressionError
from frazil.core.types import FLOAT
from frazil.core.types import NUMERIC as NUMERIC_KINDS
from frazil.sql.binder.casts import cast
from frazil.sql.binder.operators import arithmetic, ordering_key
from frazil.sql.binder.registry import FROM_HERE, OVER, SO_FAR, Call, Category, Role
from frazil.sql.binder.typed import Typed, decimal_shape, is_integer_storage, is_time_like, typed
from frazil.sql.functions.shapes import COUNT, like, unified, whole

WINDOWS = Category("Window")


def window(
    names: str, parameters: tuple[str, ...], *, minimum: int | None = None
) -> Callable[[Callable[[Call], Typed]], Callable[[Call], Typed]]:
    """Enter a window function; used as a decorator."""
    return WINDOWS.function(names, parameters, minimum=minimum, role=Role.WINDOW)


for _name in ("ROW_NUMBER", "RANK", "DENSE_RANK"):

    def _bind_rank(call: Call, function: str = _name.lower()) -> Typed:
        return Typed(f"{function}()", COUNT, "BIGINT", False)

    window(_name, ())(_bind_rank)

for _name in ("PERCENT_RANK", "CUME_DIST"):

    def _bind_share(call: Call, function: str = _name.lower()) -> Typed:
        return typed(f"{function}()", FLOAT, nullable=False)

    window(_name, ())(_bind_share)


@window("NTILE", ("integer",))
def _ntile(call: Call) -> Typed:
    return Typed(f"ntile(CAST({call[0].sql} AS BIGINT))", COUNT, "BIGINT", False)


def _neighbour(call: Call, function: str) -> Typed:
    offset = f"CAST({call[1].sql} AS BIGINT)" if len(call) > 1 else "1"
    if len(call) < 3:
        return like(f"{function}({call[0].sql}, {offset})", call[0])
    value, default = unified([call[0], call[2]], call.environment)
    return like(f"{function}({value.sql}, {offset}, {default.sql})", value)


@window("LAG", ("any", "integer", "any"), minimum=1)
def _lag(call: Call) -> Typed:
    return _neighbour(call, "lag")


@window("LEAD", ("any", "integer", "any"), minimum=1)
def _lead(call: Call) -> Typed:
    return _neighbour(call, "lead")


@window("FIRST_VALUE", ("any",))
def _first_value(call: Call) -> Typed:
    return like(f"first_value({call[0].sql})", call[0])


@window("LAST_VALUE", ("any",))
def _last_value(call: Call) -> Typed:
    return like(f"last_value({call[0].sql})", call[0])


@window("NTH_VALUE", ("any", "integer"))
def _nth_value(call: Call) -> Typed:
    return like(f"nth_value({call[0].sql}, CAST({call[1].sql} AS BIGINT))", call[0])


def _known(sql: str) -> tuple[str, str]:
    """Return the last value so far that is not NULL, and the first from here on."""
    return f"last_value({sql} IGNORE NULLS){SO_FAR}", f"first_value({sql} IGNORE NULLS){FROM_HERE}"


@window("INTERPOLATE_FFILL", ("any",))
def _interpolate_ffill(call: Call) -> Typed:
    return like(_known(call[0].sql)[0], call[0])


@window("INTERPOLATE_BFILL", ("any",))
def _interpolate_bfill(call: Call) -> Typed:
    return like(_known(call[0].sql)[1], call[0])


@window("INTERPOLATE_LINEAR", ("any",))
def _interpolate_linear(call: Call) -> Typed:
    """Bind to the value of the line between the known values around the row, in the type of the values."""
    value = call[0]
    if value.type.kind not in NUMERIC_KINDS:
        raise call.wrong_types()
    key = _axis(call)
    left, right = _known(cast(value, FLOAT, call.environment).sql)
    start, end = _known(f"CASE WHEN {value.sql} IS NOT NULL THEN {key} END")
    between = f"{left} + ({right} - {left}) * (({key} - {start}) / nullif({end} - {start}, 0))"
    line = typed(f"coalesce({between}, CASE WHEN {end} = {start} THEN {left} END)", FLOAT)
    filled = cast(line, value.type, call.environment)
    kept = f"CAST({value.sql} AS {filled.storage})"
    return filled.with_sql(f"CASE WHEN {value.sql} IS NOT NULL THEN {kept} ELSE {filled.sql} END", nullable=True)


def _axis(call: Call) -> str:
    """Return the one key of the window's order as a DOUBLE."""
    if len(call.keys) != 1:
        raise InvalidExpressionError(
            f"Window function type [{call.name}] requires exactly one ORDER BY expression", position=call.position
        )
    key = call.keys[0]
    if key.type.kind in NUMERIC_KINDS:
        return f"CAST({key.sql} AS DOUBLE)"
    if not is_time_like(key.type.kind):
        raise InvalidArgumentTypesError(
            f"Invalid argument types for function '{call.name}': ({key.type})", position=call.position
        )
    return f"CAST(epoch_us(CAST({ordering_key(key)} AS TIMESTAMP)) AS DOUBLE)"


@window("RATIO_TO_REPORT", ("number",))
def _ratio_to_report(call: Call) -> Typed:
    value = call[0]
    total = f"nullif(sum({value.sql}){OVER}, 0)"
    if value.type == FLOAT:
        return typed(f"({value.sql} / {total})", FLOAT)
    storage = "HUGEINT" if is_integer_storage(value.storage) else f"DECIMAL(38,{decimal_shape(value.storage)[1]})"
    return arithmetic(value, "/", Typed(total, value.type, storage), call.environment, call.position)


@window("CONDITIONAL_TRUE_EVENT", ("boolean",))
def _conditional_true_event(call: Call) -> Typed:
    return Typed(f"count(CASE WHEN {call[0].sql} THEN 1 END)", COUNT, "BIGINT", False)


@WINDOWS.function(
    "CONDITIONAL_CHANGE_EVENT", ("any",), role=Role.WINDOW, note="slow over partitions of more than 10,000 rows"
)
def _conditional_change_event(call: Call) -> Typed:
    """Count the changes in the list of values so far: DuckDB has no window over what another window gives."""
    seen = f"list({ordering_key(call[0])}){OVER}"
    return whole(f"frazil.count_changes({seen})", nullable=False)
