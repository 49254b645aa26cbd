"""Operations on bytes that DuckDB has no function for: encodings, compression, names made of digests."""

from __future__ import annotations

import base64
import binascii
import bz2
import hashlib
import re
import string
import uuid
import zlib
from collections.abc import Callable
from typing import Any

import pyarrow as pa

from frazil.core.errors import EvaluationError, StringTooLongError

LARGEST = 67_108_864
"""The most bytes that a BINARY may hold: more is not decompressed."""

_METHOD = re.compile(r"\s*(SNAPPY|ZLIB|ZSTD|BZ2)\s*(?:\(\s*(\d+)\s*\))?\s*\Z", re.IGNORECASE)
_STANDARD = "+/="
_LETTERS = (string.digits + string.ascii_letters).encode()
_BY_BYTE = bytes(_LETTERS[byte % len(_LETTERS)] for byte in range(256))


def encode_base64(data: bytes, line: int, alphabet: str) -> str:
    """Return the base64 text in lines of at most so many letters, 0 for one line."""
    own = _alphabet(alphabet)
    text = base64.b64encode(data).decode().translate(str.maketrans(_STANDARD, own))
    if line < 0:
        raise EvaluationError(f"Invalid line length {line} of function BASE64_ENCODE: it must not be negative")
    return "\n".join(text[start : start + line] for start in range(0, len(text), line)) if line else text


def decode_base64(text: str, alphabet: str) -> bytes:
    """Return the bytes of a base64 text, whose lines are joined; raises EvaluationError."""
    own = _alphabet(alphabet)
    plain = text.replace("\n", "").replace("\r", "").translate(str.maketrans(own, _STANDARD))
    try:
        return base64.b64decode(plain, validate=True)
    except (binascii.Error, ValueError) as error:
        raise EvaluationError(f"The following string is not a legal base64-encoded value: '{text}'") from error


def _alphabet(given: str) -> str:
    """Return the letters for 62, 63 and padding; those that are not given are the standard ones."""
    if len(given) > len(_STANDARD) or not given.isascii():
        raise EvaluationError(f"Invalid base64 alphabet '{given}': it has up to three ASCII characters")
    return given + _STANDARD[len(given) :]


def compress(data: bytes, method: str) -> bytes:
    """Return the data compressed by a method such as ``ZLIB`` or ``zstd(3)``; level 0 is the method's own default."""
    name, level = _method(method)
    if name == "SNAPPY":
        return bytes(pa.compress(data, codec="snappy", asbytes=True))
    if name == "BZ2":
        return bz2.compress(data, min(level, 9) or 9)
    if name == "ZLIB":
        return zlib.compress(data, min(level, 9) or -1)
    codec = pa.Codec("zstd", compression_level=min(level, 22)) if level else pa.Codec("zstd")
    return bytes(codec.compress(data, asbytes=True))


def decompress(data: bytes, method: str) -> bytes:
    """Return what was compressed by a method; raises EvaluationError for other bytes."""
    name, _ = _method(method)
    try:
        whole = _DECOMPRESS[name](data)
    except (OSError, ValueError, EOFError, zlib.error, pa.ArrowException) as error:
        raise EvaluationError(f"Invalid data for decompression with {name}") from error
    if len(whole) > LARGEST:
        raise StringTooLongError(f"Decompressed value is longer than {LARGEST} bytes and would be truncated")
    return whole


def _method(method: str) -> tuple[str, int]:
    found = _METHOD.match(method)
    if found is None:
        raise EvaluationError(f"Unknown compression method: '{method}'")
    return found[1].upper(), min(int(found[2] or 0), 99)


def _unsnap(data: bytes) -> bytes:
    """Return raw Snappy's content; its length stands in front, seven bits a byte."""
    size = shift = 0
    for byte in data[:5]:
        size |= (byte & 0x7F) << shift
        shift += 7
        if byte < 0x80:
            break
    if size > LARGEST:
        return b"\0" * (LARGEST + 1)
    return bytes(pa.decompress(data, decompressed_size=size, codec="snappy", asbytes=True))


def _unzip(data: bytes) -> bytes:
    engine = zlib.decompressobj()
    whole = engine.decompress(data, LARGEST + 1)
    if len(whole) <= LARGEST and not engine.eof:
        raise ValueError("it ends too early")
    return whole


def _unzstd(data: bytes) -> bytes:
    with pa.CompressedInputStream(pa.BufferReader(data), "zstd") as stream:
        return bytes(stream.read(LARGEST + 1))


def _unbzip(data: bytes) -> bytes:
    engine = bz2.BZ2Decompressor()
    whole = engine.decompress(data, LARGEST + 1)
    if len(whole) <= LARGEST and not engine.eof:
        raise ValueError("it ends too early")
    return whole


_DECOMPRESS: dict[str, Callable[[bytes], bytes]] = {
    "SNAPPY": _unsnap,
    "ZLIB": _unzip,
    "ZSTD": _unzstd,
    "BZ2": _unbzip,
}


def named_uuid(namespace: str, name: str) -> str:
    """Return the version 5 UUID of a name; raises EvaluationError for a namespace that is no UUID."""
    try:
        return str(uuid.uuid5(uuid.UUID(namespace), name))
    except ValueError as error:
        raise EvaluationError(f"Invalid UUID namespace '{namespace}'") from error


def random_text(length: int, seed: int) -> str:
    """Return so many letters and digits that follow from a seed."""
    return hashlib.shake_128(str(seed).encode()).digest(max(length, 0)).translate(_BY_BYTE).decode()


ROWS: tuple[tuple[str, Callable[..., Any], tuple[str, ...], str], ...] = (
    ("encode_base64", encode_base64, ("BLOB", "BIGINT", "VARCHAR"), "VARCHAR"),
    ("decode_base64", decode_base64, ("VARCHAR", "VARCHAR"), "BLOB"),
    ("compress", compress, ("BLOB", "VARCHAR"), "BLOB"),
    ("decompress", decompress, ("BLOB", "VARCHAR"), "BLOB"),
    ("named_uuid", named_uuid, ("VARCHAR", "VARCHAR"), "VARCHAR"),
    ("random_text", random_text, ("BIGINT", "BIGINT"), "VARCHAR"),
)
