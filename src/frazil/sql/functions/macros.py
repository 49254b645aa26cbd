"""The statements that create the macros of DuckDB schema ``frazil``."""

from __future__ import annotations

import functools
from collections.abc import Iterator
from importlib import resources

from frazil.sql.functions.native import COPIED, NATIVE, RAW

SCHEMA = "frazil"


@functools.cache
def macro_statements() -> tuple[str, ...]:
    """Return one CREATE OR REPLACE MACRO per macro, in an order in which each uses only earlier ones or natives."""
    text = resources.files("frazil.sql.functions").joinpath("macros.sql").read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if not line.lstrip().startswith("--")]
    statements = "\n".join(lines).split(";\n")
    return (*_copies(), *(statement.strip().removesuffix(";") for statement in statements if statement.strip()))


def _copies() -> Iterator[str]:
    """Yield macros by which texts of native functions are copied at once.

    DuckDB frees the Arrow array of a result that COALESCE takes, and then reads its texts: wrong ones, silently.
    """
    for native in NATIVE:
        if native.name.startswith(RAW):
            names = ", ".join(f"x{place}" for place in range(len(native.parameters)))
            copied = f"{native.name}({names}) || {COPIED[native.returns]}"
            yield f"CREATE OR REPLACE MACRO frazil_{native.name.removeprefix(RAW)}({names}) AS {copied}"
