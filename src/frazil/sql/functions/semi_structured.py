"""Semi-structured functions: parsing, building, taking apart and asking about VARIANT, OBJECT and ARRAY."""

from __future__ import annotations

from frazil.core.errors import EvaluationError, InvalidArgumentError
from frazil.core.types import (
    ARRAY,
    BOOLEAN,
    DATE,
    FLOAT,
    NUMBER,
    OBJECT,
    SEMI_STRUCTURED,
    TIME,
    TIMESTAMP_LTZ,
    TIMESTAMP_NTZ,
    TIMESTAMP_TZ,
    VARCHAR,
    VARIANT,
    DataType,
    Kind,
    number,
)
from frazil.sql.binder.casts import cast, coerce, to_variant
from frazil.sql.binder.registry import MANY, Call, Category
from frazil.sql.binder.typed import Typed, quote_text, typed
from frazil.sql.functions.shapes import COUNT
from frazil.sql.functions.variant_text import quote

SEMI = Category("Semi-structured")
_UNDEFINED = "'\"\\u0001u\"'"

SEMI.scalar("PARSE_JSON", "frazil.parse_json({0})", ("text",), VARIANT, nullable=True)
SEMI.scalar("TRY_PARSE_JSON", "frazil.try_parse_json({0})", ("text",), VARIANT, nullable=True)
SEMI.scalar("CHECK_JSON", "frazil_check_json({0})", ("text",), VARCHAR, nullable=True)
SEMI.scalar("TO_JSON", "frazil.variant_json({0})", ("variant",), VARCHAR)
SEMI.scalar("TYPEOF", "frazil.type_name({0})", ("variant",), VARCHAR)
SEMI.scalar("IS_NULL_VALUE", "({0} = 'null')", ("variant",), BOOLEAN)
SEMI.scalar("STRIP_NULL_VALUE", "nullif({0}, 'null')", ("variant",), VARIANT, nullable=True)
SEMI.scalar("OBJECT_KEYS", "frazil.object_keys({0})", ("object",), ARRAY)
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
SEMI.scalar(
    "ARRAY_GENERATE_RANGE",
    "frazil.array_range(CAST({0} AS BIGINT), CAST({1} AS BIGINT))",
    ("integer", "integer"),
    ARRAY,
    note="no step",
)


@SEMI.function("TO_VARIANT", ("any",))
def _to_variant(call: Call) -> Typed:
    return to_variant(call[0], call.environment)


@SEMI.function("TO_OBJECT", ("any",))
def _to_object(call: Call) -> Typed:
    if call[0].type.kind not in (*SEMI_STRUCTURED, Kind.NULL):
        raise call.wrong_types()
    return cast(call[0], OBJECT, call.environment)


@SEMI.function("TO_ARRAY", ("any",))
def _to_array(call: Call) -> Typed:
    if call[0].type.kind is Kind.ARRAY:
        return call[0]
    return typed(f"frazil.to_array({to_variant(call[0], call.environment).sql})", ARRAY)


# ---------------------------------------------------------------- OBJECT


def _listed(texts: str) -> str:
    """Return values as a JSON array: native functions read lists with NULLs in them wrongly."""
    return f"CAST(to_json([{texts}]) AS VARCHAR)"


def _object(call: Call, *, keep_null: bool) -> Typed:
    if len(call) % 2:
        raise InvalidArgumentError(f"odd number of arguments to function {call.name}", position=call.position)
    keys = [coerce(call[index], VARCHAR, call.environment) for index in range(0, len(call), 2)]
    values = []
    for index in range(1, len(call), 2):
        value = to_variant(call[index], call.environment).sql
        values.append(f"coalesce({value}, 'null')" if keep_null else value)
    if any(key.constant is None for key in keys):
        names = ", ".join(key.sql for key in keys)
        return typed(f"frazil_object_of({_listed(names)}, {_listed(', '.join(values))})", OBJECT, nullable=False)
    members = {str(call.constant(2 * index)): value for index, value in enumerate(values)}
    if len(members) < len(keys):
        raise EvaluationError("Duplicate field key in OBJECT_CONSTRUCT", position=call.position)
    parts = [f"{quote_text(quote(key) + ':')} || {members[key]}" for key in sorted(members)]
    inner = f"concat_ws(',', {', '.join(parts)})" if parts else "''"
    return typed(f"('{{' || {inner} || '}}')", OBJECT, nullable=False)


@SEMI.function("OBJECT_CONSTRUCT", ("any",), minimum=0, maximum=MANY, note="not OBJECT_CONSTRUCT(*)")
def _object_construct(call: Call) -> Typed:
    return _object(call, keep_null=False)


@SEMI.function("OBJECT_CONSTRUCT_KEEP_NULL", ("any",), minimum=0, maximum=MANY, note="not with *")
def _object_construct_keep_null(call: Call) -> Typed:
    return _object(call, keep_null=True)


@SEMI.function("OBJECT_INSERT", ("object", "text", "variant", "boolean"), minimum=3)
def _object_insert(call: Call) -> Typed:
    update = call[3].sql if len(call) > 3 else "FALSE"
    return typed(f"frazil_object_insert({call[0].sql}, {call[1].sql}, {call[2].sql}, {update})", OBJECT)


@SEMI.function("OBJECT_DELETE", ("object", "text"), maximum=MANY)
def _object_delete(call: Call) -> Typed:
    keys = ", ".join(argument.sql for argument in call.arguments[1:])
    return typed(f"frazil_object_delete({call[0].sql}, {_listed(keys)})", OBJECT)


@SEMI.function("OBJECT_PICK", ("object", "text"), maximum=MANY)
def _object_pick(call: Call) -> Typed:
    keys = ", ".join(argument.sql for argument in call.arguments[1:])
    return typed(f"frazil_object_pick({call[0].sql}, {_listed(keys)})", OBJECT)


# ---------------------------------------------------------------- ARRAY


@SEMI.function("ARRAY_CONSTRUCT", ("any",), minimum=0, maximum=MANY)
def _array_construct(call: Call) -> Typed:
    if not len(call):
        return typed("'[]'", ARRAY, nullable=False)
    values = [to_variant(argument, call.environment) for argument in call.arguments]
    texts = [f"coalesce({value.sql}, {_UNDEFINED})" if value.nullable else value.sql for value in values]
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


def _element(call: Call, index: int) -> str:
    """Return an argument as an array's element: SQL NULL is stored as undefined."""
    value = to_variant(call[index], call.environment)
    return f"coalesce({value.sql}, {_UNDEFINED})" if value.nullable else value.sql


@SEMI.function("ARRAY_APPEND", ("array", "any"))
def _array_append(call: Call) -> Typed:
    return typed(f"frazil.array_join({call[0].sql}, '[' || {_element(call, 1)} || ']')", ARRAY)


@SEMI.function("ARRAY_PREPEND", ("array", "any"))
def _array_prepend(call: Call) -> Typed:
    return typed(f"frazil.array_join('[' || {_element(call, 1)} || ']', {call[0].sql})", ARRAY)


@SEMI.function("ARRAY_CONTAINS", ("variant", "array"))
def _array_contains(call: Call) -> Typed:
    return typed(f"frazil.array_contains({call[1].sql}, {call[0].sql})", BOOLEAN)


@SEMI.function("ARRAY_POSITION", ("variant", "array"))
def _array_position(call: Call) -> Typed:
    return Typed(f"CAST(frazil.array_place({call[1].sql}, {call[0].sql}) - 1 AS BIGINT)", COUNT, "BIGINT")


@SEMI.function("ARRAY_MIN", ("array",))
def _array_min(call: Call) -> Typed:
    return typed(f"frazil.array_first(frazil_array_sort({call[0].sql}, TRUE))", VARIANT)


@SEMI.function("ARRAY_MAX", ("array",))
def _array_max(call: Call) -> Typed:
    return typed(f"frazil.array_first(frazil_array_sort(frazil.array_compact({call[0].sql}), FALSE))", VARIANT)


@SEMI.function("ARRAY_SORT", ("array", "boolean"), minimum=1, note="no order of NULLs")
def _array_sort(call: Call) -> Typed:
    ascending = call[1].sql if len(call) > 1 else "TRUE"
    return typed(f"frazil_array_sort({call[0].sql}, {ascending})", ARRAY)


# ---------------------------------------------------------------- members


@SEMI.function("GET", ("any", "any"))
def _get(call: Call) -> Typed:
    if call[0].type.kind not in SEMI_STRUCTURED:
        raise call.wrong_types()
    if call[1].type.kind is Kind.NUMBER:
        return typed(f"frazil.variant_get_index({call[0].sql}, {call[1].sql})", VARIANT)
    return typed(f"frazil.variant_get_key({call[0].sql}, {coerce(call[1], VARCHAR, call.environment).sql})", VARIANT)


@SEMI.function("GET_IGNORE_CASE", ("variant", "text"), note="the exact spelling is not preferred")
def _get_ignore_case(call: Call) -> Typed:
    return typed(f"frazil.variant_get_ignore_case({call[0].sql}, {call[1].sql})", VARIANT)


@SEMI.function("GET_PATH", ("variant", "text"))
def _get_path(call: Call) -> Typed:
    return typed(f"frazil_get_path({call[0].sql}, {call[1].sql})", VARIANT)


# ---------------------------------------------------------------- AS_X and IS_X: the value if it is of the kind


def _enter_kind(suffixes: str, kinds: tuple[str, ...], target: DataType) -> None:
    tested = ", ".join(quote_text(kind) for kind in kinds)

    @SEMI.function(" ".join(f"IS_{suffix}" for suffix in suffixes.split()), ("variant",))
    def _is(call: Call) -> Typed:
        return typed(f"(frazil.variant_kind({call[0].sql}) IN ({tested}))", BOOLEAN)

    @SEMI.function(" ".join(f"AS_{suffix}" for suffix in suffixes.split()), ("variant", "any", "any"), minimum=1)
    def _as(call: Call) -> Typed:
        wanted = target
        if target.kind is Kind.NUMBER and len(call) > 1:
            wanted = number(call.integer(1, 38), call.integer(2, 0))
        condition = f"frazil.variant_kind({call[0].sql}) IN ({tested})"
        inner = call[0].with_sql(f"CASE WHEN {condition} THEN {call[0].sql} END")
        return cast(inner, wanted, call.environment)


_enter_kind("ARRAY", ("ARRAY",), ARRAY)
_enter_kind("OBJECT", ("OBJECT",), OBJECT)
_enter_kind("BOOLEAN", ("BOOLEAN",), BOOLEAN)
_enter_kind("CHAR VARCHAR", ("VARCHAR",), VARCHAR)
_enter_kind("INTEGER", ("INTEGER",), NUMBER)
_enter_kind("DECIMAL NUMBER", ("INTEGER", "DECIMAL"), NUMBER)
_enter_kind("DOUBLE REAL", ("INTEGER", "DECIMAL", "DOUBLE"), FLOAT)
_enter_kind("DATE", ("DATE",), DATE)
_enter_kind("TIME", ("TIME",), TIME)
_enter_kind("TIMESTAMP_NTZ", ("TIMESTAMP_NTZ",), TIMESTAMP_NTZ)
_enter_kind("TIMESTAMP_LTZ", ("TIMESTAMP_LTZ",), TIMESTAMP_LTZ)
_enter_kind("TIMESTAMP_TZ", ("TIMESTAMP_TZ",), TIMESTAMP_TZ)
