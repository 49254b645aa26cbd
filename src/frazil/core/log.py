"""Structured logs: one line an event, to standard error, as text or as JSON.

An event is a constant ``action`` and fields.  Values go into fields, never into the action, so that lines can be
counted and searched.  A field whose name says that it is a secret is written as ``***``.
"""

from __future__ import annotations

import logging
import re
import sys
import traceback
from datetime import UTC, datetime
from typing import TextIO

import orjson

LEVELS = ("debug", "info", "warning", "error")
FORMATS = ("text", "json")

_ROOT = "frazil"
_SECRET = re.compile(r"password|token|secret|credential|authorization|private_key", re.IGNORECASE)
_HIDDEN = "***"
_LONGEST = 1000


class Log:
    """Writes the events of one component; cheap to make, one a module."""

    def __init__(self, component: str) -> None:
        self._logger = logging.getLogger(f"{_ROOT}.{component}")

    def debug(self, action: str, **fields: object) -> None:
        """Write an event for those who look for a fault."""
        self._write(logging.DEBUG, action, fields)

    def info(self, action: str, **fields: object) -> None:
        """Write an event of normal work."""
        self._write(logging.INFO, action, fields)

    def warning(self, action: str, **fields: object) -> None:
        """Write an event somebody should look at some day."""
        self._write(logging.WARNING, action, fields)

    def error(self, action: str, **fields: object) -> None:
        """Write an event somebody should look at now."""
        self._write(logging.ERROR, action, fields)

    def exception(self, action: str, **fields: object) -> None:
        """Write an error with the traceback of the exception that is being handled."""
        self._write(logging.ERROR, action, fields, traced=True)

    def _write(self, level: int, action: str, fields: dict[str, object], *, traced: bool = False) -> None:
        if self._logger.isEnabledFor(level):
            self._logger.log(level, action, extra={"fields": fields}, exc_info=traced)


def configure(level: str, form: str, stream: TextIO | None = None) -> None:
    """Send all events of at least ``level`` to the stream (standard error), in place of what was set before."""
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(_JsonFormatter() if form == "json" else _TextFormatter())
    for name in (_ROOT, "uvicorn"):
        logger = logging.getLogger(name)
        logger.handlers[:] = [handler]
        logger.propagate = False
    logging.getLogger(_ROOT).setLevel(level.upper())
    logging.getLogger("uvicorn").setLevel("WARNING")


def event_of(record: logging.LogRecord) -> dict[str, object]:
    """Return a record as the fields that are written, in their order, secrets hidden."""
    fields: dict[str, object] = getattr(record, "fields", {})
    event: dict[str, object] = {
        "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
        "level": record.levelname.lower(),
        "component": record.name.removeprefix(f"{_ROOT}."),
        "action": record.getMessage(),
    }
    event |= {name: _HIDDEN if _SECRET.search(name) else _short(value) for name, value in fields.items()}
    if record.exc_info and record.exc_info[0] is not None:
        event["traceback"] = "".join(traceback.format_exception(*record.exc_info))
    return event


def _short(value: object) -> object:
    """Return a value no longer than anybody reads: clients send what is written here before they are known."""
    return value if not isinstance(value, str) or len(value) <= _LONGEST else f"{value[:_LONGEST]}..."


class _JsonFormatter(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        return orjson.dumps(event_of(record), default=str).decode()


class _TextFormatter(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        event = event_of(record)
        trace = event.pop("traceback", None)
        head = f"{event.pop('time')} {event.pop('level')!s:<7} {event.pop('component')} {event.pop('action')}"
        line = " ".join([head, *(f"{name}={_text(value)}" for name, value in event.items())])
        return f"{line}\n{trace}" if trace else line


def _text(value: object) -> str:
    text = str(value)
    return repr(text) if not text or re.search(r"[\s\"'=]", text) else text
