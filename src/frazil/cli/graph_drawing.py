"""A graph run drawn as a tree, one line a task, with the state and duration of each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from rich.text import Text

from frazil.cli.graph_records import (
    DID_NOT_RUN,
    SUSPENDED,
    WAITING,
    Member,
    Place,
    TaskRun,
    places,
    runs_of_attempt,
    state_of,
)
from frazil.cli.graph_view import FAINT, STATE_STYLES, duration, error_text, moment, state_text

_QUIET = frozenset({"SUCCEEDED", "SCHEDULED", WAITING, SUSPENDED, DID_NOT_RUN})
"""States of which a large graph tells the number only."""

_DURATION_WIDTH = 11
_LEAST_NAME_WIDTH = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskLine:
    """One task of a graph run as it is drawn."""

    place: Place
    state: str
    run: TaskRun | None

    @property
    def error(self) -> str:
        """Return what went wrong, in one line."""
        return "" if self.run is None else _error(self.run)


def task_lines(members: Sequence[Member], runs: Sequence[TaskRun], attempt: int, *, is_open: bool) -> list[TaskLine]:
    """Return the lines of an attempt; tasks that the graph has no more come last."""
    drawn = places(members)
    of_attempt = runs_of_attempt(runs, attempt, {place.name for place in drawn if place.is_finalizer})
    by_name = {member.name: member for member in members}
    lines = []
    for place in drawn:
        run = of_attempt.pop(place.name, None)
        lines.append(TaskLine(place=place, state=state_of(by_name[place.name], run, is_open=is_open), run=run))
    gone = sorted(of_attempt.values(), key=lambda run: run.scheduled_time)
    return [*lines, *(TaskLine(place=Place(name=run.name), state=run.state, run=run) for run in gone)]


def drawing(lines: Sequence[TaskLine], *, attempt: int, width: int, height: int | None = None) -> Text:
    """Return a graph run as a drawing no wider than ``width``.

    One with more lines than ``height`` is told in numbers, with the tasks that are running or went wrong, as far as
    there is room for them.
    """
    if height is None or sum(_height(line) for line in lines) <= height:
        return _drawn(lines, attempt, width)
    shown: list[TaskLine] = []
    room = height - 1
    for line in lines:
        if line.state not in _QUIET:
            room -= _height(line)
            if room < 0:
                break
            shown.append(replace(line, place=Place(name=line.place.name)))
    numbers = _numbers(lines)
    numbers.truncate(width, overflow="ellipsis")
    return Text("\n").join([numbers, *([_drawn(shown, attempt, width)] if shown else [])])


def change_text(run: TaskRun) -> str:
    """Return a task run's state as one plain line with the time since when it has it."""
    took = duration(run.duration_ms) if run.completed_time is not None else ""
    attempt = f"attempt {run.attempt_number}" if run.attempt_number > 1 else ""
    parts = (moment(run.changed_time), run.name, run.state, took, attempt, _error(run))
    return "  ".join(part for part in parts if part)


def _numbers(lines: Sequence[TaskLine]) -> Text:
    counts = Counter(line.state for line in lines)
    parts = [Text(f"{counts[state]} ") + state_text(state) for state in STATE_STYLES if state in counts]
    return Text(f"{len(lines)} tasks: ") + Text(", ").join(parts)


def _drawn(lines: Sequence[TaskLine], attempt: int, width: int) -> Text:
    state_width = max((len(line.state) for line in lines), default=0)
    ends = [_end(line, attempt, state_width) for line in lines]
    room = max(_LEAST_NAME_WIDTH, width - max((end.cell_len for end in ends), default=0) - 2)
    names = [_name(line.place, room) for line in lines]
    wide = max((name.cell_len for name in names), default=0)
    drawn = []
    for line, name, end in zip(lines, names, ends, strict=True):
        name.truncate(wide, pad=True)
        text = name + Text("  ") + end
        text.rstrip()
        drawn.append(text)
        if line.error:
            bars = line.place.bars.replace("├─", "│ ").replace("└─", "  ")
            below = Text(bars, style=FAINT) + Text(line.error, style="red")
            below.truncate(width, overflow="ellipsis")
            drawn.append(below)
    return Text("\n").join(drawn)


def _name(place: Place, room: int) -> Text:
    """Return the bars and the name of a task; where a graph is too deep, its bars begin later."""
    bars = place.bars
    over = len(bars) + len(place.name) - room
    if 0 < over < len(bars):
        bars = "…" + bars[over + 1 :]
    text = Text.assemble((bars, FAINT), place.name)
    if place.others:
        text.append(f" (and after {', '.join(place.others)})", style=FAINT)
    if place.is_finalizer:
        text.append(" (finalizer)", style=FAINT)
    text.truncate(room, overflow="ellipsis")
    return text


def _end(line: TaskLine, attempt: int, state_width: int) -> Text:
    text = Text(line.state.ljust(state_width), style=STATE_STYLES.get(line.state, ""))
    run = line.run
    took = duration(run.duration_ms) if run is not None else ""
    earlier = f"  attempt {run.attempt_number}" if run is not None and run.attempt_number != attempt else ""
    return Text.assemble(text, took.rjust(_DURATION_WIDTH), (earlier, FAINT))


def _error(run: TaskRun) -> str:
    """Return what went wrong in a task run; a condition that was not true is nothing wrong."""
    if not run.error_message or run.state == "SKIPPED":
        return ""
    return error_text(run.error_code, run.error_message)


def _height(line: TaskLine) -> int:
    return 2 if line.error else 1
