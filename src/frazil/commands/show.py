"""SHOW: one function per kind of object, found in a dictionary by the words of the statement."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from frazil.catalog.constraints import ConstraintKind
from frazil.commands.access_tokens import show_tokens
from frazil.commands.context import Context
from frazil.commands.registry import SHOW_TYPE, Effect, handles
from frazil.commands.results import Rows
from frazil.commands.show_absent import KINDS, lister
from frazil.commands.show_account import show_roles, show_users, show_warehouses
from frazil.commands.show_columns import show_columns
from frazil.commands.show_functions import show_builtin_functions, show_functions, show_user_functions
from frazil.commands.show_keys import keys_of_kind, show_exported_keys, show_imported_keys
from frazil.commands.show_objects import (
    show_databases,
    show_materialized_views,
    show_objects,
    show_schemas,
    show_tables,
    show_views,
)
from frazil.commands.show_parameters import show_parameters
from frazil.commands.show_scope import Lister, check_limit
from frazil.commands.show_sequences import show_sequences
from frazil.commands.show_session import show_locks, show_transactions, show_variables
from frazil.commands.show_tasks import show_tasks
from frazil.commands.tag_values import show_tags
from frazil.core.errors import UnsupportedError
from frazil.sql import statements as st

SHOWS: Mapping[str, Lister] = {
    **{plural: lister(kind) for plural, kind in KINDS.items()},
    "BUILTIN FUNCTIONS": show_builtin_functions,
    "COLUMNS": show_columns,
    "DATABASES": show_databases,
    "EXPORTED KEYS": show_exported_keys,
    "FUNCTIONS": show_functions,
    "IMPORTED KEYS": show_imported_keys,
    "LOCKS": show_locks,
    "MATERIALIZED VIEWS": show_materialized_views,
    "OBJECTS": show_objects,
    "PARAMETERS": show_parameters,
    "PRIMARY KEYS": keys_of_kind(ConstraintKind.PRIMARY_KEY),
    "ROLES": show_roles,
    "SCHEMAS": show_schemas,
    "SEQUENCES": show_sequences,
    "TABLES": show_tables,
    "TAGS": show_tags,
    "TASKS": show_tasks,
    "TRANSACTIONS": show_transactions,
    "UNIQUE KEYS": keys_of_kind(ConstraintKind.UNIQUE),
    "USER FUNCTIONS": show_user_functions,
    "USER PATS": show_tokens,
    "USER PROGRAMMATIC ACCESS TOKENS": show_tokens,
    "USERS": show_users,
    "VARIABLES": show_variables,
    "VIEWS": show_views,
    "WAREHOUSES": show_warehouses,
}
"""What SHOW can list; whatever else Snowflake has is error 000002."""

_UNPAGED = frozenset(
    {"BUILTIN FUNCTIONS", "COLUMNS", "FUNCTIONS", "PARAMETERS", "SEQUENCES", "USER FUNCTIONS", "WAREHOUSES"}
)
"""Listings whose syntax has no STARTS WITH and no LIMIT: accounts take the words and list all that LIKE lets pass."""

_UNFILTERED = _UNPAGED | {"TAGS"}
"""Listings that take STARTS WITH without effect."""

_BY_PRIVILEGES = frozenset({"DATABASES", "SCHEMAS", "WAREHOUSES"})
"""Listings that WITH PRIVILEGES limits."""


@handles(st.Show, Effect.READ, SHOW_TYPE, "SHOW", privileges="lists only what the roles in force hold a privilege on")
def show(statement: st.Show, context: Context) -> Rows:
    """List objects that the roles in force may see."""
    show_all = SHOWS.get(statement.objects)
    if show_all is None:
        raise UnsupportedError(f"SHOW {statement.objects}")
    if statement.privileges and (statement.objects not in _BY_PRIVILEGES or statement.history):
        history = " HISTORY" if statement.history else ""
        raise UnsupportedError(f"SHOW {statement.objects.replace(' ', '_')}{history} ... WITH PRIVILEGES <>")
    context.authorize()
    check_limit(statement)
    if statement.objects in _UNPAGED:
        statement = replace(statement, limit=None, limit_from=None)
    if statement.objects in _UNFILTERED:
        statement = replace(statement, starts_with=None)
    return show_all(statement, context)
