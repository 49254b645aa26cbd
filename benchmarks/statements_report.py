"""The tables of the statement measurements."""

from __future__ import annotations

from statistics import median
from typing import Any

from benchmarks.figures import percentile, shown_ms, shown_ratio, table
from benchmarks.machine import Machine
from benchmarks.statement_cases import CASES

ENOUGH_FOR_P99 = 100
READING = """\
Times are milliseconds at the client, from sending the statement to having all of its rows: the median, then the
99th percentile, or the slowest (marked *) where there were fewer than 100 turns.  A ratio is frazil's median over
the other's: below 1 frazil is faster.  DuckDB runs in the client's process, so its column is what the work itself
costs.  fakesnow keeps its data in memory, and "fakesnow-file" in files; frazil and DuckDB keep it in files, so
their commits wait for the disk."""


def report(data: dict[str, Any], machine: Machine) -> str:
    """Return the page with a table for each part that was measured, and what went wrong."""
    parts = ["# Statements", f"Measured on: {machine.sentence()}."]
    if "statements" in data:
        parts += [READING, _statements(data["statements"]), _versions(data["versions"])]
    if "load" in data:
        parts.append(f"## `select <i>` while the server is busy\n\n{_load(data['load'])}")
    if "memory" in data:
        parts.append(f"## Memory of the server\n\n{_memory(data['memory'])}")
    if data["problems"]:
        parts.append("\n".join(["## What went wrong\n", *(f"- {at}: {what}" for at, what in data["problems"].items())]))
    return "\n\n".join(parts) + "\n"


def _statements(taken: dict[str, dict[str, list[float]]]) -> str:
    engines = list(dict.fromkeys(engine for times in taken.values() for engine in times))
    engines.sort(key=lambda engine: (engine != "frazil", engine))
    others = [engine for engine in engines if engine != "frazil"] if "frazil" in engines else []
    rows = []
    for case in CASES:
        times = taken[case.name]
        ratios = (_ratio(times.get("frazil"), times.get(other)) for other in others)
        turns = max((len(values) for values in times.values()), default=0)
        rows.append([case.name, str(turns), *(_both(times.get(engine)) for engine in engines), *ratios])
    return table(["statement", "turns", *engines, *(f"frazil / {other}" for other in others)], rows)


def _versions(versions: dict[str, dict[str, str]]) -> str:
    return "\n".join(
        f"- **{engine}**: {', '.join(f'{name} {version}' for name, version in found.items())}"
        for engine, found in versions.items()
    )


def _load(taken: dict[str, list[float]]) -> str:
    rows = [
        [
            meanwhile,
            str(len(values)),
            shown_ms(median(values)),
            shown_ms(percentile(values, 0.99)),
            shown_ms(max(values)),
        ]
        for meanwhile, values in taken.items()
        if values
    ]
    return table(["meanwhile", "queries", "median", "p99", "slowest"], rows)


def _memory(memory: dict[str, Any]) -> str:
    rows = [
        ["idle", f"{memory['idle_mib']:.0f}"],
        ["with a session", f"{memory['connected_mib']:.0f}"],
        [f"highest while a client reads {memory['rows']:,} rows", f"{memory['highest_mib']:.0f}"],
        ["afterwards", f"{memory['afterwards_mib']:.0f}"],
    ]
    return f"{table(['when', 'MiB'], rows)}\n\nThe client read for {memory['seconds']:.1f} seconds."


def _both(values: list[float] | None) -> str:
    if not values:
        return "-"
    tail = shown_ms(percentile(values, 0.99)) if len(values) >= ENOUGH_FOR_P99 else f"{shown_ms(max(values))}*"
    return f"{shown_ms(median(values))} / {tail}"


def _ratio(ours: list[float] | None, theirs: list[float] | None) -> str:
    return shown_ratio(median(ours), median(theirs)) if ours and theirs else "-"
