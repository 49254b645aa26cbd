"""String and binary functions."""

from __future__ import annotations

from frazil.core.types import ARRAY, BINARY, BOOLEAN, VARCHAR, DataType, Kind, number
from frazil.sql.binder.casts import to_text, to_variant
from frazil.sql.binder.registry import MANY, Call, Category
from frazil.sql.binder.typed import Typed, typed
from frazil.sql.functions.shapes import COUNT, whole

STRINGS = Category("String and binary")
_TEXT = ("text",)
_TWO = ("text", "text")
_HASH = number(19, 0)


def _text(names: str, template: str, parameters: tuple[str, ...] = _TEXT, *, optional: int = 0, note: str = "") -> None:
    STRINGS.scalar(names, template, parameters, VARCHAR, optional=optional, note=note)


def _count(names: str, template: str, parameters: tuple[str, ...] = _TEXT, kind: DataType = COUNT) -> None:
    STRINGS.scalar(names, f"CAST({template} AS BIGINT)", parameters, kind, storage="BIGINT")


_text("UPPER", "upper({0})")
_text("LOWER", "lower({0})")
_text("REVERSE", "reverse({0})")
_text("REPEAT", "frazil.repeat({0}, CAST({1} AS BIGINT))", ("text", "integer"))
_text("SPACE", "frazil.repeat(' ', CAST({0} AS BIGINT))", ("integer",))
_text("TRANSLATE", "translate({0}, {1}, {2})", ("text", "text", "text"))
_text("CHR CHAR", "chr(CAST({0} AS INTEGER))", ("integer",))
_text("MD5 MD5_HEX", "md5({0})")
_text("SHA1 SHA1_HEX", "sha1({0})")
_text("SPLIT_PART", "frazil.split_part({0}, {1}, CAST({2} AS BIGINT))", ("text", "text", "integer"))
_text(
    "INSERT",
    "frazil.insert({0}, CAST({1} AS BIGINT), CAST({2} AS BIGINT), {3})",
    ("text", "integer", "integer", "text"),
)
_text("HEX_DECODE_STRING", "decode(frazil_parse_hex({0}))")
_text("TRY_HEX_DECODE_STRING", "TRY(decode(frazil_parse_hex({0})))")
_text("BASE64_DECODE_STRING", "decode(frazil_decode_base64({0}))")
_text("TRY_BASE64_DECODE_STRING", "TRY(decode(frazil_decode_base64({0})))")
_text(
    "RANDSTR",
    "frazil.left(frazil.repeat(sha256(CAST({1} AS VARCHAR)), CAST({0} AS BIGINT) // 64 + 1), CAST({0} AS BIGINT))",
    ("integer", "integer"),
    note="other letters than Snowflake's for one generator",
)
_count("ASCII", "ascii({0})")
_count("UNICODE", "CASE WHEN {0} = '' THEN 0 ELSE unicode({0}) END")
_count("EDITDISTANCE", "levenshtein({0}, {1})", _TWO)
_count("JAROWINKLER_SIMILARITY", "round(jaro_winkler_similarity(upper({0}), upper({1})) * 100)", _TWO)
STRINGS.scalar("CONTAINS", "contains({0}, {1})", _TWO, BOOLEAN)
STRINGS.scalar("STARTSWITH", "starts_with({0}, {1})", _TWO, BOOLEAN)
STRINGS.scalar("ENDSWITH", "ends_with({0}, {1})", _TWO, BOOLEAN)
STRINGS.scalar("SPLIT", "frazil.split({0}, {1})", _TWO, ARRAY)
STRINGS.scalar("MD5_BINARY", "unhex(md5({0}))", _TEXT, BINARY)
STRINGS.scalar("SHA1_BINARY", "unhex(sha1({0}))", _TEXT, BINARY)
STRINGS.scalar("HEX_DECODE_BINARY", "frazil_parse_hex({0})", _TEXT, BINARY)
STRINGS.scalar("TRY_HEX_DECODE_BINARY", "TRY(frazil_parse_hex({0}))", _TEXT, BINARY)
STRINGS.scalar("BASE64_DECODE_BINARY", "frazil_decode_base64({0})", _TEXT, BINARY)
STRINGS.scalar("TRY_BASE64_DECODE_BINARY", "TRY(frazil_decode_base64({0}))", _TEXT, BINARY)
STRINGS.scalar(
    "UUID_STRING", "CAST(uuid() AS VARCHAR)", (), VARCHAR, nullable=False, volatile=True, note="no named UUIDs"
)


def _bytes(call: Call, index: int = 0) -> str:
    """Return an argument as a BLOB: a binary as it is, anything else as its text in UTF-8."""
    value = call[index]
    return value.sql if value.type.kind is Kind.BINARY else f"encode({to_text(value, call.environment).sql})"


@STRINGS.function("LENGTH LEN", ("any",))
def _length(call: Call) -> Typed:
    if call[0].type.kind is Kind.BINARY:
        return whole(f"octet_length({call[0].sql})", nullable=call[0].nullable)
    return whole(f"length({to_text(call[0], call.environment).sql})", nullable=call[0].nullable)


@STRINGS.function("OCTET_LENGTH", ("any",))
def _octet_length(call: Call) -> Typed:
    return whole(f"octet_length({_bytes(call)})", nullable=call[0].nullable)


@STRINGS.function("BIT_LENGTH", ("any",))
def _bit_length(call: Call) -> Typed:
    return whole(f"octet_length({_bytes(call)}) * 8", nullable=call[0].nullable)


# ---------------------------------------------------------------- pieces; a binary's are cut from its hexadecimal text


def _piece(call: Call, macro: str) -> Typed:
    numbers = [f"CAST({argument.sql} AS BIGINT)" for argument in call.arguments[1:]]
    if call[0].type.kind is Kind.BINARY:
        return typed(f"unhex(frazil.{macro}_hex({', '.join([f'hex({call[0].sql})', *numbers])}))", BINARY)
    text = to_text(call[0], call.environment)
    return typed(f"frazil.{macro}({', '.join([text.sql, *numbers])})", VARCHAR)


@STRINGS.function("SUBSTR SUBSTRING", ("any", "integer", "integer"), minimum=2)
def _substr(call: Call) -> Typed:
    return _piece(call, "substr" if len(call) == 3 else "substr_from")


@STRINGS.function("LEFT", ("any", "integer"))
def _left(call: Call) -> Typed:
    return _piece(call, "left")


@STRINGS.function("RIGHT", ("any", "integer"))
def _right(call: Call) -> Typed:
    return _piece(call, "right")


def _enter_trim(name: str, function: str) -> None:
    @STRINGS.function(name, ("text", "text"), minimum=1)
    def _bind(call: Call) -> Typed:
        characters = call[1].sql if len(call) > 1 else "' '"
        return typed(f"{function}({call[0].sql}, {characters})", VARCHAR)


_enter_trim("TRIM", "trim")
_enter_trim("LTRIM", "ltrim")
_enter_trim("RTRIM", "rtrim")


def _enter_pad(name: str, macro: str) -> None:
    @STRINGS.function(name, ("text", "integer", "text"), minimum=2)
    def _bind(call: Call) -> Typed:
        pad = call[2].sql if len(call) > 2 else "' '"
        return typed(f"frazil.{macro}({call[0].sql}, CAST({call[1].sql} AS BIGINT), {pad})", VARCHAR)


_enter_pad("LPAD", "lpad")
_enter_pad("RPAD", "rpad")


# ---------------------------------------------------------------- whole texts


@STRINGS.function("REPLACE", ("text", "text", "text"), minimum=2)
def _replace(call: Call) -> Typed:
    replacement = call[2].sql if len(call) > 2 else "''"
    return typed(f"replace({call[0].sql}, {call[1].sql}, {replacement})", VARCHAR)


@STRINGS.function("CONCAT", ("any",), maximum=MANY)
def _concat(call: Call) -> Typed:
    nullable = any(argument.nullable for argument in call.arguments)
    if all(argument.type.kind is Kind.BINARY for argument in call.arguments):
        return typed("(" + " || ".join(argument.sql for argument in call.arguments) + ")", BINARY, nullable=nullable)
    texts = [to_text(argument, call.environment).sql for argument in call.arguments]
    return typed("(" + " || ".join(texts) + ")", VARCHAR, nullable=nullable)


@STRINGS.function("CONCAT_WS", ("text",), minimum=2, maximum=MANY)
def _concat_ws(call: Call) -> Typed:
    texts = [argument.sql for argument in call.arguments[1:]]
    return typed("(" + f" || {call[0].sql} || ".join(texts) + ")", VARCHAR)


def _position(call: Call, sought: Typed, text: Typed) -> Typed:
    start = f"CAST({call[2].sql} AS BIGINT)" if len(call) > 2 else "1"
    return whole(f"frazil.position({sought.sql}, {text.sql}, {start})")


@STRINGS.function("POSITION CHARINDEX", ("text", "text", "integer"), minimum=2)
def _position_of(call: Call) -> Typed:
    return _position(call, call[0], call[1])


@STRINGS.function("INITCAP", ("text", "text"), minimum=1)
def _initcap(call: Call) -> Typed:
    delimiters = call[1].sql if len(call) > 1 else "NULL"
    return typed(f"frazil_initcap({call[0].sql}, {delimiters})", VARCHAR)


# ---------------------------------------------------------------- digests and encodings


@STRINGS.function("SHA2 SHA2_HEX", ("any", "integer"), minimum=1)
def _sha2(call: Call) -> Typed:
    size = str(call.constant(1)) if len(call) > 1 else "256"
    data = _bytes(call)
    return typed(f"sha256({data})" if size in ("0", "256") else f"frazil_sha2({data}, {size})", VARCHAR)


@STRINGS.function("HASH", ("any",), maximum=MANY, note="stable, but not Snowflake's own values")
def _hash(call: Call) -> Typed:
    keys = [f"coalesce(frazil.variant_key({to_variant(value, call.environment).sql}), 'N')" for value in call.arguments]
    text = " || chr(31) || ".join(keys)
    return whole(f"CAST(md5_number_lower({text}) AS HUGEINT) - 9223372036854775808", _HASH, nullable=False)


@STRINGS.function("HEX_ENCODE", ("any", "integer"), minimum=1)
def _hex_encode(call: Call) -> Typed:
    digits = f"hex({_bytes(call)})"
    lower = len(call) > 1 and str(call.constant(1)) == "0"
    return typed(f"lower({digits})" if lower else digits, VARCHAR)


@STRINGS.function("BASE64_ENCODE", ("any",))
def _base64_encode(call: Call) -> Typed:
    return typed(f"to_base64({_bytes(call)})", VARCHAR)


@STRINGS.function("STRTOK", ("text", "text", "integer"), minimum=1)
def _strtok(call: Call) -> Typed:
    delimiters = call[1].sql if len(call) > 1 else "' '"
    part = call[2].sql if len(call) > 2 else "1"
    return typed(f"frazil_strtok({call[0].sql}, {delimiters}, CAST({part} AS BIGINT))", VARCHAR)


@STRINGS.function("STRTOK_TO_ARRAY", ("text", "text"), minimum=1)
def _strtok_to_array(call: Call) -> Typed:
    delimiters = call[1].sql if len(call) > 1 else "' '"
    return typed(f"frazil_strtok_to_array({call[0].sql}, {delimiters})", ARRAY)
