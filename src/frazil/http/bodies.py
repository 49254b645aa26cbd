"""Bodies of requests, read within a limit, unpacked and decoded."""

from __future__ import annotations

import asyncio
import zlib
from typing import Any

import orjson
from starlette.requests import Request

from frazil.core.errors import BadRequestError

_GZIP = 31  # zlib's number for "with gzip's header"
_BIG_BODY_BYTES = 256 * 1024  # unpacking more than this would be felt by everyone else on the event loop
_DRAIN_FACTOR = 8


async def json_body(request: Request, limit_bytes: int) -> dict[str, Any]:
    """Return the JSON object of a request's body; BadRequestError if it is none, or larger than the limit."""
    raw = await _read(request, limit_bytes)
    encoding = request.headers.get("content-encoding", "")
    if len(raw) > _BIG_BODY_BYTES:
        return await asyncio.to_thread(decode_body, raw, encoding, limit_bytes)
    return decode_body(raw, encoding, limit_bytes)


async def _read(request: Request, limit_bytes: int) -> bytes:
    """Read a body; one that is too large is read to its end, or the client would not see the answer."""
    parts: list[bytes] = []
    size = 0
    async for part in request.stream():
        size += len(part)
        if size <= limit_bytes:
            parts.append(part)
        elif size > limit_bytes * _DRAIN_FACTOR:
            break
    if size > limit_bytes:
        raise _too_large(limit_bytes)
    return parts[0] if len(parts) == 1 else b"".join(parts)


def decode_body(raw: bytes, encoding: str, limit_bytes: int) -> dict[str, Any]:
    """Return the JSON object in ``raw``, unpacked if the encoding says gzip; an empty body is an empty object."""
    if encoding.lower() == "gzip" and raw:
        raw = _unpack(raw, limit_bytes)
    elif encoding.lower() not in ("", "identity", "gzip"):
        raise BadRequestError(f"The request is encoded as '{encoding}', which is not supported.")
    if not raw.strip():
        return {}
    try:
        body = orjson.loads(raw)
    except orjson.JSONDecodeError as error:
        raise BadRequestError(f"The request is not valid JSON: {error}") from error
    if not isinstance(body, dict):
        raise BadRequestError("The request is not a JSON object.")
    return body


def _unpack(raw: bytes, limit_bytes: int) -> bytes:
    unpacker = zlib.decompressobj(_GZIP)
    try:
        content = unpacker.decompress(raw, limit_bytes + 1)
    except zlib.error as error:
        raise BadRequestError("The request is not valid gzip.") from error
    if len(content) > limit_bytes:
        raise _too_large(limit_bytes)
    if not unpacker.eof:
        raise BadRequestError("The request is not complete gzip.")
    return content


def _too_large(limit_bytes: int) -> BadRequestError:
    return BadRequestError(f"The request is larger than {limit_bytes} bytes.")
