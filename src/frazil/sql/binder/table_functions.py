"""Functions in FROM: those that make rows, that give the parts of a value, of the server and of users."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import partial

from frazil.core.errors import (
    InvalidArgumentError,
    InvalidArgumentTypesError,
    UnknownTableFunctionError,
    UnsupportedError,
    wrong_count,
)
from frazil.core.types import NUMBER, SEMI_STRUCTURED, VARCHAR, Kind
from frazil.sql import ast
from frazil.sql.binder.calls import SEQUENCE_COLUMN
from frazil.sql.binder.casts import to_text
from frazil.sql.binder.dispatch import bind
from frazil.sql.binder.environment import BoundColumn, QueryBinder, Scope
from frazil.sql.binder.flatten import ALONE, FLATTEN_COLUMNS, SPLIT_COLUMNS, Beside, flatten_sql, split_sql
from frazil.sql.binder.registry import refuse_unbuilt
from frazil.sql.binder.sequences import NEXTVAL, generated_value
from frazil.sql.binder.source_columns import add_source, add_system, derived_columns
from frazil.sql.binder.typed import Typed, typed
from frazil.sql.binder.user_functions import Chosen, bind_table, choose, find_functions
from frazil.sql.columns import ResultColumn


@dataclass(frozen=True, slots=True)
class _Left:
    """The text of all sources before a function; ``missing``: a row of theirs without parts stays."""

    source: str
    missing: bool


class FunctionSources:
    """Binds the functions of one FROM clause into its scope."""

    def __init__(self, scope: Scope, bind_query: QueryBinder, reader: ast.Node | None) -> None:
        """Bind into the scope; ``reader`` is the tree with all that names its columns, None if that is not known."""
        self._scope = scope
        self._reader = reader
        self._environment = scope.environment
        self._bind_query = bind_query
        self._numbered: tuple[str, list[str]] | None = None

    def number_rows(self) -> tuple[str, list[str]]:
        """Let GETNEXTVAL stand in the clause; return the alias of its rows, and the values that they will take."""
        self._numbered = (self._environment.fresh("r"), [])
        return self._numbered

    def bind_parts(self, source: ast.FunctionSource, left: str, *, missing: bool) -> str:
        """Return the text of a function that gives parts beside each row of ``left``, the text of all before it.

        ``missing``: a row without parts stays.
        """
        return _PARTS[source.function.name[-1]](self, source, _Left(left, missing))

    def bind(self, source: ast.FunctionSource) -> str:
        """Return the DuckDB text of a function in FROM, having added its columns to the scope."""
        function = source.function
        name = function.name[-1]
        if name == "GENERATOR":
            return self._generator(source)
        if name == "GETNEXTVAL":
            return self._next_values(source)
        if name in _PARTS:
            return _PARTS[name](self, source, None)
        unknown = partial(
            UnknownTableFunctionError,
            f"Unknown table function {'.'.join(function.name)}",
            position=function.position,
        )
        chosen = choose(function, self._scope, unknown) if find_functions(function.name, self._environment) else None
        if chosen is not None:
            return self._user_function(source, chosen)
        arguments = [bind(argument, self._scope) for argument in function.arguments]
        named = {key: bind(value, self._scope) for key, value in function.named}
        relation = self._environment.relations.table_function(self._environment, function.name, arguments, named)
        if relation is None:
            refuse_unbuilt(function.name, function.position)
            refuse_unbuilt(function.name[-1:], function.position)
            raise unknown()
        return add_system(self._scope, source.alias, relation)

    def _user_function(self, source: ast.FunctionSource, chosen: Chosen) -> str:
        function = source.function
        if chosen.function.returns is not None:
            raise UnknownTableFunctionError(
                f"Unknown table function {'.'.join(function.name)}", position=function.position
            )
        bound = bind_table(function, chosen, self._scope, self._bind_query)
        name = self._environment.fresh("r")
        add_source(self._scope, source.alias, derived_columns(bound.columns, name))
        return f"LATERAL ({bound.sql}) AS {name}"

    def _next_values(self, source: ast.FunctionSource) -> str:
        """Note the value that each row of the FROM clause takes; the source itself is one row without columns."""
        if self._numbered is None:
            raise UnsupportedError("GETNEXTVAL outside the FROM clause of a query", position=source.position)
        alias, values = self._numbered
        value = generated_value(source.function, self._environment)
        own = replace(value, sql=f"{alias}.n{len(values)}")
        values.append(value.sql)
        add_source(self._scope, source.alias, [BoundColumn(name=NEXTVAL, value=own)])
        return f"(SELECT 1) AS {self._environment.fresh('r')}"

    def _generator(self, source: ast.FunctionSource) -> str:
        named = dict(source.function.named)
        if "TIMELIMIT" in named and "ROWCOUNT" not in named:
            raise UnsupportedError("GENERATOR(TIMELIMIT) without ROWCOUNT", position=source.position)
        rows = bind(named.get("ROWCOUNT", ast.Number(value=Decimal(0))), self._scope)
        if rows.constant is None:
            raise InvalidArgumentError("ROWCOUNT must be constant", position=source.position)
        name = self._environment.fresh("r")
        value = Typed(f"{name}.n", NUMBER, "BIGINT", False)
        add_source(self._scope, source.alias, [BoundColumn(name=SEQUENCE_COLUMN, value=value, hidden=True)])
        return f"range(CAST({rows.sql} AS BIGINT)) AS {name}(n)"

    def _flatten(self, source: ast.FunctionSource, left: _Left | None) -> str:
        """Return the text of FLATTEN; ``left``, if given, is that of all the sources before it, and goes into it."""
        function = source.function
        named: dict[str, ast.Expression] = dict(function.named)
        if function.arguments:
            named.setdefault("INPUT", function.arguments[0])
        if "INPUT" not in named:
            raise InvalidArgumentError("FLATTEN needs INPUT", position=source.position)
        options = {key: self._constant(value) for key, value in named.items() if key != "INPUT"}
        value = bind(named["INPUT"], self._scope)
        if value.type.kind not in (*SEMI_STRUCTURED, Kind.NULL):
            raise InvalidArgumentTypesError(
                f"Invalid argument types for function 'FLATTEN': ({value.type})", position=source.position
            )
        alias = self._environment.fresh("r")
        sql = flatten_sql(
            value,
            path=str(options.get("PATH") or ""),
            outer=bool(options.get("OUTER", False)),
            recursive=bool(options.get("RECURSIVE", False)),
            mode=str(options.get("MODE") or "BOTH").upper(),
            beside=self._beside(alias, left),
        )
        return self._parts(sql, alias, FLATTEN_COLUMNS, source, left)

    def _split(self, source: ast.FunctionSource, left: _Left | None) -> str:
        function = source.function
        each = function.name[-1] != "SPLIT_TO_TABLE"
        given = len(function.arguments)
        error = wrong_count(function.name[-1], given, least=1 if each else 2, most=2, position=function.position)
        if error is not None:
            raise error
        if function.named:
            raise InvalidArgumentError(f"{function.name[-1]} takes no named arguments", position=function.position)
        text, *rest = (to_text(bind(argument, self._scope), self._environment) for argument in function.arguments)
        delimiters = rest[0] if rest else typed("' '", VARCHAR)
        alias = self._environment.fresh("r")
        sql = split_sql(text, delimiters, each=each, beside=self._beside(alias, left))
        return self._parts(sql, alias, SPLIT_COLUMNS, source, left)

    def _beside(self, alias: str, left: _Left | None) -> Beside | None:
        """Return what the parts of a value stand beside, having let the scope read it through the parts' alias."""
        if left is None:
            return None if self._scope.sources else ALONE
        items = self._scope.read_through(alias, apart=self._numbered[0] if self._numbered is not None else None)
        names = tuple(f"k{number}" for number in range(len(items)))
        numbered = self._reader is None or any(_may_read_sequence(node) for node in ast.nodes_of(self._reader))
        return Beside(left.source, tuple(items), names, numbered, left.missing)

    def _parts(
        self,
        sql: str,
        alias: str,
        members: Sequence[tuple[ResultColumn, str]],
        source: ast.FunctionSource,
        left: _Left | None,
    ) -> str:
        """Return a query of parts as a source; its columns have the names of what they are."""
        columns = [
            BoundColumn(
                name=column.name, value=Typed(f'{alias}."{column.name}"', column.type, storage, column.nullable)
            )
            for column, storage in members
        ]
        add_source(self._scope, source.alias, columns)
        return f"{'LATERAL ' if left is None else ''}({sql}) AS {alias}"

    def _constant(self, node: ast.Expression) -> object:
        value = bind(node, self._scope)
        if value.constant is None:
            raise InvalidArgumentError("table function arguments must be constant", position=node.position)
        if isinstance(node, ast.Number | ast.String) and node.slot >= 0:
            self._environment.pinned.add(node.slot)
        return value.constant[0]


_PARTS: Mapping[str, Callable[[FunctionSources, ast.FunctionSource, _Left | None], str]] = {
    "FLATTEN": FunctionSources._flatten,
    "SPLIT_TO_TABLE": FunctionSources._split,
    "STRTOK_SPLIT_TO_TABLE": FunctionSources._split,
}


def gives_parts(join: ast.Join) -> bool:
    """Say whether a join's right side is a function whose parts can stand beside each row of the left one.

    That is an inner join, or a left one that every part fits.
    """
    inner = join.kind in (ast.JoinKind.CROSS, ast.JoinKind.INNER)
    every = join.condition is None or (isinstance(join.condition, ast.Boolean) and join.condition.value)
    if not (inner or (join.kind is ast.JoinKind.LEFT and every)) or join.using or join.natural:
        return False
    return is_parts(join.right)


def is_parts(source: ast.Source) -> bool:
    """Say whether a source is a function that gives the parts of a value."""
    return isinstance(source, ast.FunctionSource) and source.function.name[-1] in _PARTS


def _may_read_sequence(node: ast.Node) -> bool:
    """Say whether a node could mean a column SEQ, by its name, by its place or among others."""
    match node:
        case ast.Reference(parts=parts):
            return parts[-1] == "SEQ"
        case ast.Alias(columns=columns):
            return bool(columns)
        case ast.Join(using=using, natural=natural):
            return natural or "SEQ" in using
    return isinstance(node, ast.Star | ast.Positional)
