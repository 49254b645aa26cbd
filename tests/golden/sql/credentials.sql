-- ACCOUNT_USAGE.CREDENTIALS: what users can log in with, and never a secret.
create role r;
create user ann password = 'a long password';
create user sam type = service;
grant role r to user ann;
grant role r to user sam;
select name, user_name, type, domain, status, additional_details, expiration_date from snowflake.account_usage.credentials order by user_name;
----
NULL | ADMIN | PASSWORD | NULL | ACTIVE | NULL | NULL
NULL | ANN | PASSWORD | NULL | ACTIVE | NULL | NULL

alter user ann add programmatic access token t comment = 'for tests';
alter user ann add programmatic access token u role_restriction = 'R' days_to_expiry = 1 mins_to_bypass_network_policy_requirement = 30;
alter user sam add programmatic access token v role_restriction = 'R' days_to_expiry = 30;
alter user sam rotate programmatic access token v;
select user_name, type, regexp_replace(name, '[0-9]+$', 'N'), domain, comment, status, additional_details, created_by, last_altered_by, created_on, last_used_on, last_altered, expiration_date from snowflake.account_usage.credentials order by 1, 2, 3;
----
ADMIN | PASSWORD | NULL | NULL | NULL | ACTIVE | NULL | NULL | NULL | NULL | NULL | NULL | NULL
ANN | PASSWORD | NULL | NULL | NULL | ACTIVE | NULL | NULL | NULL | NULL | NULL | NULL | NULL
ANN | PAT | T | PROGRAMMATIC_ACCESS_TOKEN | for tests | ACTIVE | {} | ADMIN | ADMIN | 2026-01-05 12:00:07.000 | NULL | 2026-01-05 12:00:07.000 | 2026-01-20 12:00:07.000
ANN | PAT | U | PROGRAMMATIC_ACCESS_TOKEN | NULL | ACTIVE | { "MINS_TO_BYPASS_NETWORK_POLICY_REQUIREMENT": 30, "ROLE_RESTRICTION": [ "R" ] } | ADMIN | ADMIN | 2026-01-05 12:00:08.000 | NULL | 2026-01-05 12:00:08.000 | 2026-01-06 12:00:08.000
SAM | PAT | V | PROGRAMMATIC_ACCESS_TOKEN | NULL | ACTIVE | { "ROLE_RESTRICTION": [ "R" ] } | ADMIN | ADMIN | 2026-01-05 12:00:10.000 | NULL | 2026-01-05 12:00:10.000 | 2026-02-04 12:00:10.000
SAM | PAT | V_ROTATED_N | PROGRAMMATIC_ACCESS_TOKEN | NULL | ACTIVE | { "ROLE_RESTRICTION": [ "R" ], "ROTATED_TO": "V" } | ADMIN | NULL | 2026-01-05 12:00:09.000 | NULL | 2026-01-05 12:00:10.000 | 2026-01-06 12:00:10.000

select typeof(additional_details), additional_details:ROLE_RESTRICTION[0]::varchar, credential_id is not null from snowflake.account_usage.credentials where name = 'U';
----
OBJECT | R | TRUE

alter user ann set disabled = true;
alter user sam set rsa_public_key = 'MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEA04dEUoL9AgExriDtuI1hKNAn8tU3IeiccF1fS7EQ5ugJ1Mtou6h0uxjATWgswCAIs9fVs9PZLtquwP5bYPNrtH34LSzFa0IVefDlyRLYhyvyFMZFgw7/m9RRlKfylRR3eJEb1nihL04V8hTaiHJQb6WIqsMFYBPBgpud3a3ng5CRRL2JbUIREUwEjtST17MOjtlNoHgBBXGWoVcmCsXxE0HR5xynnVYI4T1T6dK9GL0BksuQcPeYbbohLX7JbQg8zm6NE3nk1gehxbdb36+Wz5aiKsTT5RaXik9gjctLaV3CRyrf5TqnMuoJXDE31pcq+xeVUkM5cFBQoLgyXgD0BQIDAQAB';
alter user ann modify programmatic access token t set comment = 'altered';
select user_name, name, type, status, last_altered_by, last_altered > created_on from snowflake.account_usage.credentials order by 1, 3, 2;
----
ADMIN | NULL | PASSWORD | ACTIVE | NULL | NULL
ANN | NULL | PASSWORD | DISABLED | NULL | NULL
ANN | T | PAT | DISABLED | NULL | TRUE
ANN | U | PAT | DISABLED | ADMIN | FALSE
SAM | NULL | KEYPAIR | ACTIVE | NULL | NULL
SAM | V | PAT | ACTIVE | ADMIN | FALSE
SAM | V_ROTATED_1767614410000 | PAT | ACTIVE | NULL | TRUE

advance 9 days

select user_name, regexp_replace(name, '[0-9]+$', 'N'), type, status from snowflake.account_usage.credentials order by 1, 3, 2;
----
ADMIN | NULL | PASSWORD | ACTIVE
ANN | NULL | PASSWORD | DISABLED
ANN | T | PAT | DISABLED
SAM | NULL | KEYPAIR | ACTIVE
SAM | V | PAT | ACTIVE

drop user ann;
alter user sam remove programmatic access token v;
select user_name, regexp_replace(name, '[0-9]+$', 'N'), type, status from snowflake.account_usage.credentials order by 1, 3, 2;
----
ADMIN | NULL | PASSWORD | ACTIVE
SAM | NULL | KEYPAIR | ACTIVE

-- As with the other views of the account: who was not given the database does not know of it.
grant role r to user admin;
use role r;
select * from snowflake.account_usage.credentials;
----
error 002003 (02000): Database 'SNOWFLAKE' does not exist or not authorized.
