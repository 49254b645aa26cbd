"""What must not reach the history: passwords in the texts of statements."""

from __future__ import annotations

import re

# Comments are bounded: a text full of unclosed ones must not take quadratic time.
_GAP = r"(?:\s|/\*.{0,200}?\*/|--[^\n]{0,200}\n|//[^\n]{0,200}\n)"
_BETWEEN = _GAP + "*"
_QUOTED = r"''(?:[^'\\]|\\.)*(?:''|\Z)|'(?:[^'\\]|''|\\.)*(?:'|\Z)|\$\$.*?(?:\$\$|\Z)"
_SECRET = re.compile(
    rf"\b(PASSWORD(?:{_BETWEEN}={_BETWEEN}|{_GAP}+))(?:{_QUOTED})|\b(PASSWORD{_BETWEEN}={_BETWEEN})[^\s'$;]+",
    re.IGNORECASE | re.DOTALL,
)


def redact(statement_text: str) -> str:
    """Return a statement's text as the history may show it: without passwords.  Works on any text, valid or not."""
    if "password" not in statement_text.lower():
        return statement_text
    return _SECRET.sub(lambda found: f"{found[1] or found[2]}'********'", statement_text)
