"""Warehouses as objects: their properties, and whether they are suspended."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from frazil.catalog.records import ACCOUNT_ID, Family, Warehouse
from frazil.catalog.snapshot import Delete, Put
from frazil.commands.context import Context
from frazil.commands.errors import WarehouseStateError
from frazil.commands.lifetimes import forget
from frazil.commands.lookup import Target, check_mode, enter, find_target, holds, require, require_account
from frazil.commands.objects import DONE, drops, leave, new_place
from frazil.commands.parameter_table import Level
from frazil.commands.properties import (
    COMMENT,
    PARAMETER,
    Property,
    boolean,
    merged,
    one_of,
    read_properties,
    unset_properties,
    whole,
    word,
)
from frazil.commands.registry import DDL_TYPE, Effect, handles
from frazil.commands.results import Result, Status
from frazil.core.errors import InvalidValueError, NoActiveWarehouseError, UnsupportedError
from frazil.core.names import QualifiedName, render
from frazil.security.privileges import OWNERSHIP
from frazil.sql import statements as st

_SIZES = {
    "XSMALL": ("X-SMALL",),
    "SMALL": (),
    "MEDIUM": (),
    "LARGE": (),
    "XLARGE": ("X-LARGE",),
    "XXLARGE": ("X2LARGE", "2X-LARGE", "2XLARGE"),
    "XXXLARGE": ("X3LARGE", "3X-LARGE", "3XLARGE"),
    "X4LARGE": ("4X-LARGE", "4XLARGE"),
    "X5LARGE": ("5X-LARGE", "5XLARGE"),
    "X6LARGE": ("6X-LARGE", "6XLARGE"),
}
_SIZE_OF = {spelled: size for size, others in _SIZES.items() for spelled in (size, *others)}
_MOST_CLUSTERS = {
    "LARGE": 160,
    "XLARGE": 80,
    "XXLARGE": 40,
    "XXXLARGE": 20,
    **dict.fromkeys(("X4LARGE", "X5LARGE", "X6LARGE"), 10),
}
"""The highest MAX_CLUSTER_COUNT by size; 300 for sizes that are not here."""


def _size(name: str, value: object) -> str:
    found = _SIZE_OF.get(word(name, value))
    if found is None:
        raise InvalidValueError(f"invalid value [{word(name, value)}] for parameter '{name}'")
    return found


def _auto_suspend(name: str, value: object) -> object:
    """Read the seconds after which an idle warehouse is suspended; 0 and NULL both mean never."""
    return (whole(0, 2_147_483_647)(name, value) or None) if value is not None else None


_PROPERTIES: Mapping[str, Property] = {
    "COMMENT": COMMENT,
    "WAREHOUSE_SIZE": Property("size", _size, "XSMALL"),
    "WAREHOUSE_TYPE": Property("type", one_of("STANDARD", "SNOWPARK-OPTIMIZED"), "STANDARD"),
    "AUTO_SUSPEND": Property("auto_suspend_seconds", _auto_suspend, 600),
    "AUTO_RESUME": Property("auto_resume", boolean, True),
    "GENERATION": Property(PARAMETER, one_of("1", "2")),
    "RESOURCE_CONSTRAINT": Property(PARAMETER, word),
    "MIN_CLUSTER_COUNT": Property(PARAMETER, whole(1, 300)),
    "MAX_CLUSTER_COUNT": Property(PARAMETER, whole(1, 300)),
    "SCALING_POLICY": Property(PARAMETER, one_of("STANDARD", "ECONOMY")),
    "RESOURCE_MONITOR": Property(PARAMETER, word),
    "ENABLE_QUERY_ACCELERATION": Property(PARAMETER, boolean),
    "QUERY_ACCELERATION_MAX_SCALE_FACTOR": Property(PARAMETER, whole(0, 100)),
    "MAX_CONCURRENCY_LEVEL": Property(PARAMETER, whole(1, 2_147_483_647)),
    "STATEMENT_QUEUED_TIMEOUT_IN_SECONDS": Property(PARAMETER, whole(0, 604_800)),
    "STATEMENT_TIMEOUT_IN_SECONDS": Property(PARAMETER, whole(0, 604_800)),
}
_CREATED: Mapping[str, Property] = {**_PROPERTIES, "INITIALLY_SUSPENDED": Property("suspended", boolean)}


@handles(
    st.CreateWarehouse,
    Effect.DEFINE,
    DDL_TYPE,
    "CREATE_WAREHOUSE",
    privileges="CREATE WAREHOUSE on the account; OWNERSHIP of the warehouse that is replaced",
)
def create_warehouse(statement: st.CreateWarehouse, context: Context) -> Result:
    """Create a warehouse, started unless said otherwise, and make it the session's current one."""
    given = read_properties(statement.properties, "WAREHOUSE", _CREATED, context, Level.WAREHOUSE)
    enter(context)
    target = find_target(Family.WAREHOUSE, statement.name, context, "CREATE WAREHOUSE")
    require_account(context, "CREATE WAREHOUSE")
    check_mode(target, statement.mode, context)
    if target.record is not None and statement.mode is st.CreateMode.IF_NOT_EXISTS:
        return Status(f"{render(target.name)} already exists, statement succeeded.")
    old = forget(context.snapshot, target.record).changes if target.record is not None else []
    fields: dict[str, Any] = dict(given.fields)
    warehouse = Warehouse(
        id=context.new_object_id(),
        parent_id=ACCOUNT_ID,
        name=target.name,
        owner_id=context.state.role_id,
        created_on=context.now,
        altered_on=context.now,
        resumed_on=None if fields.get("suspended") else context.now,
        parameters=given.parameters,
        **fields,
    )
    _check_clusters(warehouse)
    context.define([*old, Put(warehouse)])
    context.after_commit.append(lambda: _use(context, warehouse.name))
    return Status(f"Warehouse {render(target.name)} successfully created.")


@drops(Family.WAREHOUSE)
def drop_warehouse(statement: st.Drop, context: Context) -> Result:
    """Drop a warehouse for good; sessions that use it have none then."""
    enter(context)
    target = find_target(Family.WAREHOUSE, statement.name, context, "DROP")
    if target.record is None and statement.if_exists:
        context.authorize()
        return Status(f"Drop statement executed successfully ({render(target.name)} already dropped).")
    warehouse = _require(context, target, "MANAGE WAREHOUSES", OWNERSHIP)
    grants = context.snapshot.privileges_on.get(warehouse.id, ())
    context.define([*(Delete(grant) for grant in grants), Delete(warehouse)])
    context.after_commit.append(lambda: leave(context, target))
    return Status(f"{render(target.name)} successfully dropped.")


@handles(
    st.AlterWarehouse,
    Effect.DEFINE,
    DDL_TYPE,
    "ALTER_WAREHOUSE",
    privileges="OPERATE to suspend and resume, MODIFY for properties, OWNERSHIP to rename; or MANAGE WAREHOUSES",
)
def alter_warehouse(statement: st.AlterWarehouse, context: Context) -> Result:
    """Suspend, resume, rename, or set and unset properties of a warehouse; without a name the current one."""
    enter(context)
    target = find_target(Family.WAREHOUSE, _name(statement, context), context, "ALTER")
    if target.record is None and statement.if_exists:
        context.authorize()
        return DONE
    action = statement.action
    if isinstance(action, st.RenameTo):
        warehouse = _require(context, target, OWNERSHIP, OWNERSHIP)
        _, name = new_place(Family.WAREHOUSE, action.name, warehouse, context, "CREATE WAREHOUSE")
        changed = replace(warehouse, name=name)
        if context.state.warehouse == warehouse.name:
            context.after_commit.append(lambda: _use(context, name))
    elif isinstance(action, str):
        changed = _moved(_require(context, target, "MANAGE WAREHOUSES", "OPERATE", OWNERSHIP), action, context)
    else:
        changed = _altered(_require(context, target, "MANAGE WAREHOUSES", "MODIFY", OWNERSHIP), action, context)
    context.define([Put(replace(changed, altered_on=context.now))])
    return DONE


def _name(statement: st.AlterWarehouse, context: Context) -> st.Name:
    if statement.name is not None:
        return statement.name
    if context.state.warehouse is None:
        raise NoActiveWarehouseError(
            "No active warehouse selected in the current session.  "
            "Select an active warehouse with the 'use warehouse' command."
        )
    return QualifiedName((context.state.warehouse,))


def _require(context: Context, target: Target, everywhere: str, *privileges: str) -> Warehouse:
    """Return the warehouse when the roles hold one of the privileges on it, or the one for all warehouses."""
    record = target.record
    if record is not None and holds(context, everywhere, ACCOUNT_ID):
        context.authorize()
    else:
        record = require(context, target, *privileges)
    assert isinstance(record, Warehouse)
    return record


def _moved(warehouse: Warehouse, action: str, context: Context) -> Warehouse:
    if action == "ABORT":
        raise UnsupportedError("ALTER WAREHOUSE ... ABORT ALL QUERIES")
    if action == "SUSPEND":
        if warehouse.suspended:
            raise WarehouseStateError(f"Invalid state. Warehouse '{render(warehouse.name)}' cannot be suspended.")
        return replace(warehouse, suspended=True)
    if not warehouse.suspended:
        return warehouse
    return replace(warehouse, suspended=False, resumed_on=context.now)


def _altered(warehouse: Warehouse, action: st.SetProperties | st.UnsetProperties, context: Context) -> Warehouse:
    fields: dict[str, Any]
    if isinstance(action, st.SetProperties):
        given = read_properties(action.properties, "WAREHOUSE", _PROPERTIES, context, Level.WAREHOUSE)
        fields, parameters = dict(given.fields), merged(warehouse.parameters, given.parameters)
    else:
        fields, removed = unset_properties(action.names, "WAREHOUSE", _PROPERTIES, Level.WAREHOUSE)
        parameters = merged(warehouse.parameters, {}, removed)
    changed = replace(warehouse, parameters=parameters, **fields)
    _check_clusters(changed)
    return changed


def _check_clusters(warehouse: Warehouse) -> None:
    least = int(warehouse.parameters.get("MIN_CLUSTER_COUNT", "1"))
    most = int(warehouse.parameters.get("MAX_CLUSTER_COUNT", str(least)))
    if least > most or most > _MOST_CLUSTERS.get(warehouse.size, 300):
        raise InvalidValueError(f"invalid value [{most}] for parameter 'MAX_CLUSTER_COUNT'")


def _use(context: Context, name: str) -> None:
    context.state.warehouse = name
