"""Log lines: one an event, fields beside a constant action, no secrets."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Iterator

import pytest

from frazil.core import log


@pytest.fixture(autouse=True)
def untouched() -> Iterator[None]:
    loggers = [logging.getLogger(name) for name in ("frazil", "uvicorn")]
    before = [(logger, logger.handlers[:], logger.level, logger.propagate) for logger in loggers]
    yield
    for logger, handlers, level, propagate in before:
        logger.handlers[:], logger.propagate = handlers, propagate
        logger.setLevel(level)


def lines(form: str, level: str = "info") -> io.StringIO:
    stream = io.StringIO()
    log.configure(level, form, stream)
    return stream


def test_json() -> None:
    stream = lines("json")
    log.Log("wire").info("statement_finished", query_id="q", duration_ms=1.5, path=object)
    event = json.loads(stream.getvalue())
    assert event.items() >= {"level": "info", "component": "wire", "action": "statement_finished"}.items()
    assert (event["query_id"], event["duration_ms"]) == ("q", 1.5)


def test_text() -> None:
    stream = lines("text")
    log.Log("wire").warning("slow", text="a b", empty="", number=1)
    assert stream.getvalue().endswith("warning wire slow text='a b' empty='' number=1\n")


@pytest.mark.parametrize("form", log.FORMATS)
def test_secrets_are_hidden(form: str) -> None:
    stream = lines(form)
    log.Log("wire").info("login", password="pw-1", session_token="tk-2", Authorization="au-3")
    assert "***" in stream.getvalue()
    assert not any(secret in stream.getvalue() for secret in ("pw-1", "tk-2", "au-3"))


@pytest.mark.parametrize("form", log.FORMATS)
def test_an_exception_brings_its_traceback(form: str) -> None:
    stream = lines(form)
    try:
        raise ValueError("why")
    except ValueError:
        log.Log("wire").exception("failed")
    assert "ValueError: why" in stream.getvalue()
    assert "test_log.py" in stream.getvalue()


def test_levels() -> None:
    stream = lines("text", "error")
    log.Log("wire").info("nothing")
    assert not stream.getvalue()
