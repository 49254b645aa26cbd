-- Stages for bindings: drivers make them and upload into them; other stages are not built.

create or replace temp stage SYSTEMBIND file_format=(type=csv field_optionally_enclosed_by='"');

CREATE TEMPORARY STAGE IF NOT EXISTS SYSTEM$BIND file_format=(type=csv encoding='UTF8' escape_unenclosed_field=NONE);

create temp stage mine;
----
error 000002 (0A000): Unsupported feature 'CREATE STAGE'.

create stage systembind;
----
error 000002 (0A000): Unsupported feature 'CREATE STAGE'.

put file:///tmp/x.csv @mine;
----
error 000002 (0A000): Unsupported feature 'PUT'.

put 'file:///tmp/x.csv' @~/x overwrite = true;
----
error 000002 (0A000): Unsupported feature 'PUT'.

put file://x.csv ?;
----
error 002014 (22000): Bind variable :1 not set.

put x.csv @systembind;
----
error 001003 (42000): syntax error: PUT takes a path that begins with file://, and a stage

put file://x.csv @systembind/x auto_compress;
----
error 001003 (42000): syntax error: PUT takes a path that begins with file://, and a stage
