"""Calls of users' functions: the body is bound in the call's place, with the arguments for its parameters.

A body is an expression or a query.  It sees its arguments, and relations and functions as the function's own schema
and owner see them; nothing of the statement that calls it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace

from frazil.catalog.records import Argument, Function
from frazil.core.errors import (
    CompilationError,
    ExpressionTypeError,
    FrazilError,
    InvalidArgumentTypesError,
)
from frazil.core.names import render
from frazil.core.types import SEMI_STRUCTURED, TIMESTAMPS, DataType, Kind
from frazil.sql import ast
from frazil.sql.binder.casts import cast, coerce
from frazil.sql.binder.dispatch import bind
from frazil.sql.binder.environment import BoundColumn, BoundQuery, Environment, QueryBinder, Scope, ScopeSource
from frazil.sql.binder.literals import refuse_bindings
from frazil.sql.binder.names import Place, find_schema, require_containers
from frazil.sql.binder.typed import Typed, storage_of, typed
from frazil.sql.parser import parse_body, parse_query

"""The binder of whole queries, handed in: it needs this module itself."""

_MAX_DEPTH = 32
_MAX_REPEATED = 200
"""Longer texts of arguments are not written where the body names them, but once."""

_MAX_TEXT = 1_000_000
_PUBLIC = "PUBLIC"


class FunctionBodyError(CompilationError, shares=ExpressionTypeError):
    """A body that cannot be what RETURNS says, or that leads back to its own function."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """A function that a call means, where it is, and the call's values by argument.

    ``repeatable``: the values may be written more than once, and must not be moved into a subquery.
    """

    function: Function
    where: Place
    given: Mapping[str, Typed]
    repeatable: bool


def find_functions(name: tuple[str, ...], environment: Environment) -> tuple[Place, list[Function]] | None:
    """Return the functions of a name and where they are: a bare name is looked for in the schema, then in PUBLIC."""
    for parts in (name[:-1], *(((_PUBLIC,),) if len(name) == 1 else ())):
        try:
            database, schema = find_schema(parts, environment)
        except FrazilError:
            continue
        found = [each for each in environment.snapshot.children(Function, schema.id) if each.name == name[-1]]
        if found:
            return Place(database, schema, name[-1]), found
    return None


def choose(node: ast.Function, scope: Scope, unknown: Callable[[], CompilationError]) -> Chosen | None:
    """Return the function of users that a call means, having bound its arguments; None if there is none of the name.

    ``unknown`` makes what the statement says in that case, and to roles that may not know of the function.
    Raises InvalidArgumentTypesError if none takes these arguments.
    """
    environment = scope.environment
    found = find_functions(node.name, environment)
    if found is None:
        return None
    where, functions = found
    values = [bind(argument, scope) for argument in node.arguments]
    named = {key: bind(value, scope) for key, value in node.named}
    fitting: list[tuple[int, int, int, Chosen]] = []
    for index, function in enumerate(functions):
        given = _given(function, values, named)
        cost = _cost(function, given) if given is not None else None
        if given is not None and cost is not None:
            fitting.append(
                (
                    cost,
                    len(function.arguments) - len(given),
                    index,
                    Chosen(function, where, given, scope.saw_aggregate or scope.saw_window),
                )
            )
    if not fitting:
        shown = ", ".join(str(value.type) for value in (*values, *named.values()))
        raise InvalidArgumentTypesError(
            f"Invalid argument types for function '{node.name[-1]}': ({shown})", position=node.position, located=True
        )
    chosen = min(fitting, key=lambda each: each[:3])[3]
    require_containers(where, environment, unknown)
    environment.need("USAGE", chosen.function, ".".join(render(part) for part in where.path), denial=unknown)
    return chosen


def bind_scalar(node: ast.Function, chosen: Chosen, scope: Scope) -> Typed:
    """Return a call of a scalar function bound."""
    function = chosen.function
    environment = scope.environment
    assert function.returns is not None
    with _inside(chosen, environment, node.position):
        values = _arguments(chosen, environment)
        shared, outer = (values, "") if chosen.repeatable else _shared(values, environment)
        body = bind_body(function, shared, environment)
    result = _returned(body, function.returns, environment)
    sql = f"(SELECT {result.sql}{outer})" if outer else result.sql
    if function.strict and values:
        nulls = " OR ".join(f"{value.sql} IS NULL" for value in values.values())
        sql = f"(CASE WHEN {nulls} THEN NULL ELSE {sql} END)"
    if len(sql) > _MAX_TEXT:
        raise FunctionBodyError(f"The call of function {render(function.name)} is too long", position=node.position)
    return Typed(sql, function.returns, result.storage)


def bind_table(node: ast.Function, chosen: Chosen, scope: Scope, bind_query: QueryBinder) -> BoundQuery:
    """Return a call of a table function bound: a query with the declared columns."""
    function, environment = chosen.function, scope.environment
    with _inside(chosen, environment, node.position):
        values = _arguments(chosen, environment)
        bound = bind_rows_body(function, values, environment, bind_query)
    alias = environment.fresh("q")
    items: list[str] = []
    columns: list[BoundColumn] = []
    for index, (declared, made) in enumerate(zip(function.columns, bound.columns, strict=True), 1):
        value = _returned(replace(made.value, sql=f"{alias}.o{index}", constant=None), declared.type, environment)
        items.append(f"{value.sql} AS o{index}")
        columns.append(BoundColumn(name=declared.name, value=value))
    return BoundQuery(f"SELECT {', '.join(items)} FROM ({bound.sql}) AS {alias}", tuple(columns))


def bind_body(function: Function, values: Mapping[str, Typed], environment: Environment) -> Typed:
    """Return a scalar function's body bound over values of its arguments."""
    body = parse_body(function.body)
    refuse_bindings(body)
    if isinstance(body, ast.Query):
        body = ast.Subquery(position=0, query=body)
    return bind(body, _scope(function, values, environment))


def bind_rows_body(
    function: Function, values: Mapping[str, Typed], environment: Environment, bind_query: QueryBinder
) -> BoundQuery:
    """Return a table function's body bound; FunctionBodyError if it yields another number of columns than declared."""
    body = parse_query(function.body)
    refuse_bindings(body)
    bound = bind_query(body, _scope(function, values, environment).child())
    if len(bound.columns) != len(function.columns):
        raise FunctionBodyError(
            f"Table function {render(function.name)} declares {len(function.columns)} column(s), "
            f"but its query produces {len(bound.columns)} column(s)."
        )
    return bound


def check_returned(value: Typed, declared: DataType, environment: Environment) -> None:
    """Raise FunctionBodyError when a body's value cannot be what the function declares."""
    _returned(value, declared, environment)


def unknown_values(function: Function) -> dict[str, Typed]:
    """Return values of unknown content for the arguments, to bind a body that nobody calls yet."""
    return {each.name: typed(f"CAST(NULL AS {storage_of(each.type)})", each.type) for each in function.arguments}


@contextmanager
def seen_from(function: Function, where: Place, environment: Environment) -> Iterator[None]:
    """Let names inside mean what they do for the function's schema and owner."""
    facts, owner, stack = environment.facts, environment.view_owner, environment.functions
    environment.facts = replace(facts, database=where.database.name, schema=where.schema.name)
    environment.view_owner = function.owner_id
    environment.functions = (*stack, function.id)
    try:
        yield
    finally:
        environment.facts, environment.view_owner, environment.functions = facts, owner, stack


@contextmanager
def _inside(chosen: Chosen, environment: Environment, position: int) -> Iterator[None]:
    """Bind inside a function's body: what is wrong there is wrong at the call."""
    function = chosen.function
    if function.id in environment.functions or len(environment.functions) >= _MAX_DEPTH:
        raise FunctionBodyError(f"Function {render(function.name)} calls itself", position=position)
    with seen_from(function, chosen.where, environment):
        try:
            yield
        except CompilationError as error:
            error.position = position
            raise


def _scope(function: Function, values: Mapping[str, Typed], environment: Environment) -> Scope:
    columns = tuple(BoundColumn(name=name, value=value) for name, value in values.items())
    outer = Scope(environment, sources=[ScopeSource(function.name, (function.name,), columns)])
    outer.allow_aggregates = False
    return outer


def _given(function: Function, values: list[Typed], named: Mapping[str, Typed]) -> dict[str, Typed] | None:
    """Return a call's values by argument; None where they are too many, too few or of other names."""
    names = [each.name for each in function.arguments]
    if len(values) > len(names):
        return None
    given = dict(zip(names, values, strict=False))
    for name, value in named.items():
        if name in given or name not in names:
            return None
        given[name] = value
    missing = (each for each in function.arguments if each.name not in given)
    return None if any(each.default is None for each in missing) else given


_CLOSE = {
    frozenset({Kind.NUMBER, Kind.FLOAT}): 1,
    **{frozenset({a, b}): 1 for a in SEMI_STRUCTURED for b in SEMI_STRUCTURED if a is not b},
    **{frozenset({a, b}): 1 for a in TIMESTAMPS for b in TIMESTAMPS if a is not b},
    **{frozenset({Kind.DATE, a}): 1 for a in TIMESTAMPS},
}
_TEXTS = 3


def _cost(function: Function, given: Mapping[str, Typed]) -> int | None:
    """Return how far values are from a function's arguments, None where one cannot be converted by itself."""
    total = 0
    for argument in function.arguments:
        value = given.get(argument.name)
        if value is None or value.type.kind in (argument.type.kind, Kind.NULL):
            continue
        pair = frozenset({value.type.kind, argument.type.kind})
        if pair in _CLOSE:
            total += _CLOSE[pair]
        elif argument.type.kind in (Kind.VARCHAR, Kind.VARIANT) and value.type.kind is not Kind.BINARY:
            total += _TEXTS + 1
        elif value.type.kind in (Kind.VARCHAR, Kind.VARIANT) and argument.type.kind not in SEMI_STRUCTURED:
            total += _TEXTS
        else:
            return None
    return total


def _arguments(chosen: Chosen, environment: Environment) -> dict[str, Typed]:
    """Return the values of every argument in its type; defaults are bound as the function sees them."""
    return {each.name: _argument(each, chosen.given.get(each.name), environment) for each in chosen.function.arguments}


def _argument(argument: Argument, value: Typed | None, environment: Environment) -> Typed:
    if value is None:
        assert argument.default is not None
        default = parse_body(argument.default)
        assert not isinstance(default, ast.Query)
        value = bind(default, Scope.of_values(environment))
    brought = coerce(value, argument.type, environment)
    return replace(brought, constant=None, name=None)


def _shared(values: Mapping[str, Typed], environment: Environment) -> tuple[dict[str, Typed], str]:
    """Return values as the body may name them, and the FROM clause that computes them once where that matters."""
    if not environment.volatile and all(len(value.sql) <= _MAX_REPEATED for value in values.values()):
        return dict(values), ""
    alias = environment.fresh("p")
    items = [f"{value.sql} AS o{index}" for index, value in enumerate(values.values(), 1)]
    if not items:
        return {}, ""
    named = {name: replace(value, sql=f"{alias}.o{index}") for index, (name, value) in enumerate(values.items(), 1)}
    return named, f" FROM (SELECT {', '.join(items)}) AS {alias}"


def _returned(value: Typed, declared: DataType, environment: Environment) -> Typed:
    """Return a value in the declared type."""
    try:
        return cast(value, declared, environment)
    except CompilationError as error:
        raise FunctionBodyError(
            f"Declared return type '{declared}' is incompatible with actual return type '{value.type}'"
        ) from error
