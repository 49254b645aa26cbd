"""Compression: for those who pay for bytes, not on the same machine."""

from __future__ import annotations

import asyncio
import gzip

import pytest
from starlette.requests import Request

from frazil.http.responses import respond

BODY = b"frazil " * 100_000


def request_from(host: str | None, encodings: str = "gzip, deflate") -> Request:
    client = None if host is None else (host, 1)
    headers = [(b"accept-encoding", encodings.encode())]
    return Request({"type": "http", "method": "GET", "path": "/", "headers": headers, "client": client})


@pytest.mark.parametrize("host", ["127.0.0.1", "::1", None])
def test_no_compression_on_this_machine(host: str | None) -> None:
    response = asyncio.run(respond(request_from(host), BODY))
    assert response.body == BODY
    assert "content-encoding" not in response.headers


@pytest.mark.parametrize("body", [BODY, BODY[:10_000], memoryview(BODY)])
def test_compression_for_others(body: bytes) -> None:
    response = asyncio.run(respond(request_from("10.1.2.3"), body))
    assert response.headers["content-encoding"] == "gzip"
    assert gzip.decompress(bytes(response.body)) == body


def test_no_compression_for_those_who_cannot() -> None:
    assert asyncio.run(respond(request_from("10.1.2.3", "identity"), BODY)).body == BODY


def test_no_compression_of_little() -> None:
    assert asyncio.run(respond(request_from("10.1.2.3"), b"{}")).body == b"{}"
