"""What every tier shares: a test's folder is its tier, and its marker.

Imports nothing but pytest, because the client tier runs in environments that have nothing else.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

TIERS = ("unit", "golden", "store", "structure", "tpc", "fuzz", "model", "client", "tools", "fault")
HERE = Path(__file__).parent

# The official clients need a running server and an environment each: tests/client/run.py provides both,
# and tests/tools/run.py for what is built on them.
collect_ignore = [] if "FRAZIL_TEST_HOST" in os.environ else ["client", "tools"]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark each test with its tier, so that ``-m`` selects by cost."""
    for item in items:
        tier = item.path.relative_to(HERE).parts[0]
        if tier not in TIERS:
            raise pytest.UsageError(f"{item.path} is in no tier: put it into one of {', '.join(TIERS)}")
        item.add_marker(tier)
