"""Functions of bits: integers count as 128 bits in two's complement."""

from __future__ import annotations

from frazil.core.types import NUMBER, Kind
from frazil.sql.binder.casts import coerce_argument
from frazil.sql.binder.registry import Call
from frazil.sql.binder.typed import Typed, typed
from frazil.sql.functions.numeric import NUMERIC

_LOGIC = {"BITAND BIT_AND": "({0} & {1})", "BITOR BIT_OR": "({0} | {1})", "BITXOR BIT_XOR": "xor({0}, {1})"}
_SIDES = ("LEFT", "RIGHT")


def _wide(value: Typed) -> str:
    return f"CAST({value.sql} AS HUGEINT)"


def _integers(call: Call) -> list[Typed]:
    return [coerce_argument(value, "integer", call.environment) for value in call.arguments]


def _bound(template: str, values: list[Typed]) -> Typed:
    """Return an operation on integers, in 64 bits while all of them are carried so."""
    narrow = all(value.storage == "BIGINT" for value in values)
    texts = [value.sql if narrow else _wide(value) for value in values]
    return typed(template.format(*texts), NUMBER, storage="BIGINT" if narrow else "HUGEINT")


def _enter(names: str, template: str) -> None:
    @NUMERIC.function(names, ("any", "any", "text"), minimum=2)
    def _bind(call: Call) -> Typed:
        if call[0].type.kind is Kind.BINARY and call[1].type.kind is Kind.BINARY:
            return _of_binaries(call, template)
        if len(call) > 2 or Kind.BINARY in (call[0].type.kind, call[1].type.kind):
            raise call.wrong_types()
        return _bound(template, _integers(call))


def _of_binaries(call: Call, template: str) -> Typed:
    """Return an operation on bytes; the shorter side is filled with zeros on the side that the third argument says."""
    side = str(call.constant(2)).upper() if len(call) > 2 else ""
    if side and side not in _SIDES:
        raise call.wrong_types()
    macro = {"": "same_bits", "LEFT": "bits_left", "RIGHT": "bits_right"}[side]
    a, b = call[0].sql, call[1].sql
    sql = template.format(f"frazil.{macro}({a}, {b})", f"frazil.{macro}({b}, {a})")
    return typed(f"CAST({sql} AS BLOB)", max((call[0].type, call[1].type), key=lambda kind: kind.length))


for _names, _template in _LOGIC.items():
    _enter(_names, _template)


@NUMERIC.function("BITNOT BIT_NOT", ("any",))
def _bitnot(call: Call) -> Typed:
    if call[0].type.kind is Kind.BINARY:
        return typed(f"CAST(~ CAST({call[0].sql} AS BIT) AS BLOB)", call[0].type)
    return _bound("(~ {0})", _integers(call))


NUMERIC.scalar(
    "BITSHIFTLEFT BIT_SHIFTLEFT", "frazil.shift_left({0}, {1})", ("integer", "integer"), NUMBER, storage="HUGEINT"
)
NUMERIC.scalar(
    "BITSHIFTRIGHT BIT_SHIFTRIGHT", "frazil.shift_right({0}, {1})", ("integer", "integer"), NUMBER, storage="HUGEINT"
)
NUMERIC.scalar("GETBIT", "frazil.get_bit({0}, {1})", ("integer", "integer"), NUMBER, storage="BIGINT")
