create database d;
create table t (a int, b varchar);

execute immediate 'insert into t values (1, ''x''), (2, ''y'')';
----
2

execute immediate $$ select a, b from t order by a; $$;
----
1 | x
2 | y

set statement = 'select count(*) as n from t';
execute immediate $statement;
----
2

-- Bind variables are session variables.
set lower_bound = 1;
set word = 'y';
execute immediate 'select a from t where a > ? and b = ?' using ($lower_bound, $word);
----
2

execute immediate 'select a from t where a > ?';
----
error 002014 (22000): Bind variable :1 not set.

execute immediate 'select a from t where a > ? and b = ?' using ($lower_bound);
----
error 002014 (22000): Bind variable :2 not set.

execute immediate 'select ?' using ($missing);
----
error 002211 (02000): Session variable '$MISSING' does not exist

execute immediate 'select ?' using (here);
----
error 000904 (42000): invalid identifier 'HERE'

execute immediate 'select ?' using (1);
----
error 001003 (42000): syntax error line 1 at position 36 unexpected '1'.

-- What it does is what the statement in the text does: also to the session, its transaction and the catalog.
execute immediate 'begin';
execute immediate 'delete from t';
execute immediate 'rollback';
select count(*) from t;
----
2

execute immediate 'create table made (a int)';
----
Table MADE successfully created.

execute immediate 'set word = ''z''';
select $word;
----
z

execute immediate 'explain using text select a from t';
----
GlobalStats: partitionsTotal=NULL partitionsAssigned=NULL bytesAssigned=NULL Operations: 1:0 ->Result T.A 1:1 ->TableScan D.PUBLIC.T A

-- Errors have their places in the text.
execute immediate 'select a from
  missing';
----
error 002003 (42S02): Object 'MISSING' does not exist or not authorized.

execute immediate 'select nothing from t';
----
error 000904 (42000): invalid identifier 'NOTHING'

execute immediate '  selekt 1';
----
error 001003 (42000): syntax error line 1 at position 2 unexpected 'selekt'. Did you mean SELECT?

execute immediate 'select 1; select 2';
----
error 000008 (0A000): Actual statement count 2 did not match the desired statement count 1.

execute immediate '';
----
error 000900 (42601): Empty SQL statement.

execute immediate $missing;
----
error 002211 (02000): Session variable '$MISSING' does not exist

execute immediate here;
----
error 000904 (42000): invalid identifier 'HERE'

execute immediate 'select ' || '1';
----
error 001003 (42000): syntax error line 1 at position 28 unexpected '||'.

-- One may hold another, to a depth.
execute immediate 'execute immediate ''execute immediate ''''select 7''''''';
----
7

execute immediate 'execute immediate ''select ? + 1'' using (?)' using ($lower_bound);
----
2

set again = 'execute immediate $again';
execute immediate $again;
----
error 001003 (42000): EXECUTE IMMEDIATE is nested too deep

-- Snowflake Scripting is not built.
execute immediate 'begin select 1; end';
----
error 000002 (0A000): Unsupported feature 'Snowflake Scripting'.

execute immediate 'declare x int; begin return x; end';
----
error 000002 (0A000): Unsupported feature 'Snowflake Scripting'.

execute immediate 'if (true) then return 1; end if';
----
error 000002 (0A000): Unsupported feature 'Snowflake Scripting'.

execute immediate from @stage/file.sql;
----
error 000002 (0A000): Unsupported feature 'EXECUTE IMMEDIATE FROM'.

-- The privileges are those of the statement in the text.
create role reader;
grant usage on database d to role reader;
grant usage on schema d.public to role reader;
grant role reader to user admin;
use role reader;
use schema d.public;
execute immediate 'select * from t';
----
error 002003 (42S02): Object 'T' does not exist or not authorized.

execute immediate 'insert into t values (3, ''z'')';
----
error 002003 (42S02): Object 'T' does not exist or not authorized.

use role accountadmin;

-- The history has one line, with the text that was sent.
execute immediate 'select 1 as "only"';
select query_text, query_type, rows_produced from table(information_schema.query_history_by_session())
where query_text like '%only%' and query_text not like '%history%';
----
execute immediate 'select 1 as "only"' | SELECT | 1

select "only" from table(result_scan(last_query_id(-2)));
----
1

-- The body of a task may be one.
create warehouse w;
create task by_text warehouse = w as execute immediate 'insert into t values (7, ''task'')';
create task by_nothing warehouse = w as execute immediate $nothing;
execute task by_text;
execute task by_nothing;

settle

select b from t where a = 7;
----
task

select name, state, error_code from table(information_schema.task_history()) where state <> 'SCHEDULED' order by name;
----
BY_NOTHING | FAILED | 002211
BY_TEXT | SUCCEEDED | NULL
