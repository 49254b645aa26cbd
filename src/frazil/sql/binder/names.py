"""Resolution of object names against the catalog and the session's current database and schema."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from dataclasses import dataclass

from frazil.catalog.records import Database, Record, Schema, Table, View, signature
from frazil.core.errors import (
    FrazilError,
    InvalidExpressionError,
    NoCurrentDatabaseError,
    NoCurrentSchemaError,
    ObjectNotFoundError,
)
from frazil.core.names import QualifiedName, render, split_qualified
from frazil.sql import ast
from frazil.sql.binder.environment import Environment, SystemRelation
from frazil.sql.binder.literals import resolve_type, variable_value
from frazil.sql.statements import Name, RoutineName

INFORMATION_SCHEMA = "INFORMATION_SCHEMA"
_DEFAULT_PATH = "$current, $public"


@dataclass(frozen=True, slots=True)
class Place:
    """A schema and a name in it, which may not exist yet."""

    database: Database
    schema: Schema
    name: str

    @property
    def path(self) -> tuple[str, str, str]:
        """Return database, schema and name."""
        return self.database.name, self.schema.name, self.name

    @property
    def shown(self) -> str:
        """Return the full name as errors print it."""
        return ".".join(render(part) for part in self.path)


def constant_name(expression: ast.Expression, environment: Environment) -> QualifiedName:
    """Return the name that IDENTIFIER('..'), IDENTIFIER(?) or IDENTIFIER($v) stands for."""
    match expression:
        case ast.String(value=text):
            if expression.slot >= 0:
                environment.pinned.add(expression.slot)
        case ast.Variable():
            environment.contextual = True
            text = str(variable_value(expression, environment))
        case ast.Placeholder(number=number):
            environment.contextual = True
            environment.placeholders = max(environment.placeholders, number)
            bound = environment.bindings.get(expression.key)
            text = str(bound.constant[0]) if bound is not None and bound.constant else ""
        case ast.Reference(parts=parts):
            return QualifiedName(parts, expression.position)
        case _:
            raise InvalidExpressionError("invalid identifier expression", position=expression.position)
    try:
        return QualifiedName(split_qualified(text), expression.position)
    except ValueError:
        raise ObjectNotFoundError(
            f"Object '{text}' does not exist or not authorized.", position=expression.position
        ) from None


def plain_name(name: Name, environment: Environment) -> QualifiedName:
    """Return a name, with IDENTIFIER(..) resolved; a function's ends in its signature."""
    if isinstance(name, RoutineName):
        types = [resolve_type(each, environment).kind.value for each in name.types]
        return QualifiedName((*name.name.parts[:-1], signature(name.name.name, types)), name.name.position)
    return name if isinstance(name, QualifiedName) else constant_name(name, environment)


def find_database(name: str | None, environment: Environment, operation: str = "SELECT") -> Database:
    """Return the database of that name, or the current one for None."""
    wanted = name or environment.facts.database
    if wanted is None:
        raise NoCurrentDatabaseError(
            f"Cannot perform {operation}. This session does not have a current database. "
            "Call 'USE DATABASE', or use a qualified name."
        )
    found = environment.snapshot.database(wanted)
    if found is None:
        raise ObjectNotFoundError(f"Database '{render(wanted)}' does not exist or not authorized.", sqlstate="02000")
    return found


def find_schema(parts: tuple[str, ...], environment: Environment, operation: str = "SELECT") -> tuple[Database, Schema]:
    """Return the schema that one or two name parts (or none: the current one) mean."""
    database = find_database(parts[0] if len(parts) == 2 else None, environment, operation)
    wanted = parts[-1] if parts else environment.facts.schema
    if wanted is None:
        raise NoCurrentSchemaError(
            f"Cannot perform {operation}. This session does not have a current schema. "
            "Call 'USE SCHEMA', or use a qualified name."
        )
    found = environment.snapshot.find(Schema, database.id, wanted)
    if found is None:
        raise ObjectNotFoundError(
            f"Schema '{render(database.name)}.{render(wanted)}' does not exist or not authorized.", sqlstate="02000"
        )
    return database, found


def place(name: Name, environment: Environment, operation: str) -> Place:
    """Return where a schema-level object of this name is or would be."""
    plain = plain_name(name, environment)
    if len(plain.parts) > 3:
        raise ObjectNotFoundError(f"Object '{plain}' does not exist or not authorized.", position=plain.position)
    database, schema = find_schema(plain.parts[:-1], environment, operation)
    return Place(database, schema, plain.name)


def find_relation(name: QualifiedName, environment: Environment) -> tuple[Place, Record]:
    """Return the table or view of that name; ObjectNotFoundError if there is none."""
    try:
        where = place(name, environment, "SELECT")
    except ObjectNotFoundError as error:
        raise ObjectNotFoundError(error.message, position=name.position, sqlstate=error.sqlstate) from None
    record = environment.snapshot.find_relation(where.schema.id, where.name, environment.facts.session_id)
    if record is None:
        shown = str(name) if len(name.parts) > 1 else render(name.name)
        raise ObjectNotFoundError(f"Object '{shown}' does not exist or not authorized.", position=name.position)
    return where, record


def find_source(name: QualifiedName, environment: Environment) -> tuple[Place, Record]:
    """Return the table or view that a query reads; a bare name is looked for in the schemas of SEARCH_PATH."""
    if len(name.parts) == 1 and environment.facts.database is not None:
        for database, schema in search_path(environment):
            record = environment.snapshot.find_relation(schema.id, name.name, environment.facts.session_id)
            if record is not None:
                return Place(database, schema, name.name), record
        if _path(environment) != _DEFAULT_PATH:
            raise ObjectNotFoundError(
                f"Object '{render(name.name)}' does not exist or not authorized.", position=name.position
            )
    return find_relation(name, environment)


def search_path(environment: Environment) -> list[tuple[Database, Schema]]:
    """Return the schemas of SEARCH_PATH that exist, each once; ``$current`` and ``$public`` are the session's.

    In a view they are the view's own, and the session's path does not count.
    """
    facts, found = environment.facts, []
    for entry in _path(environment).split(","):
        word = entry.strip()
        schema_name = {"$CURRENT": facts.schema, "$PUBLIC": "PUBLIC"}.get(word.upper())
        parts: tuple[str, ...] = () if schema_name is None else (schema_name,)
        if not word.startswith("$"):
            with contextlib.suppress(ValueError):
                parts = split_qualified(word)
        database = environment.snapshot.database(parts[0] if len(parts) == 2 else facts.database or "")
        schema = environment.snapshot.find(Schema, database.id, parts[-1]) if database is not None and parts else None
        if database is not None and schema is not None and (database, schema) not in found:
            found.append((database, schema))
    return found


def _path(environment: Environment) -> str:
    return _DEFAULT_PATH if environment.view_depth else str(environment.facts.parameters["SEARCH_PATH"])


def find_system_view(name: QualifiedName, environment: Environment) -> SystemRelation | None:
    """Return the server's own view of that name, such as INFORMATION_SCHEMA.TABLES; None if it is none."""
    if len(name.parts) == 2 and name.parts[0] == INFORMATION_SCHEMA:
        database = find_database(None, environment).name
        return environment.relations.view(environment, database, INFORMATION_SCHEMA, name.name)
    if len(name.parts) == 3 and name.parts[1] == INFORMATION_SCHEMA:
        database = find_database(name.parts[0], environment).name
        return environment.relations.view(environment, database, INFORMATION_SCHEMA, name.name)
    current = (environment.facts.database or "", environment.facts.schema or "")
    full = (*current, *name.parts)[-3:] if len(name.parts) < 3 else name.parts
    if len(name.parts) == 2:
        full = (current[0], *name.parts)
    return environment.relations.view(environment, full[0], full[1], full[2])


def require_containers(where: Place, environment: Environment, denial: Callable[[], FrazilError] | None = None) -> None:
    """Record that the statement needs USAGE on the database and the schema; ``denial`` as for ``Environment.need``."""
    database, schema = where.database, where.schema
    environment.need("USAGE", database, render(database.name), denial=denial)
    environment.need("USAGE", schema, f"{render(database.name)}.{render(schema.name)}", denial=denial)


def is_view(record: Record) -> bool:
    """Say whether a relation is a view."""
    return isinstance(record, View)


def is_table(record: Record) -> bool:
    """Say whether a relation is a table."""
    return isinstance(record, Table)
