create role analyst; create role other; create role helper;
create user alice default_role = analyst; grant role analyst to user alice; grant role other to user alice;
create user robot type = service; grant role analyst to user robot;
create user bob; grant role helper to user bob;

-- Tokens of oneself need no privilege; the secret is told once, and no statement tells it again.

session alice as ALICE

alter user add programmatic access token first;

select * from table(result_scan(last_query_id()));
----
error 000709 (02000): Statement

select query_text, query_type from table(information_schema.query_history_by_session()) where query_text ilike '%access token%' order by 1;
----
alter user add programmatic access token first | ALTER_USER

alter user alice add pat second role_restriction = 'analyst' days_to_expiry = 3 mins_to_bypass_network_policy_requirement = 240 comment = 'for the nightly load';

select 'frazil_pat_1010_aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa' as pasted_by_mistake;

select query_text from table(information_schema.query_history_by_session()) where query_text ilike '%mistake' order by 1;
----
select '********' as pasted_by_mistake

show users like 'alice'; select "name", "has_pat" from table(result_scan(last_query_id()));
----
ALICE | true

show user programmatic access tokens;
----
FIRST | ALICE | NULL | 2026-01-20 12:00:11.000 | ACTIVE | NULL | 2026-01-05 12:00:11.000 | ALICE | NULL | NULL
SECOND | ALICE | ANALYST | 2026-01-08 12:00:14.000 | ACTIVE | for the nightly load | 2026-01-05 12:00:14.000 | ALICE | 240 | NULL

show user pats for user alice;
----
FIRST | ALICE | NULL | 2026-01-20 12:00:11.000 | ACTIVE | NULL | 2026-01-05 12:00:11.000 | ALICE | NULL | NULL
SECOND | ALICE | ANALYST | 2026-01-08 12:00:14.000 | ACTIVE | for the nightly load | 2026-01-05 12:00:14.000 | ALICE | 240 | NULL

show user pats like 's%';
----
SECOND | ALICE | ANALYST | 2026-01-08 12:00:14.000 | ACTIVE | for the nightly load | 2026-01-05 12:00:14.000 | ALICE | 240 | NULL

alter user add pat first;
----
error 002002 (42710): Object 'FIRST' already exists.

alter user add pat if not exists first;
----
FIRST already exists, statement succeeded.

alter user add pat third role_restriction = 'helper';
----
error 003001 (42501): Role 'HELPER' does not exist or is not granted to the user.

alter user add pat third role_restriction = 'nobody';
----
error 003001 (42501): Role 'NOBODY' does not exist or is not granted to the user.

alter user add pat third days_to_expiry = 0;
----
error 001008 (22023): invalid value [0] for parameter 'DAYS_TO_EXPIRY'

alter user add pat third days_to_expiry = 366;
----
error 001008 (22023): invalid value [366] for parameter 'DAYS_TO_EXPIRY'

alter user add pat third mins_to_bypass_network_policy_requirement = 1441;
----
error 001008 (22023): invalid value [1441] for parameter 'MINS_TO_BYPASS_NETWORK_POLICY_REQUIREMENT'

alter user add pat third nonsense = 1;
----
error 001420 (42601): invalid property 'NONSENSE' for 'PROGRAMMATIC ACCESS TOKEN'

alter user add pat;
----
error 001003 (42000): syntax error line 1 at position 18 unexpected '<EOF>'.

alter user add programmatic token third;
----
error 001003 (42000): syntax error line 1 at position 15 unexpected 'programmatic'.

-- Rename, disable, comment.

alter user modify pat first rename to main;
----
Statement executed successfully.

alter user modify pat main rename to second;
----
error 002002 (42710): Object 'SECOND' already exists.

alter user modify pat main set disabled = true comment = 'off';
----
Statement executed successfully.

alter user modify pat main set days_to_expiry = 5;
----
error 001420 (42601): invalid property 'DAYS_TO_EXPIRY' for 'PROGRAMMATIC ACCESS TOKEN'

show user pats like 'main';
----
MAIN | ALICE | NULL | 2026-01-20 12:00:11.000 | DISABLED | off | 2026-01-05 12:00:11.000 | ALICE | NULL | NULL

alter user modify pat main unset disabled, comment;
----
Statement executed successfully.

show user pats like 'main';
----
MAIN | ALICE | NULL | 2026-01-20 12:00:11.000 | ACTIVE | NULL | 2026-01-05 12:00:11.000 | ALICE | NULL | NULL

alter user modify pat nothing unset disabled;
----
error 002003 (02000): Programmatic access token 'NOTHING' does not exist or not authorized.

-- Rotating gives the name to a new secret; the old one lives on under another name.

alter user rotate pat second expire_rotated_token_after_hours = 73;
----
error 001008 (22023): invalid value [73] for parameter 'EXPIRE_ROTATED_TOKEN_AFTER_HOURS'

alter user rotate pat second;

alter user rotate pat main expire_rotated_token_after_hours = 0;

show user pats;
----
MAIN | ALICE | NULL | 2026-01-20 12:00:42.000 | ACTIVE | NULL | 2026-01-05 12:00:42.000 | ALICE | NULL | NULL
MAIN_ROTATED_1767614442000 | ALICE | NULL | 2026-01-05 12:00:42.000 | EXPIRED | NULL | 2026-01-05 12:00:11.000 | ALICE | NULL | MAIN
SECOND | ALICE | ANALYST | 2026-01-08 12:00:41.000 | ACTIVE | for the nightly load | 2026-01-05 12:00:41.000 | ALICE | 240 | NULL
SECOND_ROTATED_1767614441000 | ALICE | ANALYST | 2026-01-06 12:00:41.000 | ACTIVE | for the nightly load | 2026-01-05 12:00:14.000 | ALICE | 240 | SECOND

alter user modify pat MAIN_ROTATED_1767614442000 set comment = 'x';
----
error 002043 (02000): Programmatic access token MAIN_ROTATED_1767614442000 was rotated: it can only be removed.

alter user rotate pat MAIN_ROTATED_1767614442000;
----
error 002043 (02000): Programmatic access token MAIN_ROTATED_1767614442000 was rotated: it can only be removed.

alter user rotate pat nothing;
----
error 002003 (02000): Programmatic access token 'NOTHING' does not exist or not authorized.

alter user rotate pat if exists nothing;
----
NOTHING does not exist, statement succeeded.

advance 25 hours

show user pats like 'second%';
----
SECOND | ALICE | ANALYST | 2026-01-08 12:00:41.000 | ACTIVE | for the nightly load | 2026-01-05 12:00:41.000 | ALICE | 240 | NULL
SECOND_ROTATED_1767614441000 | ALICE | ANALYST | 2026-01-06 12:00:41.000 | EXPIRED | for the nightly load | 2026-01-05 12:00:14.000 | ALICE | 240 | SECOND

advance 8 days

show user pats;
----
MAIN | ALICE | NULL | 2026-01-20 12:00:42.000 | ACTIVE | NULL | 2026-01-05 12:00:42.000 | ALICE | NULL | NULL
SECOND | ALICE | ANALYST | 2026-01-08 12:00:41.000 | EXPIRED | for the nightly load | 2026-01-05 12:00:41.000 | ALICE | 240 | NULL

alter user add pat second;
----
error 002002 (42710): Object 'SECOND' already exists.

show user pats;
----
MAIN | ALICE | NULL | 2026-01-20 12:00:42.000 | ACTIVE | NULL | 2026-01-05 12:00:42.000 | ALICE | NULL | NULL
SECOND | ALICE | ANALYST | 2026-01-08 12:00:41.000 | EXPIRED | for the nightly load | 2026-01-05 12:00:41.000 | ALICE | 240 | NULL

alter user remove pat main;
----
Programmatic access token MAIN successfully removed.

alter user remove pat main;
----
error 002003 (02000): Programmatic access token 'MAIN' does not exist or not authorized.

alter user remove pat if exists main;
----
MAIN does not exist, statement succeeded.

-- Tokens of others need a privilege, those of a service also for itself.

show user pats for user bob;
----
error 003001 (42501): SQL access control error: Insufficient privileges to operate on user 'BOB'.

alter user bob add pat his;
----
error 003001 (42501): SQL access control error: Insufficient privileges to operate on user 'BOB'.

alter user nobody add pat his;
----
error 002003 (02000): User 'NOBODY' does not exist or not authorized.

alter user if exists nobody add pat his;
----
Statement executed successfully.

session robot as ROBOT

alter user add pat own role_restriction = 'analyst';
----
error 003001 (42501): SQL access control error: Insufficient privileges to operate on user 'ROBOT'.

session a

grant modify programmatic authentication methods on user bob to role other;
grant modify programmatic authentication methods on user robot to role analyst;
----
Statement executed successfully.

session alice

use role other;

alter user bob add pat his; show user pats for user bob;
----
HIS | BOB | NULL | 2026-01-29 13:01:03.000 | ACTIVE | NULL | 2026-01-14 13:01:03.000 | ALICE | NULL | NULL

session robot

use role analyst;

alter user add pat own;
----
error 003001 (42501): ROLE_RESTRICTION must be set for tokens of a user of the type SERVICE.

alter user add pat own role_restriction = 'analyst'; show user pats;
----
OWN | ROBOT | ANALYST | 2026-01-29 13:01:07.000 | ACTIVE | NULL | 2026-01-14 13:01:07.000 | ROBOT | NULL | NULL

session a

alter user system add pat x role_restriction = 'public';
----
error 003001 (42501): SQL access control error: Insufficient privileges to operate on user 'SYSTEM'.

-- Whoever disables a user disables the tokens, and enables them one by one; with the user they go.

alter user bob set disabled = true; alter user bob unset disabled;

show user pats for user bob;
----
HIS | BOB | NULL | 2026-01-29 13:01:03.000 | DISABLED | NULL | 2026-01-14 13:01:03.000 | ALICE | NULL | NULL

alter user bob modify pat his set disabled = false; show user pats for user bob;
----
HIS | BOB | NULL | 2026-01-29 13:01:03.000 | ACTIVE | NULL | 2026-01-14 13:01:03.000 | ALICE | NULL | NULL

drop user bob; create user bob; show user pats for user bob;
----
(no rows)

-- At most 15 that have not expired.

alter user bob add pat t1; alter user bob add pat t2; alter user bob add pat t3; alter user bob add pat t4;
alter user bob add pat t5; alter user bob add pat t6; alter user bob add pat t7; alter user bob add pat t8;
alter user bob add pat t9; alter user bob add pat t10; alter user bob add pat t11; alter user bob add pat t12;
alter user bob add pat t13; alter user bob add pat t14; alter user bob add pat t15 days_to_expiry = 1;

alter user bob add pat t16;
----
error 002043 (02000): A user can have at most 15 programmatic access tokens that have not expired.

alter user bob rotate pat t1;
----
error 002043 (02000): A user can have at most 15 programmatic access tokens that have not expired.

alter user bob rotate pat t1 expire_rotated_token_after_hours = 0;

advance 1 day

alter user bob add pat t16;

restart

show user pats for user robot;
----
OWN | ROBOT | ANALYST | 2026-01-29 13:01:07.000 | ACTIVE | NULL | 2026-01-14 13:01:07.000 | ROBOT | NULL | NULL
