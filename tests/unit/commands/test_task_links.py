"""Rules of links that a whole account would be needed to reach otherwise."""

from __future__ import annotations

import pytest

from frazil.commands.task_links import check_resumed
from frazil.tasks.errors import TaskGraphError
from tests.unit.commands.world import World


def test_resumed_tasks_have_a_limit() -> None:
    world = World()
    world.change(1030, started=True)
    check_resumed(world.catalog.snapshot)
    check_resumed(world.catalog.snapshot, limit=2)
    with pytest.raises(TaskGraphError, match="An account cannot have more than 1 resumed tasks."):
        check_resumed(world.catalog.snapshot, limit=1)
