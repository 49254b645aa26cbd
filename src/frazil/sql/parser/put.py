"""PUT, which is not made of tokens: its source is a path, in which ``//`` begins no comment."""

from __future__ import annotations

import re

from frazil.core.errors import SqlSyntaxError
from frazil.sql.statements import Put

_PUT = re.compile(
    r"""\s*PUT\s+(?:'(?P<quoted>file://(?:[^']|'')*)'|(?P<plain>file://\S+))
        \s+(?:'(?P<stage>@(?:[^']|'')*)'|(?P<bare>@\S+)|(?P<mark>\?|:1))
        (?P<options>(?:\s+\w+\s*=\s*(?:\w+|'\w+'))*)\s*;?\s*\Z""",
    re.IGNORECASE | re.VERBOSE,
)
_OPTION = re.compile(r"(\w+)\s*=\s*'?(\w+)")


def is_put(text: str) -> bool:
    """Say whether a text is a PUT."""
    return re.match(r"\s*PUT\b", text, re.IGNORECASE) is not None


def parse_put(text: str) -> Put:
    """Parse ``PUT file://path @stage[/path] [option = value ...]``; the stage may be a placeholder."""
    found = _PUT.match(text)
    if found is None:
        raise SqlSyntaxError("syntax error: PUT takes a path that begins with file://, and a stage", position=0)
    return Put(
        source=(found["quoted"] or found["plain"]).replace("''", "'"),
        target=None if found["mark"] else (found["stage"] or found["bare"]).replace("''", "'"),
        options=tuple((name.upper(), value.upper()) for name, value in _OPTION.findall(found["options"])),
        text=text.strip(),
    )
