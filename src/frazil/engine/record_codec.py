"""Records as JSON-able data and back, driven by the fields' declared types.

One pair of functions per type, built once and kept.  Every field is written; one that is absent, because the record is
older than the field, reads as its default.
"""

from __future__ import annotations

import base64
import dataclasses
import enum
import functools
import types
import typing
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

Convert = Callable[[Any], Any]


@dataclass(frozen=True, slots=True)
class Codec:
    """How values of one type become JSON-able data, and back."""

    encode: Convert
    decode: Convert


@dataclass(frozen=True, slots=True)
class FieldCodec:
    """The codec of one field of a dataclass."""

    name: str
    codec: Codec


def encode_datetime(value: datetime) -> str:
    """Return the UTC text of an aware datetime, to the microsecond."""
    if value.tzinfo is None:
        raise ValueError("a record holds aware datetimes")
    return value.astimezone(UTC).replace(tzinfo=None).isoformat()


def decode_datetime(text: str) -> datetime:
    """Return the aware datetime that ``encode_datetime`` wrote."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def _same(value: Any) -> Any:
    return value


_PLAIN = Codec(_same, _same)
_SCALARS: dict[object, Codec] = {
    **dict.fromkeys((int, str, bool, type(None), object, Any), _PLAIN),
    float: Codec(_same, float),
    bytes: Codec(lambda value: base64.b64encode(value).decode(), base64.b64decode),
    Decimal: Codec(str, Decimal),
    datetime: Codec(encode_datetime, decode_datetime),
    date: Codec(date.isoformat, date.fromisoformat),
    timedelta: Codec(lambda value: value // timedelta(microseconds=1), lambda number: timedelta(microseconds=number)),
}


@functools.cache
def field_codecs(kind: Any) -> tuple[FieldCodec, ...]:
    """Return the codecs of a dataclass's fields, in their order; TypeError for a type nobody thought of."""
    hints = typing.get_type_hints(kind)
    return tuple(FieldCodec(field.name, codec_of(hints[field.name])) for field in dataclasses.fields(kind))


def encode_fields(value: object, codecs: tuple[FieldCodec, ...]) -> dict[str, Any]:
    """Return the given fields of a dataclass instance as JSON-able data."""
    return {field.name: field.codec.encode(getattr(value, field.name)) for field in codecs}


def decode_fields(data: Mapping[str, Any], codecs: tuple[FieldCodec, ...]) -> dict[str, Any]:
    """Return the keyword arguments that ``data`` gives; what is unknown is ignored, what is absent left out."""
    return {field.name: field.codec.decode(data[field.name]) for field in codecs if field.name in data}


@functools.cache
def codec_of(declared: Any) -> Codec:
    """Return the codec of a type: a scalar, an enum, a dataclass, a tuple, frozenset, mapping or option of such."""
    while (supertype := getattr(declared, "__supertype__", None)) is not None:
        declared = supertype
    if declared in _SCALARS:
        return _SCALARS[declared]
    origin, arguments = typing.get_origin(declared), typing.get_args(declared)
    if origin in (typing.Union, types.UnionType):
        return _optional([argument for argument in arguments if argument is not type(None)])
    if origin in (tuple, frozenset):
        return _sequence(typing.cast(type, origin), arguments)
    if origin in (dict, Mapping):
        return _mapping(codec_of(arguments[0]), codec_of(arguments[1]))
    if isinstance(declared, type) and issubclass(declared, enum.Enum):
        return Codec(lambda member: member.name, lambda name: declared[name])
    if isinstance(declared, type) and dataclasses.is_dataclass(declared):
        return Codec(
            lambda value: encode_fields(value, field_codecs(declared)),
            lambda data: declared(**decode_fields(data, field_codecs(declared))),
        )
    raise TypeError(f"records cannot hold {declared!r}")


def _optional(members: list[Any]) -> Codec:
    if len(members) != 1:
        raise TypeError(f"records cannot hold a union of {members!r}")
    inner = codec_of(members[0])
    return Codec(
        lambda value: None if value is None else inner.encode(value),
        lambda data: None if data is None else inner.decode(data),
    )


def _sequence(kind: type, arguments: tuple[Any, ...]) -> Codec:
    if kind is tuple and arguments[1:] != (...,):
        codecs = [codec_of(argument) for argument in arguments]
        return Codec(
            lambda value: [codec.encode(item) for codec, item in zip(codecs, value, strict=True)],
            lambda data: tuple(codec.decode(item) for codec, item in zip(codecs, data, strict=True)),
        )
    inner = codec_of(arguments[0])
    ordered: Convert = sorted if kind is frozenset else _same
    return Codec(
        lambda value: ordered([inner.encode(item) for item in value]),
        lambda data: kind(inner.decode(item) for item in data),
    )


def _mapping(key: Codec, value: Codec) -> Codec:
    """Keys other than text are written as pairs, because JSON's keys are text."""
    return Codec(
        lambda mapping: [[key.encode(name), value.encode(content)] for name, content in mapping.items()],
        lambda pairs: {key.decode(name): value.decode(content) for name, content in pairs},
    )
