"""Every statement has its handler, its privilege rule, its golden script and its line in the reference."""

from __future__ import annotations

import inspect
import re

import pytest

from frazil.commands import load_handlers
from frazil.commands.registry import HANDLERS
from frazil.sql import statements
from frazil.sql.statements import Statement
from tests.structure.repository import ROOT, files_under
from tools.statement_reference import PAGE, page

load_handlers()
STATEMENTS = [
    kind
    for _, kind in inspect.getmembers(statements, inspect.isclass)
    if issubclass(kind, Statement) and kind is not Statement
]


@pytest.mark.parametrize("statement", STATEMENTS)
def test_statement_has_a_handler_that_names_its_privileges(statement: type[Statement]) -> None:
    entry = HANDLERS[statement]
    assert entry.privileges, f"{statement.__name__} does not say which privileges it needs"
    assert (entry.handler.__doc__ or "").strip(), f"the handler of {statement.__name__} does not say what it does"


@pytest.mark.parametrize("statement", STATEMENTS)
def test_handler_checks_privileges(statement: type[Statement]) -> None:
    """The pipeline refuses a handler that did not authorize; here the call is looked for where the handler lives."""
    source = inspect.getsource(inspect.getmodule(HANDLERS[statement].handler))  # type: ignore[arg-type]
    assert re.search(r"\.authorize\(|authorized = True|settle\(|target\(", source)


def test_every_statement_is_parsed_by_some_rule() -> None:
    parser = "\n".join(path.read_text("utf-8") for path in files_under("src/frazil/sql/parser", suffix=".py"))
    missing = [kind.__name__ for kind in STATEMENTS if not re.search(rf"\b{kind.__name__}\b", parser)]
    assert not missing


def test_reference_of_statements_is_current() -> None:
    assert PAGE.read_text("utf-8") == page(), "run: python tools/statement_reference.py"
    assert "statements.md" in (ROOT / "docs" / "reference" / "sql.md").read_text("utf-8")
