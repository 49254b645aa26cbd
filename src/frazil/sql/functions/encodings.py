"""Digests, encodings, compression and names made by them; all of texts as UTF-8 or of binaries."""

from __future__ import annotations

from frazil.core.errors import EvaluationError, FunctionArgumentsError
from frazil.core.types import BINARY, VARCHAR, DataType, Kind, number, varchar
from frazil.sql.binder.casts import to_variant
from frazil.sql.binder.registry import MANY, Call
from frazil.sql.binder.typed import Typed, typed
from frazil.sql.functions.shapes import octets, whole
from frazil.sql.functions.strings import STRINGS

_HASH = number(19, 0)
_UNSIGNED = number(20, 0)
_LONGEST_DIGEST = 64
_SHA2_SIZES = (0, 224, 256, 384, 512)


def _enter_digest(names: str, digest: str, size: int) -> None:
    @STRINGS.function(names, ("any",))
    def _bind(call: Call) -> Typed:
        return typed(f"{digest}({octets(call[0], call.environment)})", varchar(2 * size))


def _enter_binary_digest(name: str, digest: str, size: int) -> None:
    @STRINGS.function(name, ("any",))
    def _bind(call: Call) -> Typed:
        return typed(f"unhex({digest}({octets(call[0], call.environment)}))", DataType(Kind.BINARY, length=size))


def _enter_number(name: str, first: int) -> None:
    """Enter a function for eight bytes of the MD5 digest, as a number."""

    @STRINGS.function(name, ("any",))
    def _bind(call: Call) -> Typed:
        digits = f"substr(md5({octets(call[0], call.environment)}), {first}, 16)"
        return Typed(f"CAST(CAST('0x' || {digits} AS UBIGINT) AS DECIMAL(38,0))", _UNSIGNED, "DECIMAL(38,0)")


_enter_digest("MD5 MD5_HEX", "md5", 16)
_enter_digest("SHA1 SHA1_HEX", "sha1", 20)
_enter_binary_digest("MD5_BINARY", "md5", 16)
_enter_binary_digest("SHA1_BINARY", "sha1", 20)
_enter_number("MD5_NUMBER_UPPER64", 1)
_enter_number("MD5_NUMBER_LOWER64", 17)


def _sha2_digits(call: Call) -> str:
    """Return the text of the digest in hexadecimal; raises EvaluationError for a size that there is not."""
    given = call.constant(1) if len(call) > 1 else 256
    size = next((size for size in _SHA2_SIZES if size == given), None)
    if size is None:
        raise EvaluationError(f"Invalid digest size {given}: only 224, 256, 384 and 512 are allowed")
    data = octets(call[0], call.environment)
    return f"sha256({data})" if size in (0, 256) else f"frazil_sha2({data}, {size})"


@STRINGS.function("SHA2 SHA2_HEX", ("any", "integer"), minimum=1)
def _sha2(call: Call) -> Typed:
    return typed(_sha2_digits(call), varchar(2 * _LONGEST_DIGEST))


@STRINGS.function("SHA2_BINARY", ("any", "integer"), minimum=1)
def _sha2_binary(call: Call) -> Typed:
    return typed(f"unhex({_sha2_digits(call)})", DataType(Kind.BINARY, length=_LONGEST_DIGEST))


@STRINGS.function("HASH", ("any",), maximum=MANY, note="stable, but not Snowflake's own values")
def _hash(call: Call) -> Typed:
    keys = [f"coalesce(frazil.variant_key({to_variant(value, call.environment).sql}), 'N')" for value in call.arguments]
    text = " || chr(31) || ".join(keys)
    return whole(f"CAST(md5_number_lower({text}) AS HUGEINT) - 9223372036854775808", _HASH, nullable=False)


# ---------------------------------------------------------------- hexadecimal and base64


@STRINGS.function("HEX_ENCODE", ("any", "integer"), minimum=1)
def _hex_encode(call: Call) -> Typed:
    digits = f"hex({octets(call[0], call.environment)})"
    lower = len(call) > 1 and str(call.constant(1)) == "0"
    return typed(f"lower({digits})" if lower else digits, VARCHAR)


@STRINGS.function("BASE64_ENCODE", ("any", "integer", "text"), minimum=1)
def _base64_encode(call: Call) -> Typed:
    data = octets(call[0], call.environment)
    if len(call) == 1:
        return typed(f"to_base64({data})", VARCHAR)
    alphabet = call[2].sql if len(call) > 2 else "''"
    return typed(f"frazil_encode_base64({data}, CAST({call[1].sql} AS BIGINT), {alphabet})", VARCHAR)


def _enter_decoders(prefix: str, sql: str, parameters: int) -> None:
    """Enter a decoder to BINARY and one to VARCHAR, and those that give NULL for what is not encoded so."""

    def enter(name: str, template: str, *, binary: bool) -> None:
        @STRINGS.function(name, ("text",) * parameters, minimum=1)
        def _bind(call: Call) -> Typed:
            alphabet = call[1].sql if len(call) > 1 else "''"
            return typed(template.format(sql.format(call[0].sql, alphabet)), BINARY if binary else VARCHAR)

    enter(f"{prefix}_BINARY", "{0}", binary=True)
    enter(f"{prefix}_STRING", "decode({0})", binary=False)
    enter(f"TRY_{prefix}_BINARY", "TRY({0})", binary=True)
    enter(f"TRY_{prefix}_STRING", "TRY(decode({0}))", binary=False)


_enter_decoders("HEX_DECODE", "frazil_parse_hex({0})", 1)
_enter_decoders("BASE64_DECODE", "frazil_decode_base64({0}, {1})", 2)


# ---------------------------------------------------------------- compression and names


@STRINGS.function("COMPRESS", ("any", "text"))
def _compress(call: Call) -> Typed:
    return typed(f"frazil_compress({octets(call[0], call.environment)}, {call[1].sql})", BINARY)


STRINGS.scalar("DECOMPRESS_BINARY", "frazil_decompress({0}, {1})", ("binary", "text"), BINARY)
STRINGS.scalar("DECOMPRESS_STRING", "decode(frazil_decompress({0}, {1}))", ("binary", "text"), VARCHAR)


@STRINGS.function("UUID_STRING", ("text", "text"), minimum=0, volatile=True)
def _uuid_string(call: Call) -> Typed:
    if len(call) == 1:
        raise FunctionArgumentsError(
            f"not enough arguments for function [{call.name}], expected 2, got 1", position=call.position
        )
    if len(call) == 2:
        return typed(f"frazil_named_uuid({call[0].sql}, {call[1].sql})", varchar(36))
    return typed("CAST(uuid() AS VARCHAR)", varchar(36), nullable=False)
