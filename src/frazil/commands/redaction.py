"""What must not reach the history: passwords, secrets of tokens, and what is encrypted with which key."""

from __future__ import annotations

import re

from frazil.security.access_tokens import without_secrets

# Comments are bounded: a text full of unclosed ones must not take quadratic time.
_GAP = r"(?:\s|/\*.{0,200}?\*/|--[^\n]{0,200}\n|//[^\n]{0,200}\n)"
_BETWEEN = _GAP + "*"
_QUOTED = r"''(?:[^'\\]|\\.)*(?:''|\Z)|'(?:[^'\\]|''|\\.)*(?:'|\Z)|\$\$.*?(?:\$\$|\Z)"
_SECRET = re.compile(
    rf"\b(PASSWORD(?:{_BETWEEN}={_BETWEEN}|{_GAP}+))(?:{_QUOTED})|\b(PASSWORD{_BETWEEN}={_BETWEEN})[^\s'$;]+",
    re.IGNORECASE | re.DOTALL,
)
_ENCRYPTION = re.compile(rf"\b(?:ENCRYPT|(?:TRY_)?DECRYPT)(?:_RAW)?{_BETWEEN}\(", re.IGNORECASE | re.DOTALL)
_LITERAL = re.compile(_QUOTED, re.DOTALL)


def redact(statement_text: str) -> str:
    """Return a statement's text as the history may show it: without secrets.  Works on any text, valid or not.

    Of a statement that encrypts or decrypts, no text is shown: Snowflake masks the functions' arguments.
    """
    statement_text = without_secrets(statement_text)
    lower = statement_text.lower()
    if "password" in lower:
        statement_text = _SECRET.sub(lambda found: f"{found[1] or found[2]}'********'", statement_text)
    if "crypt" in lower and _ENCRYPTION.search(statement_text):
        return _LITERAL.sub("'********'", statement_text)
    return statement_text
