"""Every script of ``sql/`` answers what it says; ``FRAZIL_GOLDEN=write`` writes what is answered into the scripts."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.golden.scripts import Server, agrees, blocks, rewritten

SCRIPTS = sorted((Path(__file__).parent / "sql").glob("*.sql"))


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.stem)
def test_script(path: Path, tmp_path: Path) -> None:
    answers: dict[int, tuple[str, ...]] = {}
    wrong: list[str] = []
    with Server(tmp_path / "data") as server:
        for block in blocks(path):
            answer = server.run(block)
            if agrees(block.expected, answer):
                continue
            assert answer is not None
            answers[block.line] = answer
            expected = "\n  ".join(block.expected or ("success",))
            got = "\n  ".join(answer)
            wrong.append(f"{path.name}:{block.line}\n{block.text}\nexpected:\n  {expected}\ngot:\n  {got}")
    if os.environ.get("FRAZIL_GOLDEN") == "write":
        path.write_text(rewritten(path, answers), "utf-8")
        return
    assert not wrong, "\n\n".join(wrong)
