"""Aggregate functions.

A text that is more than one call marks each call with ``OVER``, where a window's clause belongs; an aggregate over
groups loses the marks.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from frazil.core.errors import GroupByError, InvalidArgumentError, UnsupportedError
from frazil.core.types import (
    ARRAY,
    BOOLEAN,
    FLOAT,
    OBJECT,
    VARCHAR,
    Kind,
    number,
)
from frazil.sql.binder.calls import GROUPING
from frazil.sql.binder.casts import cast, to_text, to_variant
from frazil.sql.binder.operators import arithmetic, ordering_key
from frazil.sql.binder.registry import MANY, OVER, Call, Category, Role
from frazil.sql.binder.typed import Typed, decimal_shape, grouping_key, is_integer_storage, typed
from frazil.sql.functions.shapes import COUNT, element, exact, like, whole

AGGREGATES = Category("Aggregate")
_SUM_DIGITS = 12


def aggregate(
    names: str,
    parameters: tuple[str, ...],
    *,
    minimum: int | None = None,
    maximum: int | None = None,
    note: str = "",
) -> Callable[[Callable[[Call], Typed]], Callable[[Call], Typed]]:
    """Enter an aggregate; used as a decorator."""
    return AGGREGATES.function(names, parameters, minimum=minimum, maximum=maximum, role=Role.AGGREGATE, note=note)


def _distinct(call: Call) -> str:
    return "DISTINCT " if call.distinct else ""


# ---------------------------------------------------------------- counts


@aggregate(f"{GROUPING} GROUPING_ID", ("any",), maximum=MANY)
def _grouping(call: Call) -> Typed:
    """Return a bit for each argument, the first the highest: 1 where a grouping set leaves it out."""
    return Typed(f"grouping({', '.join(map(grouping_key, call.arguments))})", COUNT, "BIGINT", False)


@aggregate("COUNT", ("any",), maximum=MANY)
def _count(call: Call) -> Typed:
    if not len(call):
        return Typed("count(*)", COUNT, "BIGINT", False)
    return Typed(f"count({_distinct(call)}{_counted(call)})", COUNT, "BIGINT", False)


def _counted(call: Call) -> str:
    """Return what is counted of the arguments: NULL where one of them is NULL."""
    keys = [ordering_key(argument) for argument in call.arguments]
    if len(keys) == 1:
        return keys[0]
    present = " AND ".join(f"{key} IS NOT NULL" for key in keys)
    return f"CASE WHEN {present} THEN row({', '.join(keys)}) END"


@aggregate("COUNT_IF", ("boolean",))
def _count_if(call: Call) -> Typed:
    """Bind to the sum of ones, whose type it has."""
    return Typed(f"count(CASE WHEN {call[0].sql} THEN 1 END)", number(1 + _SUM_DIGITS, 0), "BIGINT", False)


@aggregate("APPROX_COUNT_DISTINCT HLL", ("any",), maximum=MANY, note="exact")
def _approx_count_distinct(call: Call) -> Typed:
    """Bind to the exact count: DuckDB's estimate is off by a third at times, Snowflake's by 1.6 per cent on average."""
    return Typed(f"count(DISTINCT {_counted(call)})", COUNT, "BIGINT", False)


# ---------------------------------------------------------------- sums


def _sum_of(call: Call, value: Typed) -> Typed:
    """Return SUM marked for a window; NUMBER(p,s) gives NUMBER(p + 12, s)."""
    text = f"sum({_distinct(call)}{value.sql}){OVER}"
    if value.type.kind is Kind.FLOAT:
        return typed(text, FLOAT)
    kind = number(value.type.precision + _SUM_DIGITS, value.type.scale)
    if is_integer_storage(value.storage):
        return Typed(text, kind, "HUGEINT")
    return Typed(text, kind, f"DECIMAL(38,{decimal_shape(value.storage)[1]})")


@aggregate("SUM", ("number",))
def _sum(call: Call) -> Typed:
    return _sum_of(call, call[0])


@aggregate("AVG", ("number",))
def _avg(call: Call) -> Typed:
    value = call[0]
    if value.type.kind is Kind.FLOAT:
        return typed(f"avg({_distinct(call)}{value.sql})", FLOAT)
    counted = Typed(f"nullif(count({_distinct(call)}{value.sql}){OVER}, 0)", COUNT, "BIGINT")
    return arithmetic(_sum_of(call, value), "/", counted, call.environment, call.position)


@aggregate("MEDIAN", ("number",))
def _median(call: Call) -> Typed:
    value = call[0]
    if value.type.kind is Kind.FLOAT:
        return typed(f"median({value.sql})", FLOAT)
    kind = number(value.type.precision + 3, value.type.scale + 3)
    return exact(f"median(CAST({value.sql} AS DECIMAL(38,{kind.scale}))){OVER}", kind, call.environment)


for _names, _function in (
    ("STDDEV STDDEV_SAMP", "stddev_samp"),
    ("STDDEV_POP", "stddev_pop"),
    ("SKEW", "skewness"),
    ("KURTOSIS", "kurtosis"),
):

    def _bind_statistic(call: Call, function: str = _function) -> Typed:
        return typed(f"{function}({_distinct(call)}{call[0].sql})", FLOAT)

    aggregate(_names, ("float",))(_bind_statistic)

for _names, _function in (("VARIANCE VAR_SAMP VARIANCE_SAMP", "var_samp"), ("VAR_POP VARIANCE_POP", "var_pop")):

    def _bind_variance(call: Call, function: str = _function) -> Typed:
        value = call[0]
        text = f"{function}({_distinct(call)}{cast(value, FLOAT, call.environment).sql}){OVER}"
        if value.type.kind is Kind.FLOAT:
            return typed(text, FLOAT)
        scale = max(value.type.scale, min(value.type.scale + 6, 12))
        return exact(text, number(38, scale), call.environment)

    aggregate(_names, ("number",))(_bind_variance)

for _names, _function in (
    ("CORR", "corr"), ("COVAR_POP", "covar_pop"), ("COVAR_SAMP", "covar_samp"), ("REGR_SLOPE", "regr_slope"),
    ("REGR_INTERCEPT", "regr_intercept"), ("REGR_R2", "regr_r2"), ("REGR_AVGX", "regr_avgx"),
    ("REGR_AVGY", "regr_avgy"), ("REGR_SXX", "regr_sxx"), ("REGR_SYY", "regr_syy"), ("REGR_SXY", "regr_sxy"),
):  # fmt: skip

    def _bind_pair(call: Call, function: str = _function) -> Typed:
        return typed(f"{function}({call[0].sql}, {call[1].sql})", FLOAT)

    aggregate(_names, ("float", "float"))(_bind_pair)


@aggregate("REGR_COUNT", ("float", "float"))
def _regr_count(call: Call) -> Typed:
    present = f"{call[0].sql} IS NOT NULL AND {call[1].sql} IS NOT NULL"
    return Typed(f"count(CASE WHEN {present} THEN 1 END)", COUNT, "BIGINT", False)


AGGREGATES.scalar("REGR_VALX", "CASE WHEN {0} IS NOT NULL THEN {1} END", ("float", "float"), FLOAT, nullable=True)
AGGREGATES.scalar("REGR_VALY", "CASE WHEN {1} IS NOT NULL THEN {0} END", ("float", "float"), FLOAT, nullable=True)


# ---------------------------------------------------------------- one value of many


def _extreme(call: Call, function: str, by_key: str) -> Typed:
    value, key = call[0], ordering_key(call[0])
    if key == value.sql:
        return like(f"{function}({value.sql})", value)
    return like(f"{by_key}({value.sql}, {key})", value)


@aggregate("MIN", ("any",))
def _min(call: Call) -> Typed:
    return _extreme(call, "min", "arg_min")


@aggregate("MAX", ("any",))
def _max(call: Call) -> Typed:
    return _extreme(call, "max", "arg_max")


_MOST_RANKED = 1000


def _ranked(call: Call, function: str) -> Typed:
    """Return the value beside the extreme of a key, or with a number the ARRAY of that many, the extreme first."""
    key = ordering_key(call[1])
    if len(call) < 3:
        return like(f"{function}_null({call[0].sql}, {key})", call[0])
    count = call.integer(2, 1)
    if not 1 <= count <= _MOST_RANKED:
        raise InvalidArgumentError(
            f"Invalid value [{count}] for function '{call.name}', parameter 3", position=call.position
        )
    values = f"{function}({element(call[0], call.environment)}, {key}, {count}){OVER}"
    return typed(f"coalesce(frazil.array_of({values}), '[]')", ARRAY, nullable=False)


@aggregate("MIN_BY", ("any", "any", "integer"), minimum=2)
def _min_by(call: Call) -> Typed:
    return _ranked(call, "arg_min")


@aggregate("MAX_BY", ("any", "any", "integer"), minimum=2)
def _max_by(call: Call) -> Typed:
    return _ranked(call, "arg_max")


@aggregate("ANY_VALUE", ("any",))
def _any_value(call: Call) -> Typed:
    return like(f"any_value({call[0].sql})", call[0])


@aggregate("MODE", ("any",))
def _mode(call: Call) -> Typed:
    return like(f"mode({call[0].sql})", call[0])


def _percentile_key(call: Call) -> tuple[Typed, bool]:
    """Return the key of WITHIN GROUP (ORDER BY ..), and whether it descends."""
    if len(call.keys) != 1 or call.keys[0].type.kind not in (Kind.NUMBER, Kind.FLOAT, Kind.NULL):
        raise call.wrong_types()
    return call.keys[0], call.order.rsplit(" ", 3)[1] == "DESC"


def _quantile(function: str, key: str, share: float, *, descending: bool) -> str:
    """Return a quantile, from the other end of the values where they descend."""
    sign = "-" if descending else ""
    return f"({sign}{function}({sign}({key}), CAST('{share!r}' AS DOUBLE)){OVER})"


def _share(call: Call, index: int) -> float:
    """Return a constant from 0 to 1; InvalidArgumentError for anything else."""
    value = call.constant(index)
    if not isinstance(value, Decimal | float) or not 0 <= value <= 1:
        raise InvalidArgumentError(f"Invalid value [{value}] for function {call.name}: it must be between 0 and 1")
    return float(value)


@aggregate("PERCENTILE_CONT", ("any",))
def _percentile_cont(call: Call) -> Typed:
    share = _share(call, 0)
    value, descending = _percentile_key(call)
    if value.type.kind is not Kind.NUMBER:
        key = f"CAST({value.sql} AS DOUBLE)"
        return typed(_quantile("quantile_cont", key, share, descending=descending), FLOAT)
    kind = number(value.type.precision + 3, value.type.scale + 3)
    key = f"CAST({value.sql} AS DECIMAL(38,{kind.scale}))"
    return exact(_quantile("quantile_cont", key, share, descending=descending), kind, call.environment)


@aggregate("PERCENTILE_DISC", ("any",))
def _percentile_disc(call: Call) -> Typed:
    share = _share(call, 0)
    value, descending = _percentile_key(call)
    return like(_quantile("quantile_disc", value.sql, share, descending=descending), value)


@aggregate("APPROX_PERCENTILE", ("float", "any"))
def _approx_percentile(call: Call) -> Typed:
    return typed(f"approx_quantile({call[0].sql}, {_share(call, 1)!r})", FLOAT)


# ---------------------------------------------------------------- truth and bits

for _name, _function in (("BOOLAND_AGG", "bool_and"), ("BOOLOR_AGG", "bool_or")):

    def _bind_boolean(call: Call, function: str = _function) -> Typed:
        return typed(f"{function}({call[0].sql})", BOOLEAN)

    aggregate(_name, ("boolean",))(_bind_boolean)

for _names, _function in (
    ("BITAND_AGG BITANDAGG BIT_AND_AGG BIT_ANDAGG", "bit_and"),
    ("BITOR_AGG BITORAGG BIT_OR_AGG BIT_ORAGG", "bit_or"),
    ("BITXOR_AGG BITXORAGG BIT_XOR_AGG BIT_XORAGG", "bit_xor"),
):

    def _bind_bits(call: Call, function: str = _function) -> Typed:
        return Typed(f"{function}(CAST({call[0].sql} AS BIGINT))", number(38, 0), "BIGINT")

    aggregate(_names, ("integer",))(_bind_bits)


@aggregate("BOOLXOR_AGG", ("boolean",))
def _boolxor_agg(call: Call) -> Typed:
    true, known = f"count(CASE WHEN {call[0].sql} THEN 1 END){OVER}", f"count({call[0].sql}){OVER}"
    return typed(f"CASE WHEN {known} > 0 THEN {true} = 1 END", BOOLEAN)


@aggregate("HASH_AGG", ("any",), maximum=MANY, note="not Snowflake's own values, nor the same in all versions")
def _hash_agg(call: Call) -> Typed:
    keys = ", ".join(ordering_key(argument) for argument in call.arguments)
    total = f"coalesce(sum(CAST(hash({keys}) AS HUGEINT)){OVER}, 0)"
    return whole(f"{total} % 9223372036854775807", number(19, 0), nullable=False)


# ---------------------------------------------------------------- lists


def _ordered(call: Call) -> str:
    return f" ORDER BY {call.order}" if call.order else ""


def _distinct_in_order(call: Call, rendered: Callable[[Typed], Typed]) -> str:
    """Return the list of the texts of the different values, in the order of the values themselves.

    The order can be by nothing but the values, as in Snowflake: GroupByError for another key.
    """
    value = call[0]
    if len(call.keys) != 1 or call.keys[0].sql != value.sql:
        raise GroupByError(f"[{call.order_shown}] is not a valid order by expression", position=call.position)
    if not call.order.startswith(f"{value.sql} "):
        raise UnsupportedError(f"DISTINCT {value.type} WITHIN GROUP", position=call.position)
    different = f"list(DISTINCT {value.sql}{_ordered(call)}) FILTER (WHERE {value.sql} IS NOT NULL){OVER}"
    return f"list_transform({different}, lambda k: {rendered(value.with_sql('k', nullable=False)).sql})"


@aggregate("LISTAGG STRING_AGG", ("any", "text"), minimum=1)
def _listagg(call: Call) -> Typed:
    delimiter = call[1].sql if len(call) > 1 else "''"
    if call.distinct and call.order:
        listed = _distinct_in_order(call, lambda value: to_text(value, call.environment))
        return typed(f"coalesce(array_to_string({listed}, {delimiter}), '')", VARCHAR, nullable=False)
    text = to_text(call[0], call.environment)
    joined = f"string_agg({_distinct(call)}{text.sql}, {delimiter}{_ordered(call)}){OVER}"
    return typed(f"coalesce({joined}, '')", VARCHAR, nullable=False)


@aggregate("ARRAY_AGG ARRAYAGG", ("any",))
def _array_agg(call: Call) -> Typed:
    if call.distinct and call.order:
        listed = _distinct_in_order(call, lambda value: to_variant(value, call.environment))
        return typed(f"('[' || coalesce(array_to_string({listed}, ','), '') || ']')", ARRAY, nullable=False)
    element = to_variant(call[0], call.environment).sql
    joined = f"string_agg({_distinct(call)}{element}, ','{_ordered(call)}){OVER}"
    return typed(f"('[' || coalesce({joined}, '') || ']')", ARRAY, nullable=False)


@aggregate("ARRAY_UNIQUE_AGG", ("any",))
def _array_unique_agg(call: Call) -> Typed:
    element = to_variant(call[0], call.environment).sql
    return typed(f"('[' || coalesce(string_agg(DISTINCT {element}, ','){OVER}, '') || ']')", ARRAY, nullable=False)


@aggregate("ARRAY_UNION_AGG", ("array",))
def _array_union_agg(call: Call) -> Typed:
    arrays = f"list({call[0].sql}) FILTER (WHERE {call[0].sql} IS NOT NULL){OVER}"
    return typed(f"coalesce(frazil_array_union({arrays}), '[]')", ARRAY, nullable=False)


@aggregate("OBJECT_AGG", ("text", "any"))
def _object_agg(call: Call) -> Typed:
    value = to_variant(call[1], call.environment).sql
    key = f"CASE WHEN {value} IS NOT NULL THEN {call[0].sql} END"
    joined = f"string_agg(CAST(to_json({key}) AS VARCHAR) || ':' || {value}, ',' ORDER BY {key}){OVER}"
    repeated = f"count({key}){OVER} <> count(DISTINCT {key}){OVER}"
    refusal = "frazil.refuse('100132', 'Duplicate field key in OBJECT_AGG')"
    sql = f"CASE WHEN {repeated} THEN {refusal} ELSE '{{' || coalesce({joined}, '') || '}}' END"
    return typed(sql, OBJECT, nullable=False)
