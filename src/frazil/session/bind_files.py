"""Bindings that were uploaded as files: CSV of texts, one line a row, read into the table of an array binding.

Nothing between two commas is NULL, two quotes are an empty text.  Source: what connectors 4.x and 5.x upload.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.csv as pc

from frazil.core.errors import BadRequestError
from frazil.core.types import VARCHAR
from frazil.session.array_bindings import MAX_ROWS
from frazil.sql.binder.environment import BindingRows

_GZIP = b"\x1f\x8b"
_PARSE = pc.ParseOptions(newlines_in_values=True, ignore_empty_lines=False)


def staged_rows(files: Sequence[Path]) -> BindingRows:
    """Return the rows of all files, in their order; BadRequestError if there are none, or they are no such CSV."""
    if not files:
        raise BadRequestError("There are no bindings where the request says.")
    try:
        table = pa.Table.from_batches(_batches(files))
    except (OSError, ValueError, csv.Error) as error:
        raise BadRequestError("The uploaded bindings cannot be read.") from error
    numbers = pa.array(range(1, table.num_rows + 1), pa.int64())
    return BindingRows(
        table=table.append_column("n", numbers),
        types=dict.fromkeys(range(1, table.num_columns + 1), VARCHAR),
        single={},
    )


def _batches(files: Sequence[Path]) -> list[pa.RecordBatch]:
    found: list[pa.RecordBatch] = []
    rows = 0
    for path in files:
        width = _width(path)
        names = [f"p{place}" for place in range(1, width + 1)]
        options = pc.ConvertOptions(
            column_types=dict.fromkeys(names, pa.string()),
            strings_can_be_null=True,
            quoted_strings_can_be_null=False,
            null_values=[""],
        )
        with _opened(path) as stream:
            reader = pc.open_csv(stream, pc.ReadOptions(column_names=names), _PARSE, options)
            for batch in reader:
                rows += batch.num_rows
                if rows > MAX_ROWS:
                    raise BadRequestError(f"An array binding has at most {MAX_ROWS} rows.")
                found.append(batch)
    return found


def _width(path: Path) -> int:
    """Return how many values the first row has."""
    with _opened(path) as stream:
        return len(next(csv.reader(io.TextIOWrapper(stream, "utf-8", newline="")), [""])) or 1


def _opened(path: Path) -> pa.NativeFile:
    with path.open("rb") as file:
        packed = file.read(len(_GZIP)) == _GZIP
    return pa.input_stream(str(path), compression="gzip" if packed else None)
