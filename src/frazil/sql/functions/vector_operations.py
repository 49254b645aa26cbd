"""Functions of one VECTOR, and aggregates of many, element by element; all computed in 64 bits."""

from __future__ import annotations

from frazil.core.errors import InvalidArgumentError
from frazil.core.types import DataType, Kind, vector
from frazil.sql.binder.registry import OVER, Call, Role
from frazil.sql.binder.typed import Typed, storage_of, typed
from frazil.sql.functions.vector_distances import VECTORS


def _vector_type(call: Call) -> DataType:
    """Return the type of the first argument; InvalidArgumentTypesError unless it is a VECTOR."""
    if call[0].type.kind is not Kind.VECTOR:
        raise call.wrong_types()
    return call[0].type


@VECTORS.function("VECTOR_NORMALIZE", ("any",), note="NULL for a vector of zeros: what Snowflake gives is not known")
def _normalize(call: Call) -> Typed:
    kind = vector(_vector_type(call).length, integers=False)
    return typed(f"CAST(frazil.vector_normalize(CAST({call[0].sql} AS DOUBLE[])) AS FLOAT[])", kind)


@VECTORS.function("VECTOR_TRUNCATE VECTOR_TRUNC", ("any", "any"))
def _truncate(call: Call) -> Typed:
    kind = _vector_type(call)
    if call[1].type.kind is Kind.NULL:
        return typed(f"CAST(NULL AS {storage_of(kind)})", kind)
    length = call.integer(1, 0)
    if not 1 <= length <= kind.length:
        raise InvalidArgumentError(
            f"Invalid value [{length}] for function '{call.name}', parameter 2: it must be between 1 and {kind.length}",
            position=call.position,
        )
    return typed(f"({call[0].sql})[1:{length}]", vector(length, integers=bool(kind.precision)))


def _enter_aggregate(name: str, fold: str, *, floats: bool = False) -> None:
    """Enter an aggregate that folds the lists of equal places; NULLs do not count, and of nothing it gives NULL."""

    @VECTORS.function(name, ("any",), role=Role.AGGREGATE)
    def _bind(call: Call) -> Typed:
        given = _vector_type(call)
        kind = vector(given.length, integers=False) if floats else given
        seen = f"list({call[0].sql}) FILTER (WHERE {call[0].sql} IS NOT NULL){OVER}"
        return typed(f"CAST(frazil.{fold}({seen}, {given.length}) AS {storage_of(kind)})", kind)


_enter_aggregate("VECTOR_SUM", "vector_sum")
_enter_aggregate("VECTOR_MIN", "vector_min")
_enter_aggregate("VECTOR_MAX", "vector_max")
_enter_aggregate("VECTOR_AVG", "vector_avg", floats=True)
