"""SHOW PRIMARY KEYS, UNIQUE KEYS, IMPORTED KEYS and EXPORTED KEYS, and keys as INFORMATION_SCHEMA lists them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from frazil.catalog.constraints import ConstraintKind
from frazil.catalog.keys import Reference, constraints_of, references_of, references_to
from frazil.catalog.records import Table
from frazil.catalog.snapshot import Snapshot
from frazil.commands.context import Context
from frazil.commands.results import Rows
from frazil.commands.show_scope import Lister, Row, Visibility, columns, records_in, relation_in_scope
from frazil.commands.system_rows import Facts
from frazil.core.ids import ColumnId
from frazil.sql import statements as st

_TIMES = "created_on"
_KEYS = columns(
    "created_on database_name schema_name table_name column_name key_sequence constraint_name rely comment",
    times=_TIMES,
    numbers="key_sequence",
)
_FOREIGN_KEYS = columns(
    "created_on pk_database_name pk_schema_name pk_table_name pk_column_name fk_database_name fk_schema_name "
    "fk_table_name fk_column_name key_sequence update_rule delete_rule fk_name pk_name deferrability rely comment",
    times=_TIMES,
    numbers="key_sequence",
)


def keys_of_kind(kind: ConstraintKind) -> Lister:
    """Return the SHOW that lists primary or unique keys: a row for each of their columns."""

    def show(statement: st.Show, context: Context) -> Rows:
        rows: list[Row] = []
        for table in _tables(statement, context):
            path, names = context.snapshot.path(table), _names(table)
            for each in table.constraints:
                if each.kind is not kind:
                    continue
                end = (each.name, _flag(each.rely), each.comment or None)
                for number, column in enumerate(each.columns, 1):
                    rows.append((each.created_on, *path, names[column], number, *end))
        return Rows(_KEYS, rows)

    return show


def show_imported_keys(statement: st.Show, context: Context) -> Rows:
    """List the foreign keys of the tables in scope."""
    references = [each for table in _tables(statement, context) for each in references_of(context.snapshot, table)]
    return _foreign_keys(references, context)


def show_exported_keys(statement: st.Show, context: Context) -> Rows:
    """List the foreign keys that point at the tables in scope."""
    references = [each for table in _tables(statement, context) for each in references_to(context.snapshot, table)]
    return _foreign_keys(references, context)


def constraint_facts(snapshot: Snapshot, table: Table) -> Iterator[Facts]:
    """Yield the keys of a table, as TABLE_CONSTRAINTS lists them."""
    database, schema, name = snapshot.path(table)
    database_id = snapshot.objects[table.parent_id].parent_id
    ids = {
        "TABLE_ID": table.id,
        **dict.fromkeys(("CONSTRAINT_SCHEMA_ID", "TABLE_SCHEMA_ID"), table.parent_id),
        **dict.fromkeys(("CONSTRAINT_CATALOG_ID", "TABLE_CATALOG_ID"), database_id),
    }
    for each in constraints_of(snapshot, table):
        if each.kind is ConstraintKind.CHECK:
            continue
        yield {
            **ids,
            "CONSTRAINT_ID": each.id,
            "CONSTRAINT_CATALOG": database,
            "CONSTRAINT_SCHEMA": schema,
            "CONSTRAINT_NAME": each.name,
            "TABLE_CATALOG": database,
            "TABLE_SCHEMA": schema,
            "TABLE_NAME": name,
            "CONSTRAINT_TYPE": each.kind.value,
            "IS_DEFERRABLE": _yes(each.deferrable),
            "INITIALLY_DEFERRED": _yes(each.initially_deferred),
            "ENFORCED": "NO",
            "COMMENT": each.comment or None,
            "CREATED": each.created_on,
            "LAST_ALTERED": each.created_on,
            "RELY": _yes(each.rely),
        }


def check_facts(snapshot: Snapshot, table: Table) -> Iterator[Facts]:
    """Yield the CHECK constraints of a table, as CHECK_CONSTRAINTS lists them."""
    database, schema, name = snapshot.path(table)
    for each in table.checks:
        yield {
            "CONSTRAINT_CATALOG": database,
            "CONSTRAINT_SCHEMA": schema,
            "CONSTRAINT_TABLE": name,
            "CONSTRAINT_NAME": each.name,
            "CHECK_CLAUSE": each.clause,
        }


def reference_facts(snapshot: Snapshot, table: Table) -> Iterator[Facts]:
    """Yield the foreign keys of a table, as REFERENTIAL_CONSTRAINTS lists them."""
    for each in references_of(snapshot, table):
        own, other = snapshot.path(each.table), snapshot.path(each.target)
        yield {
            "CONSTRAINT_CATALOG": own[0],
            "CONSTRAINT_SCHEMA": own[1],
            "CONSTRAINT_NAME": each.constraint.name,
            "UNIQUE_CONSTRAINT_CATALOG": other[0],
            "UNIQUE_CONSTRAINT_SCHEMA": other[1],
            "UNIQUE_CONSTRAINT_NAME": each.key.name,
            "MATCH_OPTION": each.constraint.match,
            "UPDATE_RULE": each.constraint.on_update,
            "DELETE_RULE": each.constraint.on_delete,
            "COMMENT": each.constraint.comment or None,
            "CREATED": each.constraint.created_on,
            "LAST_ALTERED": each.constraint.created_on,
        }


def _foreign_keys(references: list[Reference], context: Context) -> Rows:
    """Return a row for each column of the foreign keys of which the roles may know both tables."""
    visibility = Visibility(context)
    rows: list[Row] = []
    for each in references:
        if not (visibility.sees(each.table) and visibility.sees(each.target)):
            continue
        constraint = each.constraint
        own, other = context.snapshot.path(each.table), context.snapshot.path(each.target)
        names, referenced = _names(each.table), _names(each.target)
        end = (
            constraint.on_update,
            constraint.on_delete,
            constraint.name,
            each.key.name,
            _deferrability(constraint.deferrable, constraint.initially_deferred),
            _flag(constraint.rely),
            constraint.comment or None,
        )
        for number, (column, other_column) in enumerate(zip(constraint.columns, constraint.referenced, strict=True), 1):
            columns_of_both = (*other, referenced[other_column], *own, names[column])
            rows.append((constraint.created_on, *columns_of_both, number, *end))
    return Rows(_FOREIGN_KEYS, rows)


def _tables(statement: st.Show, context: Context) -> list[Table]:
    """Return the tables in scope that the roles may see, in order of schema and name."""
    if statement.scope == "TABLE":
        _, record = relation_in_scope(statement, context)
        return [record] if isinstance(record, Table) else []
    visibility = Visibility(context)
    found = (record for _, _, record in records_in(statement, context, Table))
    return [each for each in found if isinstance(each, Table) and visibility.sees(each)]


def _names(table: Table) -> Mapping[ColumnId, str]:
    return {column.id: column.name for column in table.columns}


def _deferrability(deferrable: bool, initially_deferred: bool) -> str:
    if not deferrable:
        return "NOT DEFERRABLE"
    return f"INITIALLY {'DEFERRED' if initially_deferred else 'IMMEDIATE'}"


def _flag(value: bool) -> str:
    return "true" if value else "false"


def _yes(value: bool) -> str:
    return "YES" if value else "NO"
