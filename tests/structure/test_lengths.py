"""Modules and functions stay short enough to be read in one go.

The aim is modules of 150 to 300 lines and functions of under 40; these are the limits beyond which a module
has outgrown its one idea and a function does two things.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.structure.repository import files_under, shown

MODULE_LINES = 450
FUNCTION_LINES = 60

LONG_MODULES: dict[str, str] = {
    "src/frazil/sql/ast/trees.py": "one dataclass after another, which know each other",
    "src/frazil/engine/transactions.py": "what a transaction may do in each of its states",
    "tests/unit/tasks/test_scheduler.py": "one short test after another of the same harness",
}
"""Modules that are longer, each with its reason.  Add none."""

LONG_FUNCTIONS: dict[str, str] = {}
"""Functions that may be longer, as ``path::name``, each with its reason.  Keep it empty."""

PYTHON = files_under("src", "tests", "benchmarks", suffix=".py")


def functions(path: Path) -> Iterator[tuple[str, int]]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield f"{shown(path)}::{node.name}", (node.end_lineno or node.lineno) - node.lineno + 1


@pytest.mark.parametrize("path", PYTHON, ids=shown)
def test_module_length(path: Path) -> None:
    lines = len(path.read_text("utf-8").splitlines())
    assert lines <= MODULE_LINES or shown(path) in LONG_MODULES, (
        f"{lines} lines: split it by idea (limit {MODULE_LINES}, aim 300)"
    )


@pytest.mark.parametrize("path", PYTHON, ids=shown)
def test_function_length(path: Path) -> None:
    long = {name: lines for name, lines in functions(path) if lines > FUNCTION_LINES and name not in LONG_FUNCTIONS}
    assert not long, f"limit {FUNCTION_LINES} lines, aim 40"


def test_every_exception_is_still_needed() -> None:
    lengths = {name: lines for path in PYTHON for name, lines in functions(path)}
    stale = [name for name in LONG_FUNCTIONS if lengths.get(name, 0) <= FUNCTION_LINES]
    long = {shown(path) for path in PYTHON if len(path.read_text("utf-8").splitlines()) > MODULE_LINES}
    stale += sorted(LONG_MODULES.keys() - long)
    assert not stale
