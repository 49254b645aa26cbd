"""SHOW WAREHOUSES, ROLES and USERS."""

from __future__ import annotations

from datetime import datetime

from frazil.catalog.records import ACCOUNT_ID, AccessToken, Role, User, Warehouse
from frazil.commands.context import Context
from frazil.commands.login_history import last_logins
from frazil.commands.results import Rows
from frazil.commands.show_scope import Row, Visibility, columns, filters_of, owner_name
from frazil.core.ids import uuid_of
from frazil.security.privileges import inherited_roles
from frazil.sql import statements as st
from frazil.sql.columns import ResultColumn

_WAREHOUSE_UUID = 0x3A5E

SIZES = {
    "XSMALL": "X-Small",
    "SMALL": "Small",
    "MEDIUM": "Medium",
    "LARGE": "Large",
    "XLARGE": "X-Large",
    "XXLARGE": "2X-Large",
    "XXXLARGE": "3X-Large",
    "X4LARGE": "4X-Large",
    "X5LARGE": "5X-Large",
    "X6LARGE": "6X-Large",
}

_TIMES = "created_on resumed_on updated_on last_success_login expires_at_time locked_until_time"

_WAREHOUSES = columns(
    "name state type size min_cluster_count max_cluster_count started_clusters running queued is_default is_current "
    "auto_suspend auto_resume available provisioning quiescing other created_on resumed_on updated_on owner comment "
    "enable_query_acceleration query_acceleration_max_scale_factor resource_monitor actives pendings failed suspended "
    "uuid scaling_policy owner_role_type resource_constraint generation query_throughput_multiplier "
    "max_query_performance_level disabled_reasons tables",
    times=_TIMES,
    numbers="min_cluster_count max_cluster_count started_clusters running queued auto_suspend "
    "query_acceleration_max_scale_factor actives pendings failed suspended",
)
_ROLES = columns(
    "created_on name is_default is_current is_inherited assigned_to_users granted_to_roles granted_roles owner comment "
    "is_from_organization_user_group",
    times=_TIMES,
    numbers="assigned_to_users granted_to_roles granted_roles",
)
_USERS = columns(
    "name created_on login_name display_name first_name last_name email mins_to_unlock days_to_expiry comment disabled "
    "must_change_password snowflake_lock default_warehouse default_namespace default_role default_secondary_roles "
    "ext_authn_duo ext_authn_uid mins_to_bypass_mfa owner last_success_login expires_at_time locked_until_time "
    "has_password has_rsa_public_key type has_mfa has_pat has_workload_identity is_from_organization_user",
    times=_TIMES,
)
_ROLES_TERSE = columns("name is_default is_current is_inherited is_from_organization_user_group")
_USERS_TERSE = columns(
    "name created_on display_name first_name last_name email comment has_password has_rsa_public_key type has_mfa "
    "has_pat has_workload_identity is_from_organization_user",
    times=_TIMES,
)


def show_warehouses(statement: st.Show, context: Context) -> Rows:
    """List warehouses in order of name."""
    visibility = Visibility(context)
    found = sorted(context.snapshot.children(Warehouse, ACCOUNT_ID), key=lambda each: each.name)
    rows: list[tuple[str, Row]] = []
    for warehouse in found:
        if not (visibility.sees(warehouse) and visibility.grants(warehouse, statement.privileges)):
            continue
        rows.append((warehouse.name, warehouse_row(warehouse, context)))
    return Rows(_WAREHOUSES, filters_of(statement, context).select(rows))


def warehouse_row(warehouse: Warehouse, context: Context) -> Row:
    """Return a warehouse as SHOW WAREHOUSES prints it; nothing is computed in one yet, so counts are 0."""
    started = 0 if warehouse.suspended else 1
    own = warehouse.parameters
    share = "100" if started else ""
    return (
        warehouse.name,
        "SUSPENDED" if warehouse.suspended else "STARTED",
        warehouse.type,
        SIZES.get(warehouse.size, warehouse.size),
        int(own.get("MIN_CLUSTER_COUNT", 1)),
        int(own.get("MAX_CLUSTER_COUNT", own.get("MIN_CLUSTER_COUNT", 1))),
        started,
        0,
        0,
        _yes(context.state.user is not None and context.state.user.default_warehouse == warehouse.name),
        _yes(context.state.warehouse == warehouse.name),
        warehouse.auto_suspend_seconds,
        "true" if warehouse.auto_resume else "false",
        share,
        "",
        "",
        "",
        warehouse.created_on,
        warehouse.resumed_on,
        warehouse.altered_on,
        owner_name(context, warehouse),
        warehouse.comment,
        own.get("ENABLE_QUERY_ACCELERATION", "false"),
        int(own.get("QUERY_ACCELERATION_MAX_SCALE_FACTOR", 8)),
        own.get("RESOURCE_MONITOR", "null"),
        0,
        0,
        0,
        1 - started,
        uuid_of(_WAREHOUSE_UUID, warehouse.id),
        own.get("SCALING_POLICY", "STANDARD"),
        "ROLE",
        own.get("RESOURCE_CONSTRAINT", ""),
        own.get("GENERATION", "1"),
        None,
        None,
        None,
        None,
    )


def show_roles(statement: st.Show, context: Context) -> Rows:
    """List every role of the account."""
    snapshot, state = context.snapshot, context.state
    current = inherited_roles(snapshot, [state.role_id])
    rows: list[tuple[str, Row]] = []
    for role in sorted(snapshot.children(Role, ACCOUNT_ID), key=lambda each: each.name):
        holders = [snapshot.objects.get(grant.grantee_id) for grant in snapshot.grants_of.get(role.id, ())]
        row = (
            role.created_on,
            role.name,
            _yes(state.user is not None and state.user.default_role == role.name),
            _yes(role.id == state.role_id),
            _yes(role.id in current and role.id != state.role_id),
            sum(isinstance(each, User) for each in holders),
            sum(isinstance(each, Role) for each in holders),
            len(snapshot.grants_to.get(role.id, ())),
            owner_name(context, role),
            role.comment,
            "N",
        )
        rows.append((role.name, row))
    return shortened(Rows(_ROLES, filters_of(statement, context).select(rows)), _ROLES_TERSE, statement)


def show_users(statement: st.Show, context: Context) -> Rows:
    """List users; details only of oneself, or to roles that own the user or hold MANAGE GRANTS."""
    visibility, logins = Visibility(context), last_logins(context.services, "user_id")
    rows: list[tuple[str, Row]] = []
    for user in sorted(context.snapshot.children(User, ACCOUNT_ID), key=lambda each: each.name):
        mine = context.state.user is not None and context.state.user.id == user.id
        detailed = mine or visibility.holds(user, "MONITOR")
        rows.append((user.name, user_row(user, context, logins.get((user.id,))) if detailed else _plain_user_row(user)))
    return shortened(Rows(_USERS, filters_of(statement, context).select(rows)), _USERS_TERSE, statement)


def shortened(rows: Rows, terse: tuple[ResultColumn, ...], statement: st.Show) -> Rows:
    """Return only these columns of a listing where TERSE asks for them."""
    if not statement.terse:
        return rows
    places = [rows.columns.index(column) for column in terse]
    return Rows(terse, [tuple(row[place] for place in places) for row in rows.rows])


def user_row(user: User, context: Context, last_login: datetime | None) -> Row:
    """Return a user as SHOW USERS prints it."""
    return (
        user.name,
        user.created_on,
        user.login_name,
        user.display_name,
        user.parameters.get("FIRST_NAME", ""),
        user.parameters.get("LAST_NAME", ""),
        user.email,
        "",
        "",
        user.comment,
        _flag(user.disabled),
        _flag(user.must_change_password),
        "false",
        user.default_warehouse,
        user.default_namespace,
        user.default_role,
        secondary_roles(user),
        "false",
        "",
        "",
        owner_name(context, user),
        last_login,
        None,
        None,
        _flag(user.password_hash is not None),
        _flag(bool(user.rsa_public_key or user.rsa_public_key_2)),
        user_type(user),
        "false",
        _flag(has_access_token(user, context)),
        "false",
        "false",
    )


def secondary_roles(user: User) -> str:
    """Return the JSON of a user's DEFAULT_SECONDARY_ROLES."""
    return '["ALL"]' if user.default_secondary_roles == "ALL" else "[]"


def has_access_token(user: User, context: Context) -> bool:
    """Say whether a user has a programmatic access token that has not expired."""
    return any(context.now < token.expires_on for token in context.snapshot.children(AccessToken, user.id))


def user_type(user: User) -> str:
    """Return the TYPE of a user, which is PERSON where nobody has said one."""
    said = "SERVICE" if user.service else user.parameters.get("TYPE", "NULL")
    return "PERSON" if said == "NULL" else said


def _plain_user_row(user: User) -> Row:
    """Return a user as others may see it: the name and little else."""
    row: list[object] = [None] * len(_USERS)
    row[0], row[1], row[3] = user.name, user.created_on, user.display_name
    return row


def _yes(value: bool) -> str:
    return "Y" if value else "N"


def _flag(value: bool) -> str:
    return "true" if value else "false"
