"""Tables, views and sequences, with what they are made of."""

from __future__ import annotations

import enum
from dataclasses import dataclass, field

from frazil.catalog.constraints import Constraint, ConstraintKind
from frazil.catalog.records.record import Family, Record
from frazil.core.ids import ColumnId, ObjectId, SessionId
from frazil.core.types import DataType


class TableKind(enum.Enum):
    """How long a table lives and what SHOW TABLES prints for it."""

    PERMANENT = "TABLE"
    TRANSIENT = "TRANSIENT"
    TEMPORARY = "TEMPORARY"


@dataclass(frozen=True, slots=True, kw_only=True)
class Numbering:
    """How a sequence or an AUTOINCREMENT column counts; ``ordered`` is kept and shown: values come in order anyhow."""

    start: int = 1
    increment: int = 1
    ordered: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column of a table.

    ``storage`` is the DuckDB type that holds it now; the store may widen it (see ``engine/mapping.py``).
    ``default`` is the default expression as SQL text in Snowflake's dialect; ``sequence_id`` that of the sequence which
    it names, if it is ``s.NEXTVAL``: the sequence may have another name by now (``Snapshot.default_of``).  ``identity``
    is set for an AUTOINCREMENT column, which has no other default.  ``alias`` is the type as written; empty where none
    was, and in columns older than this field.  ``added``: ALTER TABLE made it.
    """

    id: ColumnId
    name: str
    type: DataType
    storage: str
    nullable: bool = True
    default: str | None = None
    comment: str = ""
    identity: Numbering | None = None
    alias: str = ""
    added: bool = False
    sequence_id: ObjectId | None = None

    @property
    def shown_identity(self) -> str | None:
        """Return how an AUTOINCREMENT column counts, as listings print it; None for other columns."""
        counted = self.identity
        if counted is None:
            return None
        order = "ORDER" if counted.ordered else "NOORDER"
        return f"IDENTITY START {counted.start} INCREMENT {counted.increment} {order}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Relation(Record):
    """A table or view; a temporary one belongs to a session and is not kept in the store's catalog."""

    session_id: SessionId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Table(Relation):
    """A table.

    ``tracked``: changes of its rows are kept (CHANGE_TRACKING).  ``cluster_by`` is the clustering key as written, in
    its parentheses.
    """

    family = Family.TABLE
    kind: TableKind = TableKind.PERMANENT
    columns: tuple[Column, ...] = ()
    retention_days: int = 1
    tracked: bool = False
    cluster_by: str = ""
    schema_evolution: bool = False
    constraints: tuple[Constraint, ...] = ()

    def column(self, name: str) -> Column | None:
        """Return the column of that stored name, or None."""
        return next((column for column in self.columns if column.name == name), None)

    @property
    def checks(self) -> tuple[Constraint, ...]:
        """Return the CHECK constraints, in order of their declaration."""
        return tuple(each for each in self.constraints if each.kind is ConstraintKind.CHECK)


@dataclass(frozen=True, slots=True, kw_only=True)
class ViewColumn:
    """A column of a view as it was when the view was made."""

    name: str
    type: DataType
    nullable: bool = True
    comment: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class View(Relation):
    """A view: ``text`` is the CREATE statement as sent, ``query`` what is bound: the part after AS.

    A recursive view's ``query`` is the common table that it stands for.  A materialized view is a view that says so:
    it is always current because it is computed at each use.
    """

    family = Family.VIEW
    text: str
    query: str
    columns: tuple[ViewColumn, ...]
    secure: bool = False
    materialized: bool = False

    @property
    def kind_word(self) -> str:
        """Tell a materialized view from a view."""
        return view_word(materialized=self.materialized)


def view_word(*, materialized: bool) -> str:
    """Return the word for a view in errors and short listings."""
    return "MATERIALIZED_VIEW" if materialized else Family.VIEW.value


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberSequence(Record):
    """A sequence; the value that it gives next is in the store."""

    family = Family.SEQUENCE
    numbering: Numbering = field(default_factory=Numbering)
