"""The reference of functions is what the table says."""

from __future__ import annotations

import subprocess
import sys

from tests.structure.repository import ROOT


def test_the_page_is_current() -> None:
    command = [sys.executable, str(ROOT / "tools" / "function_reference.py"), "--check"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT)
    assert done.returncode == 0, done.stderr
