"""Operations on texts that DuckDB has no function for."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from typing import Any

from frazil.core.errors import EvaluationError
from frazil.sql.functions.variant_text import encode

_WORD_BREAKS = ' \t\r\n\f\v!?@"^#$&~_,.:;+-*%/|\\[](){}<>'
_SOUNDEX_LENGTH = 4
_SOUND_GROUPS = {"1": "BFPV", "2": "CGJKQSXZ", "3": "DT", "4": "L", "5": "MN", "6": "R"}
_SOUNDS = {letter: digit for digit, letters in _SOUND_GROUPS.items() for letter in letters}
_DIGESTS = {224: hashlib.sha224, 256: hashlib.sha256, 384: hashlib.sha384, 512: hashlib.sha512}


def initcap(text: str | None, delimiters: str | None) -> str | None:
    """Return the text with each word's first letter in upper case, the rest in lower case."""
    if text is None:
        return None
    breaks = _WORD_BREAKS if delimiters is None else delimiters
    letters = []
    starts = True
    for letter in text:
        letters.append(letter.upper() if starts else letter.lower())
        starts = letter in breaks
    return "".join(letters)


def sha2(data: bytes, bits: int) -> str:
    """Return the SHA-2 digest of that many bits, which is one of its sizes, in hexadecimal."""
    return _DIGESTS[bits](bytes(data)).hexdigest()


def tokens(text: str, delimiters: str) -> list[str]:
    """Return the non-empty pieces between any of the delimiters."""
    if not delimiters:
        return [text] if text else []
    return [piece for piece in re.split(f"[{re.escape(delimiters)}]", text) if piece]


def strtok(text: str, delimiters: str, part: int) -> str | None:
    """Return a piece by its number from 1; None if there are fewer."""
    if part < 1:
        raise EvaluationError(f"Invalid part number {part} of function STRTOK: it must be positive")
    pieces = tokens(text, delimiters)
    return pieces[part - 1] if part <= len(pieces) else None


def strtok_to_array(text: str, delimiters: str) -> str:
    """Return the pieces as a canonical array."""
    return encode(list(tokens(text, delimiters)))


def soundex(text: str, joined: bool) -> str:
    """Return the Soundex code of a text's letters; ``joined``: a second letter with the first's code is passed over."""
    code = ""
    last = ""
    for letter in text.upper():
        digit = _SOUNDS.get(letter, "")
        if not code:
            if letter.isalpha():
                code, last = letter, digit if joined else ""
        elif digit and digit != last:
            code, last = code + digit, digit
        elif letter not in "HW" and not digit:
            last = ""
        if len(code) == _SOUNDEX_LENGTH:
            break
    return code.ljust(_SOUNDEX_LENGTH, "0") if code else ""


ROWS: tuple[tuple[str, Callable[..., Any], tuple[str, ...], str], ...] = (
    ("sha2", sha2, ("BLOB", "INTEGER"), "VARCHAR"),
    ("tokens", tokens, ("VARCHAR", "VARCHAR"), "VARCHAR[]"),
    ("soundex", soundex, ("VARCHAR", "BOOLEAN"), "VARCHAR"),
    ("strtok", strtok, ("VARCHAR", "VARCHAR", "BIGINT"), "VARCHAR"),
    ("strtok_to_array", strtok_to_array, ("VARCHAR", "VARCHAR"), "VARCHAR"),
)
