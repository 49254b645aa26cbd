"""The DuckDB connection in its cage.

SQL that reaches DuckDB is generated from bound trees alone; the cage is the second wall.  Everything is set once,
before the configuration is locked: no extension is loaded, no file outside the given directories is read or written, no
Python variable is looked up.  Inside those directories DuckDB could still do harm: only generated SQL may come here.
"""

from __future__ import annotations

import fcntl
import inspect
import os
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, Protocol

import duckdb
from duckdb.func import FunctionNullHandling, PythonUDFType

from frazil.core.errors import FrazilError, StorageError
from frazil.engine.errors import marker, translate
from frazil.engine.literals import quote_literal, quote_text
from frazil.engine.mapping import DATA_SCHEMA, SYSTEM_SCHEMA

_AT_CONNECT = {
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    "allow_community_extensions": "false",
    "python_enable_replacements": "false",
    # Checkpoints are made by ``checkpoints.py``: one that fails inside a COMMIT takes the database with it.
    "checkpoint_threshold": "1024TB",
    # Snowflake takes ORDER BY 'a' and ORDER BY NULL for keys like others, which order nothing.
    "order_by_non_integer_literal": "true",
}


class Native(Protocol):
    """A function written in Python that generated SQL may call; registering one needs numpy installed.

    ``sees_null``: it is called for NULL too, instead of NULL answering NULL.  ``volatile``: two calls with the same
    arguments may differ.  A FrazilError that it raises reaches the client as it is.
    """

    @property
    def name(self) -> str: ...  # noqa: D102
    @property
    def function(self) -> Callable[..., Any]: ...  # noqa: D102
    @property
    def parameters(self) -> tuple[str, ...]: ...  # noqa: D102
    @property
    def returns(self) -> str: ...  # noqa: D102
    @property
    def sees_null(self) -> bool: ...  # noqa: D102
    @property
    def volatile(self) -> bool: ...  # noqa: D102


@dataclass(frozen=True, slots=True, kw_only=True)
class NativeFunction:
    """The plainest ``Native``; with ``arrow`` it is called once per vector, with Arrow arrays."""

    name: str
    function: Callable[..., Any]
    parameters: tuple[str, ...]
    returns: str
    sees_null: bool = False
    volatile: bool = False
    arrow: bool = False


def lock_file(path: Path) -> IO[bytes]:
    """Hold the lock that says who serves the file; close what is returned to release it.

    It is a separate file, because closing any other handle of the database file would drop DuckDB's own lock.
    Raises StorageError if another process holds it.
    """
    handle = path.with_name(path.name + ".lock").open("wb")
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        handle.close()
        raise StorageError(f"{path.name} is in use by another process") from error
    return handle


def connect(
    path: Path,
    *,
    temp_directory: Path,
    allowed_directories: Iterable[Path],
    memory_limit: str | None,
    threads: int | None,
    functions: Sequence[Native],
) -> duckdb.DuckDBPyConnection:
    """Open or create the file and lock the cage; raises StorageError if it cannot be opened.

    ``memory_limit`` is DuckDB's text, e.g. ``4GB``.  ValueError for a file whose name would hide a schema.
    """
    if path.stem.lower() in {DATA_SCHEMA, SYSTEM_SCHEMA}:
        raise ValueError(f"a store cannot be named {path.stem}: DuckDB would take it for the schema of that name")
    config = {**_AT_CONNECT, "temp_directory": str(temp_directory.absolute())}
    if memory_limit is not None:
        config["memory_limit"] = memory_limit
    if threads is not None:
        config["threads"] = str(threads)
    try:
        connection = duckdb.connect(str(path), config=dict(config))
    except (duckdb.Error, OSError) as error:
        raise translate(error) from error
    for function in functions:
        _register(connection, function)
    allowed = ", ".join(quote_text(str(directory.absolute())) for directory in (*allowed_directories, temp_directory))
    for statement in (
        "SET GLOBAL TimeZone = 'UTC'",
        f"SET allowed_directories = [{allowed}]",
        "SET enable_external_access = false",
        "SET lock_configuration = true",
    ):
        connection.execute(statement)
    return connection


def copy_database(connection: duckdb.DuckDBPyConnection, work: Path) -> None:
    """Copy all that is committed now into the new file ``work``, which must lie in an allowed directory.

    Runs in one transaction, beside readers and writers.
    """
    source = connection.execute("SELECT current_database()").fetchall()[0][0]
    connection.execute(f"ATTACH {quote_literal(str(work.absolute()))} AS copied")
    try:
        connection.execute(f'COPY FROM DATABASE "{source}" TO copied')
        connection.execute("CHECKPOINT copied")
    finally:
        connection.execute("DETACH copied")
    descriptor = os.open(work, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _register(connection: duckdb.DuckDBPyConnection, native: Native) -> None:
    """Register a native function on the database, so that every cursor sees it."""

    def guarded(*arguments: Any) -> Any:
        try:
            return native.function(*arguments)
        except FrazilError as error:
            raise ValueError(marker(error)) from error

    # DuckDB counts the parameters of the signature, and takes *arguments for one.
    names = [f"argument{number}" for number in range(len(native.parameters))]
    parameters = [inspect.Parameter(name, inspect.Parameter.POSITIONAL_ONLY) for name in names]
    guarded.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
    connection.create_function(
        native.name,
        guarded,
        list(native.parameters),
        native.returns,
        type=PythonUDFType.ARROW if getattr(native, "arrow", False) else PythonUDFType.NATIVE,
        null_handling=FunctionNullHandling.SPECIAL if native.sees_null else FunctionNullHandling.DEFAULT,
        side_effects=native.volatile,
    )
