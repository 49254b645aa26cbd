"""SHOW: one function per kind of object, found in a dictionary by the words of the statement."""

from __future__ import annotations

from collections.abc import Mapping

from frazil.commands.context import Context
from frazil.commands.registry import SHOW_TYPE, Effect, handles
from frazil.commands.results import Rows
from frazil.commands.show_columns import show_columns
from frazil.commands.show_objects import show_databases, show_objects, show_schemas, show_tables, show_views
from frazil.commands.show_scope import Lister
from frazil.core.errors import UnsupportedError
from frazil.sql import statements as st

SHOWS: Mapping[str, Lister] = {
    "COLUMNS": show_columns,
    "DATABASES": show_databases,
    "OBJECTS": show_objects,
    "SCHEMAS": show_schemas,
    "TABLES": show_tables,
    "VIEWS": show_views,
}
"""What SHOW can list; whatever else Snowflake has is error 000002."""


@handles(st.Show, Effect.READ, SHOW_TYPE, "SHOW", privileges="lists only what the roles in force hold a privilege on")
def show(statement: st.Show, context: Context) -> Rows:
    """List objects that the roles in force may see."""
    lister = SHOWS.get(statement.objects)
    if lister is None:
        raise UnsupportedError(f"SHOW {statement.objects}")
    context.authorize()
    return lister(statement, context)
