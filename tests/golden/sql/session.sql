-- USE, variables and session parameters.
create database d;
create schema d.s;
use schema d.s;
select current_database(), current_schema();
----
D | S

use database d;
select current_schema();
----
PUBLIC

use d.s;
select current_schema();
----
S

use schema nowhere;
----
error 002043 (02000): Object does not exist, or operation cannot be performed.

use role nobody;
----
error 002043 (02000): Object does not exist, or operation cannot be performed.

create role r;
use role r;
----
error 003013 (42501): SQL access control error: Requested role 'R' is not assigned to the executing user. Specify another role to activate.

grant role r to user admin;
use role r;
select current_role();
----
R

use schema d.s;
----
error 002043 (02000): Object does not exist, or operation cannot be performed.

use role accountadmin;
use secondary roles all;
----
Statement executed successfully.

use secondary roles none;
set x = 5;
set (y, z) = ('a', 1.50);
select $x + 1, $y, $z;
----
6 | a | 1.50

create table t (a int, b varchar);
insert into t values (1, 'one'), (2, 'two');
set (m, n) = (select max(a), min(b) from t);
select $m, $n;
----
2 | one

set q = (select a from t);
----
error 090150 (22000): Single-row subquery returns more than one row.

set long = repeat('x', 300);
----
error 100078 (22000): Assignment to 'LONG' not done because value exceeds size limit for variables. Its size is 300; the limit is 256 (internal storage size in bytes).

set (a, b) = (1, 2, 3);
----
error 002014 (22000): Number of variables (2) and number of values (3) do not match

set v = parse_json('{}');
----
error 000002 (0A000): Unsupported feature 'session variable of type VARIANT'.

unset (x, nothing);
select $x;
----
error 002211 (02000): Session variable '$X' does not exist

set ts = '2026-01-01 10:00:00'::timestamp_ntz;
set day = '2026-01-01'::date;
select $ts, $day, dateadd('day', 1, $day);
----
2026-01-01 10:00:00.000 | 2026-01-01 | 2026-01-02

alter session set timezone = 'Europe/Berlin' query_tag = 'tagged';
show parameters like 'q%tag' in session;
----
QUERY_TAG | tagged |  | SESSION | A text that history shows with each statement of the session. | STRING

select query_tag, count(*) from table(d.information_schema.query_history_by_session()) where query_tag <> '' group by 1;
----
tagged | 2

alter session unset query_tag, timezone;
show parameters like 'timezone';
----
TIMEZONE | America/Los_Angeles | America/Los_Angeles |  | Time zone of the session. | STRING

alter session set timezone = 'Mars/Olympus';
----
error 001008 (22023): invalid value [Mars/Olympus] for parameter 'TIMEZONE'

alter session set no_such = 1;
----
error 001006 (22023): invalid parameter 'NO_SUCH'

alter session set lock_timeout = -1;
----
error 001008 (22023): invalid value [-1] for parameter 'LOCK_TIMEOUT'

alter session set user_task_timeout_ms = 5;
----
error 001006 (22023): invalid parameter 'USER_TASK_TIMEOUT_MS'

alter account set timezone = 'UTC';
show parameters like 'timezone';
----
TIMEZONE | UTC | America/Los_Angeles | ACCOUNT | Time zone of the session. | STRING

alter account unset timezone;
show parameters like 'timezone';
----
TIMEZONE | America/Los_Angeles | America/Los_Angeles |  | Time zone of the session. | STRING

-- A variable, also in parentheses, is the value of a property.
set said = 'from a variable';
create or replace database said_db comment = ($said);
show databases like 'said_db';
----
2026-01-05 12:00:50.000 | SAID_DB | N | Y |  | ACCOUNTADMIN | from a variable |  | 1 | STANDARD | ROLE | NULL | NULL | NULL

create or replace database said_db comment = ('a list');
----
error 001008 (22023): invalid value [('a list',)] for parameter 'COMMENT'
