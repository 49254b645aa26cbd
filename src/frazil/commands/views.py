"""CREATE and ALTER of views: a query kept as text, bound again at each use."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from frazil.catalog.records import Family, Record, View, ViewColumn, view_word
from frazil.catalog.snapshot import Change, Put
from frazil.commands.columns import check_output_names, check_unique, stored_type
from frazil.commands.context import Context
from frazil.commands.errors import ColumnListError
from frazil.commands.lifetimes import Removal, drop, grants_on
from frazil.commands.lookup import (
    Target,
    check_mode,
    enter,
    find_place,
    find_target,
    holder_of,
    require,
    require_creation,
)
from frazil.commands.materialized_views import check_materialized
from frazil.commands.objects import DONE, alters, new_place
from frazil.commands.properties import COMMENT, Given, Property, boolean, read_properties, text, unset_properties
from frazil.commands.registry import DDL_TYPE, Effect, handles
from frazil.commands.results import Result, Status
from frazil.core.errors import InvalidIdentifierError, UnsupportedError
from frazil.core.names import quote, render
from frazil.sql import ast
from frazil.sql import statements as st
from frazil.sql.binder.literals import refuse_bindings
from frazil.sql.binder.names import require_containers
from frazil.sql.binder.queries import bind_query
from frazil.sql.binder.sources import ViewExpansionError
from frazil.sql.parser import parse_query

_PROPERTIES: Mapping[str, Property] = {
    "COMMENT": COMMENT,
    "COPY_GRANTS": Property("copy_grants", boolean),
    "CHANGE_TRACKING": Property("change_tracking", boolean),
    "CLUSTER BY": Property("cluster_by", text),
}
_ALTERED: Mapping[str, Property] = {"COMMENT": COMMENT, "SECURE": Property("secure", boolean, False)}


@handles(
    st.CreateView,
    Effect.DEFINE,
    DDL_TYPE,
    "CREATE_VIEW",
    privileges="CREATE VIEW or CREATE MATERIALIZED VIEW on the schema (none for a temporary view), USAGE on its "
    "containers, SELECT on what the query reads; OWNERSHIP of the view that is replaced or altered",
)
def create_view(statement: st.CreateView, context: Context) -> Result:
    """Create a view whose query binds now; later each use binds it again, as its schema sees it."""
    if statement.recursive and not statement.columns:
        raise ColumnListError("Invalid column definition list")
    given = read_properties(statement.properties, "VIEW", _PROPERTIES, context)
    enter(context)
    target = _resolve(statement, context)
    check_mode(target, statement.mode, context, altered=True, kind=view_word(materialized=statement.materialized))
    if target.record is not None and statement.mode is st.CreateMode.IF_NOT_EXISTS:
        return Status(f"{render(target.name)} already exists, statement succeeded.")
    view = _view(statement, target, given, context)
    if target.record is not None and statement.mode is st.CreateMode.OR_ALTER:
        context.define([Put(_altered(target.record, view))])
        return DONE
    old = drop(context.snapshot, target.record, context.now) if target.record is not None else Removal()
    copied = _copied_grants(target, view, context) if given.fields.get("copy_grants") else []
    context.define([*old.changes, Put(view), *copied], old.storage)
    kind = "Materialized view" if view.materialized else "View"
    return Status(f"{kind} {render(target.name)} successfully created.")


def _resolve(statement: st.CreateView, context: Context) -> Target:
    """Return where the view will be, when the roles may create it there: a temporary one is among its session's own."""
    target = find_place(Family.VIEW, statement.name, context, "CREATE VIEW")
    where = target.place
    assert where is not None
    target = replace(target, record=holder_of(target, context, temporary=statement.temporary))
    if statement.temporary:
        require_containers(where, context.environment)
        context.authorize()
        return target
    require_creation(context, where, "CREATE MATERIALIZED VIEW" if statement.materialized else "CREATE VIEW")
    return target


def _view(statement: st.CreateView, target: Target, given: Given, context: Context) -> View:
    assert target.parent_id is not None
    query, text_of_query = statement.query, statement.query_text
    if statement.recursive:
        text_of_query = _recursion(statement, target.name)
        query = parse_query(text_of_query)
    refuse_bindings(query)
    if statement.materialized:
        check_materialized(query, context)
    return View(
        id=context.new_object_id(),
        parent_id=target.parent_id,
        name=target.name,
        owner_id=context.state.role_id,
        created_on=context.now,
        altered_on=context.now,
        comment=str(given.fields.get("comment", "")),
        text=statement.text.strip(),
        query=text_of_query,
        columns=_columns(statement, query, target, context),
        secure=statement.secure,
        materialized=statement.materialized,
        session_id=context.state.id if statement.temporary else None,
    )


def _recursion(statement: st.CreateView, name: str) -> str:
    """Return the query of a recursive view: a recursive common table of the view's own name and columns."""
    columns = ", ".join(quote(column) for column, _ in statement.columns)
    return f"WITH RECURSIVE {quote(name)} ({columns}) AS ({statement.query_text}\n) SELECT * FROM {quote(name)}"


def _altered(old: Record, new: View) -> View:
    """Return what CREATE OR ALTER makes of a view: the new definition, with the old one's identity and grants."""
    assert isinstance(old, View)
    return replace(new, id=old.id, owner_id=old.owner_id, created_on=old.created_on)


@alters(Family.VIEW)
def alter_view(statement: st.AlterObject, context: Context) -> Result:
    """Rename a view, or set and unset its comment, its columns' comments and whether it is secure."""
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
    elif isinstance(action, st.CommentColumns):
        fields = {"columns": _commented(view, action)}
    else:
        raise UnsupportedError("ALTER VIEW ... SWAP WITH")
    context.define([Put(replace(view, altered_on=context.now, **fields))])
    return DONE


def _commented(view: Record, action: st.CommentColumns) -> tuple[ViewColumn, ...]:
    assert isinstance(view, View)
    comments = dict(action.comments)
    for name in comments.keys() - {column.name for column in view.columns}:
        raise InvalidIdentifierError(f"invalid identifier '{render(name)}'", position=action.position, located=True)
    return tuple(replace(each, comment=comments.get(each.name, each.comment)) for each in view.columns)


def _refuse_cycle(target: Target, context: Context) -> None:
    """Refuse a view in the place of one that its own query reads, itself or through others: it could never be used."""
    old = target.record
    if old is not None and any(n.object_id == old.id and n.privilege == "SELECT" for n in context.environment.needs):
        raise ViewExpansionError(f"Failure during expansion of view '{old.name}': the view would read itself")


def _columns(statement: st.CreateView, query: ast.Query, target: Target, context: Context) -> tuple[ViewColumn, ...]:
    """Bind the query as the view's own schema sees it, and return what it yields under the declared names."""
    environment = context.environment
    assert target.place is not None
    facts, evaluate = environment.facts, environment.system_function
    environment.facts = replace(facts, database=target.place.database.name, schema=target.place.schema.name)
    # SYSTEM$ functions act when the view is used: here they would under the catalog's lock.
    environment.system_function = None
    try:
        bound = bind_query(query, context.scope())
    finally:
        environment.facts, environment.system_function = facts, evaluate
    context.authorize()
    _refuse_cycle(target, context)
    names = [(column.name, "") for column in bound.columns]
    if statement.columns:
        if environment.dynamic:
            raise UnsupportedError("a view with a list of columns over PIVOT with ANY or a subquery")
        if len(statement.columns) != len(bound.columns):
            raise ColumnListError("Invalid column definition list")
        names = list(statement.columns)
    else:
        check_output_names(query, bound.columns)
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
