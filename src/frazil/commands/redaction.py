"""What must not reach the history: passwords in the texts of statements."""

from __future__ import annotations

import re

_BETWEEN = r"(?:\s|/\*.*?\*/|--[^\n]*\n|//[^\n]*\n)*"
_SECRET = re.compile(
    rf"\b(PASSWORD{_BETWEEN}={_BETWEEN})('(?:[^'\\]|''|\\.)*(?:'|\Z)|\$\$.*?(?:\$\$|\Z)|[^\s'$;]+)",
    re.IGNORECASE | re.DOTALL,
)


def redact(statement_text: str) -> str:
    """Return a statement's text as the history may show it: without passwords.  Works on any text, valid or not."""
    if "password" not in statement_text.lower():
        return statement_text
    return _SECRET.sub(r"\1'********'", statement_text)
