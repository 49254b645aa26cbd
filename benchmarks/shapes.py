"""The task graphs of the workloads: which task follows which.

A graph is a tuple with one entry per task, in an order in which each task stands after its predecessors; the
entry holds the predecessors' positions.  Task 0 is the root.  All shapes keep Snowflake's limits: 1,000 tasks in
a graph, 100 predecessors and 100 children of a task.
"""

from __future__ import annotations

from collections.abc import Callable

Graph = tuple[tuple[int, ...], ...]


def chain(tasks: int) -> Graph:
    """Return tasks that follow one another."""
    return tuple((task - 1,) if task else () for task in range(tasks))


def fan(width: int) -> Graph:
    """Return a root, ``width`` tasks after it, and one task after all of those."""
    return ((), *(((0,),) * width), tuple(range(1, width + 1)))


def layered(layers: int, width: int) -> Graph:
    """Return a root and layers of tasks, each task after two neighbours in the layer before its own."""
    graph: list[tuple[int, ...]] = [()]
    for layer in range(layers):
        first = 1 + (layer - 1) * width
        for place in range(width):
            above = {first + place, first + (place + 1) % width} if layer else {0}
            graph.append(tuple(sorted(above)))
    return tuple(graph)


SHAPES: dict[str, Callable[[], Graph]] = {
    "chain100": lambda: chain(100),
    "fan100": lambda: fan(100),
    "layered991": lambda: layered(10, 99),
    # for --quick
    "chain10": lambda: chain(10),
    "fan10": lambda: fan(10),
    "layered28": lambda: layered(3, 9),
    # for --growth, which also takes chain10 and chain100
    "chain1000": lambda: chain(1000),
    "layered10": lambda: layered(3, 3),
    "layered100": lambda: layered(3, 33),
    "layered1000": lambda: layered(27, 37),
}

FULL = ("chain100", "fan100", "layered991")
QUICK = ("chain10", "fan10", "layered28")
GROWTH = ("chain10", "chain100", "chain1000", "layered10", "layered100", "layered1000")
