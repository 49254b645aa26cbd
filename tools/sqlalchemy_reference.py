"""Write docs/reference/sqlalchemy.md from a run of SQLAlchemy's suite for dialects.

    python tests/tools/run.py compliance --junitxml /tmp/run.xml
    python tools/sqlalchemy_reference.py /tmp/run.xml

A failure that no reason explains, and a reason that explains none, is an error: the page tells every failure.
"""

from __future__ import annotations

import re
import sys
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from xml.etree import ElementTree

PAGE = Path(__file__).parents[1] / "docs" / "reference" / "sqlalchemy.md"
HEAD = """\
# SQLAlchemy's suite for dialects

Written by `tools/sqlalchemy_reference.py` from a run of `tests/tools/run.py compliance`; do not edit.  The suite is
SQLAlchemy's own (`sqlalchemy.testing.suite`), by snowflake-sqlalchemy as it is, with what that says of itself
(`Requirements`) but for indexes.  What it skips is what snowflake-sqlalchemy says that it, or Snowflake, has not.

The suite is adapted: indexes are taken out of the tables of two classes, and NO MINVALUE and NO MAXVALUE out
of one.  Whose fault a failure is was read from the dialect's source and the documentation; nothing was compared
with an account.

"""

FRAZIL, DIALECT, SNOWFLAKE = "frazil", "snowflake-sqlalchemy", "Snowflake"

REASONS: tuple[tuple[str, str, str, str], ...] = (
    (
        r"^BizarroCharacterTest\..*per % cent",
        "already exists",
        DIALECT,
        "asks for `per %% cent` and so does not drop it",
    ),
    (
        "test_get_unique_constraints",
        "same signature",
        FRAZIL,
        "takes two keys of the same columns, in any order, for one",
    ),
    (r"\.test_get_columns", "_CUSTOM_DECIMAL", SNOWFLAKE, "INTEGER is NUMBER(38,0)"),
    ("test_string_length_reflection.CHAR", "sql_types.CHAR", SNOWFLAKE, "CHAR is VARCHAR"),
    (
        "test_get_multi_",
        "AssertionError",
        DIALECT,
        "does not look at kinds and scopes, and leaves out tables without keys",
    ),
    (r"test_get_(table|view)_names", "user_tmp", SNOWFLAKE, "what is temporary is listed with the others"),
    ("test_get_temp_table_indexes", "user_tmp_ix", DIALECT, "makes indexes for hybrid tables only"),
    ("test_get_temp_view_names", "NotImplementedError", DIALECT, "does not list temporary views"),
    ("test_get_view_definition_does_not_exist", "did not raise", DIALECT, "answers None"),
    ("test_not_existing_table", "did not raise", DIALECT, "answers nothing for a table that is not there"),
    ("", "Only Snowflake Hybrid Tables", DIALECT, "makes indexes for hybrid tables only"),
    ("test_empty_insert", "unexpected '\\)'", SNOWFLAKE, "INSERT needs a value"),
    (
        "test_no_results_for_non|test_(delete|update)$",
        "returns_rows",
        SNOWFLAKE,
        "INSERT, UPDATE and DELETE answer a row",
    ),
    ("regexp_match", "AssertionError", SNOWFLAKE, "REGEXP matches the whole text"),
    ("^QuotedNameArgumentTest", "invalid identifier", DIALECT, "does not take a double quote in a name"),
)
"""Of each known failure: the test, what it says (both as patterns), whose it is, and the reason."""


@dataclass(slots=True)
class Line:
    """What became of a test with all its variants."""

    counts: Counter[str] = field(default_factory=Counter)
    reasons: set[str] = field(default_factory=set)


def main(argument: str) -> int:
    """Write the page; return 1 when a failure has no reason or a reason no failure."""
    lines: dict[str, Line] = {}
    used: set[int] = set()
    unexplained: list[str] = []
    for case in ElementTree.parse(argument).getroot().iter("testcase"):
        name = f"{case.get('classname', '').rpartition('.')[2].partition('_snowflake')[0]}.{case.get('name')}"
        line = lines.setdefault(name.partition("[")[0], Line())
        outcome, message = outcome_of(case)
        line.counts[outcome] += 1
        if outcome == "failed":
            number = reason_of(name, message)
            if number is None:
                unexplained.append(f"{name}\n    {message[-600:]}")
                continue
            used.add(number)
            line.reasons.add(f"{REASONS[number][2]}: {REASONS[number][3]}")
    PAGE.write_text(HEAD + page(lines), "utf-8")
    unused = [reason[:2] for number, reason in enumerate(REASONS) if number not in used]
    for text in (*unexplained, *(f"explains nothing: {each}" for each in unused)):
        print(text)
    return 1 if unexplained or unused else 0


def outcome_of(case: ElementTree.Element) -> tuple[str, str]:
    """Return passed, failed or skipped, and what a failure says."""
    for child in case:
        if child.tag in {"failure", "error"}:
            return "failed", child.text or ""
        if child.tag == "skipped":
            return "skipped", ""
    return "passed", ""


def reason_of(name: str, message: str) -> int | None:
    """Return the number of the first reason that fits a failure."""
    for number, (test, said, _, _) in enumerate(REASONS):
        if re.search(test, name) and re.search(said, message):
            return number
    return None


def page(lines: dict[str, Line]) -> str:
    """Return the totals and a table with one row for each test that was not skipped altogether."""
    total = sum((line.counts for line in lines.values()), Counter[str]())
    text = f"{total['passed']} passed, {total['failed']} failed, {total['skipped']} skipped.\n\n"
    text += "| test | passed | failed | skipped | reason of the failure |\n|---|---|---|---|---|\n"
    for name, line in sorted(lines.items()):
        if line.counts["passed"] or line.counts["failed"]:
            counts = " | ".join(str(line.counts[each] or "") for each in ("passed", "failed", "skipped"))
            text += f"| {name} | {counts} | {'; '.join(sorted(line.reasons))} |\n"
    return text


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
