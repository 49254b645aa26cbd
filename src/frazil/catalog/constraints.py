"""Constraints as tables declare them: keys are kept and shown, never enforced, as in Snowflake; CHECK is enforced.

Tables, columns and keys are named by id, so that a rename changes nothing here.  A foreign key holds as long as the key
that it references is there: a dropped table or key hides it, UNDROP shows it again.
"""

from __future__ import annotations

import enum
from dataclasses import dataclass
from datetime import datetime

from frazil.core.ids import ColumnId, ObjectId


class ConstraintKind(enum.Enum):
    """The kinds of constraint; the value is the SQL that declares one."""

    PRIMARY_KEY = "PRIMARY KEY"
    UNIQUE = "UNIQUE"
    FOREIGN_KEY = "FOREIGN KEY"
    CHECK = "CHECK"


@dataclass(frozen=True, slots=True, kw_only=True)
class Constraint:
    """A key of a table, or a CHECK.

    ``table_id``, ``key_id`` and ``referenced`` are a foreign key's: the table it points at, the key there, and that
    key's columns in the order of ``columns``.  ``clause`` is a CHECK's condition in Snowflake's dialect, ``columns``
    those that it names; ``validated``: rows that were there before it are known to keep it.
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
    clause: str = ""
    validated: bool = True

    @property
    def is_key(self) -> bool:
        """Say whether foreign keys can point at it."""
        return self.kind in (ConstraintKind.PRIMARY_KEY, ConstraintKind.UNIQUE)
