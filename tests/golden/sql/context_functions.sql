-- What a statement may ask of its session: roles, client, variables.
create role parent; create role child; create role other;
grant role child to role parent; grant role parent to user admin;
create database d; grant usage on database d to role parent; grant usage on schema d.public to role parent;

-- The current role and what it inherits are in the session, and the secondary roles; a name counts as it is kept.
use role parent; use secondary roles none;
select is_role_in_session('PARENT'), is_role_in_session('CHILD'), is_role_in_session('PUBLIC'), is_role_in_session('OTHER'), is_role_in_session('parent'), is_role_in_session(null);
----
TRUE | TRUE | TRUE | FALSE | FALSE | NULL

select column1, is_role_in_session(column1) from values ('CHILD'), ('ACCOUNTADMIN'), ('OTHER') order by 1;
----
ACCOUNTADMIN | FALSE
CHILD | TRUE
OTHER | FALSE

use secondary roles all;
select is_role_in_session('ACCOUNTADMIN');
----
TRUE

select current_secondary_roles();
----
{"roles":"ACCOUNTADMIN","value":"ALL"}

use secondary roles none;
select current_secondary_roles();
----
{"roles":"","value":""}

use role accountadmin; grant role other to user admin;
use role parent; use secondary roles child, other;
select current_secondary_roles();
----
{"roles":"CHILD,OTHER","value":"CHILD,OTHER"}

use secondary roles none;

select array_contains('CHILD'::variant, parse_json(current_available_roles())), array_contains('PUBLIC'::variant, parse_json(current_available_roles()));
----
TRUE | TRUE

-- A view and a function run with the rights of their owner.
use role accountadmin; use schema d.public;
create view v as select invoker_role() as invoker, is_granted_to_invoker_role('CHILD') as child, is_granted_to_invoker_role('SYSADMIN') as admin, current_role() as current_one;
create function f() returns varchar as 'invoker_role()';
grant select on view v to role parent; grant usage on function f() to role parent;
use role parent; use secondary roles none;
select * from v;
----
ACCOUNTADMIN | FALSE | TRUE | PARENT

select f(), invoker_role(), is_granted_to_invoker_role('CHILD'), is_granted_to_invoker_role('SYSADMIN'), invoker_share();
----
ACCOUNTADMIN | PARENT | TRUE | FALSE | NULL

set my_variable = 'text'; set amount = 1.50;
select getvariable('MY_VARIABLE'), getvariable('my_variable'), session_context('AMOUNT'), getvariable('NONE');
----
text | NULL | 1.50 | NULL

select current_client(), current_ip_address();
----
NULL | NULL

select last_transaction();
----
error 000002 (0A000): Unsupported feature 'LAST_TRANSACTION'.
