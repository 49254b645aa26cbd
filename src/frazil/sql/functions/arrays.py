"""Functions of ARRAY values: building them, and taking them apart."""

from __future__ import annotations

from frazil.core.types import ARRAY, BOOLEAN, OBJECT, VARCHAR, VARIANT
from frazil.sql.binder.casts import to_variant
from frazil.sql.binder.registry import MANY, Call
from frazil.sql.binder.typed import Typed, typed
from frazil.sql.functions.semi_structured import SEMI
from frazil.sql.functions.shapes import COUNT, element

SEMI.scalar("ARRAY_TO_STRING", "frazil.array_to_string({0}, {1})", ("array", "text"), VARCHAR)
SEMI.scalar("ARRAY_CAT", "frazil.array_join({0}, {1})", ("array", "array"), ARRAY)
SEMI.scalar("ARRAY_COMPACT", "frazil.array_compact({0})", ("array",), ARRAY)
SEMI.scalar("ARRAY_DISTINCT", "frazil_array_distinct({0})", ("array",), ARRAY)
SEMI.scalar("ARRAY_FLATTEN", "frazil_array_flatten({0})", ("array",), ARRAY)
SEMI.scalar("ARRAY_INTERSECTION", "frazil_array_intersection({0}, {1})", ("array", "array"), ARRAY)
SEMI.scalar("ARRAY_EXCEPT", "frazil_array_except({0}, {1})", ("array", "array"), ARRAY)
SEMI.scalar("ARRAYS_OVERLAP", "frazil_array_overlap({0}, {1})", ("array", "array"), BOOLEAN)
SEMI.scalar(
    "ARRAY_SLICE",
    "frazil_array_slice({0}, CAST({1} AS BIGINT), CAST({2} AS BIGINT))",
    ("array", "integer", "integer"),
    ARRAY,
)
SEMI.scalar(
    "ARRAY_INSERT", "frazil_array_insert({0}, CAST({1} AS BIGINT), {2})", ("array", "integer", "variant"), ARRAY
)
SEMI.scalar("ARRAY_REMOVE_AT", "frazil_array_remove_at({0}, CAST({1} AS BIGINT))", ("array", "integer"), ARRAY)
SEMI.scalar("ARRAY_REVERSE", "frazil.array_of(list_reverse(frazil.elements({0})))", ("array",), ARRAY)
SEMI.scalar("ARRAY_REMOVE", "frazil_array_remove({0}, {1})", ("array", "variant"), ARRAY)
SEMI.scalar("ARRAYS_TO_OBJECT", "frazil_arrays_to_object({0}, {1})", ("array", "array"), OBJECT)


@SEMI.function("ARRAYS_ZIP", ("array",), maximum=MANY)
def _arrays_zip(call: Call) -> Typed:
    arrays = ", ".join(argument.sql for argument in call.arguments)
    given = " AND ".join(f"{argument.sql} IS NOT NULL" for argument in call.arguments)
    return typed(f"CASE WHEN {given} THEN frazil_arrays_zip([{arrays}]) END", ARRAY)


@SEMI.function("ARRAY_GENERATE_RANGE", ("integer", "integer", "integer"), minimum=2)
def _array_generate_range(call: Call) -> Typed:
    step = f"CAST({call[2].sql} AS BIGINT)" if len(call) > 2 else "1"
    return typed(f"frazil.array_range(CAST({call[0].sql} AS BIGINT), CAST({call[1].sql} AS BIGINT), {step})", ARRAY)


@SEMI.function("ARRAY_CONSTRUCT", ("any",), minimum=0, maximum=MANY)
def _array_construct(call: Call) -> Typed:
    if not len(call):
        return typed("'[]'", ARRAY, nullable=False)
    texts = [element(argument, call.environment) for argument in call.arguments]
    return typed("('[' || " + " || ',' || ".join(texts) + " || ']')", ARRAY, nullable=False)


@SEMI.function("ARRAY_CONSTRUCT_COMPACT", ("any",), minimum=0, maximum=MANY)
def _array_construct_compact(call: Call) -> Typed:
    if not len(call):
        return typed("'[]'", ARRAY, nullable=False)
    texts = [f"nullif({to_variant(argument, call.environment).sql}, 'null')" for argument in call.arguments]
    return typed(f"('[' || concat_ws(',', {', '.join(texts)}) || ']')", ARRAY, nullable=False)


@SEMI.function("ARRAY_SIZE", ("any",))
def _array_size(call: Call) -> Typed:
    value = to_variant(call[0], call.environment)
    sql = f"CASE WHEN starts_with({value.sql}, '[') THEN CAST(json_array_length({value.sql}) AS BIGINT) END"
    return Typed(sql, COUNT, "BIGINT", True)


@SEMI.function("ARRAY_APPEND", ("array", "any"))
def _array_append(call: Call) -> Typed:
    return typed(f"frazil.array_join({call[0].sql}, '[' || {element(call[1], call.environment)} || ']')", ARRAY)


@SEMI.function("ARRAY_PREPEND", ("array", "any"))
def _array_prepend(call: Call) -> Typed:
    return typed(f"frazil.array_join('[' || {element(call[1], call.environment)} || ']', {call[0].sql})", ARRAY)


@SEMI.function("ARRAY_CONTAINS", ("variant", "array"))
def _array_contains(call: Call) -> Typed:
    return typed(f"frazil.array_contains({call[1].sql}, {call[0].sql})", BOOLEAN)


@SEMI.function("ARRAY_POSITION", ("variant", "array"))
def _array_position(call: Call) -> Typed:
    return Typed(f"CAST(frazil.array_place({call[1].sql}, {call[0].sql}) - 1 AS BIGINT)", COUNT, "BIGINT")


@SEMI.function("ARRAY_MIN", ("array",))
def _array_min(call: Call) -> Typed:
    return typed(f"frazil.array_first(frazil_array_sort(frazil.array_compact({call[0].sql}), TRUE, FALSE))", VARIANT)


@SEMI.function("ARRAY_MAX", ("array",))
def _array_max(call: Call) -> Typed:
    return typed(f"frazil.array_first(frazil_array_sort(frazil.array_compact({call[0].sql}), FALSE, FALSE))", VARIANT)


@SEMI.function("ARRAY_SORT", ("array", "boolean", "boolean"), minimum=1)
def _array_sort(call: Call) -> Typed:
    ascending = call[1].sql if len(call) > 1 else "TRUE"
    nulls_first = call[2].sql if len(call) > 2 else f"NOT {ascending}"
    return typed(f"frazil_array_sort({call[0].sql}, {ascending}, {nulls_first})", ARRAY)
