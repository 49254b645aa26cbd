"""Results of statements, kept for fetching in chunks and for RESULT_SCAN.

A result is spooled as it is read: Arrow IPC streams of growing size, one file each, so that memory stays bounded.  A
small result stays in memory.  Results go when they are older than the retention, or, oldest first, when files take
more than the quota or small ones are too many: each costs more than its bytes.  The newest always stays.
"""

from __future__ import annotations

import itertools
import threading
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

import pyarrow as pa

from frazil.core.errors import StorageError
from frazil.core.ids import QueryId

INLINE_BYTES = 256 * 1024
"""A result up to this size is kept in memory, until all of those together exceed the memory quota."""

_FIRST_ROWS = 10_000
_LATER_ROWS = 100_000
_CHUNK_BYTES = 16 * 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Chunk:
    """A part of a result: an Arrow IPC stream of its own, in a file or in memory.  Sizes are uncompressed bytes."""

    path: Path | None
    data: bytes | None
    row_count: int
    size_bytes: int

    def read_bytes(self) -> bytes:
        """Return the Arrow IPC stream.  Raises StorageError if the result has been removed."""
        if self.data is not None:
            return self.data
        try:
            return self._file().read_bytes()
        except OSError as error:
            raise StorageError("The result is no longer available") from error

    def table(self) -> pa.Table:
        """Return the rows; those of a file are mapped, not read.  Raises StorageError like ``read_bytes``."""
        try:
            source = pa.py_buffer(self.data) if self.data is not None else pa.memory_map(str(self._file()))
            return pa.ipc.open_stream(source).read_all()
        except OSError as error:
            raise StorageError("The result is no longer available") from error

    def _file(self) -> Path:
        if self.path is None:
            raise StorageError("The result is no longer available")
        return self.path


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredResult:
    """A finished result; there is always at least one chunk, empty for no rows."""

    query_id: QueryId
    schema: pa.Schema
    row_count: int
    size_bytes: int
    chunks: tuple[Chunk, ...]
    created_on: datetime

    def batches(self) -> Iterator[pa.RecordBatch]:
        """Yield the rows in order, one chunk in memory at a time."""
        for chunk in self.chunks:
            yield from chunk.table().to_batches()

    def table(self) -> pa.Table:
        """Return all rows as one table; chunks in files are mapped, so memory is not needed for them."""
        return pa.concat_tables([chunk.table() for chunk in self.chunks])


class ResultStore:
    """The results that can still be fetched, by query id."""

    def __init__(
        self,
        directory: Path,
        *,
        quota_bytes: int,
        retention: timedelta,
        memory_quota_bytes: int = 64 * 1024 * 1024,
        most_inline: int = 20_000,
    ) -> None:
        """Use a directory of its own; what an earlier process left in it is removed."""
        directory.mkdir(parents=True, exist_ok=True)
        for leftover in directory.glob("*.arrow"):
            leftover.unlink()
        self._directory = directory
        self._quota_bytes = quota_bytes
        self._memory_quota_bytes = memory_quota_bytes
        self._retention = retention
        self._mutex = threading.Lock()
        self._results: dict[QueryId, StoredResult] = {}
        # The ids of those in memory and those in files, the oldest first.
        self._inline: dict[QueryId, None] = {}
        self._filed: dict[QueryId, None] = {}
        self._most_inline = most_inline
        self._file_bytes = 0
        self._memory_bytes = 0

    def spool(
        self, query_id: QueryId, schema: pa.Schema, batches: Iterable[pa.RecordBatch], *, now: datetime
    ) -> StoredResult:
        """Read all batches into chunks and keep the result; what was written is removed if reading fails."""
        written: list[Chunk] = []
        parts = _parts(schema, batches)
        try:
            first, second = next(parts), next(parts, None)
            if second is None and first.nbytes <= INLINE_BYTES:
                written.append(_chunk(first, None))
            else:
                rest = itertools.chain((first,) if second is None else (first, second), parts)
                for number, table in enumerate(rest):
                    written.append(_chunk(table, self._directory / f"{query_id}_{number}.arrow"))
        except OSError as error:
            _remove(written)
            raise StorageError("The result could not be stored") from error
        except BaseException:
            _remove(written)
            raise
        result = StoredResult(
            query_id=query_id,
            schema=schema,
            row_count=sum(chunk.row_count for chunk in written),
            size_bytes=sum(chunk.size_bytes for chunk in written),
            chunks=tuple(written),
            created_on=now,
        )
        self._keep(result)
        return result

    def find(self, query_id: QueryId) -> StoredResult | None:
        """Return the result of a query, or None if it has none (any more)."""
        with self._mutex:
            return self._results.get(query_id)

    def repeat(self, earlier: QueryId, query_id: QueryId, *, now: datetime) -> StoredResult | None:
        """Keep the result of an earlier query as that of another too, or return None if it is gone.

        Each of the two lives as long as it would alone: files are linked, not shared.
        """
        with self._mutex:
            found = self._results.get(earlier)
            if found is None:
                return None
            linked: list[Chunk] = []
            try:
                for number, chunk in enumerate(found.chunks):
                    linked.append(_linked(chunk, self._directory / f"{query_id}_{number}.arrow"))
            except OSError:  # removed meanwhile, or no room: the query can still be run
                _remove(linked)
                return None
        result = replace(found, query_id=query_id, chunks=tuple(linked), created_on=now)
        self._keep(result)
        return result

    def delete(self, query_id: QueryId) -> None:
        """Remove a result; no error if there is none."""
        with self._mutex:
            self._forget(query_id)

    def expire(self, now: datetime) -> int:
        """Remove the results older than the retention, and return how many there were."""
        with self._mutex:
            old = [each.query_id for each in self._results.values() if each.created_on + self._retention <= now]
            for query_id in old:
                self._forget(query_id)
            return len(old)

    def _keep(self, result: StoredResult) -> None:
        """Add a result and make room for it; StorageError if there is none, and then it is not kept."""
        with self._mutex:
            self._forget(result.query_id)
            self._add(result)
            try:
                self._make_room(result.query_id)
            except OSError as error:
                self._forget(result.query_id)
                raise StorageError("The result could not be stored") from error

    def _add(self, result: StoredResult) -> None:
        self._results[result.query_id] = result
        self._file_bytes += _size(result, inline=False)
        self._memory_bytes += _size(result, inline=True)
        if _is_inline(result):
            self._inline[result.query_id] = None
        else:
            self._filed[result.query_id] = None

    def _make_room(self, newest: QueryId) -> None:
        """Move results to files while memory is short, forget some while files take too much; the oldest first."""
        while len(self._inline) > self._most_inline:
            self._forget(next(iter(self._inline)))
        while self._memory_bytes > self._memory_quota_bytes:
            query_id = next(iter(self._inline))
            if query_id == newest:
                break
            self._move_to_file(query_id)
        while self._file_bytes > self._quota_bytes:
            query_id = next(iter(self._filed))
            if query_id == newest:
                break
            self._forget(query_id)

    def _move_to_file(self, query_id: QueryId) -> None:
        result = self._results[query_id]
        chunk = _chunk(result.chunks[0].table(), self._directory / f"{query_id}_0.arrow")
        self._forget(query_id)
        self._add(replace(result, chunks=(chunk,)))

    def _forget(self, query_id: QueryId) -> None:
        result = self._results.pop(query_id, None)
        if result is not None:
            self._inline.pop(query_id, None)
            self._filed.pop(query_id, None)
            self._file_bytes -= _size(result, inline=False)
            self._memory_bytes -= _size(result, inline=True)
            _remove(result.chunks)


def loose(query_id: QueryId, table: pa.Table, *, now: datetime) -> StoredResult:
    """Return a result that no store keeps: it goes with whoever holds it."""
    chunk = _chunk(table, None)
    return StoredResult(
        query_id=query_id,
        schema=table.schema,
        row_count=table.num_rows,
        size_bytes=chunk.size_bytes,
        chunks=(chunk,),
        created_on=now,
    )


def _parts(schema: pa.Schema, batches: Iterable[pa.RecordBatch]) -> Iterator[pa.Table]:
    """Yield the rows as tables: a short one first, which a client soon has, then longer ones; at least one."""
    collected: list[pa.RecordBatch] = []
    rows = size = parts = 0
    for batch in batches:
        collected.append(batch)
        rows += batch.num_rows
        size += batch.nbytes
        if rows >= (_FIRST_ROWS if parts == 0 else _LATER_ROWS) or size >= _CHUNK_BYTES:
            yield pa.Table.from_batches(collected, schema)
            collected, rows, size, parts = [], 0, 0, parts + 1
    if collected or parts == 0:
        yield pa.Table.from_batches(collected, schema)


def _chunk(table: pa.Table, path: Path | None) -> Chunk:
    """Write a table as one Arrow IPC stream, to a file or to memory."""
    if path is None:
        sink = pa.BufferOutputStream()
        with pa.ipc.new_stream(sink, table.schema) as writer:
            writer.write_table(table)
        data = sink.getvalue().to_pybytes()
        return Chunk(path=None, data=data, row_count=table.num_rows, size_bytes=len(data))
    try:
        with pa.OSFile(str(path), "wb") as file, pa.ipc.new_stream(file, table.schema) as writer:
            writer.write_table(table)
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    return Chunk(path=path, data=None, row_count=table.num_rows, size_bytes=path.stat().st_size)


def _linked(chunk: Chunk, path: Path) -> Chunk:
    if chunk.path is None:
        return chunk
    path.hardlink_to(chunk.path)
    return replace(chunk, path=path)


def _is_inline(result: StoredResult) -> bool:
    return all(chunk.path is None for chunk in result.chunks)


def _size(result: StoredResult, *, inline: bool) -> int:
    return sum(chunk.size_bytes for chunk in result.chunks if (chunk.path is None) is inline)


def _remove(chunks: Iterable[Chunk]) -> None:
    for chunk in chunks:
        if chunk.path is not None:
            chunk.path.unlink(missing_ok=True)
