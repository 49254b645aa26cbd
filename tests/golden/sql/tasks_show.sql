-- SHOW TASKS and DESCRIBE TASK: which tasks, in which order, with which columns.

create database a; create schema s; create database b; create schema s; create warehouse wh;
create task a.s."lower" warehouse = wh as select 1; create task a.s.root warehouse = wh schedule = '5 MINUTES' config = '{"a":1}' comment = 'it' as select 1;
create task a.s.child warehouse = wh after a.s.root when system$get_predecessor_return_value('ROOT') = 'x' as select 2;
create task a.s.last warehouse = wh finalize = root as select 3;
create task b.s.root target_completion_interval = '10 MINUTES' overlap_policy = allow_child_overlap as select 4;
create task b.public.one warehouse = wh as select 5; use schema a.s;

-- The columns, in their order.

show tasks like 'root';
select "created_on", "name", length("id"), "database_name", "schema_name", "owner", "comment", "warehouse", "schedule"
  from table(result_scan(last_query_id()));
----
2026-01-05 12:00:07.000 | ROOT | 36 | A | S | ACCOUNTADMIN | it | WH | 5 MINUTES

show tasks in account;
select "name", "scheduling_mode", "target_completion_interval", "predecessors", "state", "definition", "condition"
  from table(result_scan(last_query_id()));
----
CHILD | NULL | NULL | ["\"A\".\"S\".\"ROOT\""] | suspended | select 2 | system$get_predecessor_return_value('ROOT') = 'x'
LAST | NULL | NULL | [] | suspended | select 3 | NULL
ROOT | NULL | NULL | [] | suspended | select 1 | NULL
lower | NULL | NULL | [] | suspended | select 1 | NULL
ONE | NULL | NULL | [] | suspended | select 5 | NULL
ROOT | NULL | 10 MINUTES | [] | suspended | select 4 | NULL

show tasks in account;
select "name", "allow_overlapping_execution", "error_integration", "success_integration", "last_committed_on",
  "last_suspended_on", "owner_role_type", "config" from table(result_scan(last_query_id()));
----
CHILD | null | null | null | NULL | NULL | ROLE | NULL
LAST | null | null | null | NULL | NULL | ROLE | NULL
ROOT | false | null | null | NULL | NULL | ROLE | {"a":1}
lower | false | null | null | NULL | NULL | ROLE | NULL
ONE | false | null | null | NULL | NULL | ROLE | NULL
ROOT | true | null | null | NULL | NULL | ROLE | NULL

show tasks in account;
select "name", "last_suspended_reason", "task_relations", "execute_as_user", "budget", "overlap_policy"
  from table(result_scan(last_query_id()));
----
CHILD | NULL | {"Predecessors":["A.S.ROOT"]} | NULL | NULL | NULL
LAST | NULL | {"FinalizedRootTask":"A.S.ROOT","Predecessors":[]} | NULL | NULL | NULL
ROOT | NULL | {"FinalizerTask":"A.S.LAST","Predecessors":[]} | NULL | NULL | NO_OVERLAP
lower | NULL | {"Predecessors":[]} | NULL | NULL | NO_OVERLAP
ONE | NULL | {"Predecessors":[]} | NULL | NULL | NO_OVERLAP
ROOT | NULL | {"Predecessors":[]} | NULL | NULL | ALLOW_CHILD_OVERLAP

describe result last_query_id();
----
name | VARCHAR(16777216) | COLUMN | Y | NULL | N | N | NULL | NULL | NULL | NULL | NULL | NULL
last_suspended_reason | VARCHAR(16777216) | COLUMN | Y | NULL | N | N | NULL | NULL | NULL | NULL | NULL | NULL
task_relations | VARCHAR(16777216) | COLUMN | Y | NULL | N | N | NULL | NULL | NULL | NULL | NULL | NULL
execute_as_user | VARCHAR(16777216) | COLUMN | Y | NULL | N | N | NULL | NULL | NULL | NULL | NULL | NULL
budget | VARCHAR(16777216) | COLUMN | Y | NULL | N | N | NULL | NULL | NULL | NULL | NULL | NULL
overlap_policy | VARCHAR(16777216) | COLUMN | Y | NULL | N | N | NULL | NULL | NULL | NULL | NULL | NULL

show tasks like 'root';

describe result last_query_id();
select "name" from table(result_scan(last_query_id()));
----
created_on
name
id
database_name
schema_name
owner
comment
warehouse
schedule
predecessors
state
definition
condition
allow_overlapping_execution
error_integration
last_committed_on
last_suspended_on
owner_role_type
config
budget
task_relations
last_suspended_reason
success_integration
scheduling_mode
target_completion_interval
execute_as_user
overlap_policy
created_by_user

-- An id is a text of 36 characters, of its own for each task, and new after OR REPLACE.

show tasks in account;
select count(distinct "id"), min(length("id")), max(length("id")) from table(result_scan(last_query_id()));
----
6 | 36 | 36

-- TERSE: six columns.

show terse tasks in database a;
----
2026-01-05 12:00:08.000 | CHILD | NULL | A | S | NULL
2026-01-05 12:00:09.000 | LAST | NULL | A | S | NULL
2026-01-05 12:00:07.000 | ROOT | NULL | A | S | 5 MINUTES
2026-01-05 12:00:06.000 | lower | NULL | A | S | NULL

-- LIKE in any case; STARTS WITH and FROM in the exact case.

show tasks like 'R__t' in account;
select "name" from table(result_scan(last_query_id()));
----
ROOT
ROOT

show tasks starts with 'R';
select "name" from table(result_scan(last_query_id()));
----
ROOT

show tasks starts with 'r';
----
(no rows)

show tasks limit 2;
select "name" from table(result_scan(last_query_id()));
----
CHILD
LAST

show tasks limit 2 from 'LA';
select "name" from table(result_scan(last_query_id()));
----
LAST
ROOT

show tasks limit 2 from 'la';
select "name" from table(result_scan(last_query_id()));
----
(no rows)

show tasks limit 10001;
----
error 001015 (22023): Value for parameter LIMIT exceeds maximum allowable value (10,000).

-- Scopes: the current schema, a schema, a database, the account; by database, schema and name.

show tasks;
select "database_name", "schema_name", "name" from table(result_scan(last_query_id()));
----
A | S | CHILD
A | S | LAST
A | S | ROOT
A | S | lower

show tasks in b.s;
select "database_name", "schema_name", "name" from table(result_scan(last_query_id()));
----
B | S | ROOT

show tasks in schema b.public;
select "database_name", "schema_name", "name" from table(result_scan(last_query_id()));
----
B | PUBLIC | ONE

show tasks in database b;
select "database_name", "schema_name", "name" from table(result_scan(last_query_id()));
----
B | PUBLIC | ONE
B | S | ROOT

show tasks in account;
select "database_name", "schema_name", "name" from table(result_scan(last_query_id()));
----
A | S | CHILD
A | S | LAST
A | S | ROOT
A | S | lower
B | PUBLIC | ONE
B | S | ROOT

show tasks in database nosuch;
----
error 002043 (02000): Object does not exist, or operation cannot be performed.

show tasks in application x;
----
error 002043 (02000): Object does not exist, or operation cannot be performed.

-- ROOT ONLY: roots and standalone tasks; a finalizer task is none.

show tasks in account root only;
select "database_name", "name" from table(result_scan(last_query_id()));
----
A | ROOT
A | lower
B | ONE
B | ROOT

show terse tasks like '%o%' in database a starts with 'R' root only limit 1;
select "name" from table(result_scan(last_query_id()));
----
ROOT

-- The overlap of all has no word in the older column.

alter task root set overlap_policy = allow_all_overlap;

show tasks like 'root';
select "allow_overlapping_execution", "overlap_policy" from table(result_scan(last_query_id()));
----
false | ALLOW_ALL_OVERLAP

-- What is committed and suspended when.

alter task child resume; alter task root resume; alter task root suspend;

show tasks;
select "name", "state", "last_committed_on", "last_suspended_on", "last_suspended_reason" from table(result_scan(last_query_id()));
----
CHILD | started | NULL | NULL | NULL
LAST | suspended | NULL | NULL | NULL
ROOT | suspended | 2026-01-05 12:01:00.000 | 2026-01-05 12:01:01.000 | USER_SUSPENDED
lower | suspended | NULL | NULL | NULL

-- DESCRIBE is the row of SHOW.

describe task child;
select "name", "predecessors", "condition", "task_relations" from table(result_scan(last_query_id()));
----
CHILD | ["\"A\".\"S\".\"ROOT\""] | system$get_predecessor_return_value('ROOT') = 'x' | {"Predecessors":["A.S.ROOT"]}

desc task b.s.root;
select "name", "warehouse", "target_completion_interval" from table(result_scan(last_query_id()));
----
ROOT | NULL | 10 MINUTES

describe task nosuch;
----
error 002003 (02000): Task 'A.S.NOSUCH' does not exist or not authorized.
