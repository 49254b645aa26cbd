"""The words in which task graphs and their runs are told; outside a terminal lines are as long as they are."""

from __future__ import annotations

import json
from dataclasses import asdict, is_dataclass
from datetime import datetime
from typing import Any

import typer
from rich.console import Console
from rich.text import Text

from frazil.cli.graph_records import DID_NOT_RUN, SUSPENDED, WAITING

STATE_STYLES = {
    "SUCCEEDED": "green",
    "EXECUTING": "cyan",
    "SCHEDULED": "yellow",
    "FAILED": "red",
    "FAILED_AND_AUTO_SUSPENDED": "red",
    "CANCELLED": "red",
    "SKIPPED": "magenta",
    "started": "green",
    WAITING: "bright_black",
    SUSPENDED: "bright_black",
    DID_NOT_RUN: "bright_black",
}

FAINT = "bright_black"

_PIPE_COLUMNS = 10_000
_SHORT_ID = 8
_MINUTE, _HOUR, _DAY = 60, 3600, 86_400


def new_console() -> Console:
    """Return a console for the standard output; what is not a terminal has no width."""
    console = Console(highlight=False)
    return console if console.is_terminal else Console(highlight=False, width=_PIPE_COLUMNS)


def print_json(value: object) -> None:
    """Print a value for machines: times in ISO 8601 and UTC, records as objects."""
    typer.echo(json.dumps(value, indent=2, default=_as_json, ensure_ascii=False))


def _as_json(value: object) -> Any:
    if isinstance(value, datetime):
        return value.isoformat()
    return asdict(value) if is_dataclass(value) and not isinstance(value, type) else str(value)


# ---------------------------------------------------------------- words


def duration(milliseconds: int | None) -> str:
    """Return a duration as people read it, empty for none."""
    if milliseconds is None:
        return ""
    seconds = max(0, milliseconds) / 1000
    if seconds < 10:
        return f"{seconds:.2f} s"
    if seconds < _MINUTE:
        return f"{seconds:.1f} s"
    if seconds < _HOUR:
        return f"{int(seconds) // _MINUTE} min {int(seconds) % _MINUTE:02} s"
    return f"{int(seconds) // _HOUR} h {int(seconds) % _HOUR // _MINUTE:02} min"


def span(seconds: int) -> str:
    """Return about how long something is ago, or away, in its largest unit."""
    for size, unit in ((_DAY, "d"), (_HOUR, "h"), (_MINUTE, "min")):
        if seconds >= size:
            return f"{seconds // size} {unit}"
    return f"{max(0, seconds)} s"


def moment(time: datetime | None) -> str:
    """Return a time in the zone of whoever reads it, empty for none."""
    return "" if time is None else f"{time.astimezone():%Y-%m-%d %H:%M:%S}"


def state_text(state: str) -> Text:
    """Return a state in its colour."""
    return Text(state, style=STATE_STYLES.get(state, ""))


def shown_id(console: Console, group_id: str) -> str:
    """Return a graph run group's id: its beginning in a terminal, which the commands take as well, else all of it."""
    return group_id[:_SHORT_ID] if console.is_terminal else group_id


def error_text(code: str | None, message: str | None) -> str:
    """Return an error in one line."""
    text = " ".join((message or "").split())
    return f"{code}: {text}" if code else text
