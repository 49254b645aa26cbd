"""Bodies of requests: unpacked and decoded within a limit."""

from __future__ import annotations

import gzip

import orjson
import pytest

from frazil.core.errors import BadRequestError
from frazil.http.bodies import decode_body

LIMIT = 1000


@pytest.mark.parametrize("encoding", ["", "identity", "gzip", "GZIP"])
def test_a_body_is_decoded(encoding: str) -> None:
    raw = orjson.dumps({"a": "żółć"})
    packed = gzip.compress(raw, mtime=0) if encoding.lower() == "gzip" else raw
    assert decode_body(packed, encoding, LIMIT) == {"a": "żółć"}


def test_an_empty_body_is_an_empty_object() -> None:
    assert decode_body(b"", "gzip", LIMIT) == {}


@pytest.mark.parametrize(
    ("raw", "encoding", "text"),
    [
        (b"{", "", "not valid JSON"),
        (b"\xff", "", "not valid JSON"),
        (b"[" * 100_000, "", "not valid JSON"),
        (b"[1]", "", "not a JSON object"),
        (b"plain", "gzip", "not valid gzip"),
        (gzip.compress(b"{}" + b" " * 500, mtime=0)[:-9], "gzip", "not complete gzip"),
        (gzip.compress(b" " * (LIMIT + 1), mtime=0), "gzip", f"larger than {LIMIT} bytes"),
        (b"{}", "br", "'br', which is not supported"),
    ],
)
def test_a_bad_body_is_refused(raw: bytes, encoding: str, text: str) -> None:
    with pytest.raises(BadRequestError, match=text):
        decode_body(raw, encoding, LIMIT)
