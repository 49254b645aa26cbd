"""Values of sequences: ``s.NEXTVAL``, and the defaults of AUTOINCREMENT columns."""

from __future__ import annotations

from frazil.catalog.records import Column, NumberSequence
from frazil.core.errors import FrazilError
from frazil.core.names import QualifiedName
from frazil.core.types import number
from frazil.sql import ast
from frazil.sql.binder.environment import Environment
from frazil.sql.binder.names import Place, place, require_containers
from frazil.sql.binder.typed import Typed

NEXTVAL = "NEXTVAL"
_TYPE = number(19, 0)


def next_value(node: ast.Reference, environment: Environment) -> Typed | None:
    """Return the next value of the sequence a reference names, having recorded the privileges; None if it is none."""
    found = find_sequence(node, environment)
    if found is None:
        return None
    where, sequence = found
    require_containers(where, environment)
    environment.need("USAGE", sequence, where.shown)
    return _taken(f"data.s{sequence.id}", environment)


def identity_value(column: Column, environment: Environment) -> Typed:
    """Return the next value of an AUTOINCREMENT column."""
    return _taken(f"data.i{column.id}", environment)


def find_sequence(node: ast.Expression, environment: Environment) -> tuple[Place, NumberSequence] | None:
    """Return the sequence of ``s.NEXTVAL`` and where it is; None if the expression is anything else."""
    if not isinstance(node, ast.Reference) or len(node.parts) < 2 or node.parts[-1] != NEXTVAL:
        return None
    try:
        where = place(QualifiedName(node.parts[:-1], node.position), environment, "SELECT")
    except FrazilError:
        return None
    sequence = environment.snapshot.find(NumberSequence, where.schema.id, where.name)
    return None if sequence is None else (where, sequence)


def _taken(name: str, environment: Environment) -> Typed:
    environment.sequenced = True
    return Typed(f"nextval('{name}')", _TYPE, "BIGINT", False)
