"""Answers on their way out: compressed if that is worth it."""

from __future__ import annotations

import asyncio
import gzip
import ipaddress
from collections.abc import Mapping

from starlette.requests import Request
from starlette.responses import Response

JSON = "application/json"

_COMPRESS_BYTES = 2048  # smaller answers fit into a packet or two anyway
_BIG_ANSWER_BYTES = 128 * 1024


async def respond(
    request: Request,
    body: bytes | memoryview,
    media_type: str = JSON,
    *,
    status: int = 200,
    headers: Mapping[str, str] | None = None,
) -> Response:
    """Return a response, compressed if that is worth it: never on this machine, else for clients that can."""
    sent = dict(headers or {})
    if len(body) > _COMPRESS_BYTES and not _is_loopback(request):
        if "gzip" in request.headers.get("accept-encoding", ""):
            big = len(body) > _BIG_ANSWER_BYTES
            body = await asyncio.to_thread(gzip.compress, body, 1) if big else gzip.compress(body, 1)
            sent["Content-Encoding"] = "gzip"
    return Response(body, status_code=status, media_type=media_type, headers=sent)


def _is_loopback(request: Request) -> bool:
    if request.client is None:
        return True
    try:
        return ipaddress.ip_address(request.client.host).is_loopback
    except ValueError:
        return False
