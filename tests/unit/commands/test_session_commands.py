"""USE, SET, ALTER SESSION against a catalog in memory."""

from __future__ import annotations

import pytest

from frazil.commands.parameters import InvalidParameterError, parse_known
from frazil.commands.session_commands import RoleNotAssignedError
from frazil.core.errors import InvalidValueError, MissingObjectError, NoCurrentDatabaseError
from frazil.core.ids import ObjectId
from tests.unit.commands.world import ANALYST, World, analyst


def place(world: World) -> tuple[str | None, str | None]:
    return world.state.database, world.state.schema


def test_use_database_takes_its_public_schema() -> None:
    world = World()
    world.state.database = world.state.schema = None
    assert world.say("USE DATABASE shook") == "Statement executed successfully."
    assert place(world) == ("SHOOK", "PUBLIC")


def test_use_of_a_database_without_public_leaves_no_schema() -> None:
    world = World()
    world.say("USE DATABASE snowflake")
    assert place(world) == ("SNOWFLAKE", None)


@pytest.mark.parametrize("text", ["USE SCHEMA lab", "USE SCHEMA shook.lab", "USE shook.lab"])
def test_use_schema(text: str) -> None:
    world = World()
    world.say(text)
    assert place(world) == ("SHOOK", "LAB")


def test_a_bare_use_means_a_database() -> None:
    world = World()
    world.say("USE snowflake")
    assert world.state.database == "SNOWFLAKE"


def test_information_schema_can_be_current() -> None:
    world = World()
    world.say("USE SCHEMA information_schema")
    assert place(world) == ("SHOOK", "INFORMATION_SCHEMA")


@pytest.mark.parametrize(
    "text", ["USE DATABASE nope", "USE SCHEMA nope", "USE WAREHOUSE nope", "USE ROLE nope", "USE SCHEMA a.b.c"]
)
def test_what_does_not_exist_cannot_be_used(text: str) -> None:
    with pytest.raises(MissingObjectError, match="Object does not exist, or operation cannot be performed."):
        World().run(text)


def test_what_the_role_may_not_know_of_cannot_be_used() -> None:
    with pytest.raises(MissingObjectError):
        analyst().run("USE SCHEMA shook.public")
    analyst().run("USE SCHEMA shook.lab")


def test_use_schema_needs_a_database() -> None:
    world = World()
    world.state.database = None
    with pytest.raises(NoCurrentDatabaseError):
        world.run("USE SCHEMA lab")


def test_use_role_takes_granted_and_inherited_roles() -> None:
    world = World()
    world.say("USE ROLE sysadmin")
    assert world.state.role_id == ObjectId(13)
    world.say("USE ROLE useradmin")


def test_a_role_of_somebody_else_is_refused() -> None:
    with pytest.raises(RoleNotAssignedError) as caught:
        World().run("USE ROLE analyst")
    assert caught.value.errno == 3013
    assert caught.value.message == (
        "SQL access control error:\nRequested role 'ANALYST' is not assigned to the executing user.  "
        "Specify another role to activate."
    )


def test_secondary_roles() -> None:
    world = analyst()
    world.say("USE SECONDARY ROLES NONE")
    assert world.state.secondary == "NONE"
    world.say("USE SECONDARY ROLES analyst, public")
    assert world.state.secondary == "ANALYST,PUBLIC"
    assert ANALYST in world.context().roles()
    with pytest.raises(RoleNotAssignedError):
        world.run("USE SECONDARY ROLES accountadmin")


def test_session_parameters_are_typed_and_unset() -> None:
    world = World()
    world.say("ALTER SESSION SET TIMEZONE = 'UTC' AUTOCOMMIT = false LOCK_TIMEOUT = 5, query_tag = 'x'")
    assert world.state.parameters == {"TIMEZONE": "UTC", "AUTOCOMMIT": False, "LOCK_TIMEOUT": 5, "QUERY_TAG": "x"}
    world.say("ALTER SESSION UNSET TIMEZONE, autocommit")
    assert world.state.parameters == {"LOCK_TIMEOUT": 5, "QUERY_TAG": "x"}


def test_clients_send_numbers_and_booleans_as_texts() -> None:
    world = World()
    world.say("ALTER SESSION SET AUTOCOMMIT = 'True' LOCK_TIMEOUT = '7'")
    assert world.state.parameters == {"AUTOCOMMIT": True, "LOCK_TIMEOUT": 7}


@pytest.mark.parametrize("text", ["SET NOT_A_REAL_PARAMETER = 1", "UNSET NOT_A_REAL_PARAMETER"])
def test_unknown_session_parameters_are_refused(text: str) -> None:
    with pytest.raises(InvalidParameterError, match="invalid parameter 'NOT_A_REAL_PARAMETER'"):
        World().run(f"ALTER SESSION {text}")


def test_object_parameters_are_no_session_parameters() -> None:
    with pytest.raises(InvalidParameterError):
        World().run("ALTER SESSION SET USER_TASK_TIMEOUT_MS = 1")


@pytest.mark.parametrize(
    ("assignment", "message"),
    [
        ("TIMEZONE = 'Mars/Olympus'", "invalid value [Mars/Olympus] for parameter 'TIMEZONE'"),
        ("TIMEZONE = 'utc'", "invalid value [utc] for parameter 'TIMEZONE'"),
        ("TIMESTAMP_TYPE_MAPPING = 'BOGUS'", "invalid value [BOGUS] for parameter 'TIMESTAMP_TYPE_MAPPING'"),
        ("WEEK_START = 9", "invalid value [9] for parameter 'WEEK_START'"),
        ("QUERY_TAG = 5", "invalid value [5] for parameter 'QUERY_TAG'"),
        ("QUERY_TAG = TRUE", "invalid value [TRUE] for parameter 'QUERY_TAG'"),
        (
            "CLIENT_SESSION_KEEP_ALIVE_HEARTBEAT_FREQUENCY = 3601",
            "invalid value [3,601] for parameter 'CLIENT_SESSION_KEEP_ALIVE_HEARTBEAT_FREQUENCY'",
        ),
    ],
)
def test_values_that_do_not_fit_are_echoed(assignment: str, message: str) -> None:
    world = World()
    with pytest.raises(InvalidValueError) as caught:
        world.run(f"ALTER SESSION SET LOCK_TIMEOUT = 1 {assignment}")
    assert caught.value.message == message
    assert world.state.parameters == {}, "all or none"


def test_unset_variables() -> None:
    world = World()
    world.state.variables.update(A=1, B=2)
    world.say("UNSET (a, nobody)")
    assert world.state.variables == {"B": 2}


def test_what_clients_send_along_is_typed_and_never_refused() -> None:
    given = {
        "autocommit": "false",
        "LOCK_TIMEOUT": "5",
        "TIMEZONE": "Mars/Olympus",
        "_PLAN_UUID": "x",
        "QUERY_TAG": "q",
    }
    assert parse_known(given) == {"AUTOCOMMIT": False, "LOCK_TIMEOUT": 5, "QUERY_TAG": "q"}
