-- Schedules under a clock that moves when it is told to: one second per statement, and by advance.

create database db; create table log (name varchar, at timestamp_ntz);

create task r warehouse = compute_wh schedule = '10 MINUTES' as insert into log select 'R', sysdate();
create task c warehouse = compute_wh after r as insert into log select 'C', sysdate(); alter task c resume;

alter task r resume;

select name, state, scheduled_time::timestamp_ntz, query_id, scheduled_from from table(information_schema.task_history());
----
R | SCHEDULED | 2026-01-05 04:10:06.000 | NULL | SCHEDULE

select root_task_name, state, scheduled_time::timestamp_ntz, graph_version from table(information_schema.current_task_graphs());
----
R | SCHEDULED | 2026-01-05 04:10:06.000 | 1

advance 9 minutes

select count(*) from log;
----
0

advance 1 minutes

select * from log;
----
R | 2026-01-05 12:10:06.000
C | 2026-01-05 12:10:06.000

select name, state, scheduled_time::timestamp_ntz, scheduled_from
  from table(information_schema.task_history()) where name = 'R';
----
R | SCHEDULED | 2026-01-05 04:20:06.000 | SCHEDULE
R | SUCCEEDED | 2026-01-05 04:10:06.000 | SCHEDULE

-- Every due time of the next hour has its run.

advance 1 hours

select count(*) from log;
----
14

-- A command takes the place of the run that waits for its time.

execute task r;

settle

select scheduled_time::timestamp_ntz from table(information_schema.task_history()) where state = 'SCHEDULED';
----
2026-01-05 05:30:06.000

-- A suspended root has no next run; a schedule of another kind counts from its resumption.

alter task r suspend; select count(*) from table(information_schema.task_history()) where state = 'SCHEDULED';
----
0

advance 1 hours

select count(*) from log;
----
16

alter task r set schedule = 'USING CRON 0 6,18 * * MON-FRI Europe/Warsaw'; alter task r resume;

select scheduled_time::timestamp_ntz from table(information_schema.task_history()) where state = 'SCHEDULED';
----
2026-01-05 09:00:00.000

advance 1 days

select count(*) from log;
----
20

select name, state, scheduled_time::timestamp_ntz, next_scheduled_time::timestamp_ntz
  from table(information_schema.task_history(scheduled_time_range_start => dateadd('hour', -30, current_timestamp())))
  where name = 'R' order by 3 desc;
----
R | SCHEDULED | 2026-01-06 09:00:00.000 | NULL
R | SUCCEEDED | 2026-01-05 21:00:00.000 | 2026-01-06 09:00:00.000
R | SUCCEEDED | 2026-01-05 09:00:00.000 | 2026-01-05 21:00:00.000
R | SUCCEEDED | 2026-01-05 05:10:13.000 | 2026-01-05 05:30:06.000
R | SUCCEEDED | 2026-01-05 05:10:06.000 | 2026-01-05 05:20:06.000
R | SUCCEEDED | 2026-01-05 05:00:06.000 | 2026-01-05 05:10:06.000
R | SUCCEEDED | 2026-01-05 04:50:06.000 | 2026-01-05 05:00:06.000
R | SUCCEEDED | 2026-01-05 04:40:06.000 | 2026-01-05 04:50:06.000
R | SUCCEEDED | 2026-01-05 04:30:06.000 | 2026-01-05 04:40:06.000
R | SUCCEEDED | 2026-01-05 04:20:06.000 | 2026-01-05 04:30:06.000
R | SUCCEEDED | 2026-01-05 04:10:06.000 | 2026-01-05 04:20:06.000

-- The next run is known again after a restart.

restart

use schema db.public; select scheduled_time::timestamp_ntz from table(information_schema.task_history()) where state = 'SCHEDULED';
----
2026-01-06 09:00:00.000
