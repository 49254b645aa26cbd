-- SHOW: what is listed, filtered by LIKE, STARTS WITH and LIMIT FROM, and for whom.
create database d;
create schema s;
create table t1 (a int not null, b varchar(10) default 'x' comment 'a comment');
create transient table t2 (a int);
create temporary table t3 (a int);
insert into t1 values (1, 'one');
create secure view v as select a from t1;
show tables;
----
2026-01-05 12:00:03.000 | T1 | D | S | TABLE |  |  | 1 | NULL | ACCOUNTADMIN | 1 | OFF | OFF | OFF | NULL | NULL | N | N | ROLE | N | N | N | N | N | N | OFF | OFF
2026-01-05 12:00:04.000 | T2 | D | S | TRANSIENT |  |  | 0 | NULL | ACCOUNTADMIN | 1 | OFF | OFF | OFF | NULL | NULL | N | N | ROLE | N | N | N | N | N | N | OFF | OFF
2026-01-05 12:00:05.000 | T3 | D | S | TEMPORARY |  |  | 0 | NULL | ACCOUNTADMIN | 0 | OFF | OFF | OFF | NULL | NULL | N | N | ROLE | N | N | N | N | N | N | OFF | OFF

show terse tables like 't%' starts with 'T' limit 1 from 'T1';
----
2026-01-05 12:00:04.000 | T2 | TRANSIENT | D | S

show tables in schema d.public;
----
(no rows)

show tables in schema nowhere;
----
error 002043 (02000): Object does not exist, or operation cannot be performed.

show tables in database nowhere;
----
error 002043 (02000): Object does not exist, or operation cannot be performed.

show columns in table t1;
----
T1 | S | A | {"type":"FIXED","precision":38,"scale":0,"nullable":false} | NOT_NULL |  | COLUMN |  |  | D |  | NULL | NULL
T1 | S | B | {"type":"TEXT","length":10,"byteLength":40,"nullable":true,"fixed":false} | true | 'x' | COLUMN |  | a comment | D |  | NULL | NULL

show columns in view d.s.v;
----
V | S | A | {"type":"FIXED","precision":38,"scale":0,"nullable":false} | NOT_NULL |  | COLUMN |  |  | D |  | NULL | NULL

show columns in table nothing;
----
error 002003 (42S02): Table 'NOTHING' does not exist or not authorized.

show views;
----
2026-01-05 12:00:07.000 | V |  | D | S | ACCOUNTADMIN |  | create secure view v as select a from t1 | true | false | ROLE | OFF

show objects in database d;
----
2026-01-05 12:00:03.000 | T1 | D | S | TABLE |  |  | 1 | NULL | ACCOUNTADMIN | 1 | ROLE | N | N | N | N
2026-01-05 12:00:04.000 | T2 | D | S | TABLE |  |  | 0 | NULL | ACCOUNTADMIN | 1 | ROLE | N | N | N | N
2026-01-05 12:00:05.000 | T3 | D | S | TABLE |  |  | 0 | NULL | ACCOUNTADMIN | 0 | ROLE | N | N | N | N
2026-01-05 12:00:07.000 | V | D | S | VIEW |  |  | NULL | NULL | ACCOUNTADMIN | NULL | ROLE | N | N | N | N

show schemas in database d;
----
2026-01-05 12:00:18.000 | INFORMATION_SCHEMA | N | N | D |  | Views describing the contents of schemas in this database |  | 1 |  | NULL | NULL | NULL | NULL | false
2026-01-05 12:00:01.000 | PUBLIC | N | N | D | ACCOUNTADMIN |  |  | 1 | ROLE | NULL | NULL | NULL | NULL | false
2026-01-05 12:00:02.000 | S | N | Y | D | ACCOUNTADMIN |  |  | 1 | ROLE | NULL | NULL | NULL | NULL | false

show databases like 'd';
----
2026-01-05 12:00:01.000 | D | N | Y |  | ACCOUNTADMIN |  |  | 1 | STANDARD | ROLE | NULL | NULL | NULL

drop table t2;
show tables history like 't2';
----
2026-01-05 12:00:04.000 | T2 | D | S | TRANSIENT |  |  | NULL | NULL | ACCOUNTADMIN | 1 | 2026-01-05 12:00:20.000 | OFF | OFF | OFF | NULL | NULL | N | N | ROLE | N | N | N | N | N | N | OFF | OFF

show warehouses;
----
COMPUTE_WH | STARTED | STANDARD | X-Small | 1 | 1 | 1 | 0 | 0 | Y | N | 600 | true | 100 |  |  |  | 2026-01-05 12:00:00.000 | 2026-01-05 12:00:00.000 | 2026-01-05 12:00:00.000 | SYSADMIN |  | false | 8 | null | 0 | 0 | 0 | 0 | 01f2a211-3a5e-4000-0000-00000000001e | STANDARD | ROLE |  | 1 | NULL | NULL | NULL | NULL

show roles like '%admin';
----
2026-01-05 12:00:00.000 | ACCOUNTADMIN | Y | Y | N | 1 | 0 | 2 |  | Account administrator can manage all aspects of the account. | N
2026-01-05 12:00:00.000 | SECURITYADMIN | N | N | Y | 0 | 1 | 1 |  | Security administrator can manage security aspects of the account. | N
2026-01-05 12:00:00.000 | SYSADMIN | N | N | Y | 0 | 1 | 0 |  | System administrator can create and manage databases and warehouses. | N
2026-01-05 12:00:00.000 | USERADMIN | N | N | Y | 0 | 1 | 0 |  | User administrator can create and manage users and roles | N

create user eve password = 'Secret123' email = 'eve@example.org' default_role = r;
create role r;
grant role r to user eve;
grant usage on database d to role r;
grant usage on schema d.s to role r;
grant select on table t1 to role r;
show grants on table t1;
----
2026-01-05 12:00:03.000 | OWNERSHIP | TABLE | D.S.T1 | ROLE | ACCOUNTADMIN | true | ACCOUNTADMIN | ROLE
2026-01-05 12:00:29.000 | SELECT | TABLE | D.S.T1 | ROLE | R | false | ACCOUNTADMIN | ROLE

show grants to role r;
----
2026-01-05 12:00:27.000 | USAGE | DATABASE | D | ROLE | R | false | ACCOUNTADMIN
2026-01-05 12:00:28.000 | USAGE | SCHEMA | D.S | ROLE | R | false | ACCOUNTADMIN
2026-01-05 12:00:29.000 | SELECT | TABLE | D.S.T1 | ROLE | R | false | ACCOUNTADMIN

show grants to user eve;
----
2026-01-05 12:00:26.000 | USAGE | ROLE | R | R | USER | EVE | false | ACCOUNTADMIN

show grants of role r;
----
2026-01-05 12:00:26.000 | R | USER | EVE | ACCOUNTADMIN

show grants on role nobody;
----
error 002043 (02000): Object does not exist, or operation cannot be performed.

show future grants in schema s;
----
(no rows)

session b as EVE

show databases;
----
2026-01-05 12:00:01.000 | D | N | N |  | ACCOUNTADMIN |  |  | 1 | STANDARD | ROLE | NULL | NULL | NULL
2026-01-05 12:00:00.000 | SNOWFLAKE_SAMPLE_DATA | N | N | SFC_SAMPLES.SAMPLE_DATA |  | Schemas of the TPC benchmarks; frazil has no data in them. |  | 1 | IMPORTED DATABASE |  | NULL | NULL | NULL

show tables in account;
----
2026-01-05 12:00:03.000 | T1 | D | S | TABLE |  |  | 1 | NULL | ACCOUNTADMIN | 1 | OFF | OFF | OFF | NULL | NULL | N | N | ROLE | N | N | N | N | N | N | OFF | OFF

show users;
----
ADMIN | 2026-01-05 12:00:00.000 | NULL | ADMIN | NULL | NULL | NULL | NULL | NULL | NULL | NULL | NULL | NULL | NULL | NULL | NULL | NULL | NULL | NULL | NULL | NULL | NULL | NULL | NULL | NULL | NULL | NULL | NULL | NULL | NULL | NULL
EVE | 2026-01-05 12:00:24.000 | EVE | EVE |  |  | eve@example.org |  |  |  | false | false | false |  |  | R | ["ALL"] | false |  |  | ACCOUNTADMIN | NULL | NULL | NULL | true | false | PERSON | false | false | false | false
SYSTEM | 2026-01-05 12:00:00.000 | NULL | SYSTEM | NULL | NULL | NULL | NULL | NULL | NULL | NULL | NULL | NULL | NULL | NULL | NULL | NULL | NULL | NULL | NULL | NULL | NULL | NULL | NULL | NULL | NULL | NULL | NULL | NULL | NULL | NULL

show views in schema d.s;
----
(no rows)

show grants;
----
2026-01-05 12:00:26.000 | USAGE | ROLE | R | R | USER | EVE | false | ACCOUNTADMIN

session a

show users like 'e%';
----
EVE | 2026-01-05 12:00:24.000 | EVE | EVE |  |  | eve@example.org |  |  |  | false | false | false |  |  | R | ["ALL"] | false |  |  | ACCOUNTADMIN | NULL | NULL | NULL | true | false | PERSON | false | false | false | false

show primary keys in table t1;
----
(no rows)

show imported keys in table t1;
----
(no rows)

show primary keys in table nothing;
----
error 002003 (42S02): Table 'NOTHING' does not exist or not authorized.

show functions like 'last_query_id';
----
NULL | LAST_QUERY_ID |  | Y | N | N | 0 | 1 | LAST_QUERY_ID() | built-in function |  | N | N | N |  |  | N | SQL | N | N | N

begin;
insert into t1 values (2, 'two');
show transactions;
select "user", "state" from table(result_scan(last_query_id()));
----
ADMIN | running

show locks;
select "resource", "type", "status" from table(result_scan(last_query_id()));
----
D.S.T1 | SHARED | HOLDING

rollback;
show transactions;
----
(no rows)

set one = 1;
set two = 'zwei';
show variables;
select "name", "value", "type" from table(result_scan(last_query_id()));
----
ONE | 1 | fixed
TWO | zwei | text

show tasks;
----
(no rows)

create task root warehouse = compute_wh schedule = '5 minutes' comment = 'the root' as select 1;
create task child after root when system$get_predecessor_return_value() = 'x' as select 2;
create task fin finalize = root as select 3;
show tasks;
----
2026-01-05 12:01:00.000 | CHILD | 01f2a211-7a5c-4000-0000-0000000003fa | D | S | ACCOUNTADMIN |  | NULL | NULL | ["\"D\".\"S\".\"ROOT\""] | suspended | select 2 | system$get_predecessor_return_value() = 'x' | null | null | NULL | NULL | ROLE | NULL | NULL | {"Predecessors":["D.S.ROOT"]} | NULL | null | NULL | NULL | NULL | NULL | NULL
2026-01-05 12:01:01.000 | FIN | 01f2a211-7a5c-4000-0000-0000000003fb | D | S | ACCOUNTADMIN |  | NULL | NULL | [] | suspended | select 3 | NULL | null | null | NULL | NULL | ROLE | NULL | NULL | {"FinalizedRootTask":"D.S.ROOT","Predecessors":[]} | NULL | null | NULL | NULL | NULL | NULL | NULL
2026-01-05 12:00:59.000 | ROOT | 01f2a211-7a5c-4000-0000-0000000003f9 | D | S | ACCOUNTADMIN | the root | COMPUTE_WH | 5 minutes | [] | suspended | select 1 | NULL | false | null | NULL | NULL | ROLE | NULL | NULL | {"FinalizerTask":"D.S.FIN","Predecessors":[]} | NULL | null | NULL | NULL | NULL | NO_OVERLAP | NULL

show tasks root only;
----
2026-01-05 12:00:59.000 | ROOT | 01f2a211-7a5c-4000-0000-0000000003f9 | D | S | ACCOUNTADMIN | the root | COMPUTE_WH | 5 minutes | [] | suspended | select 1 | NULL | false | null | NULL | NULL | ROLE | NULL | NULL | {"FinalizerTask":"D.S.FIN","Predecessors":[]} | NULL | null | NULL | NULL | NULL | NO_OVERLAP | NULL

show terse tasks like 'c%';
----
2026-01-05 12:01:00.000 | CHILD | NULL | D | S | NULL

show parameters in task root;
select "key", "value", "level" from table(result_scan(last_query_id())) where "key" like '%TASK%';
----
SERVERLESS_TASK_MAX_STATEMENT_SIZE | XXLARGE | 
SERVERLESS_TASK_MIN_STATEMENT_SIZE | XSMALL | 
SUSPEND_TASK_AFTER_NUM_FAILURES | 10 | 
TASK_AUTO_RETRY_ATTEMPTS | 0 | 
USER_TASK_MANAGED_INITIAL_WAREHOUSE_SIZE | Medium | 
USER_TASK_MINIMUM_TRIGGER_INTERVAL_IN_SECONDS | 30 | 
USER_TASK_TIMEOUT_MS | 3600000 | 

alter task root set user_task_timeout_ms = 1000;
show parameters like 'user_task_timeout_ms' in task root;
----
USER_TASK_TIMEOUT_MS | 1000 | 3600000 | TASK | Milliseconds after which a run is cancelled; 0: seven days. | NUMBER

show parameters like 'data_retention%' in database d;
----
DATA_RETENTION_TIME_IN_DAYS | 1 | 1 |  | Days for which a dropped object can be brought back. | NUMBER

show parameters like 'data_retention%' in table t1;
----
DATA_RETENTION_TIME_IN_DAYS | 1 | 1 |  | Days for which a dropped object can be brought back. | NUMBER

show parameters like 'statement_timeout%' in warehouse compute_wh;
----
STATEMENT_TIMEOUT_IN_SECONDS | 172800 | 172800 |  | Seconds after which a running statement is cancelled; 0: the maximum. | NUMBER

show parameters in task nothing;
----
error 002043 (02000): Object does not exist, or operation cannot be performed.
