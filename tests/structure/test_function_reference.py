"""The table of functions is whole: its page, its golden rows, and what is not built."""

from __future__ import annotations

import functools
import re
import subprocess
import sys

from frazil.commands.system_functions import NOT_BUILT, SYSTEM_FUNCTIONS
from frazil.sql.functions import FUNCTIONS, UNBUILT, FunctionSpec
from tests.structure.repository import ROOT

GOLDEN = ROOT / "tests" / "golden" / "functions"
WITHOUT_ROW = frozenset(
    {
        "CURRENT_ORGANIZATION_NAME",
        "CURRENT_ROLE_TYPE",
        "CURRENT_SECONDARY_ROLES",
        "CURRENT_STATEMENT",
        "CURRENT_TRANSACTION",
        "LAST_QUERY_ID",
    }
)
"""Functions of the session or the server, which golden scripts ask; add none else."""
SESSION = frozenset({"CURRENT_TIME", "CURRENT_TIMESTAMP"})
"""Functions whose only argument is a constant precision, which has no NULL."""


@functools.cache
def golden_rows() -> tuple[str, ...]:
    """Return the golden rows that give a value."""
    lines = [line for path in sorted(GOLDEN.glob("*.txt")) for line in path.read_text("utf-8").splitlines()]
    return tuple(line.lower() for line in lines if " => " in line and " => error" not in line and line[0] != "#")


def called(spec: FunctionSpec, then: str = "") -> re.Pattern[str]:
    """Return what finds a call of the function, by any of its names, with a word somewhere behind."""
    names = "|".join(re.escape(name.lower()) for name, row in FUNCTIONS.items() if row is spec)
    return re.compile(rf"\b(?:{names})\(" + (rf".*\b{then}\b.* => " if then else ""))


def test_the_page_is_current() -> None:
    command = [sys.executable, str(ROOT / "tools" / "function_reference.py"), "--check"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT)
    assert done.returncode == 0, done.stderr


def test_what_is_built_is_not_listed_as_unbuilt() -> None:
    assert not FUNCTIONS.keys() & UNBUILT.keys(), "take the names out of sql/functions/unbuilt.py"
    assert not SYSTEM_FUNCTIONS.keys() & NOT_BUILT, "take the names out of NOT_BUILT"


def test_every_function_has_a_golden_row_and_one_with_null() -> None:
    """A function without arguments needs no row with NULL."""
    rows = golden_rows()
    specs = {id(spec): spec for spec in FUNCTIONS.values()}.values()
    bare = {spec.name for spec in specs if not any(called(spec).search(row) for row in rows)}
    null = {spec.name for spec in specs if spec.maximum and not any(called(spec, "null").search(row) for row in rows)}
    assert bare <= WITHOUT_ROW, "write rows in tests/golden/functions"
    assert null <= WITHOUT_ROW | SESSION, "write rows with NULL in tests/golden/functions"
