"""The records of the catalog: one frozen dataclass per object family.

A record is one row of the internal table ``objects``: the common fields are columns, the rest is its JSON body
(``engine/catalog_store.py``).  A change of an object replaces its record; nothing is changed in place.
"""

from frazil.catalog.records.access import (
    AccessToken,
    FutureGrant,
    PrivilegeGrant,
    Role,
    RoleGrant,
    User,
    Warehouse,
)
from frazil.catalog.records.record import (
    ACCOUNT_ID,
    RELATIONS,
    Account,
    Database,
    Family,
    Record,
    Schema,
)
from frazil.catalog.records.relations import (
    Column,
    Numbering,
    NumberSequence,
    Relation,
    Table,
    TableKind,
    View,
    ViewColumn,
    view_word,
)
from frazil.catalog.records.routines import (
    Argument,
    Function,
    Task,
    signature,
)
from frazil.catalog.records.tags import (
    Tag,
    TagReference,
    reference_name,
)

__all__ = [
    "ACCOUNT_ID",
    "AccessToken",
    "Account",
    "Argument",
    "Column",
    "Database",
    "Family",
    "Function",
    "FutureGrant",
    "NumberSequence",
    "Numbering",
    "PrivilegeGrant",
    "RECORD_TYPES",
    "RELATIONS",
    "Record",
    "Relation",
    "Role",
    "RoleGrant",
    "Schema",
    "Table",
    "TableKind",
    "Tag",
    "TagReference",
    "Task",
    "User",
    "View",
    "ViewColumn",
    "Warehouse",
    "reference_name",
    "signature",
    "view_word",
]

RECORD_TYPES: dict[Family, type[Record]] = {
    record.family: record
    for record in (
        Account,
        Database,
        Schema,
        Table,
        View,
        NumberSequence,
        Function,
        Warehouse,
        User,
        AccessToken,
        Role,
        RoleGrant,
        PrivilegeGrant,
        FutureGrant,
        Tag,
        TagReference,
        Task,
    )
}
