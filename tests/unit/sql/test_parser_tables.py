"""CREATE TABLE, CREATE VIEW, ALTER TABLE."""

from __future__ import annotations

import pytest

from frazil.core.errors import SqlSyntaxError, UnsupportedError
from frazil.sql.parser import parse
from tests.unit.sql.parser_trees import fields


def column(text: str) -> str:
    columns = fields(f"create table t (c {text})")["columns"]
    assert isinstance(columns, tuple)
    return str(columns[0])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("int", "type=INT"),
        ("number(10, 2) not null", "type=NUMBER(10, 2) nullable=False"),
        ("double  precision null", "type=DOUBLE PRECISION"),
        ("varchar(5) collate 'en' comment 'x'", "type=VARCHAR(5) comment=x collation=en"),
        ("int default 1 + 1 not null", "type=INT nullable=False default=(+ 1 1) default_text=1 + 1"),
        (
            "timestamp_ntz(9) default current_timestamp()",
            "type=TIMESTAMP_NTZ(9) default=(Function name=[CURRENT_TIMESTAMP]) default_text=current_timestamp()",
        ),
        ("int default s.nextval", "type=INT default=S.NEXTVAL default_text=s.nextval"),
        ("int autoincrement", "type=INT identity=(Numbers)"),
        ("int identity (1, 2) order", "type=INT identity=(Numbers start=1 increment=2 ordered=True)"),
        (
            "int autoincrement start 1 increment by -1 noorder",
            "type=INT identity=(Numbers start=1 increment=-1 ordered=False)",
        ),
        ("int primary key", "type=INT nullable=False"),
        ("int constraint x unique not enforced comment 'y'", "type=INT comment=y"),
        ("int references u (d) on delete set null default 3", "type=INT default=3 default_text=3"),
    ],
)
def test_columns(text: str, expected: str) -> None:
    assert column(text) == f"(ColumnDefinition name=C {expected})"


def test_constraints_inline_and_of_tables_and_keys_are_not_null() -> None:
    found = fields(
        "create table t (a int, b int unique, constraint pk primary key (A) not enforced rely comment 'x', "
        "foreign key (b) references s.u (c) match simple on update cascade delete set null not deferrable)"
    )
    assert found["columns"] == (
        "(ColumnDefinition name=A type=INT nullable=False)",
        "(ColumnDefinition name=B type=INT)",
    )
    assert found["constraints"] == (
        "(ConstraintDefinition kind=UNIQUE columns=[B])",
        "(ConstraintDefinition kind=PRIMARY KEY columns=[A] name=PK rely=True comment=x enabled=False)",
        "(ConstraintDefinition kind=FOREIGN KEY columns=[B] references=S.U referenced=[C] match=SIMPLE "
        "on_update=CASCADE on_delete=SET NULL)",
    )


def test_checks_keep_the_text_of_their_conditions() -> None:
    found = fields(
        'create table t (a int check (a > 0 /* so */ ) enable novalidate, constraint "c" check ((a < 9)) disable)'
    )
    assert found["constraints"] == (
        "(ConstraintDefinition kind=CHECK columns=[A] active=True condition=(> A 0) clause=a > 0 enabled=True "
        "validated=False)",
        "(ConstraintDefinition kind=CHECK columns=[] name=c condition=(< A 9) clause=(a < 9) enabled=False)",
    )


C = "(ColumnDefinition name=C type=INT)"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("create table t (c int)", {"name": "T", "columns": (C,)}),
        (
            'CREATE OR REPLACE SCOPED TEMPORARY TABLE "D"."S"."t"(c int)',
            {"name": 'D.S."t"', "mode": "OR REPLACE", "kind": "TEMPORARY", "columns": (C,)},
        ),
        ("create local temp table t (c int)", {"name": "T", "kind": "TEMPORARY", "columns": (C,)}),
        (
            "create transient table if  not exists identifier(?) (c int)",
            {"name": "(Placeholder number=1)", "mode": "IF NOT EXISTS", "kind": "TRANSIENT", "columns": (C,)},
        ),
        (
            "create or alter table t (c int) cluster by (c, f(c)) data_retention_time_in_days = 1, comment = 'x'",
            {
                "name": "T",
                "mode": "OR ALTER",
                "columns": (C,),
                "properties": {"CLUSTER BY": "(c, f(c))", "DATA_RETENTION_TIME_IN_DAYS": 1, "COMMENT": "x"},
            },
        ),
        ("create table t as select 1", {"name": "T", "query": "(Query body=(Select items=[1]))"}),
        (
            "create table t (a, b int) copy grants as (select 1)",
            {
                "name": "T",
                "columns": ("(ColumnDefinition name=A type=None)", "(ColumnDefinition name=B type=INT)"),
                "query": "(Query body=(Select items=[1]))",
                "properties": {"COPY_GRANTS": True},
            },
        ),
        ("create table t like s.u", {"name": "T", "like": "S.U"}),
        (
            "create table t clone u copy grants",
            {"name": "T", "clone": "U", "properties": {"COPY_GRANTS": True}},
        ),
        (
            "create or replace secure view v (a comment 'x', b) comment = 'y' copy grants as  select 1, 2 ;",
            {
                "name": "V",
                "mode": "OR REPLACE",
                "secure": True,
                "columns": (("A", "x"), ("B", "")),
                "query": "(Query body=(Select items=[1, 2]))",
                "query_text": "select 1, 2",
                "properties": {"COMMENT": "y", "COPY_GRANTS": True},
            },
        ),
        (
            "create temp recursive view v as with a as (select 1) select 2",
            {
                "name": "V",
                "temporary": True,
                "recursive": True,
                "query": "(Query body=(Select items=[2]) with_=[(CommonTable name=A columns=[] "
                "query=(Query body=(Select items=[1])))])",
                "query_text": "with a as (select 1) select 2",
            },
        ),
    ],
)
def test_create(text: str, expected: dict[str, object]) -> None:
    assert fields(text) == expected


@pytest.mark.parametrize(
    ("text", "action"),
    [
        ("add column c int", f"(AddColumns columns=[{C}])"),
        ("add if not exists c int, d int", f"(AddColumns columns=[{C}, {C.replace('C ', 'D ')}] if_not_exists=True)"),
        ("add column c int, column d int", f"(AddColumns columns=[{C}, {C.replace('C ', 'D ')}])"),
        ("drop column if exists a, b", "(DropColumns columns=[A, B] if_exists=True)"),
        ("drop a", "(DropColumns columns=[A])"),
        ("rename column a to b", "(RenameColumn old=A new=B)"),
        ("rename to s.u", "(RenameTo name=S.U)"),
        ("rename to identifier(?)", "(RenameTo name=(Placeholder number=1))"),
        ("swap with u", "(SwapWith name=U)"),
        ("alter column c set not null", "(AlterColumns columns=[(AlterColumn column=C kind=NOT NULL)])"),
        ("modify c drop not null", "(AlterColumns columns=[(AlterColumn column=C kind=NULL)])"),
        ("alter c set data type number", "(AlterColumns columns=[(AlterColumn column=C kind=TYPE type=NUMBER)])"),
        ("modify (column c type text)", "(AlterColumns columns=[(AlterColumn column=C kind=TYPE type=TEXT)])"),
        ("alter c drop default", "(AlterColumns columns=[(AlterColumn column=C kind=DROP DEFAULT)])"),
        ("alter c comment 'x'", "(AlterColumns columns=[(AlterColumn column=C kind=COMMENT comment=x)])"),
        (
            "alter (c set default s.nextval, column d type int)",
            "(AlterColumns columns=[(AlterColumn column=C kind=SET DEFAULT default=S.NEXTVAL), "
            "(AlterColumn column=D kind=TYPE type=INT)])",
        ),
        ("alter c unset comment", "(AlterColumns columns=[(AlterColumn column=C kind=COMMENT)])"),
        (
            "set comment = 'x' change_tracking = true",
            "(SetProperties properties={'COMMENT': 'x', 'CHANGE_TRACKING': True})",
        ),
        ("unset comment", "(UnsetProperties names=[COMMENT])"),
        ("drop clustering key", "(UnsetProperties names=[CLUSTER BY])"),
        ("cluster by (a)", "(SetProperties properties={'CLUSTER BY': '(a)'})"),
    ],
)  # fmt: skip
def test_alter(text: str, action: str) -> None:
    assert fields(f"alter table t {text}") == {"name": "T", "action": action}


@pytest.mark.parametrize(
    "text",
    ["create table t", "create table t (", "create table t ()", "create table t (c int", "create table t (c int,)"]
    + ["create table (c int)", "create secure table t (c int)", "create table a.b.c.d (e int)", "create view v"]
    + ["create view v select 1", "alter table t", "alter table t add", "alter table t frobnicate", "create table t as"]
    + ["create table t (c int primary)", "create table t (c int default)", "create tabel t (c int)", "create"],
)
def test_what_is_no_statement(text: str) -> None:
    with pytest.raises(SqlSyntaxError):
        parse(text)


@pytest.mark.parametrize(
    "text",
    ["create table t using template (select 1)", "create table t clone u at (offset => -1)"]
    + ["create table t (a int, b int as (a + 1))", "create table t (a int masking policy p)", "create dynamic table t"]
    + ["create table t (a int) with row access policy p on (a)", "alter table t resume recluster"]
    + ["create view v (a masking policy p) as select 1"],
)  # fmt: skip
def test_what_is_not_built(text: str) -> None:
    with pytest.raises(UnsupportedError):
        parse(text)
