"""The FROM clause: tables, views, subqueries, VALUES, table functions, joins.

Every source gets an alias of its own in DuckDB's text, so that names that differ only by case, repeated column
names and self joins cannot collide.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from frazil.catalog.records import Schema, Table, View
from frazil.core.errors import (
    AmbiguousColumnError,
    CompilationError,
    InvalidArgumentError,
    InvalidArgumentTypesError,
    InvalidExpressionError,
    InvalidIdentifierError,
    SubqueryShapeError,
    UnknownTableFunctionError,
    UnsupportedError,
    wrong_count,
)
from frazil.core.names import QualifiedName, render
from frazil.core.types import NUMBER, SEMI_STRUCTURED, VARCHAR, Kind
from frazil.sql import ast
from frazil.sql.binder.calls import SEQUENCE_COLUMN
from frazil.sql.binder.casts import common_type, to_text
from frazil.sql.binder.dispatch import bind, bind_boolean
from frazil.sql.binder.environment import BoundColumn, BoundQuery, Scope, ScopeSource, SystemRelation
from frazil.sql.binder.expressions import unify
from frazil.sql.binder.flatten import ALONE, FLATTEN_COLUMNS, SPLIT_COLUMNS, Beside, flatten_sql, split_sql
from frazil.sql.binder.names import (
    Place,
    constant_name,
    find_source,
    find_system_view,
    require_containers,
)
from frazil.sql.binder.operators import ordering_key
from frazil.sql.binder.pivot_values import pivot_values
from frazil.sql.binder.pivots import pivot, sample_text, unpivot
from frazil.sql.binder.registry import refuse_unbuilt
from frazil.sql.binder.sequences import NEXTVAL, generated_value, with_values
from frazil.sql.binder.typed import Typed, typed
from frazil.sql.binder.user_functions import Chosen, bind_table, choose, find_functions
from frazil.sql.binder.value_lists import bind_values
from frazil.sql.columns import ResultColumn

if TYPE_CHECKING:
    QueryBinder = Callable[[ast.Query, Scope], BoundQuery]

_MAX_VIEW_DEPTH = 32
_DUAL = ("DUAL",)
"""The name of one row without columns, unless there is a table of that name."""

_CLOSEST = frozenset({">=", ">", "<=", "<"})


class ViewMismatchError(CompilationError):
    """A view whose query no longer yields the columns it was declared with."""

    code = "002057"
    sqlstate = "42601"


class ViewExpansionError(CompilationError):
    """``Failure during expansion of view 'V': ...``: what the view reads is gone or has changed."""

    code = "002037"
    sqlstate = "42601"


class SourceBinder:
    """Binds one FROM clause into a scope; the binder of whole queries is handed in, to keep imports acyclic."""

    def __init__(self, scope: Scope, bind_query: QueryBinder, parse_query: Callable[[str], ast.Query]) -> None:
        self._scope = scope
        self._environment = scope.environment
        self._bind_query = bind_query
        self._parse_query = parse_query
        self._numbered: tuple[str, list[str]] | None = None

    def bind_from(self, source: ast.Source) -> str:
        """Return the DuckDB text of a whole FROM clause, in which GETNEXTVAL may stand."""
        alias, values = self._numbered = (self._environment.fresh("r"), [])
        text = self.bind(source)
        return with_values(text, alias, values, self._scope) if values else text

    def bind(self, source: ast.Source) -> str:
        """Return the DuckDB text of a source, having added its columns to the scope."""
        return _SOURCES[type(source)](self, source)

    def _add(self, alias: ast.Alias | None, columns: Sequence[BoundColumn], path: tuple[str, ...] = ()) -> None:
        renamed = list(columns)
        if alias is not None and alias.columns:
            visible = [column for column in renamed if not column.hidden]
            if len(alias.columns) > len(visible):
                raise InvalidIdentifierError(
                    f"invalid identifier '{render(alias.columns[-1])}'", position=alias.position, located=True
                )
            names = iter(alias.columns)
            renamed = [
                replace(column, name=next(names, column.name)) if not column.hidden else column for column in renamed
            ]
        name = alias.name if alias is not None else (path[-1] if path else None)
        full = (name,) if alias is not None and name else path
        self._scope.sources.append(ScopeSource(name, full, tuple(renamed)))

    # ------------------------------------------------------------ named sources

    def _table_source(self, source: ast.TableSource) -> str:
        return self._named(source) + sample_text(source.sample, self._scope)

    def _named(self, source: ast.TableSource) -> str:
        name = source.name
        if name is None:
            assert source.dynamic is not None
            name = constant_name(source.dynamic, self._environment)
        if len(name.parts) == 1:
            common = self._scope.common_table(name.name)
            if common is not None:
                return self._common(name, common, source.alias)
        system = find_system_view(name, self._environment)
        if system is not None:
            return self._system(system, source.alias, name.parts)
        try:
            where, record = find_source(name, self._environment)
        except CompilationError:
            if name.parts != _DUAL:
                raise
            self._add(source.alias, (), _DUAL)
            return f"(SELECT 1) AS {self._environment.fresh('r')}"
        require_containers(where, self._environment)
        self._environment.need("SELECT", record, render(where.name))
        if isinstance(record, View):
            return self._view(where, record, source.alias)
        assert isinstance(record, Table)
        return self._table(where, record, source.alias)

    def _table(self, where: Place, table: Table, alias: ast.Alias | None) -> str:
        self._environment.reads.add(table.id)
        self._environment.aliases.setdefault(table.id, set()).add(alias.name if alias is not None else None)
        name = self._environment.fresh("r")
        self._add(alias, table_columns(table, name, where.path), where.path)
        return f"data.t{table.id} AS {name}"

    def _common(self, name: QualifiedName, common: BoundQuery, alias: ast.Alias | None) -> str:
        source = self._environment.fresh("r")
        self._add(alias, derived_columns(common.columns, source), (name.name,))
        return f"{common.sql} AS {source}"

    def _system(self, relation: SystemRelation, alias: ast.Alias | None, path: tuple[str, ...]) -> str:
        self._environment.volatile = True
        name = self._environment.fresh("r")
        columns = [
            BoundColumn(
                name=column.name,
                value=Typed(f"{name}.o{index + 1}", column.type, storage, column.nullable, column.name),
            )
            for index, (column, storage) in enumerate(zip(relation.columns, relation.storages, strict=True))
        ]
        self._add(alias, columns, path)
        return f"({relation.sql}) AS {name}"

    def _view(self, where: Place, view: View, alias: ast.Alias | None) -> str:
        environment = self._environment
        if environment.view_depth >= _MAX_VIEW_DEPTH:
            raise ViewMismatchError(f"View '{where.shown}' refers to itself")
        schema = environment.snapshot.fetch(Schema, view.parent_id)
        facts, owner = environment.facts, environment.view_owner
        environment.facts = replace(facts, database=where.database.name, schema=schema.name)
        environment.view_depth += 1
        environment.view_owner = view.owner_id
        environment.dynamic, dynamic = False, environment.dynamic
        try:
            bound = self._bind_query(self._parse_query(view.query), Scope(environment))
        except CompilationError as error:
            raise ViewExpansionError(
                f"Failure during expansion of view '{render(where.name)}': {error.render()}"
            ) from error
        finally:
            environment.view_depth -= 1
            environment.facts, environment.view_owner = facts, owner
        if len(bound.columns) != len(view.columns):
            raise ViewMismatchError(
                f"View definition for '{where.shown}' declared {len(view.columns)} column(s), "
                f"but view query produces {len(bound.columns)} column(s)."
            )
        names = [column.name for column in bound.columns]
        if environment.dynamic and names != [column.name for column in view.columns]:
            raise ViewMismatchError(
                f"View definition for '{where.shown}' declared other columns than its query produces."
            )
        environment.dynamic |= dynamic
        name = environment.fresh("r")
        columns = [
            replace(column, name=declared.name, origin=where.path)
            for column, declared in zip(derived_columns(bound.columns, name), view.columns, strict=True)
        ]
        self._add(alias, columns, where.path)
        return f"({bound.sql}) AS {name}"

    # ------------------------------------------------------------ derived sources

    def _query_source(self, source: ast.QuerySource) -> str:
        inner = self._scope.child() if source.lateral else Scope(self._environment, parent=self._scope.parent)
        if not source.lateral:
            inner.common = dict(self._scope.common)
        bound = self._bind_query(source.query, inner)
        name = self._environment.fresh("r")
        self._add(source.alias, derived_columns(bound.columns, name))
        sample = sample_text(source.sample, self._scope)
        return f"{'LATERAL ' if source.lateral else ''}({bound.sql}) AS {name}{sample}"

    def _values_source(self, source: ast.ValuesSource) -> str:
        name = self._environment.fresh("r")
        sql, columns = bind_rows(source.rows, self._scope, name, source.position)
        self._add(source.alias, columns)
        return sql

    def _function_source(self, source: ast.FunctionSource) -> str:
        function = source.function
        name = function.name[-1]
        if name == "GENERATOR":
            return self._generator(source)
        if name == "GETNEXTVAL":
            return self._next_values(source)
        if name in _PARTS:
            return _PARTS[name](self, source, None)
        chosen = choose(function, self._scope) if find_functions(function.name, self._environment) else None
        if chosen is not None:
            return self._user_function(source, chosen)
        arguments = [bind(argument, self._scope) for argument in function.arguments]
        named = {key: bind(value, self._scope) for key, value in function.named}
        relation = self._environment.relations.table_function(self._environment, function.name, arguments, named)
        if relation is None:
            refuse_unbuilt(function.name, function.position)
            refuse_unbuilt(function.name[-1:], function.position)
            raise UnknownTableFunctionError(
                f"Unknown table function {'.'.join(function.name)}", position=function.position
            )
        return self._system(relation, source.alias, ())

    def _user_function(self, source: ast.FunctionSource, chosen: Chosen) -> str:
        function = source.function
        if chosen.function.returns is not None:
            raise UnknownTableFunctionError(
                f"Unknown table function {'.'.join(function.name)}", position=function.position
            )
        bound = bind_table(function, chosen, self._scope, self._bind_query)
        name = self._environment.fresh("r")
        self._add(source.alias, derived_columns(bound.columns, name))
        return f"LATERAL ({bound.sql}) AS {name}"

    def _next_values(self, source: ast.FunctionSource) -> str:
        """Note the value that each row of the FROM clause takes; the source itself is one row without columns."""
        if self._numbered is None:
            raise UnsupportedError("GETNEXTVAL outside the FROM clause of a query", position=source.position)
        alias, values = self._numbered
        value = generated_value(source.function, self._environment)
        own = replace(value, sql=f"{alias}.n{len(values)}")
        values.append(value.sql)
        self._add(source.alias, [BoundColumn(name=NEXTVAL, value=own)])
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
        self._add(source.alias, [BoundColumn(name=SEQUENCE_COLUMN, value=value, hidden=True)])
        return f"range(CAST({rows.sql} AS BIGINT)) AS {name}(n)"

    def _flatten(self, source: ast.FunctionSource, left: str | None) -> str:
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

    def _split(self, source: ast.FunctionSource, left: str | None) -> str:
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

    def _beside(self, alias: str, left: str | None) -> Beside | None:
        """Return what the parts of a value stand beside, having let the scope read it through the parts' alias."""
        if left is None:
            return None if self._scope.sources else ALONE
        items = self._scope.read_through(alias, apart=self._numbered[0] if self._numbered is not None else None)
        return Beside(left, tuple(items), tuple(f"k{number}" for number in range(len(items))))

    def _parts(
        self,
        sql: str,
        alias: str,
        members: Sequence[tuple[ResultColumn, str]],
        source: ast.FunctionSource,
        left: str | None,
    ) -> str:
        """Return a query of parts as a source; its columns have the names of what they are."""
        columns = [
            BoundColumn(
                name=column.name, value=Typed(f'{alias}."{column.name}"', column.type, storage, column.nullable)
            )
            for column, storage in members
        ]
        self._add(source.alias, columns)
        return f"{'LATERAL ' if left is None else ''}({sql}) AS {alias}"

    def _constant(self, node: ast.Expression) -> object:
        value = bind(node, self._scope)
        if value.constant is None:
            raise InvalidArgumentError("table function arguments must be constant", position=node.position)
        if isinstance(node, ast.Number | ast.String) and node.slot >= 0:
            self._environment.pinned.add(node.slot)
        return value.constant[0]

    # ------------------------------------------------------------ joins

    def _join(self, join: ast.Join) -> str:
        start = len(self._scope.sources)
        left = self.bind(join.left)
        if start == 0 and _gives_parts(join):
            return self._join_parts(join, left)
        middle = len(self._scope.sources)
        right = self.bind(join.right)
        if join.kind in (ast.JoinKind.LEFT, ast.JoinKind.FULL, ast.JoinKind.ASOF):
            self._may_be_missing(middle, len(self._scope.sources))
        if join.kind in (ast.JoinKind.RIGHT, ast.JoinKind.FULL):
            self._may_be_missing(start, middle)
        if isinstance(join.right, ast.Join):
            right = f"({right})"
        shared = join.using
        if join.natural:
            shared = self._shared_names(start, middle)
        if join.kind is ast.JoinKind.ASOF:
            return f"{left} ASOF LEFT JOIN {right} ON {self._closest(join, start, middle)}"
        if shared:
            return f"{left} {join.kind.value} JOIN {right} ON {self._merge(join, shared, start, middle)}"
        if join.kind is ast.JoinKind.CROSS or (join.condition is None and join.kind is ast.JoinKind.INNER):
            return f"{left} CROSS JOIN {right}"
        plain = replace(self._scope, allow_aggregates=False, clause="join condition")
        condition = bind_boolean(join.condition, plain).sql if join.condition is not None else "TRUE"
        return f"{left} {join.kind.value} JOIN {right} ON {condition}"

    def _join_parts(self, join: ast.Join, left: str) -> str:
        """Return an inner join with the parts of a value without joining, since they can stand beside each row."""
        assert isinstance(join.right, ast.FunctionSource)
        text = _PARTS[join.right.function.name[-1]](self, join.right, left)
        if join.condition is None:
            return text
        plain = replace(self._scope, allow_aggregates=False, clause="join condition")
        return f"{text} JOIN (SELECT 1) AS {self._environment.fresh('r')} ON {bind_boolean(join.condition, plain).sql}"

    def _may_be_missing(self, start: int, end: int) -> None:
        """Note that the columns of some sources are NULL where the other side of a join has no row for them."""
        for index in range(start, end):
            source = self._scope.sources[index]
            loose = tuple(replace(each, value=replace(each.value, nullable=True)) for each in source.columns)
            self._scope.sources[index] = replace(source, columns=loose)

    def _closest(self, join: ast.Join, start: int, middle: int) -> str:
        """Return the condition of an ASOF JOIN: equal keys, and the one comparison whose closest row is taken."""
        match = join.match
        if not isinstance(match, ast.Binary) or match.operator not in _CLOSEST:
            raise InvalidExpressionError(
                "MATCH_CONDITION of an ASOF JOIN needs one of the comparisons >=, >, <= and <", position=join.position
            )
        plain = replace(self._scope, allow_aggregates=False, clause="join condition")
        tests = [bind_boolean(match, plain).sql]
        if join.using:
            tests.append(self._merge(join, join.using, start, middle))
        elif join.condition is not None:
            for test in _conjuncts(join.condition):
                if not isinstance(test, ast.Binary) or test.operator != "=":
                    raise InvalidExpressionError("ON of an ASOF JOIN takes equalities only", position=test.position)
                tests.append(bind_boolean(test, plain).sql)
        return " AND ".join(tests)

    def _shared_names(self, start: int, middle: int) -> tuple[str, ...]:
        def names(sources: Sequence[ScopeSource]) -> dict[str, None]:
            return {column.name: None for source in sources for column in source.visible}

        right = names(self._scope.sources[middle:])
        return tuple(name for name in names(self._scope.sources[start:middle]) if name in right)

    def _merge(self, join: ast.Join, shared: Sequence[str], start: int, middle: int) -> str:
        """Return the condition of USING and NATURAL, and let the shared columns appear once, before the join's own."""
        tests = []
        merged = []
        for name in shared:
            left = self._only(name, self._scope.sources[start:middle], join)
            right = self._only(name, self._scope.sources[middle:], join)
            target = common_type([left.value.type, right.value.type])
            a, b = unify([left.value, right.value], target, self._environment)
            tests.append(f"{ordering_key(a)} = {ordering_key(b)}")
            sql = {ast.JoinKind.FULL: f"COALESCE({a.sql}, {b.sql})", ast.JoinKind.RIGHT: b.sql}.get(join.kind, a.sql)
            merged.append(BoundColumn(name=name, value=replace(a, sql=sql, constant=None), origin=left.origin))
        for index, source in enumerate(self._scope.sources[start:], start):
            columns = tuple(replace(each, shadowed=each.shadowed or each.name in shared) for each in source.columns)
            self._scope.sources[index] = replace(source, columns=columns)
        self._scope.sources.insert(start, ScopeSource(None, (), tuple(merged)))
        return " AND ".join(tests) or "TRUE"

    def _only(self, name: str, sources: Sequence[ScopeSource], join: ast.Join) -> BoundColumn:
        found = [column for source in sources for column in source.visible if column.name == name]
        if len(found) > 1:
            raise AmbiguousColumnError(f"ambiguous column name '{name}'", position=join.position, located=True)
        if not found:
            raise InvalidIdentifierError(f"invalid identifier '{render(name)}'", position=join.position, located=True)
        return found[0]

    # ------------------------------------------------------------ pivots

    def _pivot_source(self, source: ast.PivotSource) -> str:
        # What is read before the query can know nothing of the rows around it.
        parent = self._scope.parent if isinstance(source.values, tuple) else None
        text, inner = self._alone(source.source, parent)
        values = pivot_values(source, text, inner, self._bind_query)
        return self._derived(source.alias, *pivot(source, values, text, inner))

    def _unpivot_source(self, source: ast.UnpivotSource) -> str:
        text, inner = self._alone(source.source, self._scope.parent)
        return self._derived(source.alias, *unpivot(source, text, inner))

    def _alone(self, source: ast.Source, parent: Scope | None) -> tuple[str, Scope]:
        """Bind a source in a scope of its own."""
        inner = Scope(self._environment, parent=parent, common=dict(self._scope.common))
        return SourceBinder(inner, self._bind_query, self._parse_query).bind(source), inner

    def _derived(self, alias: ast.Alias | None, sql: str, columns: Sequence[BoundColumn]) -> str:
        name = self._environment.fresh("r")
        self._add(alias, derived_columns(columns, name))
        return f"({sql}) AS {name}"


_SOURCES: Mapping[type[Any], Callable[[SourceBinder, Any], str]] = {
    ast.TableSource: SourceBinder._table_source,
    ast.QuerySource: SourceBinder._query_source,
    ast.ValuesSource: SourceBinder._values_source,
    ast.FunctionSource: SourceBinder._function_source,
    ast.Join: SourceBinder._join,
    ast.PivotSource: SourceBinder._pivot_source,
    ast.UnpivotSource: SourceBinder._unpivot_source,
}


_PARTS: Mapping[str, Callable[[SourceBinder, ast.FunctionSource, str | None], str]] = {
    "FLATTEN": SourceBinder._flatten,
    "SPLIT_TO_TABLE": SourceBinder._split,
    "STRTOK_SPLIT_TO_TABLE": SourceBinder._split,
}


def _gives_parts(join: ast.Join) -> bool:
    """Say whether an inner join's right side is a function that gives the parts of a value."""
    inner = join.kind in (ast.JoinKind.CROSS, ast.JoinKind.INNER) and not join.using and not join.natural
    return inner and isinstance(join.right, ast.FunctionSource) and join.right.function.name[-1] in _PARTS


def _conjuncts(condition: ast.Expression) -> list[ast.Expression]:
    if isinstance(condition, ast.Binary) and condition.operator == "AND":
        return [*_conjuncts(condition.left), *_conjuncts(condition.right)]
    return [condition]


def table_columns(table: Table, alias: str, path: tuple[str, str, str]) -> list[BoundColumn]:
    """Return the columns of a table as read through an alias."""
    return [
        BoundColumn(
            name=column.name,
            value=Typed(f"{alias}.c{column.id}", column.type, column.storage, column.nullable, column.name),
            origin=path,
        )
        for column in table.columns
    ]


def derived_columns(columns: Sequence[BoundColumn], alias: str) -> list[BoundColumn]:
    """Return a query's columns o1, o2, ... as read through an alias."""
    return [
        replace(column, value=replace(column.value, sql=f"{alias}.o{index + 1}", name=column.name, constant=None))
        for index, column in enumerate(columns)
    ]


def bind_rows(
    rows: Sequence[Sequence[ast.Expression]], scope: Scope, alias: str, position: int
) -> tuple[str, list[BoundColumn]]:
    """Return ``(VALUES ..) AS alias(o1, ..)`` and its columns COLUMN1, COLUMN2, ..., each of one type."""
    if len({len(row) for row in rows}) != 1:
        raise CompilationWidthError("Invalid number of values in VALUES list", position=position)
    plain = replace(scope, allow_aggregates=False, clause="values clause")
    bound = [[value for value in row if value is not None] for row in bind_values(rows, plain, scalar=False)]
    columns = [
        BoundColumn(
            name=f"COLUMN{index}",
            value=replace(
                values[0], sql=f"{alias}.o{index}", nullable=any(each.nullable for each in values), constant=None
            ),
        )
        for index, values in enumerate(zip(*bound, strict=True), 1)
    ]
    lines = [f"({', '.join(value.sql for value in row)})" for row in bound]
    names = ", ".join(f"o{index + 1}" for index in range(len(columns)))
    return f"(VALUES {', '.join(lines)}) AS {alias}({names})", columns


class CompilationWidthError(CompilationError, shares=SubqueryShapeError):
    """Rows of different widths in one VALUES list."""
