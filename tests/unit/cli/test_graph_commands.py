"""The pure parts of the commands about task graphs: words, durations, and which run a command started."""

from __future__ import annotations

import pytest
import typer

from frazil.cli.connection import literal
from frazil.cli.execute import started_attempt
from frazil.cli.graph_view import duration, span
from frazil.cli.graphs import members_of
from frazil.cli.runs import seconds_of


@pytest.mark.parametrize(
    ("milliseconds", "text"),
    [
        (None, ""),
        (-3, "0.00 s"),
        (1250, "1.25 s"),
        (12_340, "12.3 s"),
        (185_000, "3 min 05 s"),
        (7_380_000, "2 h 03 min"),
    ],
)
def test_durations(milliseconds: int | None, text: str) -> None:
    assert duration(milliseconds) == text


@pytest.mark.parametrize(
    ("seconds", "text"), [(-1, "0 s"), (59, "59 s"), (60, "1 min"), (7199, "1 h"), (90_000, "1 d")]
)
def test_spans(seconds: int, text: str) -> None:
    assert span(seconds) == text


@pytest.mark.parametrize(("text", "seconds"), [("90s", 90), ("15m", 900), ("6h", 21_600), (" 1d ", 86_400)])
def test_how_far_back(text: str, seconds: int) -> None:
    assert seconds_of(text) == seconds


@pytest.mark.parametrize("text", ["", "1", "d", "-1d", "1.5h", "1w", "1d; x"])
def test_what_is_no_duration(text: str) -> None:
    with pytest.raises(typer.BadParameter, match="--since|no duration"):
        seconds_of(text)


def test_a_command_started_what_was_not_there_before() -> None:
    after = {("new", 1): False, ("old", 2): False, ("old", 1): False}
    assert started_attempt({("old", 1), ("old", 2)}, after) == ("new", 1)
    assert started_attempt({("new", 1), ("old", 1)}, after) == ("old", 2)


def test_of_two_new_runs_the_earlier_one_is_taken() -> None:
    assert started_attempt((), {("b", 1): False, ("a", 1): False}) == ("a", 1)


def test_a_command_may_have_moved_the_pending_run() -> None:
    after = {("pending", 1): True, ("running", 1): False}
    assert started_attempt(after, after) == ("pending", 1)
    assert started_attempt({("running", 1)}, {("running", 1): False}) is None


def test_literals_hold_any_text() -> None:
    assert literal("it's \\' --") == "'it''s \\\\'' --'"


def test_members_are_counted_by_schema() -> None:
    def row(name: str, *predecessors: str, schema: str = "S", finalizes: str = "") -> dict[str, str]:
        above = ", ".join(f'"\\"D\\".\\"{schema}\\".\\"{each}\\""' for each in predecessors)
        relations = f'{{"FinalizedRootTask": "D.{schema}.{finalizes}"}}' if finalizes else "{}"
        place = {"database_name": "D", "schema_name": schema}
        return {
            "id": f"{schema}.{name}",
            "name": name,
            "predecessors": f"[{above}]",
            "task_relations": relations,
            **place,
        }

    rows = [row("R"), row("A", "R"), row("B", "R"), row("C", "A", "B"), row("F", finalizes="R"), row("R", schema="T")]
    assert members_of(rows) == {"S.R": 5, "T.R": 1}
