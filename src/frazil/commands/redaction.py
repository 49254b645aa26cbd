"""What must not reach the history: passwords, secrets of tokens, and what is encrypted with which key."""

from __future__ import annotations

import re

from frazil.security.access_tokens import without_secrets

# Comments are bounded: a text full of unclosed ones must not take quadratic time.
_GAP = r"(?:\s|/\*.{0,200}?\*/|--[^\n]{0,200}\n|//[^\n]{0,200}\n)"
_BETWEEN = _GAP + "*"
_WRITTEN = r"'(?:[^'\\]|''|\\.)*(?:'|\Z)|\$\$.*?(?:\$\$|\Z)"
_QUOTED = rf"''(?:[^'\\]|\\.)*(?:''|\Z)|{_WRITTEN}"
_SECRET = re.compile(
    rf"\b(PASSWORD(?:{_BETWEEN}={_BETWEEN}|{_GAP}+))(?:{_QUOTED})[^\s;,)$]*|\b(PASSWORD{_BETWEEN}={_BETWEEN})[^\s'$;]+",
    re.IGNORECASE | re.DOTALL,
)
_ENCRYPTION = re.compile(rf'\b(?:ENCRYPT|(?:TRY_)?DECRYPT)(?:_RAW)?"?{_BETWEEN}\(', re.IGNORECASE | re.DOTALL)
_PART = re.compile(rf'--[^\n]*|//[^\n]*|/\*.*?(?:\*/|\Z)|"[^"]*(?:"|\Z)|({_WRITTEN})', re.DOTALL)
"""A literal, in the group, or what a quote inside of which begins none."""

_STATEMENT_WITH_PASSWORD = re.compile(rf"\bPASSWORD{_BETWEEN}(?:=|\\*['$])", re.IGNORECASE | re.DOTALL)
_ANY_QUOTES = re.compile(r"'.*'", re.DOTALL)
_HIDDEN = "'********'"


def redact(statement_text: str) -> str:
    """Return a statement's text as the history may show it: without secrets.  Works on any text, valid or not.

    Of a statement that encrypts or decrypts, no text is shown: Snowflake masks the functions' arguments.
    """
    statement_text = without_secrets(statement_text)
    lower = statement_text.lower()
    if "password" in lower:
        statement_text = _PART.sub(_without_statement, statement_text)
        statement_text = _SECRET.sub(lambda found: f"{found[1] or found[2]}{_HIDDEN}", statement_text)
    if "crypt" in lower and _ENCRYPTION.search(statement_text):
        return _PART.sub(lambda part: _HIDDEN if part[1] else part[0], statement_text)
    return statement_text


def redact_message(message: str, statement_text: str) -> str:
    """Return what went wrong with a statement as the history may tell it: it may quote what the text hides."""
    return _ANY_QUOTES.sub(_HIDDEN, message) if redact(statement_text) != statement_text else message


def _without_statement(part: re.Match[str]) -> str:
    """Hide a literal that holds a statement with a password: its own quotes may be written in many ways."""
    text: str = part[0]
    return _HIDDEN if text.startswith("'") and _STATEMENT_WITH_PASSWORD.search(text[1:-1]) else text
