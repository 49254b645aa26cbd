"""Write docs/reference/statements.md from the handlers; with ``--check`` only say whether it is current."""

from __future__ import annotations

import inspect
import sys
from pathlib import Path

from frazil.commands import load_handlers
from frazil.commands.registry import HANDLERS, Effect, Entry
from frazil.sql.statements import Statement

PAGE = Path(__file__).parents[1] / "docs" / "reference" / "statements.md"
HEAD = """\
# Statements

Written by `tools/statement_reference.py` from the handlers; do not edit.  Any statement that is not here is a syntax
error, or `000002 (0A000): Unsupported feature` where Snowflake has it and frazil has not.

*Effect*: a statement that **reads** or **writes** does so in the session's open transaction, or commits by itself;
one that **defines** commits what is open first, then itself; one of the **session** changes nothing but the session.
"""

FAMILIES = ("queries", "objects", "routines", "tags", "access", "session", "listings", "tasks")
"""The modules of frazil.sql.statements, in the order of the page."""

_EFFECTS = {
    Effect.READ: "reads",
    Effect.WRITE: "writes",
    Effect.DEFINE: "defines",
    Effect.SESSION: "session",
    Effect.TRANSACTION: "transaction",
}


def grammar(statement: type[Statement]) -> str:
    """Return the statement's form: the first sentence of its class, up to the text that explains it."""
    return (inspect.getdoc(statement) or "").split("\n\n")[0].replace("\n", " ").replace("|", "\\|")


def row(statement: type[Statement], entry: Entry) -> str:
    """Return one line of the table."""
    effect = {Effect.DEFINE: "defines", Effect.READ: "reads", Effect.WRITE: "writes"}.get(
        entry.effect, entry.effect.value
    )
    return f"| {grammar(statement)} | {effect} | {entry.query_type} | {entry.privileges} |\n"


def page() -> str:
    """Return the page: one table, in the order of the statements' modules."""
    load_handlers()
    head = "\n| statement | effect | type in QUERY_HISTORY | privileges |\n|---|---|---|---|\n"
    return HEAD + head + "".join(row(statement, entry) for statement, entry in sorted(HANDLERS.items(), key=_order))


def _order(item: tuple[type[Statement], Entry]) -> tuple[int, int]:
    family = item[0].__module__.rpartition(".")[2]
    return FAMILIES.index(family), inspect.getsourcelines(item[0])[1]


def main() -> int:
    """Write the page, or compare it."""
    if "--check" in sys.argv:
        return 0 if PAGE.read_text("utf-8") == page() else 1
    PAGE.write_text(page(), "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
