"""CREATE, ALTER, DROP of objects that are neither tables nor tasks; grants, sessions, SHOW, DESCRIBE."""

from __future__ import annotations

import pytest

from frazil.core.errors import SqlSyntaxError, UnsupportedError
from frazil.sql.parser import parse
from frazil.sql.parser.families import NOT_BUILT, SINGULARS
from tests.unit.sql.parser_trees import fields


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("create database d", {"name": "D"}),
        (
            "create transient database if not exists d comment = 'x'",
            {"name": "D", "mode": "IF NOT EXISTS", "transient": True, "properties": {"COMMENT": "x"}},
        ),
        (
            "create or replace schema d.s with managed access data_retention_time_in_days = 0",
            {
                "name": "D.S",
                "mode": "OR REPLACE",
                "managed_access": True,
                "properties": {"DATA_RETENTION_TIME_IN_DAYS": 0},
            },
        ),
        (
            "create warehouse w with warehouse_size = 'X-SMALL' auto_suspend = 60, initially_suspended = true",
            {
                "name": "W",
                "properties": {"WAREHOUSE_SIZE": "X-SMALL", "AUTO_SUSPEND": 60, "INITIALLY_SUSPENDED": True},
            },
        ),
        (
            "create user u password = 'p' default_role = r default_namespace = d.s "
            "default_secondary_roles = ('ALL') days_to_expiry = 1.5 must_change_password = false",
            {
                "name": "U",
                "properties": {
                    "PASSWORD": "p",
                    "DEFAULT_ROLE": "R",
                    "DEFAULT_NAMESPACE": "D.S",
                    "DEFAULT_SECONDARY_ROLES": ("ALL",),
                    "DAYS_TO_EXPIRY": 1.5,
                    "MUST_CHANGE_PASSWORD": False,
                },
            },
        ),
        ("create role if not exists r", {"name": "R", "mode": "IF NOT EXISTS"}),
        (
            "alter user if exists u set disabled = true",
            {
                "family": "USER",
                "name": "U",
                "if_exists": True,
                "action": "(SetProperties properties={'DISABLED': True})",
            },
        ),
        (
            "alter user set password = 'x'",
            {"family": "USER", "name": None, "action": "(SetProperties properties={'PASSWORD': 'x'})"},
        ),
        ("alter role r rename to q", {"family": "ROLE", "name": "R", "action": "(RenameTo name=Q)"}),
        ("alter database d swap with e", {"family": "DATABASE", "name": "D", "action": "(SwapWith name=E)"}),
        (
            "alter account unset a, b",
            {"family": "ACCOUNT", "name": None, "action": "(UnsetProperties names=[A, B])"},
        ),
        (
            "alter view v set secure",
            {"family": "VIEW", "name": "V", "action": "(SetProperties properties={'SECURE': True})"},
        ),
        ("alter warehouse w resume if suspended", {"name": "W", "action": "RESUME"}),
        ("alter warehouse suspend", {"name": None, "action": "SUSPEND"}),
        ("alter warehouse resume suspend", {"name": "RESUME", "action": "SUSPEND"}),
        ("alter warehouse w abort all queries", {"name": "W", "action": "ABORT"}),
        (
            "alter warehouse if exists w set warehouse_size = large",
            {"name": "W", "if_exists": True, "action": "(SetProperties properties={'WAREHOUSE_SIZE': QualifiedName("
             "parts=('LARGE',), position=49)})"},
        ),
        ("drop table If  EXISTS t", {"family": "TABLE", "name": "T", "if_exists": True}),
        ("drop schema d.s restrict", {"family": "SCHEMA", "name": "D.S", "restrict": True}),
        ("drop task graph", {"family": "TASK", "name": "GRAPH"}),
        ("undrop schema s", {"family": "SCHEMA", "name": "S"}),
        ("comment on table t is 'x'", {"family": "TABLE", "name": "T", "comment": "x"}),
        (
            "comment if exists on column d.s.t.c is ''",
            {"family": "COLUMN", "name": "D.S.T.C", "comment": "", "if_exists": True},
        ),
    ],
)  # fmt: skip
def test_objects(text: str, expected: dict[str, object]) -> None:
    assert fields(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("grant role a to role b", {"role": "A", "grantee_family": "ROLE", "grantee": "B"}),
        ("revoke role a from user u", {"role": "A", "grantee_family": "USER", "grantee": "U", "revoke": True}),
        (
            "grant execute task, execute managed task on account to role r",
            {
                "privileges": ("EXECUTE TASK", "EXECUTE MANAGED TASK"),
                "target": "(GrantTarget kind=ACCOUNT)",
                "role": "R",
            },
        ),
        (
            "grant all privileges on database d to r with grant option",
            {
                "privileges": ("ALL",),
                "target": "(GrantTarget kind=OBJECT family=DATABASE name=D)",
                "role": "R",
                "grant_option": True,
            },
        ),
        (
            "grant create task, create table on schema d.s to role r",
            {
                "privileges": ("CREATE TASK", "CREATE TABLE"),
                "target": "(GrantTarget kind=OBJECT family=SCHEMA name=D.S)",
                "role": "R",
            },
        ),
        (
            "grant select on future tables in schema d.s to role r",
            {
                "privileges": ("SELECT",),
                "target": "(GrantTarget kind=FUTURE family=TABLE name=D.S within_family=SCHEMA)",
                "role": "R",
            },
        ),
        (
            "revoke grant option for monitor, operate on all tasks in database d from role r cascade",
            {
                "privileges": ("MONITOR", "OPERATE"),
                "target": "(GrantTarget kind=ALL family=TASK name=D within_family=DATABASE)",
                "role": "R",
                "grant_option": True,
                "revoke": True,
                "cascade": True,
            },
        ),
        (
            "grant usage on integration i to role r",
            {"privileges": ("USAGE",), "target": "(GrantTarget kind=OBJECT family=INTEGRATION name=I)", "role": "R"},
        ),
        (
            "grant ownership on task t to role r copy current grants",
            {"target": "(GrantTarget kind=OBJECT family=TASK name=T)", "role": "R", "current_grants": "COPY"},
        ),
        (
            "grant ownership on all tables in schema s to role r",
            {"target": "(GrantTarget kind=ALL family=TABLE name=S within_family=SCHEMA)", "role": "R"},
        ),
    ],
)  # fmt: skip
def test_grants(text: str, expected: dict[str, object]) -> None:
    assert fields(text) == expected


def test_the_missing_name_is_hinted_at() -> None:
    with pytest.raises(SqlSyntaxError) as caught:
        parse("GRANT USAGE ON COMPUTE POOL TO ROLE ENGINEER;")
    assert caught.value.message == (
        "syntax error line 1 at position 28 unexpected 'TO'.\n"
        "The name of the compute pool is missing: ON COMPUTE POOL <name> TO ..."
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("use d", {"family": "", "name": "D"}),
        ("use d.s", {"family": "", "name": "D.S"}),
        ('use role "R"', {"family": "ROLE", "name": "R"}),
        ("use schema identifier($s)", {"family": "SCHEMA", "name": "(Variable name=S)"}),
        ("use secondary roles all", {"mode": "ALL"}),
        ("use secondary roles a, b", {"mode": "ROLES", "roles": ("A", "B")}),
        ("set x = 1 + 1", {"names": ("X",), "values": ("(+ 1 1)",)}),
        ("set (x, \"y\") = (1, 'a')", {"names": ("X", "y"), "values": ("1", "'a'")}),
        (
            "set (x, y) = (select 1, 2)",
            {"names": ("X", "Y"), "values": ("(Subquery query=(Query body=(Select items=[1, 2])))",)},
        ),
        ("unset x", {"names": ("X",)}),
        ("unset (x, y)", {"names": ("X", "Y")}),
        (
            "alter session set autocommit=False query_tag = 'x'",
            {"action": "(SetProperties properties={'AUTOCOMMIT': False, 'QUERY_TAG': 'x'})"},
        ),
        ("alter session unset a, b", {"action": "(UnsetProperties names=[A, B])"}),
        ("begin", {}),
        ("begin transaction name t", {"name": "T"}),
        ("start transaction", {}),
        ("commit work", {}),
        ("rollback", {}),
    ],
)
def test_session(text: str, expected: dict[str, object]) -> None:
    assert fields(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "SHOW TERSE TASKS LIKE '%x' IN SCHEMA db.s STARTS WITH 'A' LIMIT 10 FROM 'b'",
            {
                "objects": "TASKS",
                "terse": True,
                "like": "'%x'",
                "scope": "SCHEMA",
                "scope_name": "DB.S",
                "starts_with": "A",
                "limit": 10,
                "limit_from": "b",
            },
        ),
        (
            "show tasks in database d root only",
            {"objects": "TASKS", "scope": "DATABASE", "scope_name": "D", "root_only": True},
        ),
        ("show tasks in account", {"objects": "TASKS", "scope": "ACCOUNT"}),
        ("show tasks in database root only", {"objects": "TASKS", "scope": "DATABASE", "root_only": True}),
        ("show tables history in d.s", {"objects": "TABLES", "history": True, "scope": "SCHEMA", "scope_name": "D.S"}),
        ("show schemas in d", {"objects": "SCHEMAS", "scope": "DATABASE", "scope_name": "D"}),
        ("show columns in t", {"objects": "COLUMNS", "scope": "TABLE", "scope_name": "T"}),
        ("show columns in view v", {"objects": "COLUMNS", "scope": "VIEW", "scope_name": "V"}),
        ("show primary keys in table t", {"objects": "PRIMARY KEYS", "scope": "TABLE", "scope_name": "T"}),
        (
            "show parameters like 'x' in task t",
            {"objects": "PARAMETERS", "like": "'x'", "scope": "TASK", "scope_name": "T"},
        ),
        ("show parameters for session", {"objects": "PARAMETERS", "scope": "SESSION"}),
        ("show compute pools like ?", {"objects": "COMPUTE POOLS", "like": "(Placeholder number=1)"}),
        ("show locks", {"objects": "LOCKS"}),
        ("show transactions in account", {"objects": "TRANSACTIONS", "scope": "ACCOUNT"}),
        ("show variables", {"objects": "VARIABLES"}),
        ("show image repositories", {"objects": "IMAGE REPOSITORIES"}),
        ("show grants", {}),
        ("show grants on account", {"direction": "ON", "family": "ACCOUNT"}),
        ("show grants on database d", {"direction": "ON", "family": "DATABASE", "name": "D"}),
        ("show grants to user u", {"direction": "TO", "family": "USER", "name": "U"}),
        ("show grants of role r", {"direction": "OF", "family": "ROLE", "name": "R"}),
        (
            "show future grants in schema s",
            {"direction": "IN", "family": "SCHEMA", "name": "S", "future": True},
        ),
        ("desc table t", {"family": "TABLE", "name": "T"}),
        ("describe task d.s.t", {"family": "TASK", "name": "D.S.T"}),
        ("desc t", {"family": "TABLE", "name": "T"}),
        ("describe result 'id'", {"family": "RESULT", "name": "'id'"}),
        ("desc result last_query_id()", {"family": "RESULT", "name": "(Function name=[LAST_QUERY_ID])"}),
    ],
)
def test_show_and_describe(text: str, expected: dict[str, object]) -> None:
    assert fields(text) == expected


@pytest.mark.parametrize("family", sorted(NOT_BUILT - {"ACCOUNT", "INDEX"}))
def test_families_that_are_not_built(family: str) -> None:
    for verb in ("create", "drop", "alter", "describe"):
        with pytest.raises(UnsupportedError) as caught:
            parse(f"{verb} {family.lower()} x")
        assert caught.value.message == f"Unsupported feature '{verb.upper()} {family}'."


def test_plurals() -> None:
    assert {"TASKS", "POLICIES", "INDEXES", "GATEWAYS"} <= {plural.split()[-1] for plural in SINGULARS}


@pytest.mark.parametrize(
    "text",
    ["get @~/x file:///tmp", "list @s", "ls @s", "remove @s/x", "rm @s"]
    + ["copy into t from @s"]
    + ["declare x int; begin return x; end", "begin select 1; end", "grant database role d.r to role r"]
    + ["grant select on table t to user \"u\"", "grant usage on procedure p(int) to role r"]
    + ["create database d clone e before (statement => 'x')", "create database d from share a.b"]
    + ["CREATE TEMP STAGE /* c */ identifier(?) FILE_FORMAT=(TYPE=PARQUET)", "show grants to share s"],
)  # fmt: skip
def test_what_is_not_built(text: str) -> None:
    with pytest.raises(UnsupportedError):
        parse(text)


@pytest.mark.parametrize(
    "text",
    ["use", "set x", "set x =", "grant", "grant select to role r", "grant select on foo bar to role r"]
    + ["show", "show foos"]
    + ["drop", "drop foo x", "alter foo x", "create or replace role if not exists r", "comment on table t", "desc"]
    + ["grant role a to b", "unset", "alter session", "begin work name", "commit now", "create user", "undrop t"],
)  # fmt: skip
def test_what_is_no_statement(text: str) -> None:
    with pytest.raises(SqlSyntaxError):
        parse(text)
