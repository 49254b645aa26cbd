"""The FROM clause: tables, views, subqueries, VALUES, pivots, and what else is a source, joined.

Every source gets an alias of its own in DuckDB's text, so that names that differ only by case, repeated column
names and self joins cannot collide.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from frazil.catalog.records import Schema, Table, View
from frazil.core.errors import CompilationError
from frazil.core.names import QualifiedName, render
from frazil.sql import ast
from frazil.sql.binder.dispatch import bind_boolean
from frazil.sql.binder.environment import BoundColumn, BoundQuery, QueryBinder, Scope
from frazil.sql.binder.joins import closest, may_be_missing, merge, refuse_outer_columns, shared_names
from frazil.sql.binder.names import (
    Place,
    constant_name,
    find_source,
    find_system_view,
    require_containers,
)
from frazil.sql.binder.pivot_values import pivot_values
from frazil.sql.binder.pivots import pivot, sample_text, unpivot
from frazil.sql.binder.sequences import with_values
from frazil.sql.binder.source_columns import add_source, add_system, bind_rows, derived_columns, table_columns
from frazil.sql.binder.table_functions import FunctionSources, gives_parts, is_parts

_MAX_VIEW_DEPTH = 32
_OUTER = frozenset({ast.JoinKind.LEFT, ast.JoinKind.RIGHT, ast.JoinKind.FULL, ast.JoinKind.ASOF})
_DUAL = ("DUAL",)
"""The name of one row without columns, unless there is a table of that name."""


class ViewMismatchError(CompilationError):
    """A view whose query no longer yields the columns it was declared with."""

    code = "002057"
    sqlstate = "42601"


class ViewExpansionError(CompilationError):
    """``Failure during expansion of view 'V': ...``: what the view reads is gone or has changed."""

    code = "002037"
    sqlstate = "42601"


class LateralSideError(CompilationError):
    """An outer join whose left side reads the sources before a comma."""

    code = "001072"
    sqlstate = "42601"


class SourceBinder:
    """Binds one FROM clause into a scope; the binder of whole queries is handed in, to keep imports acyclic."""

    def __init__(
        self,
        scope: Scope,
        bind_query: QueryBinder,
        parse_query: Callable[[str], ast.Query],
        reader: ast.Node | None = None,
    ) -> None:
        """Bind into the scope; ``reader`` is the tree with all that names its columns, None if that is not known."""
        self._scope = scope
        self._environment = scope.environment
        self._bind_query = bind_query
        self._parse_query = parse_query
        self._functions = FunctionSources(scope, bind_query, reader)

    def bind_from(self, source: ast.Source) -> str:
        """Return the DuckDB text of a whole FROM clause, in which GETNEXTVAL may stand."""
        alias, values = self._functions.number_rows()
        text = self.bind(source)
        return with_values(text, alias, values, self._scope) if values else text

    def bind(self, source: ast.Source) -> str:
        """Return the DuckDB text of a source, having added its columns to the scope."""
        return _SOURCES[type(source)](self, source)

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
            return add_system(self._scope, source.alias, system, name.parts)
        try:
            where, record = find_source(name, self._environment)
        except CompilationError:
            if name.parts != _DUAL:
                raise
            add_source(self._scope, source.alias, (), _DUAL)
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
        add_source(self._scope, alias, table_columns(table, name, where.path), where.path)
        return f"data.t{table.id} AS {name}"

    def _common(self, name: QualifiedName, common: BoundQuery, alias: ast.Alias | None) -> str:
        source = self._environment.fresh("r")
        add_source(self._scope, alias, derived_columns(common.columns, source), (name.name,))
        return f"{common.sql} AS {source}"

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
            replace(column.named(declared.name), origin=where.path)
            for column, declared in zip(derived_columns(bound.columns, name), view.columns, strict=True)
        ]
        add_source(self._scope, alias, columns, where.path)
        return f"({bound.sql}) AS {name}"

    # ------------------------------------------------------------ derived sources

    def _query_source(self, source: ast.QuerySource) -> str:
        inner = self._scope.child() if source.lateral else Scope(self._environment, parent=self._scope.parent)
        if not source.lateral:
            inner.common = dict(self._scope.common)
        bound = self._bind_query(source.query, inner)
        name = self._environment.fresh("r")
        add_source(self._scope, source.alias, derived_columns(bound.columns, name))
        sample = sample_text(source.sample, self._scope)
        return f"{'LATERAL ' if source.lateral else ''}({bound.sql}) AS {name}{sample}"

    def _values_source(self, source: ast.ValuesSource) -> str:
        name = self._environment.fresh("r")
        sql, columns = bind_rows(source.rows, self._scope, name, source.position)
        add_source(self._scope, source.alias, columns)
        return sql

    def _function_source(self, source: ast.FunctionSource) -> str:
        return self._functions.bind(source)

    # ------------------------------------------------------------ joins

    def _join(self, join: ast.Join) -> str:
        start = len(self._scope.sources)
        left = self.bind(join.left)
        if start == 0 and gives_parts(join):
            return self._join_parts(join, left)
        if start > 0 and join.kind in _OUTER and _is_lateral(join.left):
            raise LateralSideError("Lateral View cannot be on the left side of join", position=join.left.position)
        middle = len(self._scope.sources)
        right = self.bind(join.right)
        if join.kind in (ast.JoinKind.LEFT, ast.JoinKind.FULL, ast.JoinKind.ASOF):
            may_be_missing(self._scope, middle, len(self._scope.sources))
        if join.kind in (ast.JoinKind.RIGHT, ast.JoinKind.FULL):
            may_be_missing(self._scope, start, middle)
        if isinstance(join.right, ast.Join):
            right = f"({right})"
        shared = join.using
        if join.natural:
            shared = shared_names(self._scope, start, middle)
        if join.kind is ast.JoinKind.ASOF:
            return f"{left} ASOF LEFT JOIN {right} ON {closest(join, self._scope, self._sides(start), start, middle)}"
        if shared:
            return f"{left} {join.kind.value} JOIN {right} ON {merge(join, shared, self._scope, start, middle)}"
        if join.kind is ast.JoinKind.CROSS or (join.condition is None and join.kind is ast.JoinKind.INNER):
            return f"{left} CROSS JOIN {right}"
        sides = self._sides(start)
        condition = bind_boolean(join.condition, sides).sql if join.condition is not None else "TRUE"
        if join.kind in _OUTER:
            refuse_outer_columns(join, sides)
        return f"{left} {join.kind.value} JOIN {right} ON {condition}"

    def _sides(self, start: int) -> Scope:
        """Return what the condition of a join sees: its sides, which are the sources from ``start`` on.

        A comma binds weaker than JOIN, so sources before one are no sides of the join behind it.
        """
        sources = self._scope.sources[start:]
        return replace(self._scope, sources=sources, allow_aggregates=False, clause="join condition")

    def _join_parts(self, join: ast.Join, left: str) -> str:
        """Return a join with the parts of a value without joining, since they can stand beside each row."""
        assert isinstance(join.right, ast.FunctionSource)
        middle = len(self._scope.sources)
        outer = join.kind is ast.JoinKind.LEFT
        text = self._functions.bind_parts(join.right, left, missing=outer)
        if outer:
            may_be_missing(self._scope, middle, len(self._scope.sources))
        if join.condition is None or outer:
            return text
        condition = bind_boolean(join.condition, self._sides(0)).sql
        return f"{text} JOIN (SELECT 1) AS {self._environment.fresh('r')} ON {condition}"

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
        add_source(self._scope, alias, derived_columns(columns, name))
        return f"({sql}) AS {name}"


def _is_lateral(source: ast.Source) -> bool:
    """Say whether a source reads columns of those before it."""
    if isinstance(source, ast.QuerySource):
        return source.lateral
    return is_parts(source) and any(isinstance(node, ast.Reference) for node in ast.nodes_of(source))


_SOURCES: Mapping[type[Any], Callable[[SourceBinder, Any], str]] = {
    ast.TableSource: SourceBinder._table_source,
    ast.QuerySource: SourceBinder._query_source,
    ast.ValuesSource: SourceBinder._values_source,
    ast.FunctionSource: SourceBinder._function_source,
    ast.Join: SourceBinder._join,
    ast.PivotSource: SourceBinder._pivot_source,
    ast.UnpivotSource: SourceBinder._unpivot_source,
}
