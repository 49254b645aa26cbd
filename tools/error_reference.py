"""Write docs/reference/errors.md: every error that a client may see, by its code.

python tools/error_reference.py
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator
from pathlib import Path

import frazil
from frazil.core.errors import FrazilError, InternalError

PAGE = Path(__file__).resolve().parents[1] / "docs" / "reference" / "errors.md"

_HEAD = """# Errors

What a client is told when something goes wrong: a code, an SQLSTATE and a text.  They are Snowflake's as its
documentation, its clients and public reports show them; nothing was compared with an account.  Where no source tells
the code of a refusal, it has that of its nearest kin, so one code may stand for several.  Written by
`tools/error_reference.py` from the classes of errors.

| code | SQLSTATE | when |
|---|---|---|
"""


def page() -> str:
    """Return the page's text."""
    lines = sorted({(each.code, each.sqlstate, _first(each)) for each in _errors()})
    rows = "".join(f"| {code} | {state} | {when} |\n" for code, state, when in lines)
    return _HEAD + rows


def _errors() -> Iterator[type[FrazilError]]:
    for module in pkgutil.walk_packages(frazil.__path__, "frazil."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)
    waiting = [FrazilError]
    while waiting:
        kind = waiting.pop()
        waiting += kind.__subclasses__()
        if (
            not kind.abstract
            and kind.__module__.startswith("frazil.")
            and (kind is InternalError or not issubclass(kind, InternalError))
        ):
            yield kind


def _first(kind: type[FrazilError]) -> str:
    """Return the first paragraph of a class's description, on one line."""
    text = (kind.__doc__ or "").strip().partition("\n\n")[0]
    return " ".join(text.split()).replace("``", "`").replace("|", "\\|")


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
