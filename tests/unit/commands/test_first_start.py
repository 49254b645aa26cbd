from __future__ import annotations

from datetime import UTC, datetime

from frazil.catalog.records import ACCOUNT_ID, Family, Role, User
from frazil.catalog.snapshot import Snapshot
from frazil.commands.first_start import COMPUTE_WH, first_records
from frazil.engine.catalog_store import FIRST_ID
from frazil.security.privileges import Need, decide, inherited_roles, roles_of_user

NOW = datetime(2026, 1, 2, tzinfo=UTC)
RECORDS = first_records("ACME", "hash", NOW)
SNAPSHOT = Snapshot.of(RECORDS)


def role(name: str) -> Role:
    found = SNAPSHOT.role(name)
    assert found is not None
    return found


def names(roles: frozenset[int]) -> set[str]:
    return {record.name for record in RECORDS if record.id in roles}


def holds(role_name: str, privilege: str) -> bool:
    need = Need(privilege=privilege, object_id=ACCOUNT_ID, family=Family.ACCOUNT, shown="account")
    return decide(SNAPSHOT, [role(role_name).id], need).allowed


def test_ids_are_unique_and_below_those_of_users_objects() -> None:
    ids = [record.id for record in RECORDS]
    assert len(set(ids)) == len(ids)
    assert max(ids) < FIRST_ID


def test_the_system_roles_inherit_as_in_snowflake() -> None:
    assert names(inherited_roles(SNAPSHOT, [role("ACCOUNTADMIN").id])) == {
        "ACCOUNTADMIN",
        "SECURITYADMIN",
        "USERADMIN",
        "SYSADMIN",
        "PUBLIC",
    }
    assert names(inherited_roles(SNAPSHOT, [role("SECURITYADMIN").id])) == {"SECURITYADMIN", "USERADMIN", "PUBLIC"}
    assert names(inherited_roles(SNAPSHOT, [role("SYSADMIN").id])) == {"SYSADMIN", "PUBLIC"}


def test_global_privileges_lie_where_snowflake_has_them() -> None:
    assert holds("SYSADMIN", "CREATE DATABASE")
    assert holds("SYSADMIN", "CREATE WAREHOUSE")
    assert not holds("SYSADMIN", "CREATE USER")
    assert holds("USERADMIN", "CREATE ROLE")
    assert not holds("USERADMIN", "MANAGE GRANTS")
    assert holds("SECURITYADMIN", "MANAGE GRANTS")
    assert holds("SECURITYADMIN", "CREATE USER")
    assert holds("ACCOUNTADMIN", "EXECUTE TASK")
    assert not holds("SYSADMIN", "EXECUTE TASK")
    assert not holds("PUBLIC", "CREATE DATABASE")


def test_the_administrator_can_log_in_and_the_system_user_cannot() -> None:
    admin, system = SNAPSHOT.user("ADMIN"), SNAPSHOT.user("SYSTEM")
    assert isinstance(admin, User)
    assert isinstance(system, User)
    assert (admin.password_hash, admin.default_role, admin.default_warehouse) == ("hash", "ACCOUNTADMIN", "COMPUTE_WH")
    assert "ACCOUNTADMIN" in names(roles_of_user(SNAPSHOT, admin))
    assert system.service
    assert system.password_hash is None
    assert names(roles_of_user(SNAPSHOT, system)) == {"PUBLIC"}


def test_everybody_may_look_at_the_samples_but_not_at_the_account() -> None:
    usage = {
        (privilege.object_id, names(frozenset({privilege.role_id})).pop())
        for grants in SNAPSHOT.privileges_on.values()
        for privilege in grants
        if privilege.privilege == "USAGE"
    }
    sample, own = SNAPSHOT.database("SNOWFLAKE_SAMPLE_DATA"), SNAPSHOT.database("SNOWFLAKE")
    assert sample is not None
    assert own is not None
    assert (sample.id, "PUBLIC") in usage
    assert (own.id, "ACCOUNTADMIN") in usage
    assert (own.id, "PUBLIC") not in usage
    assert SNAPSHOT.schema("SNOWFLAKE", "ACCOUNT_USAGE") is not None
    assert SNAPSHOT.objects[COMPUTE_WH].owner_id == role("SYSADMIN").id
