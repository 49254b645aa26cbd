"""Statements that change the session alone: USE, SET, UNSET, ALTER SESSION."""

from __future__ import annotations

from typing import TypeVar

from frazil.catalog.records import ACCOUNT_ID, Database, Record, Role, Schema, Warehouse
from frazil.commands.context import Context
from frazil.commands.errors import RestrictedSessionError
from frazil.commands.parameter_table import Level
from frazil.commands.parameters import find_parameter, parse_value
from frazil.commands.registry import ALTER_SESSION_TYPE, USE_TYPE, Effect, handles
from frazil.commands.results import Status
from frazil.commands.variables import check_size, evaluate
from frazil.core.errors import MissingObjectError, NoCurrentDatabaseError, UserError
from frazil.core.names import QualifiedName, render
from frazil.security.privileges import inherited_roles, may_see, roles_of_user
from frazil.sql import ast
from frazil.sql import statements as st
from frazil.sql.binder.dispatch import bind
from frazil.sql.binder.names import INFORMATION_SCHEMA, plain_name

R = TypeVar("R", bound=Record)

DONE = Status("Statement executed successfully.")


class RoleNotAssignedError(UserError):
    """``Requested role 'X' is not assigned to the executing user.  Specify another role to activate.``"""

    code = "003013"
    sqlstate = "42501"

    def __init__(self, role: str) -> None:
        super().__init__(
            f"SQL access control error:\nRequested role '{render(role)}' is not assigned to the executing user.  "
            "Specify another role to activate."
        )


@handles(st.Use, Effect.SESSION, USE_TYPE, "USE", privileges="any privilege on the object; a role must be granted")
def use(statement: st.Use, context: Context) -> Status:
    """Make a database, schema, warehouse or role the current one; a bare USE means a database or a schema."""
    name = plain_name(statement.name, context.environment)
    context.authorize()
    family = statement.family or ("DATABASE" if len(name.parts) == 1 else "SCHEMA")
    if family == "ROLE":
        _use_role(name.name, context)
    elif family == "WAREHOUSE":
        context.state.warehouse = _visible(context.snapshot.find(Warehouse, ACCOUNT_ID, name.name), context).name
    elif family == "DATABASE":
        _use_database(name, context)
    else:
        _use_schema(name, context)
    return DONE


@handles(st.UseSecondaryRoles, Effect.SESSION, USE_TYPE, "USE", privileges="the roles must be granted to the user")
def use_secondary_roles(statement: st.UseSecondaryRoles, context: Context) -> Status:
    """Choose which of the user's other roles are in force beside the primary one."""
    context.authorize()
    if context.state.restricted and (statement.roles or statement.mode != "NONE"):
        raise RestrictedSessionError("USE SECONDARY ROLES")
    for name in statement.roles:
        _granted_role(name, context)
    context.state.secondary = ",".join(statement.roles) if statement.roles else statement.mode
    return DONE


@handles(st.SetVariables, Effect.SESSION, ALTER_SESSION_TYPE, "SET", privileges="SELECT on what the values read")
def set_variables(statement: st.SetVariables, context: Context) -> Status:
    """Give session variables values, all or none."""
    values = evaluate(statement.values, len(statement.names), context)
    for name, value in zip(statement.names, values, strict=True):
        check_size(name, value)
    context.state.variables.update(zip(statement.names, values, strict=True))
    return DONE


@handles(st.UnsetVariables, Effect.SESSION, ALTER_SESSION_TYPE, "UNSET", privileges="none")
def unset_variables(statement: st.UnsetVariables, context: Context) -> Status:
    """Forget session variables; unknown ones are no error."""
    context.authorize()
    for name in statement.names:
        context.state.variables.pop(name, None)
    return DONE


@handles(st.AlterSession, Effect.SESSION, ALTER_SESSION_TYPE, "ALTER_SESSION", privileges="none")
def alter_session(statement: st.AlterSession, context: Context) -> Status:
    """Set session parameters, or let them inherit again; all or none."""
    context.authorize()
    own = dict(context.state.parameters)
    if isinstance(statement.action, st.UnsetProperties):
        for name in statement.action.names:
            own.pop(find_parameter(name, Level.SESSION).name, None)
    else:
        for name, given in statement.action.properties.items():
            parameter = find_parameter(name, Level.SESSION)
            own[parameter.name] = parse_value(parameter, _constant(given, context))
    context.state.parameters.clear()
    context.state.parameters.update(own)
    timeout = own.get("LOCK_TIMEOUT")
    if context.state.transaction is not None and isinstance(timeout, int):
        context.state.transaction.lock_timeout_seconds = timeout
    return DONE


def _constant(given: object, context: Context) -> object:
    """Return a property's value; a variable or placeholder is looked up."""
    if not isinstance(given, ast.Variable | ast.Placeholder):
        return given
    bound = bind(given, context.scope())
    return bound.constant[0] if bound.constant is not None else None


def _use_role(name: str, context: Context) -> None:
    if context.state.restricted:
        raise RestrictedSessionError("USE ROLE")
    role = _granted_role(name, context)
    context.state.role_id = role.id


def _granted_role(name: str, context: Context) -> Role:
    role = context.snapshot.role(name)
    if role is None:
        raise MissingObjectError("Object does not exist, or operation cannot be performed.")
    user = context.state.user
    # A session without a user runs a task: it has its owner role and what that inherits.
    granted = (
        roles_of_user(context.snapshot, user)
        if user is not None
        else inherited_roles(context.snapshot, [context.state.role_id])
    )
    if role.id not in granted:
        raise RoleNotAssignedError(name)
    return role


def _use_database(name: QualifiedName, context: Context) -> None:
    if len(name.parts) != 1:
        raise MissingObjectError("Object does not exist, or operation cannot be performed.")
    database = _visible(context.snapshot.database(name.name), context)
    context.state.database = database.name
    public = context.snapshot.find(Schema, database.id, "PUBLIC")
    context.state.schema = public.name if public is not None else None


def _use_schema(name: QualifiedName, context: Context) -> None:
    if len(name.parts) > 2:
        raise MissingObjectError("Object does not exist, or operation cannot be performed.")
    wanted = name.parts[0] if len(name.parts) == 2 else context.state.database
    if wanted is None:
        raise NoCurrentDatabaseError(
            "Cannot perform USE SCHEMA. This session does not have a current database. "
            "Call 'USE DATABASE', or use a qualified name."
        )
    database: Database = _visible(context.snapshot.database(wanted), context)
    if name.name != INFORMATION_SCHEMA:
        _visible(context.snapshot.find(Schema, database.id, name.name), context)
    context.state.database, context.state.schema = database.name, name.name


def _visible(record: R | None, context: Context) -> R:
    """Return the record if the roles in force may know of it."""
    if record is None or not may_see(context.snapshot, context.roles(), record):
        raise MissingObjectError("Object does not exist, or operation cannot be performed.")
    return record
