"""CREATE and ALTER of views: a query kept as text, bound again at each use."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from frazil.catalog.records import Family, View, ViewColumn
from frazil.catalog.snapshot import Change, Put
from frazil.commands.columns import check_output_names, check_unique, stored_type
from frazil.commands.context import Context
from frazil.commands.errors import ColumnListError
from frazil.commands.lifetimes import Removal, drop, grants_on
from frazil.commands.lookup import Target, check_mode, enter, find_place, find_target, require, require_creation
from frazil.commands.objects import DONE, alters, new_place
from frazil.commands.properties import COMMENT, Property, boolean, read_properties, unset_properties
from frazil.commands.registry import DDL_TYPE, Effect, handles
from frazil.commands.results import Result, Status
from frazil.core.errors import UnsupportedError
from frazil.core.names import render
from frazil.sql import statements as st
from frazil.sql.binder.queries import bind_query

_PROPERTIES: Mapping[str, Property] = {
    "COMMENT": COMMENT,
    "COPY_GRANTS": Property("copy_grants", boolean),
    "CHANGE_TRACKING": Property("change_tracking", boolean),
}
_ALTERED: Mapping[str, Property] = {"COMMENT": COMMENT, "SECURE": Property("secure", boolean, False)}


@handles(
    st.CreateView,
    Effect.DEFINE,
    DDL_TYPE,
    "CREATE_VIEW",
    privileges="CREATE VIEW on the schema, USAGE on its containers, SELECT on what the query reads; OWNERSHIP of the "
    "view that is replaced",
)
def create_view(statement: st.CreateView, context: Context) -> Result:
    """Create a view whose query binds now; later each use binds it again, as its schema sees it."""
    if statement.temporary:
        raise UnsupportedError("CREATE TEMPORARY VIEW")
    if statement.recursive:
        raise UnsupportedError("CREATE RECURSIVE VIEW")
    given = read_properties(statement.properties, "VIEW", _PROPERTIES, context)
    enter(context)
    target = find_place(Family.VIEW, statement.name, context, "CREATE VIEW")
    assert target.place is not None
    where = target.place
    target = replace(target, record=context.snapshot.find_relation(where.schema.id, where.name))
    require_creation(context, where, "CREATE VIEW")
    check_mode(target, statement.mode, context)
    if target.record is not None and statement.mode is st.CreateMode.IF_NOT_EXISTS:
        return Status(f"{render(target.name)} already exists, statement succeeded.")
    view = View(
        id=context.new_object_id(),
        parent_id=where.schema.id,
        name=target.name,
        owner_id=context.state.role_id,
        created_on=context.now,
        altered_on=context.now,
        comment=str(given.fields.get("comment", "")),
        text=statement.text,
        query=statement.query_text,
        columns=_columns(statement, target, context),
        secure=statement.secure,
    )
    old = drop(context.snapshot, target.record, context.now) if target.record is not None else Removal()
    copied = _copied_grants(target, view, context) if given.fields.get("copy_grants") else []
    context.define([*old.changes, Put(view), *copied], old.storage)
    return Status(f"View {render(target.name)} successfully created.")


@alters(Family.VIEW)
def alter_view(statement: st.AlterObject, context: Context) -> Result:
    """Rename a view, or set and unset its comment and whether it is secure."""
    assert statement.name is not None
    enter(context)
    target = find_target(Family.VIEW, statement.name, context, "ALTER", lenient=statement.if_exists)
    if target.record is None and statement.if_exists:
        context.authorize()
        return DONE
    view = require(context, target)
    action = statement.action
    fields: dict[str, Any]
    if isinstance(action, st.RenameTo):
        parent_id, name = new_place(Family.VIEW, action.name, view, context, "CREATE VIEW")
        fields = {"parent_id": parent_id, "name": name}
    elif isinstance(action, st.SetProperties):
        fields = dict(read_properties(action.properties, "VIEW", _ALTERED, context).fields)
    elif isinstance(action, st.UnsetProperties):
        fields = unset_properties(action.names, "VIEW", _ALTERED)[0]
    else:
        raise UnsupportedError("ALTER VIEW ... SWAP WITH")
    context.define([Put(replace(view, altered_on=context.now, **fields))])
    return DONE


def _columns(statement: st.CreateView, target: Target, context: Context) -> tuple[ViewColumn, ...]:
    """Bind the query as the view's own schema sees it, and return what it yields under the declared names."""
    environment = context.environment
    assert target.place is not None
    facts, evaluate = environment.facts, environment.system_function
    environment.facts = replace(facts, database=target.place.database.name, schema=target.place.schema.name)
    # SYSTEM$ functions act when the view is used: here they would under the catalog's lock.
    environment.system_function = None
    try:
        bound = bind_query(statement.query, context.scope())
    finally:
        environment.facts, environment.system_function = facts, evaluate
    context.authorize()
    names = [(column.name, "") for column in bound.columns]
    if statement.columns:
        if len(statement.columns) != len(bound.columns):
            raise ColumnListError("Invalid column definition list")
        names = list(statement.columns)
    else:
        check_output_names(statement.query, bound.columns)
    check_unique(name for name, _ in names)
    return tuple(
        ViewColumn(name=name, type=stored_type(column.value.type), nullable=column.value.nullable, comment=comment)
        for (name, comment), column in zip(names, bound.columns, strict=True)
    )


def _copied_grants(target: Target, view: View, context: Context) -> list[Change]:
    if target.record is None:
        return []
    return [
        Put(replace(grant, id=context.new_object_id(), object_id=view.id))
        for grant in grants_on(context.snapshot, target.record.id)
    ]
