"""What must not stand in a committed file.

The needles are put together here, so that this file does not hold them itself.
"""

from __future__ import annotations

import re

import pytest

from tests.structure.repository import shown, texts

FORBIDDEN = {
    "a note left for later: do it, or list the gap in docs/compat.md": r"\b(?:TO" + r"DO|FIX" + r"ME|XX" + r"X)\b",
    "a package index's host: the environment decides which index is used": "|".join(
        (
            "py" + r"pi\.org",
            "python" + r"hosted\.org",
            "registry" + r"\.npm" + "js",
            "index-" + "url *[= ] *(?:http|file)",
        )
    ),
    "a path of one machine": r"(?<![\w.~/$}])/(?:wo" + r"rk|fa" + r"rm|ho" + r"me/\w+|Us" + r"ers|ro" + r"ot)(?:/|\b)",
}


@pytest.mark.parametrize("reason", FORBIDDEN)
def test_no_file_holds(reason: str) -> None:
    pattern = re.compile(FORBIDDEN[reason])
    found = [
        f"{shown(path)}:{number}: {line.strip()[:120]}"
        for path, text in texts()
        for number, line in enumerate(text.splitlines(), 1)
        if pattern.search(line)
    ]
    assert not found, reason
