"""``frazil doctor``: what is installed, what is set, what lies in the data directory."""

from __future__ import annotations

import os
import platform
import shutil
from collections.abc import Sequence
from importlib import metadata
from pathlib import Path

from rich.console import Console
from rich.table import Table

import frazil
from frazil.app.data_directory import PASSWORD_FILE, running_server
from frazil.cli.options import source_of
from frazil.core.config import SETTINGS, Settings

_PARTS = ("duckdb", "pyarrow", "starlette", "uvicorn", "uvloop", "orjson", "argon2-cffi")


def doctor_command(settings: Settings) -> None:
    """Show versions, the settings in force and where each is from, and facts about the data directory."""
    console = Console(soft_wrap=True)
    _show(console, "versions", ("part", "version"), _versions())
    rows = [(name, str(getattr(settings, name)), source_of(settings, name)) for name in SETTINGS]
    _show(console, "settings", ("setting", "value", "from"), rows)
    _show(console, "data directory", ("fact", "value"), _directory_facts(settings.data))


def _show(console: Console, title: str, heads: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> None:
    table = Table(title=title, title_justify="left", box=None, pad_edge=False)
    for head in heads:
        table.add_column(head, overflow="fold")
    for row in rows:
        table.add_row(*row)
    console.print(table)
    console.print()


def _versions() -> list[tuple[str, ...]]:
    rows: list[tuple[str, ...]] = [
        ("frazil", frazil.__version__),
        ("python", platform.python_version()),
        ("system", platform.platform()),
    ]
    for part in _PARTS:
        try:
            rows.append((part, metadata.version(part)))
        except metadata.PackageNotFoundError:
            rows.append((part, "missing"))
    return rows


def _directory_facts(directory: Path) -> list[tuple[str, ...]]:
    rows: list[tuple[str, ...]] = [("path", str(directory.absolute()))]
    if not directory.is_dir():
        return [*rows, ("state", "does not exist: the first start makes it")]
    files = [file for file in directory.rglob("*") if file.is_file()]
    server = running_server(directory)
    address = f"process {server.process_id}, {server.protocol}://{server.host}:{server.port}" if server else "none"
    return [
        *rows,
        ("writable", "yes" if os.access(directory, os.W_OK) else "NO"),
        ("files", f"{len(files)}, {_megabytes(sum(file.stat().st_size for file in files))}"),
        ("free space", _megabytes(shutil.disk_usage(directory).free)),
        ("running server", address),
        ("password file", "yes" if (directory / PASSWORD_FILE).exists() else "no"),
    ]


def _megabytes(size_bytes: int) -> str:
    return f"{size_bytes / 1024 / 1024:,.1f} MB"
