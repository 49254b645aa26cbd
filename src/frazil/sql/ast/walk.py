"""Every node of a tree, in the order of its text."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator

from frazil.sql.ast.leaves import Node


def nodes_of(tree: object) -> Iterator[Node]:
    """Yield a node and all nodes below it; of a tuple, those of its items."""
    if isinstance(tree, Node):
        yield tree
        for field in dataclasses.fields(tree):
            yield from nodes_of(getattr(tree, field.name))
    elif isinstance(tree, tuple):
        for each in tree:
            yield from nodes_of(each)
