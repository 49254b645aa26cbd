"""Semi-structured functions: parsing, building, taking apart and asking about VARIANT, OBJECT and ARRAY."""

from __future__ import annotations

from frazil.core.errors import EvaluationError, InvalidArgumentError
from frazil.core.types import (
    ARRAY,
    BINARY,
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
from frazil.sql.binder.paths import structure_member
from frazil.sql.binder.registry import MANY, Call, Category
from frazil.sql.binder.typed import Typed, quote_text, typed
from frazil.sql.functions.variant_text import quote

SEMI = Category("Semi-structured")

SEMI.scalar("CHECK_JSON", "frazil_check_json({0})", ("text",), VARCHAR, nullable=True)
SEMI.scalar("TO_JSON", "frazil.variant_json({0})", ("variant",), VARCHAR)
SEMI.scalar("TYPEOF", "frazil.type_name({0})", ("variant",), VARCHAR)
SEMI.scalar("IS_NULL_VALUE", "({0} = 'null')", ("variant",), BOOLEAN)
SEMI.scalar("STRIP_NULL_VALUE", "nullif({0}, 'null')", ("variant",), VARIANT, nullable=True)
SEMI.scalar("OBJECT_KEYS", "frazil.object_keys({0})", ("object",), ARRAY)
SEMI.scalar(
    "JSON_EXTRACT_PATH_TEXT",
    "frazil.variant_text(frazil_get_path(frazil.parse_json({0}), {1}))",
    ("text", "text"),
    VARCHAR,
    nullable=True,
)


def _parsed(call: Call, strict: str, lenient: str) -> Typed:
    """Return a parser's call: the word behind the text is ``d`` to keep the last of equal keys, or ``s``."""
    word = call.constant(1) if len(call) > 1 else "s"
    if word not in ("s", "d", ""):
        raise InvalidArgumentError(f"Invalid value [{word}] for function '{call.name}', parameter 2")
    return typed(f"{lenient if word == 'd' else strict}({call[0].sql})", VARIANT)


@SEMI.function("PARSE_JSON", ("text", "text"), minimum=1)
def _parse_json(call: Call) -> Typed:
    return _parsed(call, "frazil.parse_json", "frazil_parse_json_loosely")


@SEMI.function("TRY_PARSE_JSON", ("text", "text"), minimum=1)
def _try_parse_json(call: Call) -> Typed:
    return _parsed(call, "frazil.try_parse_json", "frazil_try_parse_json_loosely")


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


@SEMI.function("OBJECT_CONSTRUCT", ("any",), minimum=0, maximum=MANY)
def _object_construct(call: Call) -> Typed:
    return _object(call, keep_null=False)


@SEMI.function("OBJECT_CONSTRUCT_KEEP_NULL", ("any",), minimum=0, maximum=MANY)
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


# ---------------------------------------------------------------- members


@SEMI.function("GET", ("any", "any"))
def _get(call: Call) -> Typed:
    if call[0].type.kind not in SEMI_STRUCTURED:
        raise call.wrong_types()
    if call[0].type.members and call[0].type.kind is not Kind.OBJECT:
        return structure_member(call[0], call[1], call[0].type.members[-1].type, call.environment)
    if call[1].type.kind is Kind.NUMBER:
        return typed(f"frazil.variant_get_index({call[0].sql}, {call[1].sql})", VARIANT)
    return typed(f"frazil.variant_get_key({call[0].sql}, {coerce(call[1], VARCHAR, call.environment).sql})", VARIANT)


@SEMI.function("GET_IGNORE_CASE", ("variant", "text"))
def _get_ignore_case(call: Call) -> Typed:
    return typed(f"frazil.variant_get_ignore_case({call[0].sql}, {call[1].sql})", VARIANT)


@SEMI.function("GET_PATH", ("variant", "text"))
def _get_path(call: Call) -> Typed:
    return typed(f"frazil_get_path({call[0].sql}, {call[1].sql})", VARIANT)


# ---------------------------------------------------------------- AS_X and IS_X: the value if it is of the kind


def _enter_kind(suffixes: str, kinds: tuple[str, ...], target: DataType, *, also: str = "") -> None:
    tested = ", ".join(quote_text(kind) for kind in kinds)

    @SEMI.function(" ".join([*(f"IS_{suffix}" for suffix in suffixes.split()), also]), ("variant",))
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
_enter_kind("BINARY", ("BINARY",), BINARY)
_enter_kind("DATE", ("DATE",), DATE, also="IS_DATE_VALUE")
_enter_kind("TIME", ("TIME",), TIME)
_enter_kind("TIMESTAMP_NTZ", ("TIMESTAMP_NTZ",), TIMESTAMP_NTZ)
_enter_kind("TIMESTAMP_LTZ", ("TIMESTAMP_LTZ",), TIMESTAMP_LTZ)
_enter_kind("TIMESTAMP_TZ", ("TIMESTAMP_TZ",), TIMESTAMP_TZ)
