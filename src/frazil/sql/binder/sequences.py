"""Values of sequences: ``s.NEXTVAL``, ``TABLE(GETNEXTVAL(s))``, and the defaults of AUTOINCREMENT columns."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial

from frazil.catalog.records import Column, NumberSequence
from frazil.core.errors import FrazilError, InvalidArgumentError, InvalidIdentifierError, ObjectNotFoundError
from frazil.core.names import QualifiedName, render
from frazil.core.types import number
from frazil.sql import ast
from frazil.sql.binder.environment import Environment, Scope
from frazil.sql.binder.names import Place, place, require_containers
from frazil.sql.binder.typed import Typed

NEXTVAL = "NEXTVAL"
_TYPE = number(19, 0)


def next_value(node: ast.Reference, environment: Environment) -> Typed | None:
    """Return the next value of the sequence a reference names, having recorded the privileges; None if it is none."""
    found = find_sequence(node, environment)
    if found is None:
        return None
    shown = ".".join(render(part) for part in node.parts)
    denial = partial(InvalidIdentifierError, f"invalid identifier '{shown}'", position=node.position, located=True)
    return _value_of(*found, environment, denial)


def generated_value(function: ast.Function, environment: Environment) -> Typed:
    """Return the next value of the sequence that GETNEXTVAL names, having recorded the privileges."""
    argument = function.arguments[0] if len(function.arguments) == 1 and not function.named else None
    if not isinstance(argument, ast.Reference):
        raise InvalidArgumentError("GETNEXTVAL needs the name of a sequence", position=function.position)
    found = find_sequence(replace(argument, parts=(*argument.parts, NEXTVAL)), environment)
    shown = ".".join(render(part) for part in argument.parts)
    text = f"Sequence '{shown}' does not exist or not authorized."
    denial = partial(ObjectNotFoundError, text, position=argument.position, sqlstate="02000")
    if found is None:
        raise denial()
    return _value_of(*found, environment, denial)


def with_values(text: str, alias: str, values: Sequence[str], scope: Scope) -> str:
    """Return a FROM clause under an alias, each of its rows with values ``n0``, ``n1``, ... of its own.

    Everything that the scope knows of the clause is read through the alias then.
    """
    items = scope.read_through(alias, apart=alias)
    items += [f"{value} AS n{place}" for place, value in enumerate(values)]
    return f"(SELECT {', '.join(items)} FROM {text}) AS {alias}"


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


def _value_of(
    where: Place, sequence: NumberSequence, environment: Environment, denial: Callable[[], FrazilError]
) -> Typed:
    require_containers(where, environment, denial)
    environment.need("USAGE", sequence, where.shown, denial=denial)
    return _taken(f"data.s{sequence.id}", environment)


def _taken(name: str, environment: Environment) -> Typed:
    environment.sequenced = True
    return Typed(f"nextval('{name}')", _TYPE, "BIGINT", False)
