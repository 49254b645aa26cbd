"""Approximate aggregates and their states, and bitmaps: what they hold is made by ``sketch_states``."""

from __future__ import annotations

from frazil.core.errors import InvalidArgumentError
from frazil.core.types import ARRAY, BINARY, FLOAT, OBJECT, Kind, number
from frazil.sql.binder.casts import to_text, to_variant
from frazil.sql.binder.environment import Environment
from frazil.sql.binder.operators import ordering_key
from frazil.sql.binder.registry import MANY, OVER, Call
from frazil.sql.binder.typed import Typed, typed
from frazil.sql.functions.aggregates import AGGREGATES, aggregate
from frazil.sql.functions.shapes import COUNT

_TOP_COUNTERS = 10_000
_LARGEST_TOP = 100_000
_OWN_STATES = "its states are not Snowflake's"


def _hash(call: Call, first: int = 0) -> str:
    """Return a hash of the arguments from one on, NULL where one of them is NULL."""
    keys = [_hash_key(argument, call.environment) for argument in call.arguments[first:]]
    present = " AND ".join(f"{key} IS NOT NULL" for key in keys)
    return f"CASE WHEN {present} THEN hash({', '.join(keys)}) END"


def _hash_key(value: Typed, environment: Environment) -> str:
    """Return what is hashed of a value: equal numbers have one text, however they are carried."""
    if value.type.kind is Kind.NUMBER:
        return f"frazil.strip_zeros({to_text(value, environment).sql})"
    return ordering_key(value)


def _listed(value: str, *, distinct: bool = False) -> str:
    """Return an aggregate: the list of a group's values that are not NULL, empty if there are none."""
    text = f"list({'DISTINCT ' if distinct else ''}{value}) FILTER (WHERE ({value}) IS NOT NULL){OVER}"
    return f"coalesce({text}, [])"


def _combined(call: Call, function: str) -> str:
    """Return a call of a function with the list of a group's states, NULL if there are none."""
    return f"{function}(list({call[0].sql}) FILTER (WHERE {call[0].sql} IS NOT NULL){OVER})"


# ---------------------------------------------------------------- HyperLogLog


@aggregate("HLL_ACCUMULATE", ("any",), maximum=MANY, note=_OWN_STATES)
def _hll_accumulate(call: Call) -> Typed:
    codes = _listed(f"frazil.hll_code({_hash(call)})", distinct=True)
    return typed(f"frazil_hll_state({codes})", BINARY, nullable=False)


@aggregate("HLL_COMBINE", ("binary",), note=_OWN_STATES)
def _hll_combine(call: Call) -> Typed:
    return typed(_combined(call, "frazil_hll_combine"), BINARY)


@AGGREGATES.function("HLL_ESTIMATE", ("binary",))
def _hll_estimate(call: Call) -> Typed:
    return Typed(f"frazil_hll_estimate({call[0].sql})", COUNT, "BIGINT")


AGGREGATES.scalar("HLL_EXPORT", "frazil_hll_export({0})", ("binary",), OBJECT, note=_OWN_STATES)
AGGREGATES.scalar("HLL_IMPORT", "frazil_hll_import({0})", ("object",), BINARY, note=_OWN_STATES)

# ---------------------------------------------------------------- bitmaps

_BUCKET = "CASE WHEN {0} > 0 THEN ({0} - 1) // 32768 + 1 ELSE -(-({0}) // 32768) END"
_POSITION = "CASE WHEN {0} > 0 THEN ({0} - 1) % 32768 ELSE -({0}) % 32768 END"


@AGGREGATES.function("BITMAP_BUCKET_NUMBER", ("integer",))
def _bitmap_bucket_number(call: Call) -> Typed:
    return typed(f"CAST({_BUCKET.format(f'CAST({call[0].sql} AS HUGEINT)')} AS DECIMAL(38,0))", number())


@AGGREGATES.function("BITMAP_BIT_POSITION", ("integer",))
def _bitmap_bit_position(call: Call) -> Typed:
    return Typed(f"CAST({_POSITION.format(f'CAST({call[0].sql} AS HUGEINT)')} AS BIGINT)", COUNT, "BIGINT")


@aggregate("BITMAP_CONSTRUCT_AGG", ("integer",), note="its bitmaps are not Snowflake's")
def _bitmap_construct_agg(call: Call) -> Typed:
    positions = f"CAST({call[0].sql} AS BIGINT)"
    return typed(f"frazil_bitmap_of(list(DISTINCT {positions}) FILTER (WHERE {positions} IS NOT NULL){OVER})", BINARY)


@aggregate("BITMAP_OR_AGG", ("binary",), note="its bitmaps are not Snowflake's")
def _bitmap_or_agg(call: Call) -> Typed:
    return typed(_combined(call, "frazil_bitmap_or"), BINARY)


@AGGREGATES.function("BITMAP_COUNT", ("binary",))
def _bitmap_count(call: Call) -> Typed:
    return Typed(f"frazil_bitmap_count({call[0].sql})", COUNT, "BIGINT")


# ---------------------------------------------------------------- percentiles


@aggregate("APPROX_PERCENTILE_ACCUMULATE", ("float",), note=_OWN_STATES)
def _approx_percentile_accumulate(call: Call) -> Typed:
    return typed(f"frazil_digest_state({_listed(call[0].sql)})", OBJECT, nullable=False)


@aggregate("APPROX_PERCENTILE_COMBINE", ("object",), note=_OWN_STATES)
def _approx_percentile_combine(call: Call) -> Typed:
    return typed(_combined(call, "frazil_digest_combine"), OBJECT)


@AGGREGATES.function("APPROX_PERCENTILE_ESTIMATE", ("object", "float"))
def _approx_percentile_estimate(call: Call) -> Typed:
    return typed(f"frazil_digest_estimate({call[0].sql}, {call[1].sql})", FLOAT)


# ---------------------------------------------------------------- MinHash


@aggregate("MINHASH", ("integer", "any"), maximum=MANY, note=_OWN_STATES)
def _minhash(call: Call) -> Typed:
    hashes = _listed(f"CAST(({_hash(call, 1)}) >> 1 AS BIGINT)", distinct=True)
    size = call.integer(0, 0)
    if not 1 <= size <= 1024:
        raise InvalidArgumentError(
            f"Invalid value [{size}] for function 'MINHASH', parameter 1", position=call.position
        )
    return typed(f"frazil_minhash_state({hashes}, {size})", OBJECT, nullable=False)


@aggregate("MINHASH_COMBINE", ("object",), note=_OWN_STATES)
def _minhash_combine(call: Call) -> Typed:
    return typed(_combined(call, "frazil_minhash_combine"), OBJECT)


@aggregate("APPROXIMATE_SIMILARITY APPROXIMATE_JACCARD_INDEX", ("object",))
def _approximate_similarity(call: Call) -> Typed:
    return typed(_combined(call, "frazil_similarity"), FLOAT)


# ---------------------------------------------------------------- the most frequent values


def _limit(call: Call, index: int, default: int) -> int:
    limit = call.integer(index, default)
    if not 1 <= limit <= _LARGEST_TOP:
        raise InvalidArgumentError(
            f"Invalid value [{limit}] for function '{call.name}', parameter {index + 1}", position=call.position
        )
    return limit


def _top_state(call: Call, counters: int) -> str:
    values = _listed(to_variant(call[0], call.environment).sql)
    return f"frazil_top_state({values}, {counters})"


@aggregate("APPROX_TOP_K", ("any", "integer", "integer"), minimum=1)
def _approx_top_k(call: Call) -> Typed:
    count = _limit(call, 1, 1)
    counters = max(_limit(call, 2, _TOP_COUNTERS), count)
    return typed(f"frazil_top_estimate({_top_state(call, counters)}, {count})", ARRAY, nullable=False)


@aggregate("APPROX_TOP_K_ACCUMULATE", ("any", "integer"), note=_OWN_STATES)
def _approx_top_k_accumulate(call: Call) -> Typed:
    return typed(_top_state(call, _limit(call, 1, _TOP_COUNTERS)), OBJECT, nullable=False)


@aggregate("APPROX_TOP_K_COMBINE", ("object", "integer"), minimum=1, note=_OWN_STATES)
def _approx_top_k_combine(call: Call) -> Typed:
    states = f"list({call[0].sql}) FILTER (WHERE {call[0].sql} IS NOT NULL){OVER}"
    counters = _limit(call, 1, _TOP_COUNTERS) if len(call) > 1 else 0
    return typed(f"frazil_top_combine({states}, {counters})", OBJECT)


@AGGREGATES.function("APPROX_TOP_K_ESTIMATE", ("object", "integer"), minimum=1)
def _approx_top_k_estimate(call: Call) -> Typed:
    return typed(f"frazil_top_estimate({call[0].sql}, {_limit(call, 1, 1)})", ARRAY)
