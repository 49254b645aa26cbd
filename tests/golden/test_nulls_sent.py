"""What every function gives for NULLs can be sent to a client, in both of the formats that results travel in."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from frazil.core.errors import FrazilError, InternalError
from frazil.http import json_rows
from frazil.sql.binder.registry import FUNCTIONS, FunctionSpec, Role
from frazil.wire import arrow
from tests.golden.scripts import Server

MOST_ARGUMENTS = 6


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with Server(tmp_path_factory.mktemp("nulls") / "data") as made:
        yield made


def calls(spec: FunctionSpec) -> Iterator[str]:
    over = " over (order by 1)" if spec.role is Role.WINDOW else ""
    for count in range(spec.minimum, min(spec.maximum, spec.minimum + 2, MOST_ARGUMENTS) + 1):
        yield f"select {spec.name}({', '.join(['null'] * count)}){over} from (values (1))"


@pytest.mark.parametrize("name", sorted(name for name in FUNCTIONS if not name.startswith("SYSTEM$")))
def test_null_arguments(server: Server, name: str) -> None:
    for text in calls(FUNCTIONS[name]):
        try:
            outcome = server.outcome(text)
        except InternalError:
            raise
        except FrazilError:
            continue  # some arguments must be constants of their own
        batches = list(outcome.data.batches())
        arrow.encoder(outcome.columns).stream(batches)
        assert len(json_rows.rows(outcome.columns, batches)) == outcome.data.row_count
