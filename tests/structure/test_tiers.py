"""The tiers of tests are what the Makefile runs, and none of them is empty."""

from __future__ import annotations

import re

import pytest

from tests.conftest import TIERS
from tests.structure.repository import ROOT, files_under, shown


@pytest.mark.parametrize("tier", TIERS)
def test_tier_has_tests(tier: str) -> None:
    assert files_under(f"tests/{tier}", suffix=".py")
    assert [path for path in files_under(f"tests/{tier}", suffix=".py") if path.name.startswith("test_")]


def test_the_makefile_runs_every_tier() -> None:
    listed = re.search(r"^TIERS \?= (.+)$", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE)
    assert listed is not None
    assert tuple(listed[1].split()) == TIERS


def test_every_test_module_lies_in_a_tier() -> None:
    stray = [
        shown(path)
        for path in files_under("tests", suffix=".py")
        if path.name.startswith("test_") and path.relative_to(ROOT / "tests").parts[0] not in TIERS
    ]
    assert not stray
