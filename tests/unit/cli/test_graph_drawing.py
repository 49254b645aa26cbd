"""How a graph run is drawn: where each task stands, what is said of it, and what gives way to the terminal's size."""

from __future__ import annotations

from datetime import UTC, datetime

from frazil.cli.graph_drawing import change_text, drawing, task_lines
from frazil.cli.graph_records import Member, TaskRun, places

NOON = datetime(2026, 1, 2, 12, tzinfo=UTC)

GRAPH = (
    Member(name="ROOT", started=True),
    Member(name="A", started=True, predecessors=("ROOT",)),
    Member(name="B", started=True, predecessors=("ROOT",)),
    Member(name="C", started=True, predecessors=("A", "B")),
    Member(name="D", started=False, predecessors=("C",)),
    Member(name="END", started=True),
)


def task_run(name: str, state: str, *, attempt: int = 1, error: str | None = None) -> TaskRun:
    return TaskRun(
        name=name,
        state=state,
        attempt_number=attempt,
        scheduled_time=NOON,
        query_start_time=NOON,
        completed_time=None if state == "EXECUTING" else NOON,
        duration_ms=1250,
        query_id=None,
        return_value=None,
        error_code="100051" if error else None,
        error_message=error,
        query_text=None,
        scheduled_from="EXECUTE TASK",
        config=None,
        root_task_id="",
        graph_run_group_id="g",
        run_id=0,
    )


def drawn(
    *runs: TaskRun, attempt: int = 1, is_open: bool = True, width: int = 60, height: int | None = None
) -> list[str]:
    lines = task_lines(GRAPH, runs, attempt, is_open=is_open)
    return drawing(lines, attempt=attempt, width=width, height=height).plain.splitlines()


def test_each_task_stands_below_its_first_predecessor() -> None:
    runs = (
        task_run("ROOT", "SUCCEEDED"),
        task_run("A", "FAILED", error="Division\n by zero"),
        task_run("B", "EXECUTING"),
    )
    assert drawn(*runs) == [
        "ROOT                   SUCCEEDED     1.25 s",
        "├─ A                   FAILED        1.25 s",
        "│  100051: Division by zero",
        "│  └─ C (and after B)  waiting",
        "│     └─ D             suspended",
        "└─ B                   EXECUTING     1.25 s",
        "END (finalizer)        waiting",
    ]


def test_what_is_over_waits_no_more() -> None:
    assert [line.split("  ")[-1].strip() for line in drawn(is_open=False)] == [
        "did not run",
        "did not run",
        "did not run",
        "suspended",
        "did not run",
        "did not run",
    ]


def test_a_retry_keeps_what_succeeded_but_the_finalizer() -> None:
    first = (
        task_run("ROOT", "SUCCEEDED"),
        task_run("A", "SUCCEEDED"),
        task_run("B", "FAILED", error="no"),
        task_run("END", "SUCCEEDED"),
    )
    lines = drawn(*first, task_run("B", "EXECUTING", attempt=2), attempt=2)
    assert lines[0].endswith("attempt 1")
    assert lines[1].endswith("attempt 1")
    assert lines[4].endswith("EXECUTING     1.25 s")
    assert lines[5].endswith("waiting")
    assert "no" not in "".join(lines).split()


def test_tasks_that_the_graph_has_no_more_come_last() -> None:
    assert drawn(task_run("GONE", "SUCCEEDED"))[-1].split() == ["GONE", "SUCCEEDED", "1.25", "s"]


def test_a_graph_larger_than_the_terminal_is_told_in_numbers() -> None:
    runs = (task_run("ROOT", "SUCCEEDED"), task_run("A", "FAILED", error="no"), task_run("B", "EXECUTING"))
    assert drawn(*runs, width=80, height=4) == [
        "6 tasks: 1 SUCCEEDED, 1 EXECUTING, 1 FAILED, 2 waiting, 1 suspended",
        "A  FAILED        1.25 s",
        "100051: no",
        "B  EXECUTING     1.25 s",
    ]


def test_no_line_is_wider_than_the_terminal() -> None:
    chain = [Member(name="T0", started=True)]
    chain += [Member(name=f"T{n}", started=True, predecessors=(f"T{n - 1}",)) for n in range(1, 1000)]
    runs = [task_run("T999", "FAILED", error="x" * 500)]
    lines = drawing(task_lines(chain, runs, 1, is_open=True), attempt=1, width=80).plain.splitlines()
    assert max(map(len, lines)) <= 80
    assert all(f"T{n} " in line for n, line in enumerate(lines[:-1]))


def test_a_diamond_is_drawn_once() -> None:
    assert [place.name for place in places(GRAPH)] == ["ROOT", "A", "C", "D", "B", "END"]
    assert places([]) == []


def test_changes_are_plain_lines() -> None:
    text = change_text(task_run("A", "FAILED", attempt=2, error="no"))
    assert text.split("  ")[1:] == ["A", "FAILED", "1.25 s", "attempt 2", "100051: no"]
    assert change_text(task_run("A", "EXECUTING")).split("  ")[1:] == ["A", "EXECUTING"]
    assert change_text(task_run("A", "SKIPPED", error="not true")).split("  ")[1:] == ["A", "SKIPPED", "1.25 s"]
