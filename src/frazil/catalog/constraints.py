"""Keys as tables declare them: kept and shown, never enforced, as in Snowflake.

Tables, columns and keys are named by id, so that a rename changes nothing here.  A foreign key holds as long as the key
that it references is there: a dropped table or key hides it, UNDROP shows it again.
"""

from __future__ import annotations

import enum
from dataclasses import dataclass
from datetime import datetime

from frazil.core.ids import ColumnId, ObjectId


class ConstraintKind(enum.Enum):
    """The kinds of key; the value is the SQL that declares one."""

    PRIMARY_KEY = "PRIMARY KEY"
    UNIQUE = "UNIQUE"
    FOREIGN_KEY = "FOREIGN KEY"


@dataclass(frozen=True, slots=True, kw_only=True)
class Constraint:
    """A key of a table.

    ``table_id``, ``key_id`` and ``referenced`` are a foreign key's: the table it points at, the key there, and that
    key's columns in the order of ``columns``.
    """

    id: ObjectId
    kind: ConstraintKind
    name: str
    columns: tuple[ColumnId, ...]
    created_on: datetime
    comment: str = ""
    rely: bool = False
    deferrable: bool = False
    initially_deferred: bool = True
    table_id: ObjectId | None = None
    key_id: ObjectId | None = None
    referenced: tuple[ColumnId, ...] = ()
    match: str = "FULL"
    on_update: str = "NO ACTION"
    on_delete: str = "NO ACTION"

    @property
    def is_key(self) -> bool:
        """Say whether foreign keys can point at it."""
        return self.kind is not ConstraintKind.FOREIGN_KEY
