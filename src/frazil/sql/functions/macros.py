"""The statements that create the macros of DuckDB schema ``frazil``."""

from __future__ import annotations

import functools
from importlib import resources

SCHEMA = "frazil"


@functools.cache
def macro_statements() -> tuple[str, ...]:
    """Return one CREATE OR REPLACE MACRO per macro, in an order in which each uses only earlier ones or natives."""
    text = resources.files("frazil.sql.functions").joinpath("macros.sql").read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if not line.lstrip().startswith("--")]
    statements = "\n".join(lines).split(";\n")
    return tuple(statement.strip().removesuffix(";") for statement in statements if statement.strip())
