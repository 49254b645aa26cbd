"""CREATE TASK, ALTER TASK, EXECUTE TASK."""

from __future__ import annotations

import pytest

from frazil.core.errors import DuplicatePropertyError, SqlSyntaxError, UnsupportedError
from frazil.core.names import QualifiedName
from frazil.sql.parser import parse
from frazil.sql.statements import AlterTags, AlterTask, CreateTask, SetProperties, SetTags, UnsetTags
from tests.unit.sql.parser_trees import fields


def create(text: str) -> CreateTask:
    found = parse(text)
    assert isinstance(found, CreateTask)
    return found


def test_all_clauses() -> None:
    found = fields(
        """
        CREATE OR REPLACE TASK db.s."t"
            WITH TAG (cost = 'a', s.b = 'c')
            WAREHOUSE = wh, SCHEDULE='USING CRON 0 9 * * * UTC'
            CONFIG=$${"a": 1}$$ USER_TASK_TIMEOUT_MS = 60000 OVERLAP_POLICY = ALLOW_CHILD_OVERLAP
            allow_overlapping_execution = false TIMEZONE = 'UTC', FINALIZE = a.b
            AFTER x, db.s.y
            COMMENT = 'it''s'
            EXECUTE AS USER u
            WHEN SYSTEM$STREAM_HAS_DATA('s')  AND 1=1
        AS
            select 1;
        """
    )
    assert found == {
        "name": 'DB.S."t"',
        "mode": "OR REPLACE",
        "properties": {
            "TAG": (("COST", "a"), ("S.B", "c")),
            "WAREHOUSE": "WH",
            "SCHEDULE": "USING CRON 0 9 * * * UTC",
            "CONFIG": '{"a": 1}',
            "USER_TASK_TIMEOUT_MS": 60000,
            "OVERLAP_POLICY": "ALLOW_CHILD_OVERLAP",
            "ALLOW_OVERLAPPING_EXECUTION": False,
            "TIMEZONE": "UTC",
            "FINALIZE": "A.B",
            "COMMENT": "it's",
            "EXECUTE AS USER": "U",
        },
        "after": ("X", "DB.S.Y"),
        "condition": "(AND (Function name=[SYSTEM$STREAM_HAS_DATA] arguments=['s']) (= 1 1))",
        "condition_text": "SYSTEM$STREAM_HAS_DATA('s')  AND 1=1",
        "definition": "select 1",
    }


@pytest.mark.parametrize(
    ("body", "definition"),
    [
        ("select 1", "select 1"),
        ("  select 1 ; \n", "select 1"),
        (
            "begin\n  insert into t values (1);\n  call p();\nend;",
            "begin\n  insert into t values (1);\n  call p();\nend",
        ),
        ("-- why\nselect 1", "-- why\nselect 1"),
        ("declare x := 'it''s' begin return :x; end", "declare x := 'it''s' begin return :x; end"),
        ("whatever # is 'not closed", "whatever # is 'not closed"),
        ("execute immediate $$begin select 1; end$$", "execute immediate $$begin select 1; end$$"),
        ("select 1;;", "select 1;"),
    ],
)
def test_the_definition_is_kept_verbatim(body: str, definition: str) -> None:
    assert create(f"create task t as {body}").definition == definition


def test_names_are_qualified_names_and_strings_texts() -> None:
    found = create("create task t warehouse = 'wh' error_integration = i finalize = \"R\" as select 1")
    assert found.properties == {
        "WAREHOUSE": "wh",
        "ERROR_INTEGRATION": QualifiedName(("I",)),
        "FINALIZE": QualifiedName(("R",)),
    }


def test_variables_and_placeholders_are_expressions() -> None:
    found = fields("create task identifier($t) warehouse = $w comment = ? schedule = identifier('x') as select 1")
    assert found["name"] == "(Variable name=T)"
    assert found["properties"] == {
        "WAREHOUSE": "(Variable name=W)",
        "COMMENT": "(Placeholder number=1)",
        "SCHEDULE": "'x'",
    }


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("create task if not exists t as select 1", {"name": "T", "mode": "IF NOT EXISTS", "definition": "select 1"}),
        ("create or alter task t as select 1", {"name": "T", "mode": "OR ALTER", "definition": "select 1"}),
        ("create task t clone s copy grants", {"name": "T", "clone": "S", "properties": {"COPY_GRANTS": True}}),
        (
            "create task t after a nonsense = 5 as select 1",
            {"name": "T", "after": ("A",), "properties": {"NONSENSE": 5}, "definition": "select 1"},
        ),
        ("create task graph as select 1", {"name": "GRAPH", "definition": "select 1"}),
    ],
)
def test_forms(text: str, expected: dict[str, object]) -> None:
    assert fields(text) == expected


def test_a_property_given_twice_is_refused() -> None:
    with pytest.raises(DuplicatePropertyError) as caught:
        parse("create task t warehouse = a\nWarehouse = b as select 1")
    assert caught.value.render() == "SQL compilation error:\nduplicate property 'WAREHOUSE';"
    assert caught.value.position == 28


@pytest.mark.parametrize(
    "text",
    [
        "create task t",
        "create task t warehouse = w",
        "create task t as",
        "create task t as ;",
        "create task as select 1",
    ]
    + ["create or replace task if not exists t as select 1", "create task t warehouse as select 1"]
    + ["create task t when as select 1", "create task t after as select 1", "create temporary task t as select 1"]
    + ["create task t when 1 when 2 as select 1"],
)
def test_what_is_no_task(text: str) -> None:
    with pytest.raises(SqlSyntaxError):
        parse(text)


@pytest.mark.parametrize(
    ("text", "action"),
    [
        ("resume", "RESUME"),
        ("suspend", "SUSPEND"),
        ("add after a, s.b", "(AddAfter tasks=[A, S.B])"),
        ("remove after a", "(RemoveAfter tasks=[A])"),
        ("modify as begin select 1; end;", "(ModifyDefinition definition=begin select 1; end)"),
        ("modify when 1  = 1", "(ModifyCondition condition=(= 1 1) condition_text=1  = 1)"),
        ("remove when", "(ModifyCondition condition=None condition_text=None)"),
        ("unset warehouse, comment", "(UnsetProperties names=[WAREHOUSE, COMMENT])"),
        ("unset finalize", "(UnsetProperties names=[FINALIZE])"),
        ("unset execute as user", "(UnsetProperties names=[EXECUTE AS USER])"),
    ],
)
def test_alter(text: str, action: str) -> None:
    assert fields(f"alter task if exists s.t {text}") == {"name": "S.T", "if_exists": True, "action": action}


@pytest.mark.parametrize(
    ("text", "properties"),
    [
        ("set warehouse = w comment = 'x', autocommit = true", {"WAREHOUSE": "W", "COMMENT": "x", "AUTOCOMMIT": True}),
        ("set finalize = a.r", {"FINALIZE": "A.R"}),
        ("set execute as user u", {"EXECUTE AS USER": "U"}),
        ("set schedule = null user_task_timeout_ms = -1", {"SCHEDULE": None, "USER_TASK_TIMEOUT_MS": -1}),
    ],
)
def test_alter_set(text: str, properties: dict[str, object]) -> None:
    found = parse(f"alter task t {text}")
    assert isinstance(found, AlterTask)
    assert isinstance(found.action, SetProperties)
    assert {name: str(v) if isinstance(v, QualifiedName) else v for name, v in found.action.properties.items()} == (
        properties
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("execute task s.t", {"name": "S.T"}),
        ("execute task t using config = '{\"a\": 1}'", {"name": "T", "config": '{"a": 1}'}),
        ("execute task t using config = $${}$$", {"name": "T", "config": "{}"}),
        ("execute task t retry last", {"name": "T", "retry_last": True}),
        ("execute task t retry graph run group 'g'", {"name": "T", "retry_group": "g"}),
    ],
)
def test_execute(text: str, expected: dict[str, object]) -> None:
    assert fields(text) == expected


@pytest.mark.parametrize("privilege", ["EXECUTE TASK", "EXECUTE MANAGED TASK"])
def test_the_forgotten_grant_is_hinted_at(privilege: str) -> None:
    with pytest.raises(SqlSyntaxError) as caught:
        parse(f"{privilege} ON ACCOUNT TO ROLE ENGINEER;")
    assert caught.value.message == (
        f"syntax error line 1 at position {len(privilege) + 1} unexpected 'ON'.\n"
        f"Did you mean GRANT {privilege} ON ACCOUNT TO ROLE <role>?"
    )


@pytest.mark.parametrize(
    "text", ["execute immediate from @s/f.sql", "execute task graph g", "execute alert a", "create task graph g"]
)
def test_what_is_not_built(text: str) -> None:
    with pytest.raises(UnsupportedError):
        parse(text)


@pytest.mark.parametrize("text", ["alter task t", "alter task t set", "alter task t modify", "execute task", "execute"])
def test_what_is_no_statement(text: str) -> None:
    with pytest.raises(SqlSyntaxError):
        parse(text)


@pytest.mark.parametrize(
    ("text", "action"),
    [
        ("set tag cost = 'a', s.b = 'c'", SetTags),
        ("unset tag a, b", UnsetTags),
    ],
)
def test_alter_tags(text: str, action: type) -> None:
    found = parse(f"alter task if exists s.t {text}")
    assert isinstance(found, AlterTags)
    assert (found.family, found.if_exists, type(found.action)) == ("TASK", True, action)
