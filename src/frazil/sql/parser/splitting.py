"""Cutting a script into its statements."""

from __future__ import annotations

from frazil.sql.tokens import END, Tokens, tokenize

_BEFORE_BLOCK = frozenset({"AS", "THEN", "ELSE", "DO", "LOOP", "BEGIN", ";"})
_TRANSACTION = frozenset({";", "WORK", "TRANSACTION", "NAME", "<EOF>"})
_LOOPS = frozenset({"IF", "LOOP", "FOR", "WHILE", "REPEAT"})


def split_statements(text: str) -> list[str]:
    """Cut a text at the semicolons between statements; empty ones are left out.

    Semicolons inside ``BEGIN ... END`` and ``DECLARE ... BEGIN ... END`` do not cut.  Blocks are told from
    other uses of these words by their neighbours only.
    """
    tokens = tokenize(text)
    found: list[str] = []
    start = 0
    first = 0
    for index in _cuts(tokens):
        if index > first:
            found.append(text[start : tokens.starts[index]].strip())
        start = tokens.ends[index]
        first = index + 1
    return found


def split_chain(text: str) -> list[tuple[int, str]]:
    """Cut a statement at the flow operators ``->>``; each part with where it begins in the text."""
    tokens = tokenize(text)
    cuts = [index for index, key in enumerate(tokens.keys) if key == "->>"]
    starts = [0, *(tokens.ends[index] for index in cuts)]
    ends = [*(tokens.starts[index] for index in cuts), len(text)]
    return [(start, text[start:end]) for start, end in zip(starts, ends, strict=True)]


def _cuts(tokens: Tokens) -> list[int]:
    """Return the tokens at which statements end: semicolons outside blocks, and the end."""
    keys = tokens.keys
    cuts: list[int] = []
    depth = 0
    declared = False
    previous = ";"
    for index, key in enumerate(keys):
        if tokens.kinds[index] == END:
            cuts.append(index)
            return cuts
        if key == ";" and depth == 0 and not declared:
            cuts.append(index)
        elif key == "DECLARE" and depth == 0 and previous in {";", "AS"}:
            declared = True
        elif key == "BEGIN" and previous in _BEFORE_BLOCK and keys[index + 1] not in _TRANSACTION:
            depth += 1
            declared = False
        elif key == "CASE" and depth and previous != "END":
            depth += 1
        elif key == "END" and depth and keys[index + 1] not in _LOOPS:
            depth -= 1
        previous = key
    return cuts
