"""What GET_DDL writes makes the same objects again."""

from __future__ import annotations

from frazil.app.build import FrazilService
from frazil.sql.parser import split_statements
from tests.golden.test_other_sessions import Client, service  # noqa: F401

OBJECTS = """
create sequence s start 5 increment 2 comment = 'it''s counting';
create table parent (id number(38,0) autoincrement, primary key (id)) comment = 'a \\\\ b';
create transient table t (a number(10,2) not null, "Lower" varchar(10) default 'x''y' comment 'a comment', unique (a));
create view v (a, "b" comment 'second') comment = 'two' as select a, "Lower" from t -- and a comment
;
create secure view sv as select a from v where a > 1;
create function f(a number, b varchar default 'it''s') returns varchar strict
comment = 'joins' as $$ a || b || '\\\\' $$;
create function g(n number) returns table (x number(10,2)) as 'select a from t where a > n';
create task root schedule = '10 minutes' user_task_timeout_ms = 1000 comment = 'first' as insert into t (a) values (1);
create task child after root when 1 = 1 as select 1
"""


def test_a_schema_is_made_again(service: FrazilService) -> None:  # noqa: F811
    client = Client(service)
    client.value("create database d")
    for statement in split_statements(OBJECTS):
        client.value(statement)
    text = str(client.value("select get_ddl('schema', 'd.public')"))
    assert text.count(";") >= 9
    for statement in split_statements(text):
        client.value(statement)
    assert client.value("select get_ddl('schema', 'd.public')") == text
