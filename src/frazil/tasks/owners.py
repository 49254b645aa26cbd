"""What the owner role of a task must hold for the task to run.

Checked when a task is resumed or executed, and again when each of its runs begins: a privilege that was revoked in
between fails the run.
"""

from __future__ import annotations

from frazil.catalog.records import ACCOUNT_ID, Database, Family, Role, Schema, User, Warehouse
from frazil.catalog.snapshot import Snapshot
from frazil.core.ids import ObjectId
from frazil.core.names import render
from frazil.security.privileges import Need, decide, roles_of_user
from frazil.tasks.errors import ExecuteAsUserError, TaskPrivilegeError


def check_owner(
    snapshot: Snapshot,
    owner_id: ObjectId | None,
    schema_id: ObjectId,
    warehouse: str | None,
    execute_as_id: ObjectId | None = None,
) -> None:
    """Refuse to run a task whose owner role lacks EXECUTE TASK, its compute, or USAGE on its database and schema.

    With ``execute_as_id``, the user of EXECUTE AS USER, also if that user has not the owner role any more, or the
    owner role may not act in the user's name.
    """
    role = snapshot.get(Role, owner_id)
    schema = snapshot.get(Schema, schema_id)
    database = snapshot.get(Database, schema.parent_id) if schema is not None else None
    if role is None or role.dropped_on is not None or schema is None or database is None:
        raise TaskPrivilegeError("Cannot execute task, its owner role or its schema does not exist any more")
    needs = [(_need("EXECUTE TASK", ACCOUNT_ID, Family.ACCOUNT), "EXECUTE TASK privilege")]
    if warehouse is None:
        managed = "EXECUTE MANAGED TASK"
        needs.append((_need(managed, ACCOUNT_ID, Family.ACCOUNT), f"{managed} privilege"))
    else:
        found = snapshot.find(Warehouse, ACCOUNT_ID, warehouse)
        missing = ObjectId(0)  # no role holds anything on what does not exist
        need = _need("USAGE", found.id if found is not None else missing, Family.WAREHOUSE)
        needs.append((need, "USAGE privilege on the task's warehouse"))
    needs.append((_need("USAGE", database.id, Family.DATABASE), "USAGE privilege on the task's database"))
    needs.append((_need("USAGE", schema.id, Family.SCHEMA), "USAGE privilege on the task's schema"))
    for need, shown in needs:
        if not decide(snapshot, (role.id,), need).allowed:
            raise TaskPrivilegeError(f"Cannot execute task, {shown} must be granted to owner role")
    if execute_as_id is not None:
        _check_user(snapshot, role, execute_as_id)


def _check_user(snapshot: Snapshot, role: Role, user_id: ObjectId) -> None:
    user = snapshot.get(User, user_id)
    if user is None or user.disabled:
        raise ExecuteAsUserError("Task execution failed because its user does not exist any more or is disabled.")
    shown = render(user.name)
    if role.id not in roles_of_user(snapshot, user):
        raise ExecuteAsUserError(
            f"Task execution failed because the user {shown} no longer has access to the task owner role "
            f"{render(role.name)}. To fix, an administrator must run GRANT ROLE {render(role.name)} TO USER {shown}, "
            "or alter the task to execute as another user."
        )
    if not decide(snapshot, (role.id,), _need("IMPERSONATE", user.id, Family.USER)).allowed:
        raise TaskPrivilegeError(
            f"Cannot execute task, IMPERSONATE privilege on user {shown} must be granted to owner role"
        )


_Question = tuple[ObjectId | None, ObjectId, str | None, ObjectId | None]


class OwnerChecks:
    """Remembers what passed ``check_owner`` under the newest catalog: the runs of a graph ask the same again and again.

    Safe to use from any thread.
    """

    def __init__(self) -> None:
        self._passed: tuple[Snapshot | None, set[_Question]] = (None, set())

    def check(
        self,
        snapshot: Snapshot,
        owner_id: ObjectId | None,
        schema_id: ObjectId,
        warehouse: str | None,
        execute_as_id: ObjectId | None = None,
    ) -> None:
        """Do as ``check_owner`` does."""
        known, passed = self._passed
        if known is not snapshot:
            passed = set()
            self._passed = (snapshot, passed)
        question = (owner_id, schema_id, warehouse, execute_as_id)
        if question not in passed:
            check_owner(snapshot, owner_id, schema_id, warehouse, execute_as_id)
            passed.add(question)


def _need(privilege: str, object_id: ObjectId, family: Family) -> Need:
    return Need(privilege=privilege, object_id=object_id, family=family, shown="")
