"""Everything a binding may depend on, and what it finds out on the way.

The environment is one statement's: a snapshot of the catalog, the session's facts frozen at the statement's
start, and the collectors for what the statement reads, needs and depends on.
"""

from __future__ import annotations

import datetime
import functools
import itertools
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Protocol
from zoneinfo import ZoneInfo

import pyarrow as pa

from frazil.catalog.records import Record, User
from frazil.catalog.snapshot import Snapshot
from frazil.core.errors import FrazilError
from frazil.core.ids import ObjectId, SessionId
from frazil.core.types import DataType
from frazil.security.privileges import Need
from frazil.sql.ast import Expression, Function, Query
from frazil.sql.binder.typed import Typed, storage_of
from frazil.sql.columns import ResultColumn


@dataclass(frozen=True, slots=True, kw_only=True)
class SystemRelation:
    """A relation whose rows are the server's: INFORMATION_SCHEMA, history functions, RESULT_SCAN.

    ``sql`` is DuckDB text whose output columns are ``columns`` in order, named o1, o2, ...
    """

    sql: str
    columns: tuple[ResultColumn, ...]
    storages: tuple[str, ...]


class SystemRelations(Protocol):
    """Give the relations that are not in the catalog; None for names that are unknown."""

    def view(self, environment: Environment, database: str, schema: str, name: str) -> SystemRelation | None:
        """Return a system view such as DB.INFORMATION_SCHEMA.TABLES."""
        ...

    def table_function(
        self, environment: Environment, name: tuple[str, ...], arguments: Sequence[object], named: Mapping[str, object]
    ) -> SystemRelation | None:
        """Return a table function's relation; the arguments are constants."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionFacts:
    """What binding may know of the session, frozen at the statement's start.

    ``user_record`` is None for sessions of the server's own; ``secondary`` is "ALL", "NONE" or a list of roles.
    ``chain`` are the query ids of the statements before this one in a chain of ``->>``.
    """

    session_id: SessionId
    user: str
    role_id: ObjectId
    role: str
    database: str | None
    schema: str | None
    warehouse: str | None
    account: str
    parameters: Mapping[str, object]
    variables: Mapping[str, object]
    last_query_ids: Sequence[str] = ()
    chain: Sequence[str] = ()
    transaction_id: int | None = None
    statement: str = ""
    user_record: User | None = None
    secondary: str = "NONE"
    client: str = ""
    address: str = ""


Bindings = Mapping[int | str, Typed]
"""What placeholders are bound to: those that a statement names by their name in upper case, others by number."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BindingRows:
    """The rows of an array binding: a column pN for each placeholder N with a list, and n, the row's number from 1.

    ``types`` are those of the columns; ``single`` the placeholders whose value is the same in each row.
    """

    table: pa.Table
    types: Mapping[int, DataType]
    single: Bindings

    def values(self, alias: str) -> Bindings:
        """Return what the placeholders are bound to in a row of the table under this alias."""
        bound: dict[int | str, Typed] = dict(self.single)
        for number, kind in self.types.items():
            bound[number] = Typed(f"{alias}.p{number}", kind, storage_of(kind))
        return bound


@dataclass(slots=True, kw_only=True)
class Environment:
    """The circumstances of one binding.

    ``bindings``: values of placeholders by number or name; ``binding_rows``: those of an array binding.
    ``now``: the statement's start, UTC.  ``wide``: carry every NUMBER as DECIMAL(38,s), after an overflow of the
    narrow attempt.  ``system_function`` evaluates SYSTEM$ functions, once, before planning; None under
    describe-only.  ``read_values`` reads one column of texts now, for a query whose columns they are.

    Collected: ``reads`` (tables), ``needs`` (privileges), ``volatile`` (the text must not be cached or
    replayed), ``sequenced`` (it takes values of sequences), ``dynamic`` (its columns are such
    as the data had), ``contextual`` (the text holds values of the session or
    the moment: replayable, not cacheable), ``pinned`` (literal slots whose values the text depends on),
    ``arrow_tables`` (Arrow data the text names), ``aliases`` (those of each table),
    ``common_texts`` (those of common tables by generated name).  ``view_depth`` and ``view_owner``
    are those of the view that is being bound, 0 and None outside one; ``functions`` are the functions of users around,
    outermost first.
    """

    snapshot: Snapshot
    facts: SessionFacts
    now: datetime.datetime
    relations: SystemRelations
    bindings: Bindings = field(default_factory=dict)
    binding_rows: BindingRows | None = None
    wide: bool = False
    describe_only: bool = False
    system_function: Callable[[Function, Sequence[object]], object] | None = None
    read_values: Callable[[str], list[str | None]] | None = None
    subprograms: int = 0

    reads: set[ObjectId] = field(default_factory=set)
    needs: list[Need] = field(default_factory=list)
    volatile: bool = False
    sequenced: bool = False
    dynamic: bool = False
    contextual: bool = False
    pinned: set[int] = field(default_factory=set)
    arrow_tables: dict[str, pa.Table] = field(default_factory=dict)
    aliases: dict[ObjectId, set[str | None]] = field(default_factory=dict)
    common_texts: dict[str, str] = field(default_factory=dict)
    view_depth: int = 0
    view_owner: ObjectId | None = None
    functions: tuple[ObjectId, ...] = ()
    placeholders: int = 0
    _counter: itertools.count[int] = field(default_factory=itertools.count)

    def fresh(self, prefix: str) -> str:
        """Return a name that no other part of this statement uses."""
        return f"{prefix}{next(self._counter)}"

    def parameter(self, name: str) -> object:
        """Return a session parameter's value in force; the text then depends on it."""
        self.contextual = True
        return self.facts.parameters[name]

    @property
    def zone(self) -> ZoneInfo:
        """Return the session's time zone."""
        return ZoneInfo(str(self.facts.parameters["TIMEZONE"]))

    def need(
        self, privilege: str, record: Record, shown: str, *, denial: Callable[[], FrazilError] | None = None
    ) -> None:
        """Record that the statement needs a privilege; what a view names, the view's owner must hold it on.

        ``denial`` makes what the statement says where there is no such object, if that is no ObjectNotFoundError.
        """
        need = Need(
            privilege=privilege,
            object_id=record.id,
            family=record.family,
            shown=shown,
            role_id=self.view_owner,
            denial=denial,
        )
        self.needs.append(need)


@dataclass(frozen=True, slots=True, kw_only=True)
class BoundColumn:
    """A column of a source inside a query: its stored name, and the Typed that reads it.

    ``shadowed``: USING or NATURAL has put another column in its place: only a qualified name reaches it.
    ``span``: the tokens of the statement that the name was made of, when nobody gave it one.  ``expression``: the
    item of the select list that the column is, None for one of ``*``.
    """

    name: str
    value: Typed
    origin: tuple[str, str, str] = ("", "", "")
    hidden: bool = False
    shadowed: bool = False
    span: tuple[int, int] | None = None
    expression: Expression | None = None

    def named(self, name: str) -> BoundColumn:
        """Return the column under a name that somebody has given it."""
        return replace(self, name=name, span=None)


@dataclass(frozen=True)
class BoundQuery:
    """A query bound: DuckDB text with columns o1..on, and what a client is told about them."""

    sql: str
    columns: tuple[BoundColumn, ...]

    @property
    def types(self) -> tuple[DataType, ...]:
        """Return the columns' types."""
        return tuple(column.value.type for column in self.columns)

    @functools.cached_property
    def result_columns(self) -> tuple[ResultColumn, ...]:
        """Return what a client is told about the columns; computed once, as a kept query is answered often."""
        return tuple(
            ResultColumn(
                name=column.name,
                type=column.value.type,
                nullable=column.value.nullable,
                database=column.origin[0],
                schema=column.origin[1],
                table=column.origin[2],
            )
            for column in self.columns
        )


@dataclass(frozen=True, slots=True)
class ScopeSource:
    """A source of FROM: its alias (None for an unnamed subquery), full name, and columns in order."""

    alias: str | None
    path: tuple[str, ...]
    columns: tuple[BoundColumn, ...]

    @property
    def visible(self) -> list[BoundColumn]:
        """Return the columns that ``*`` stands for and that names without a qualifier reach."""
        return [column for column in self.columns if not column.hidden and not column.shadowed]


@dataclass(slots=True)
class Hierarchy:
    """What a query with CONNECT BY may ask of its rows, and the parts of the text that makes them.

    ``level`` is LEVEL where the scope stands; ``row``, ``prior`` and ``root`` are the scopes that read the row itself
    while it is being found, the row above, and the one at the top.  ``paths`` are the texts that
    SYS_CONNECT_BY_PATH appends for each row, in the order of their columns.
    """

    alias: str
    level: Typed
    row: Scope
    prior: Scope | None = None
    root: Scope | None = None
    paths: list[str] = field(default_factory=list)
    texts: tuple[str, str, str] = ("", "", "")
    width: int = 0


@dataclass(slots=True)
class Scope:
    """The names an expression can see.

    ``aliases``: the select list's own aliases, still unbound, tried after columns.  ``groups``: GROUP BY
    expressions with their bound forms.  ``aggregated`` says that a plain column outside an aggregate is an
    error; ``aggregate`` is the one that we are inside of.  ``clause`` names the clause for errors: window functions
    stand in the select clause, QUALIFY and ORDER BY alone.  ``variables`` are the parameters of the lambda expressions
    around us, by name; they hide columns.  ``hierarchy``: what CONNECT BY adds.
    """

    environment: Environment
    parent: Scope | None = None
    sources: list[ScopeSource] = field(default_factory=list)
    common: dict[str, BoundQuery] = field(default_factory=dict)
    aliases: dict[str, Expression] = field(default_factory=dict)
    alias_stack: list[str] = field(default_factory=list)
    groups: dict[Expression, Typed] = field(default_factory=dict)
    variables: dict[str, Typed] = field(default_factory=dict)
    aggregated: bool = False
    aggregate: Function | None = None
    allow_aggregates: bool = True
    saw_aggregate: bool = False
    saw_window: bool = False
    clause: str = "select clause"
    hierarchy: Hierarchy | None = None

    @classmethod
    def of_values(cls, environment: Environment) -> Scope:
        """Return an empty scope for values that stand alone: no aggregates, no window functions."""
        return cls(environment, allow_aggregates=False, clause="values clause")

    def child(self) -> Scope:
        """Return an empty scope inside this one, for a subquery."""
        return Scope(self.environment, parent=self)

    def read_through(self, alias: str, *, apart: str | None) -> list[str]:
        """Let each column be read through an alias from now on; return what the source of that name selects for it.

        Columns of the alias ``apart`` stay as they are: their values come from further out.
        """
        items: list[str] = []

        def through(column: BoundColumn) -> BoundColumn:
            if apart is not None and column.value.sql.startswith(f"{apart}."):
                return column
            name = f"k{len(items)}"
            items.append(f"{column.value.sql} AS {name}")
            return replace(column, value=replace(column.value, sql=f"{alias}.{name}", constant=None))

        self.sources[:] = [replace(each, columns=tuple(map(through, each.columns))) for each in self.sources]
        return items

    def common_table(self, name: str) -> BoundQuery | None:
        """Return the CTE of that name from here outwards, or None."""
        scope: Scope | None = self
        while scope is not None:
            if name in scope.common:
                return scope.common[name]
            scope = scope.parent
        return None


QueryBinder = Callable[[Query, Scope], BoundQuery]
"""Binds a whole query: handed in where a query is a part, so that imports have no circle."""
