"""Write docs/reference/parameters.md from the table of parameters; with ``--check`` only say whether it is current."""

from __future__ import annotations

import sys
from pathlib import Path

from frazil.commands.parameter_table import PARAMETERS, Level, Parameter
from frazil.commands.parameters import render_value

PAGE = Path(__file__).parents[1] / "docs" / "reference" / "parameters.md"
HEAD = """\
# Parameters

Written by `tools/parameter_reference.py` from the table of parameters; do not edit.  Any other name is error
`001006 (22023): invalid parameter`.  A value is looked for from the nearest level outwards; `SHOW PARAMETERS` says
which one gave it.

*Works*: setting it changes what frazil, or the client that is told of it, does.  The others are Snowflake's too: they
can be set and shown, because programs set them, and change nothing.
"""


def levels(parameter: Parameter) -> str:
    """Return where a parameter can be set, in one order for all."""
    return ", ".join(level.value.lower() for level in Level if level in parameter.levels)


def allowed(parameter: Parameter) -> str:
    """Return what values a parameter takes."""
    if parameter.words:
        return ", ".join(f"`{word}`" for word in parameter.words)
    if parameter.type == "NUMBER":
        return f"{parameter.low} to {parameter.high}" if parameter.high < 2**31 - 1 else f"from {parameter.low}"
    return "true, false" if parameter.type == "BOOLEAN" else "text"


def page() -> str:
    """Return the page: one table, in order of name."""
    parts = [HEAD, "\n| parameter | default | values | set on | works | |\n|---|---|---|---|---|---|\n"]
    for parameter in PARAMETERS.values():
        default = render_value(parameter.default)
        cells = (
            parameter.name,
            f"`{default}`" if default else "",
            allowed(parameter),
            levels(parameter),
            "yes" if parameter.works else "",
            parameter.description,
        )
        parts.append("| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |\n")
    return "".join(parts)


def main() -> int:
    """Write the page, or compare it."""
    if "--check" not in sys.argv:
        PAGE.write_text(page(), encoding="utf-8")
        return 0
    if PAGE.is_file() and PAGE.read_text(encoding="utf-8") == page():
        return 0
    sys.stderr.write("docs/reference/parameters.md is not current: run tools/parameter_reference.py\n")
    return 1


if __name__ == "__main__":
    sys.exit(main())
