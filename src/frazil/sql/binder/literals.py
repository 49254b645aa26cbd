"""Literals, session variables and bindings, and the types that SQL text names."""

from __future__ import annotations

import datetime
from dataclasses import replace
from decimal import Decimal

from frazil.core.errors import (
    CompilationError,
    InvalidExpressionError,
    InvalidIdentifierError,
    UnsupportedError,
    UnsupportedTypeError,
)
from frazil.core.types import (
    BOOLEAN,
    FLOAT,
    MAX_VECTOR,
    NULL,
    NUMBER,
    TIMESTAMP_LTZ,
    TIMESTAMP_NTZ,
    VARCHAR,
    DataType,
    Kind,
    Member,
    structured,
    type_named,
    varchar,
    vector,
)
from frazil.sql import ast
from frazil.sql.binder.casts import cast, literal_type
from frazil.sql.binder.dispatch import binds
from frazil.sql.binder.environment import Environment, Scope
from frazil.sql.binder.typed import Typed, quote_text, render_number, render_timestamp, typed


class MissingVariableError(CompilationError):
    """``Session variable '$X' does not exist``"""

    code = "002211"
    sqlstate = "02000"


def literal(value: object, environment: Environment) -> Typed:
    """Return a Python value as a bound literal: session variables, results of system functions."""
    match value:
        case None:
            return Typed("NULL", NULL, "INTEGER", True, None, (None,))
        case bool():
            return Typed("TRUE" if value else "FALSE", BOOLEAN, "BOOLEAN", False, None, (value,))
        case int() | Decimal():
            return _exact(Decimal(value))
        case float():
            return Typed(f"CAST('{value!r}' AS DOUBLE)", FLOAT, "DOUBLE", False, None, (value,))
        case str():
            return Typed(quote_text(value), varchar(max(len(value), 1)), "VARCHAR", False, None, (value,))
        case datetime.datetime():
            kind = TIMESTAMP_NTZ if value.tzinfo is None else TIMESTAMP_LTZ
            return Typed(render_timestamp(value), kind, "TIMESTAMP", False, None, (value,))
        case datetime.date():
            return Typed(f"DATE '{value.isoformat()}'", DataType(Kind.DATE), "DATE", False, None, (value,))
    raise TypeError(type(value).__name__)


def resolve_type(name: ast.TypeName, environment: Environment) -> DataType:
    """Return the type a TypeName means; TIMESTAMP follows TIMESTAMP_TYPE_MAPPING.

    Raises UnsupportedTypeError for an unknown name or arguments that do not fit.
    """
    spelled = name.name
    if spelled == "TIMESTAMP":
        spelled = str(environment.parameter("TIMESTAMP_TYPE_MAPPING"))
    if spelled in ("DECFLOAT", "GEOGRAPHY", "GEOMETRY", "FILE"):
        raise UnsupportedError(f"data type {spelled}", position=name.position)
    if spelled == "VECTOR" and name.members:
        return _vector(name, environment)
    if name.members:
        return _structured(name, environment)
    try:
        found = type_named(spelled, name.arguments)
    except ValueError as error:
        raise UnsupportedTypeError(f"Unsupported data type '{error}'.", position=name.position) from None
    if found is None:
        raise UnsupportedTypeError(f"Unsupported data type '{name.name}'.", position=name.position)
    return found


def _vector(name: ast.TypeName, environment: Environment) -> DataType:
    element, length = resolve_type(name.members[0][1], environment), name.arguments[0]
    if element not in (FLOAT, NUMBER) or not 1 <= length <= MAX_VECTOR:
        raise UnsupportedTypeError(f"Unsupported data type 'VECTOR({element}, {length})'.", position=name.position)
    return vector(length, integers=element == NUMBER)


_MEMBER_COUNTS = {"ARRAY": 1, "MAP": 2}


def _structured(name: ast.TypeName, environment: Environment) -> DataType:
    members = [Member(resolve_type(kind, environment), key, nullable) for key, kind, nullable in name.members]
    kind = structured(Kind(name.name), *members)
    keys = {member.name for member in members}
    wrong_key = name.name == "MAP" and not _is_map_key(members[0].type)
    if len(members) != _MEMBER_COUNTS.get(name.name, len(keys)) or wrong_key:
        raise UnsupportedTypeError(f"Unsupported data type '{kind}'.", position=name.position)
    return kind


def _is_map_key(kind: DataType) -> bool:
    return kind.kind is Kind.VARCHAR or (kind.kind is Kind.NUMBER and kind.scale == 0)


def _exact(value: Decimal) -> Typed:
    kind = literal_type(value)
    text = render_number(value)
    if kind.scale == 0:
        storage = "BIGINT" if kind.precision <= 18 else "DECIMAL(38,0)"
        return Typed(f"CAST({text} AS {storage})", kind, storage, False, None, (value,))
    storage = f"DECIMAL({kind.precision},{kind.scale})"
    return Typed(f"CAST({text} AS {storage})", kind, storage, False, None, (value,))


@binds(ast.Null)
def _null(node: ast.Null, scope: Scope) -> Typed:
    return literal(None, scope.environment)


@binds(ast.Boolean)
def _boolean(node: ast.Boolean, scope: Scope) -> Typed:
    return literal(node.value, scope.environment)


@binds(ast.Number)
def _number(node: ast.Number, scope: Scope) -> Typed:
    if isinstance(node.value, float):
        return literal(node.value, scope.environment)
    bound = _exact(node.value)
    if node.slot >= 0:
        return replace(bound, sql=f"CAST(\0{node.slot}\0 AS {bound.storage})")
    return bound


@binds(ast.String)
def _string(node: ast.String, scope: Scope) -> Typed:
    if node.slot >= 0:
        length = varchar(max(len(node.value), 1))
        return Typed(f"\0{node.slot}\0", length, "VARCHAR", False, None, (node.value,))
    return literal(node.value, scope.environment)


@binds(ast.TypedLiteral)
def _typed_literal(node: ast.TypedLiteral, scope: Scope) -> Typed:
    kind = resolve_type(node.type, scope.environment)
    return cast(literal(node.text, scope.environment), kind, scope.environment)


@binds(ast.Interval)
def _interval(node: ast.Interval, scope: Scope) -> Typed:
    raise InvalidExpressionError("INTERVAL is only allowed beside + and - of a date or time", position=node.position)


@binds(ast.Variable)
def _variable(node: ast.Variable, scope: Scope) -> Typed:
    scope.environment.contextual = True
    return literal(variable_value(node, scope.environment), scope.environment)


def variable_value(node: ast.Variable, environment: Environment) -> object:
    """Return the value of a session variable; MissingVariableError if there is none of the name."""
    variables = environment.facts.variables
    if node.name not in variables:
        raise MissingVariableError(
            f"Session variable '${node.name}' does not exist", position=node.position, located=True
        )
    return variables[node.name]


def refuse_bindings(tree: object) -> None:
    """Refuse what is a statement's alone in what is stored: placeholders, and results of a chain."""
    for node in ast.nodes_of(tree):
        if isinstance(node, ast.Placeholder | ast.PipeResult):
            raise InvalidExpressionError(
                "Bind variables not allowed in view and UDF definitions.", position=node.position, located=True
            )


@binds(ast.PipeResult)
def _pipe_result(node: ast.PipeResult, scope: Scope) -> Typed:
    """Bind to the query id of a statement before in the chain, for RESULT_SCAN."""
    scope.environment.contextual = True
    chain = scope.environment.facts.chain
    if not 1 <= node.number <= len(chain):
        raise InvalidIdentifierError(f"invalid identifier '${node.number}'", position=node.position, located=True)
    return literal(chain[-node.number], scope.environment)


@binds(ast.Placeholder)
def _placeholder(node: ast.Placeholder, scope: Scope) -> Typed:
    environment = scope.environment
    environment.contextual = True
    environment.placeholders = max(environment.placeholders, node.number)
    found = environment.bindings.get(node.key)
    if found is not None:
        return found
    if environment.describe_only:
        return typed("CAST(NULL AS VARCHAR)", VARCHAR)
    if environment.binding_rows is not None:
        raise UnsupportedError("bindings of several rows outside INSERT ... VALUES", position=node.position)
    raise InvalidExpressionError(f"Bind variable :{node.key} not set.", position=node.position)
