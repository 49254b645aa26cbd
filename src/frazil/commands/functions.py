"""CREATE and ALTER of users' functions in SQL, kept as text and bound again at each call."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from frazil.catalog.records import Argument, Family, Function, Record, ViewColumn
from frazil.catalog.snapshot import Change, Put
from frazil.commands.columns import check_unique
from frazil.commands.context import Context
from frazil.commands.lifetimes import Removal, drop, grants_on
from frazil.commands.lookup import Target, check_mode, enter, find_place, find_target, require, require_creation
from frazil.commands.objects import DONE
from frazil.commands.properties import COMMENT, Property, boolean, read_properties, unset_properties, word
from frazil.commands.registry import DDL_TYPE, Effect, handles
from frazil.commands.results import Result, Status
from frazil.core.errors import ObjectExistsError
from frazil.core.names import QualifiedName, render
from frazil.sql import statements as st
from frazil.sql.binder.literals import resolve_type
from frazil.sql.binder.names import Place, plain_name
from frazil.sql.binder.queries import bind_query
from frazil.sql.binder.user_functions import bind_body, bind_rows_body, check_returned, seen_from, unknown_values

_PROPERTIES: Mapping[str, Property] = {
    "COMMENT": COMMENT,
    "LANGUAGE": Property("language", word),
    "VOLATILITY": Property("volatility", word),
    "NULL_HANDLING": Property("null_handling", word),
    "MEMOIZABLE": Property("memoizable", boolean),
    "COPY_GRANTS": Property("copy_grants", boolean),
    "NOT_NULL": Property("not_null", boolean),
}
_ALTERED: Mapping[str, Property] = {"COMMENT": COMMENT, "SECURE": Property("secure", boolean, False)}


@handles(
    st.CreateFunction,
    Effect.DEFINE,
    DDL_TYPE,
    "CREATE_FUNCTION",
    privileges="CREATE FUNCTION on the schema, USAGE on its containers, SELECT on what the body reads; OWNERSHIP of "
    "the function that is replaced",
)
def create_function(statement: st.CreateFunction, context: Context) -> Result:
    """Create a function whose body binds now, as its schema and owner see it; each call binds it again."""
    properties = read_properties(statement.properties, "FUNCTION", _PROPERTIES, context).fields
    enter(context)
    place = find_place(Family.FUNCTION, statement.name, context, "CREATE FUNCTION")
    where = place.place
    assert where is not None
    require_creation(context, where, "CREATE FUNCTION")
    function = _function(statement, where, properties, context)
    target = replace(place, record=context.snapshot.find(Function, where.schema.id, function.key_name))
    check_mode(target, statement.mode, context, altered=True)
    if target.record is not None and statement.mode is st.CreateMode.IF_NOT_EXISTS:
        return Status(f"{render(target.name)} already exists, statement succeeded.")
    _check_body(function, target.record, where, context)
    if target.record is not None and statement.mode is st.CreateMode.OR_ALTER:
        old = target.record
        context.define([Put(replace(function, id=old.id, owner_id=old.owner_id, created_on=old.created_on))])
        return DONE
    gone = drop(context.snapshot, target.record, context.now) if target.record is not None else Removal()
    copied = _copied_grants(target, function, context) if properties.get("copy_grants") else []
    context.define([*gone.changes, Put(function), *copied], gone.storage)
    return Status(f"Function {render(target.name)} successfully created.")


@handles(
    st.AlterFunction,
    Effect.DEFINE,
    DDL_TYPE,
    "ALTER_FUNCTION",
    privileges="OWNERSHIP of the function; CREATE FUNCTION on the schema that RENAME TO moves it to",
)
def alter_function(statement: st.AlterFunction, context: Context) -> Result:
    """Rename a function, set or unset its comment and whether it is secure."""
    enter(context)
    target = find_target(Family.FUNCTION, statement.name, context, "ALTER", lenient=statement.if_exists)
    if target.record is None and statement.if_exists:
        context.authorize()
        return DONE
    function = require(context, target)
    assert isinstance(function, Function)
    action = statement.action
    fields: dict[str, Any]
    if isinstance(action, st.RenameTo):
        fields = _renamed(function, action, context)
    elif isinstance(action, st.SetProperties):
        fields = dict(read_properties(action.properties, "FUNCTION", _ALTERED, context).fields)
    else:
        fields = unset_properties(action.names, "FUNCTION", _ALTERED)[0]
    context.define([Put(replace(function, altered_on=context.now, **fields))])
    return DONE


def _function(
    statement: st.CreateFunction, where: Place, properties: Mapping[str, object], context: Context
) -> Function:
    environment = context.environment
    arguments = tuple(
        Argument(name=each.name, type=resolve_type(each.type, environment), default=each.default or None)
        for each in statement.arguments
    )
    columns = tuple(ViewColumn(name=name, type=resolve_type(kind, environment)) for name, kind in statement.columns)
    check_unique(each.name for each in arguments)
    check_unique(each.name for each in columns)
    return Function(
        id=context.new_object_id(),
        parent_id=where.schema.id,
        name=where.name,
        owner_id=context.state.role_id,
        created_on=context.now,
        altered_on=context.now,
        comment=str(properties.get("comment", "")),
        body=statement.body,
        arguments=arguments,
        returns=resolve_type(statement.returns, environment) if statement.returns is not None else None,
        columns=columns,
        secure=statement.secure,
        strict=properties.get("null_handling") == "STRICT",
        volatility=str(properties.get("volatility", "VOLATILE")),
        memoizable=bool(properties.get("memoizable")),
        not_null=bool(properties.get("not_null")),
    )


def _check_body(function: Function, replaced: Record | None, where: Place, context: Context) -> None:
    """Bind the body over values of unknown content, as its owner may, and let pass what RETURNS says.

    A call of the function that this one replaces, at any depth, would be one of itself.
    """
    environment = context.environment
    evaluate = environment.system_function
    # SYSTEM$ functions act when the function is called: here they would under the catalog's lock.
    environment.system_function = None
    environment.functions = (replaced.id,) if replaced is not None else ()
    try:
        with seen_from(function, where, environment):
            values = unknown_values(function)
            if function.returns is None:
                bind_rows_body(function, values, environment, bind_query)
            else:
                check_returned(bind_body(function, values, environment), function.returns, environment)
    finally:
        environment.system_function = evaluate
        environment.functions = ()
    context.authorize()


def _copied_grants(target: Target, function: Function, context: Context) -> list[Change]:
    if target.record is None:
        return []
    return [
        Put(replace(grant, id=context.new_object_id(), object_id=function.id))
        for grant in grants_on(context.snapshot, target.record.id)
    ]


def _renamed(function: Function, action: st.RenameTo, context: Context) -> dict[str, Any]:
    plain = plain_name(action.name, context.environment)
    if len(plain.parts) == 1:
        plain = QualifiedName((*context.snapshot.path(function)[:-1], plain.name), plain.position)
    target = find_place(Family.FUNCTION, plain, context, "RENAME")
    where = target.place
    assert where is not None
    if where.schema.id != function.parent_id:
        require_creation(context, where, "CREATE FUNCTION")
    changed = replace(function, name=where.name, parent_id=where.schema.id)
    if context.snapshot.find(Function, where.schema.id, changed.key_name) not in (None, function):
        raise ObjectExistsError(f"Object '{target.shown}' already exists.")
    return {"name": changed.name, "parent_id": changed.parent_id}
