"""Every rule of tasks names a test that is there, and the page of the rules is current."""

from __future__ import annotations

import subprocess
import sys
import tomllib
from typing import Any

import pytest

from tests.structure.repository import ROOT

CONTENT = tomllib.loads((ROOT / "tests" / "golden" / "task_rules.toml").read_text("utf-8"))
RULES: list[dict[str, Any]] = CONTENT["rule"]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule["id"])
def test_a_rule_is_shown_by_a_test(rule: dict[str, Any]) -> None:
    assert rule["says"].endswith(".")
    assert rule["table"] in CONTENT["tables"]
    assert rule["status"] == "built" or rule["status"].startswith("unsupported: ")
    if rule["status"] == "built" or "test" in rule:
        assert rule["marker"]
        assert rule["marker"] in (ROOT / rule["test"]).read_text("utf-8")


def test_rules_have_ids_of_their_own() -> None:
    ids = [rule["id"] for rule in RULES]
    assert len(ids) == len(set(ids))


def test_the_page_is_current() -> None:
    command = [sys.executable, str(ROOT / "tools" / "task_rules.py"), "--check"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT)
    assert done.returncode == 0, done.stderr
