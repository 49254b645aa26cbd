"""Write docs/reference/functions.md from the table of functions; with ``--check`` only say whether it is current."""

from __future__ import annotations

import sys
from pathlib import Path

from frazil.sql.binder.registry import MANY
from frazil.sql.functions import CATEGORIES, FUNCTIONS, UNBUILT, UNBUILT_CATEGORIES, FunctionSpec, Role

PAGE = Path(__file__).parents[1] / "docs" / "reference" / "functions.md"
HEAD = """\
# Functions

Written by `tools/function_reference.py` from the table of functions; do not edit.  *Exact* means: meant to answer as
Snowflake does; else the difference is named.  *Unsupported* ones end with error `000002 (0A000): Unsupported feature`;
a name that is not here is error `002140 (42601): Unknown function`.  Arguments in brackets may be left out; dots mean
that the last may be repeated.

{exact} exact, {partial} partial and {unsupported} unsupported, synonyms not counted.
"""
ROLES = {Role.SCALAR: "", Role.AGGREGATE: " (aggregate)", Role.WINDOW: " (window)"}


def arguments(spec: FunctionSpec) -> str:
    """Return the arguments as a signature shows them."""
    words = ["part" if index in spec.words else word for index, word in enumerate(spec.parameters)]
    shown = [f"{word}" if index < spec.minimum else f"[{word}]" for index, word in enumerate(words)]
    if spec.maximum >= MANY:
        shown.append("...")
    return "(" + ", ".join(shown) + ")"


def page() -> str:
    """Return the page: a table for each category, synonyms beside the name."""
    names: dict[int, list[str]] = {}
    for name, spec in FUNCTIONS.items():
        if name != spec.name:
            names.setdefault(id(spec), []).append(name)
    specs = {id(spec): spec for spec in FUNCTIONS.values()}.values()
    partial = sum(bool(spec.note) for spec in specs)
    parts = [HEAD.format(exact=len(specs) - partial, partial=partial, unsupported=len(UNBUILT))]
    for category in CATEGORIES:
        parts.append(f"\n## {category.name}\n\n| function | arguments | synonyms | status |\n|---|---|---|---|\n")
        rows = {id(spec): spec for spec in FUNCTIONS.values() if spec.category == category.name}
        for spec in sorted(rows.values(), key=lambda row: row.name):
            synonyms = ", ".join(names.get(id(spec), []))
            status = f"partial: {spec.note}" if spec.note else "exact"
            cells = (spec.name + ROLES[spec.role], f"`{arguments(spec)}`", synonyms, status.replace("|", "\\|"))
            parts.append("| " + " | ".join(cells) + " |\n")
    parts.append("\n## Unsupported\n\n| chapter | functions |\n|---|---|\n")
    for category in UNBUILT_CATEGORIES:
        missing = sorted(name for name, chapter in UNBUILT.items() if chapter == category.name)
        if missing:
            parts.append(f"| {category.name} | {', '.join(missing)} |\n")
    return "".join(parts)


def main() -> int:
    """Write the page, or compare it."""
    if "--check" not in sys.argv:
        PAGE.write_text(page(), encoding="utf-8")
        return 0
    if PAGE.read_text(encoding="utf-8") == page():
        return 0
    sys.stderr.write("docs/reference/functions.md is not current: run tools/function_reference.py\n")
    return 1


if __name__ == "__main__":
    sys.exit(main())
