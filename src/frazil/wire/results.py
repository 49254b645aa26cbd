"""The rows of a result in an answer: the first chunk inline, the others behind URLs that anybody who has them may read.

Chunk URLs carry no Authorization header, so the URL itself is the secret: a random token for each answer.
"""

from __future__ import annotations

import base64
import threading
from collections import OrderedDict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import orjson
import pyarrow as pa

from frazil.commands.results import Upload
from frazil.core.ids import IdSource
from frazil.engine.results import Chunk, StoredResult
from frazil.http import json_rows
from frazil.http.rowtypes import rowtype
from frazil.session.requests import Outcome
from frazil.sql.columns import ResultColumn
from frazil.wire import arrow

INLINE_BYTES = 1024 * 1024
"""The first chunk is sent in the answer itself up to this size."""

_FORMAT_PARAMETERS = {
    "GO": "GO_QUERY_RESULT_FORMAT",
    "JDBC": "JDBC_QUERY_RESULT_FORMAT",
    "ODBC": "ODBC_QUERY_RESULT_FORMAT",
}
_PYTHON_FORMAT_PARAMETER = "PYTHON_CONNECTOR_QUERY_RESULT_FORMAT"
"""What is built on the Python connector calls itself many things: it is every client that is not another driver."""

_JSON_ONLY = frozenset({"JAVASCRIPT", ".NET", "PDO"})
"""Drivers that read no Arrow, by the id that they log in with."""

_SELECT = 0x1000
_KIND_OF_STATEMENT = 0xF000
_SHELF_CAPACITY = 4096
_UPLOADED_WHOLE_BYTES = 200 * 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class ShelvedResult:
    """A result whose chunks can be fetched; ``wide`` see ``arrow.wide_columns``."""

    stored: StoredResult
    columns: tuple[ResultColumn, ...]
    wide: frozenset[int]
    as_arrow: bool

    def body(self, number: int) -> bytes | memoryview:
        """Return the body of a chunk's download; IndexError if there is no such chunk."""
        if number < 0:
            raise IndexError(number)
        batches = self.stored.chunks[number].table().to_batches()
        if self.as_arrow:
            return memoryview(arrow.encoder(self.columns, self.wide).stream(batches))
        return orjson.dumps(json_rows.rows(self.columns, batches))[1:-1]


class ResultShelf:
    """The results with chunks to fetch, by token; the oldest makes room when there are too many."""

    def __init__(self, new_token: IdSource, capacity: int = _SHELF_CAPACITY) -> None:
        """``new_token`` makes texts that nobody can guess."""
        self._new_token = new_token
        self._capacity = capacity
        self._mutex = threading.Lock()
        self._results: OrderedDict[str, ShelvedResult] = OrderedDict()

    def put(self, result: ShelvedResult) -> str:
        """Keep a result and return the token of its URLs."""
        token = self._new_token()
        with self._mutex:
            self._results[token] = result
            while len(self._results) > self._capacity:
                self._results.popitem(last=False)
        return token

    def find(self, token: str) -> ShelvedResult | None:
        """Return the result of a token, or None."""
        return self._results.get(token)


def wants_arrow(outcome: Outcome, client: str, parameters: Mapping[str, object]) -> bool:
    """Say in which format a result travels: Arrow for queries unless the client asks for JSON, JSON for all else.

    ``client`` is the id and version that it logged in with, as ``JavaScript 2.0``; each driver has its parameter.
    """
    if outcome.statement_type_id & _KIND_OF_STATEMENT != _SELECT:
        return False
    driver = client.partition(" ")[0].upper()
    if driver in _JSON_ONLY:
        return False
    preferred = parameters.get(_FORMAT_PARAMETERS.get(driver, _PYTHON_FORMAT_PARAMETER))
    return not (isinstance(preferred, str) and preferred.upper() == "JSON")


def result_fields(outcome: Outcome, *, as_arrow: bool, shelf: ResultShelf, base_url: str) -> dict[str, Any]:
    """Return the fields of an answer that carry a result: its columns, first rows and chunks."""
    stored, columns = outcome.data, outcome.columns
    if outcome.upload is not None:
        return _upload_fields(outcome.upload, base_url)
    fields: dict[str, Any] = {
        "rowtype": rowtype(columns),
        "total": stored.row_count,
        "returned": stored.row_count,
        "queryResultFormat": "arrow" if as_arrow else "json",
    }
    wide = arrow.wide_columns(columns, stored.schema, stored.batches) if as_arrow else frozenset()
    inline, remote = _split(stored.chunks)
    batches = [batch for chunk in inline for batch in chunk.table().to_batches() if batch.num_rows]
    if as_arrow:
        # Clients make an empty result of the rowtype alone; a stream without batches they cannot read.
        fields["rowsetBase64"] = _base64_stream(columns, wide, batches) if batches else ""
    else:
        fields["rowset"] = json_rows.rows(columns, batches)
    if remote:
        token = shelf.put(ShelvedResult(stored=stored, columns=columns, wide=wide, as_arrow=as_arrow))
        fields["chunks"] = [_chunk_entry(f"{base_url}/chunks/{token}/{number}", chunk) for number, chunk in remote]
        fields["chunkHeaders"] = {}
        fields["qrmk"] = None
    return fields


def _upload_fields(upload: Upload, base_url: str) -> dict[str, Any]:
    """Return the fields that tell a client where to send a file: an address as of Google's storage, which all know."""
    return {
        "rowtype": [],
        "rowset": [],
        "total": 0,
        "returned": 0,
        "queryResultFormat": "json",
        "command": "UPLOAD",
        "src_locations": [upload.source.removeprefix("file://")],
        "parallel": upload.parallel,
        "threshold": _UPLOADED_WHOLE_BYTES,
        "autoCompress": upload.compress,
        "overwrite": upload.overwrite,
        "sourceCompression": upload.compression,
        "encryptionMaterial": None,
        "stageInfo": {
            "locationType": "GCS",
            "location": f"{upload.folder}/",
            "path": f"{upload.folder}/",
            "region": "",
            "storageAccount": None,
            "isClientSideEncrypted": False,
            "creds": {},
            "presignedUrl": f"{base_url}/uploads/{upload.token}",
            "endPoint": None,
        },
    }


def _split(chunks: tuple[Chunk, ...]) -> tuple[tuple[Chunk, ...], list[tuple[int, Chunk]]]:
    """Return the chunk that goes inline, if any, and the numbered others; empty ones are left out."""
    numbered = [(number, chunk) for number, chunk in enumerate(chunks) if chunk.row_count]
    if numbered and numbered[0][1].size_bytes <= INLINE_BYTES:
        return (numbered[0][1],), numbered[1:]
    return (), numbered


def _base64_stream(columns: tuple[ResultColumn, ...], wide: frozenset[int], batches: Iterable[pa.RecordBatch]) -> str:
    return base64.b64encode(arrow.encoder(columns, wide).stream(batches)).decode("ascii")


def _chunk_entry(url: str, chunk: Chunk) -> dict[str, Any]:
    return {
        "url": url,
        "rowCount": chunk.row_count,
        "uncompressedSize": chunk.size_bytes,
        "compressedSize": chunk.size_bytes,
    }
