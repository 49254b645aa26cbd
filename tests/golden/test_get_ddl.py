"""What GET_DDL writes makes the same objects again."""

from __future__ import annotations

from dataclasses import asdict

from frazil.app.build import FrazilService
from frazil.catalog.records import Database, Record, Schema, TagReference, Warehouse
from frazil.commands.lifetimes import below
from frazil.sql.parser import split_statements
from tests.golden.test_other_sessions import Client, service  # noqa: F401

OBJECTS = """
create tag cost comment = 'who pays';
create tag level allowed_values 'low', 'hi''gh' comment = 'how';
create sequence s start 5 increment 2 comment = 'it''s counting';
create table parent (id number(38,0) autoincrement, primary key (id)) comment = 'a \\\\ b';
create transient table t (a number(10,2) not null, "Lower" varchar(10) default 'x''y' comment 'a comment', unique (a));
create view v (a, "b" comment 'second') comment = 'two' as select a, "Lower" from t -- and a comment
;
create secure view sv as select a from v where a > 1;
create table child (id number, up number, also number with tag (level = 'low') comment 'tagged', primary key (id) rely,
constraint back foreign key (up) references child (id) match simple on update cascade on delete set null
comment 'itself',
foreign key (also) references parent (id) deferrable initially immediate)
data_retention_time_in_days = 0 change_tracking = true enable_schema_evolution = true cluster by (id)
with tag (cost = 'it''s mine', level = 'low') comment = 'all';
create or replace table parent (id number(38,0) autoincrement, primary key (id)) comment = 'made after its child';
alter table child add constraint to_parent foreign key (also) references parent (id);
create temporary table passing (a int);
create materialized view mv comment = 'kept' as select id from child where id > 1;
create view tagged with tag (cost = 'seen') as select 1 as a;
create recursive view numbers (n) as select 1 union all select n + 1 from numbers where n < 3;
create function f(a number, b varchar default 'it''s') returns varchar strict
comment = 'joins' as $$ a || b || '\\\\' $$;
create function g(n number) returns table (x number(10,2)) as 'select a from t where a > n';
create task root schedule = '10 minutes' user_task_timeout_ms = 1000 comment = 'first' as insert into t (a) values (1);
create task child after root when 1 = 1 as select 1;
create task early schedule = '5 minutes' with tag (cost = 'task') as select 1;
create task late finalize = root as select 1;
create function tagged() returns number immutable with tag (cost = 'call') as '1';
alter schema public set tag cost = 'schema', level = 'low';
alter schema public set comment = 'a schema', data_retention_time_in_days = 0
"""

PASSING = {"alias", "added", "text", "session_id", "referenced"}
"""Fields that tell how and when an object was written, or hold ids."""


def shape(value: object) -> object:
    """Return a record's content without ids, times and generated names."""
    if isinstance(value, dict):
        plain = {name: shape(each) for name, each in value.items() if name not in PASSING}
        return {name: each for name, each in plain.items() if not (name == "id" or name.endswith(("_id", "_on")))}
    if isinstance(value, list | tuple):
        return [shape(each) for each in value if not isinstance(each, int)]
    return "SYS_CONSTRAINT" if isinstance(value, str) and value.startswith("SYS_CONSTRAINT") else value


def contents(service: FrazilService, root: Record) -> list[object]:  # noqa: F811
    """Return an object, what is in it, and the tags of all that, in a form that two makings have in common."""
    snapshot = service.services.catalog.snapshot
    found: list[object] = []
    for record in sorted((root, *below(snapshot, root)), key=lambda each: (each.family.value, each.key_name)):
        if getattr(record, "session_id", None) is None:
            tags = sorted(
                (snapshot.objects[each.tag_id].name, each.value, each.column_id is not None)
                for each in snapshot.children(TagReference, record.id)
            )
            found.append((record.family, shape(asdict(record)), tags))
    return found


def of_schema(service: FrazilService) -> list[object]:  # noqa: F811
    found = service.services.catalog.snapshot.schema("D", "PUBLIC")
    assert isinstance(found, Schema)
    return contents(service, found)


def of_database(service: FrazilService) -> list[object]:  # noqa: F811
    found = service.services.catalog.snapshot.database("D")
    assert isinstance(found, Database)
    return contents(service, found)


def of_warehouse(service: FrazilService) -> list[object]:  # noqa: F811
    (found,) = (each for each in service.services.catalog.snapshot.all(Warehouse) if each.name == "W")
    return contents(service, found)


def test_a_schema_is_made_again(service: FrazilService) -> None:  # noqa: F811
    client = Client(service)
    client.value("create database d")
    for statement in split_statements(OBJECTS):
        client.value(statement)
    before = of_schema(service)
    text = str(client.value("select get_ddl('schema', 'd.public')"))
    assert text.count(";") >= 9
    for statement in split_statements(text):
        client.value(statement)
    assert client.value("select get_ddl('schema', 'd.public')") == text
    assert of_schema(service) == before


def test_a_database_is_made_again_under_full_names(service: FrazilService) -> None:  # noqa: F811
    client = Client(service)
    client.value("create database d data_retention_time_in_days = 0 comment = 'all of it'")
    for statement in split_statements(OBJECTS):
        client.value(statement)
    client.value("create transient schema a with managed access")
    client.value("create table a.t (x int with tag (d.public.cost = 'column')) with tag (d.public.level = 'low')")
    client.value("alter database d set tag d.public.cost = 'everybody'")
    before = of_database(service)
    text = str(client.value("select get_ddl('database', 'd', true)"))
    assert "alter database D set tag D.PUBLIC.COST='everybody';" in text
    for statement in split_statements(text):
        client.value(statement)
    assert client.value("select get_ddl('database', 'd', true)") == text
    assert of_database(service) == before


def test_a_warehouse_is_made_again(service: FrazilService) -> None:  # noqa: F811
    client = Client(service)
    client.value("create database d")
    client.value("create tag cost")
    client.value("create warehouse w warehouse_size = large auto_suspend = null auto_resume = false comment = 'big'")
    client.value("alter warehouse w set tag cost = 'ours'")
    client.value("alter warehouse w set statement_timeout_in_seconds = 60")
    before = of_warehouse(service)
    text = str(client.value("select get_ddl('warehouse', 'w')"))
    assert "WITH TAG (D.PUBLIC.COST='ours')" in text
    client.value(text)
    assert client.value("select get_ddl('warehouse', 'w')") == text
    assert of_warehouse(service) == before
