"""Bindings that were uploaded as files: CSV of texts, one line a row, read into the table of an array binding.

Nothing between two commas is NULL, two quotes are an empty text.  Source: what connectors 4.x and 5.x upload.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.csv as pc

from frazil.core.errors import BadRequestError, UploadTooLargeError
from frazil.core.types import VARCHAR
from frazil.session.array_bindings import MAX_ROWS
from frazil.sql.binder.environment import BindingRows

_GZIP = b"\x1f\x8b"
_PARSE = pc.ParseOptions(newlines_in_values=True, ignore_empty_lines=False)

_QUOTED = re.compile(rb'"[^"]*(?:"|\Z)')
_LINE_END = re.compile(rb"[\r\n]")
_BLOCK_BYTES = 1024**2
_LONGEST_ROW_BYTES = 128 * 1024**2
_MOST_BYTES = 1024**3
"""What the files of one statement may hold, unpacked."""


def staged_rows(files: Sequence[Path], most_bytes: int = _MOST_BYTES) -> BindingRows:
    """Return the rows of all files, in their order.

    Raises BadRequestError if there are none, or they are no such CSV; UploadTooLargeError if they unpack to too much.
    """
    if not files:
        raise BadRequestError("There are no bindings where the request says.")
    try:
        table = pa.Table.from_batches(_batches(files, most_bytes))
    except (OSError, ValueError) as error:
        raise BadRequestError("The uploaded bindings cannot be read.") from error
    numbers = pa.array(range(1, table.num_rows + 1), pa.int64())
    return BindingRows(
        table=table.append_column("n", numbers),
        types=dict.fromkeys(range(1, table.num_columns + 1), VARCHAR),
        single={},
    )


class _Measured:
    """A file that is read, unpacked where it is packed, up to a number of bytes."""

    closed = False

    def __init__(self, path: Path, most_bytes: int) -> None:
        with path.open("rb") as file:
            packed = file.read(len(_GZIP)) == _GZIP
        self._stream = pa.input_stream(str(path), compression="gzip" if packed else None)
        self._most_bytes = most_bytes
        self.size_bytes = 0

    def read(self, size: int) -> bytes:
        """Return the next bytes; UploadTooLargeError if they are too many."""
        data: bytes = self._stream.read(size)
        self.size_bytes += len(data)
        if self.size_bytes > self._most_bytes:
            raise UploadTooLargeError(f"The bindings of a statement may take {self._most_bytes} bytes.")
        return data


def _batches(files: Sequence[Path], most_bytes: int) -> list[pa.RecordBatch]:
    found: list[pa.RecordBatch] = []
    rows = 0
    for path in files:
        width, block_bytes = _first_row(path, most_bytes)
        names = [f"p{place}" for place in range(1, width + 1)]
        how = pc.ReadOptions(column_names=names, block_size=block_bytes)
        options = pc.ConvertOptions(
            column_types=dict.fromkeys(names, pa.string()),
            strings_can_be_null=True,
            quoted_strings_can_be_null=False,
            null_values=[""],
        )
        stream = _Measured(path, most_bytes)
        with pc.open_csv(pa.PythonFile(stream, "r"), how, _PARSE, options) as reader:
            for batch in reader:
                rows += batch.num_rows
                if rows > MAX_ROWS:
                    raise BadRequestError(f"An array binding has at most {MAX_ROWS} rows.")
                found.append(batch)
        most_bytes -= stream.size_bytes
    return found


def _first_row(path: Path, most_bytes: int) -> tuple[int, int]:
    """Return how many values the first row has, and in blocks of how many bytes it can be read."""
    stream = _Measured(path, min(most_bytes, _LONGEST_ROW_BYTES))
    read = b""
    while True:
        more = stream.read(max(len(read), _BLOCK_BYTES))
        read += more
        row, *others = _LINE_END.split(_QUOTED.sub(b"", read), maxsplit=1)
        if others or not more:
            return row.count(b",") + 1, max(_BLOCK_BYTES, 2 * len(read))
