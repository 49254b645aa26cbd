"""Write docs/reference/task-rules.md from tests/golden/task_rules.toml; ``--check`` says whether it is current."""

from __future__ import annotations

import sys
import tomllib
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
SOURCE = ROOT / "tests" / "golden" / "task_rules.toml"
PAGE = ROOT / "docs" / "reference" / "task-rules.md"
HEAD = """\
# Rules of tasks

Written by `tools/task_rules.py` from `tests/golden/task_rules.toml`; do not edit.  Each rule of
[tasks](tasks.md) with the test that shows it: search the file for the words behind it.
"""
_TABLE_HEAD = "| rule | says | shown in | at | status |\n|---|---|---|---|---|\n"


def section(title: str, rules: list[dict[str, Any]]) -> str:
    """Return one table of the page."""
    return f"\n## {title}\n\n{_TABLE_HEAD}" + "".join(row(rule) for rule in rules)


def row(rule: dict[str, Any]) -> str:
    """Return one line of a table."""
    test, marker = rule.get("test", ""), rule.get("marker", "")
    shown = f"[{Path(test).name}](../../{test})" if test else ""
    at = f"`{cell(marker)}`" if marker else ""
    return f"| {rule['id']} | {cell(rule['says'])} | {shown} | {at} | {cell(rule['status'])} |\n"


def cell(text: str) -> str:
    """Return a text as a table's cell holds it."""
    return text.replace("|", "\\|")


def page() -> str:
    """Return the page: the tables in their order, the rules in theirs."""
    content = tomllib.loads(SOURCE.read_text("utf-8"))
    rules = content["rule"]
    return HEAD + "".join(
        section(title, [rule for rule in rules if rule["table"] == table]) for table, title in content["tables"].items()
    )


def main() -> int:
    """Write the page, or compare it."""
    if "--check" in sys.argv:
        current = PAGE.exists() and PAGE.read_text("utf-8") == page()
        if not current:
            print("docs/reference/task-rules.md is not current: run tools/task_rules.py", file=sys.stderr)
        return 0 if current else 1
    PAGE.write_text(page(), "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
