"""The tables of the graph measurements."""

from __future__ import annotations

from collections.abc import Iterable

from benchmarks.contest import Result
from benchmarks.figures import shown_ms, shown_ratio, table
from benchmarks.machine import Machine
from benchmarks.shapes import SHAPES

CLOCKS = """\
frazil's time is its own history's: from SCHEDULED_TIME to COMPLETED_TIME of the graph run.  A peer's time is that of
its call, in its process.  Each figure is a median (repetitions: {repeat}, after a warm-up)."""
READING = """\
Times are milliseconds for a whole graph run.  {clocks}  "frazil at the client" is from sending EXECUTE TASK to
seeing the complete run in a poll.  A ratio is frazil's time over the peer's: below 1 frazil is faster."""


def report(results: list[Result], machine: Machine, repeat: int) -> str:
    """Return the page with the tables of both bodies, what the engines guarantee, and what went wrong."""
    engines = _engines(results)
    parts = [
        "# Task graphs",
        f"Measured on: {machine.sentence()}.",
        READING.format(clocks=CLOCKS.format(repeat=repeat)),
        *(_body_part(body, results, engines) for body in _in_order(result.body for result in results)),
        "## What an engine's time buys",
        "\n".join(_engine_line(engine, results) for engine in engines),
        _problems(results),
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def growth_report(results: list[Result], machine: Machine, repeat: int) -> str:
    """Return the page that shows what one more task costs as graphs grow."""
    engines = _engines(results)
    parts = ["# Growth", f"Measured on: {machine.sentence()}.", CLOCKS.format(repeat=repeat)]
    for body in _in_order(result.body for result in results):
        rows = []
        for shape in _in_order(result.shape for result in results):
            tasks = len(SHAPES[shape]())
            cells = [_median(results, engine, shape, body) for engine in engines]
            per_task = [shown_ms(cell / tasks) if cell is not None else "-" for cell in cells]
            rows.append([shape, str(tasks), *per_task])
        rows.sort(key=lambda row: (row[0].rstrip("0123456789"), int(row[1])))
        parts.append(f"## Milliseconds per task, {body} bodies\n\n{table(['graph', 'tasks', *engines], rows)}")
    parts.append(_problems(results))
    return "\n\n".join(part for part in parts if part) + "\n"


def _body_part(body: str, results: list[Result], engines: list[str]) -> str:
    peers = [engine for engine in engines if engine != "frazil"]
    header = ["graph", "tasks", *engines, "frazil at the client", *(f"frazil / {peer}" for peer in peers)]
    rows = []
    for shape in _in_order(result.shape for result in results):
        medians = {engine: _median(results, engine, shape, body) for engine in engines}
        ours = medians.get("frazil")
        wall = _median(results, "frazil", shape, body, "wall_seconds")
        ratios = (_ratio(ours, medians[peer]) for peer in peers)
        rows.append([shape, str(len(SHAPES[shape]())), *map(_shown, medians.values()), _shown(wall), *ratios])
    rows.sort(key=lambda row: (int(row[1]), row[0]))
    return f"## {body.capitalize()} bodies\n\n{table(header, rows)}"


def _engine_line(engine: str, results: list[Result]) -> str:
    ready = next((result.ready for result in results if result.engine == engine and result.ready), {})
    if not ready:
        return f"- **{engine}**: did not start."
    versions = ", ".join(f"{name} {version}" for name, version in ready["versions"].items())
    after = max(seconds for result in results if result.engine == engine for seconds in result.settle_seconds)
    late = f" It worked on for up to {after:.0f} s after its answers." if after >= 2 else ""
    return f"- **{engine}** ({versions}): {ready['durability']}.{late}"


def _problems(results: list[Result]) -> str:
    lines = [
        f"- {result.engine}, {result.shape}, {result.body}: {result.problem}" for result in results if result.problem
    ]
    return "\n".join(["## What went wrong\n", *lines]) if lines else ""


def _median(results: list[Result], engine: str, shape: str, body: str, name: str = "seconds") -> float | None:
    for result in results:
        if (result.engine, result.shape, result.body) == (engine, shape, body):
            return result.median_of(name)
    return None


def _shown(seconds: float | None) -> str:
    return "-" if seconds is None else shown_ms(seconds)


def _ratio(ours: float | None, theirs: float | None) -> str:
    return "-" if ours is None or theirs is None else shown_ratio(ours, theirs)


def _engines(results: list[Result]) -> list[str]:
    return sorted({result.engine for result in results}, key=lambda engine: (engine != "frazil", engine))


def _in_order(values: Iterable[str]) -> list[str]:
    return sorted(set(values))
