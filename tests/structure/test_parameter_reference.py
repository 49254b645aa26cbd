"""The reference of parameters is the table of parameters, and what is said to work is read somewhere."""

from __future__ import annotations

import subprocess
import sys

from frazil.commands.parameter_table import PARAMETERS
from frazil.commands.parameters import parse_value
from tests.structure.repository import ROOT, files_under

CLIENTS = ("CLIENT_", "SERVICE_NAME")
"""Parameters that are told to clients at login, and read there."""

COMPOSED = ("_OUTPUT_FORMAT",)
"""Ends of names that the binder puts together from a type's name."""


def test_page_is_current() -> None:
    command = [sys.executable, str(ROOT / "tools" / "parameter_reference.py"), "--check"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_what_works_is_read_somewhere() -> None:
    text = "\n".join(path.read_text("utf-8") for path in files_under("src", suffix=".py") if "_table" not in path.stem)
    unread = [
        parameter.name
        for parameter in PARAMETERS.values()
        if parameter.works
        and not parameter.name.startswith(CLIENTS)
        and not parameter.name.endswith(COMPOSED)
        and f'"{parameter.name}"' not in text
    ]
    assert not unread, "mark them as not working, or make them work"


def test_defaults_are_allowed_values() -> None:
    refused = [each.name for each in PARAMETERS.values() if parse_value(each, each.default) != each.default]
    assert not refused
