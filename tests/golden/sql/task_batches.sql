-- Siblings that write: however their commits are shared, each takes effect once, and a failure undoes itself alone.

create database db; create table log (n int); create table other (n int) change_tracking = true; create table small (n number(38,0));
insert into other values (0);

create task r warehouse = compute_wh as insert into log values (0);
create task a warehouse = compute_wh after r as insert into log values (1);
create task b warehouse = compute_wh after r as insert into log values (2);
create task c warehouse = compute_wh after r as insert into log select 1000 + 3 / n from (select max(n) as n from other);
create task d warehouse = compute_wh after r as update other set n = n + 1;
create task e warehouse = compute_wh after r as insert into log select 100 / (n - n) from other;
create task f warehouse = compute_wh after r as insert into small select power(10, 18)::number(38,0) * 10 * max(n) from other;
create task g warehouse = compute_wh after r as merge into log using (select 7 as n) s on log.n = s.n
  when matched then update set n = 7 when not matched then insert values (s.n);
create task h warehouse = compute_wh after r as select count(*) from log;
create task i warehouse = compute_wh after r as delete from log where n = -1;
create task j warehouse = compute_wh after a, b as insert into log values (10);
alter task a resume; alter task b resume; alter task c resume; alter task d resume; alter task e resume; alter task f resume;
alter task g resume; alter task h resume; alter task i resume; alter task j resume;

execute task r;

settle

execute task r;

settle

execute task r;

settle

execute task r;

settle

select n, count(*) from log where n in (0, 1, 2, 10) group by 1 order by 1;
----
0 | 4
1 | 4
2 | 4
10 | 4

select count(*) from log where n = 7;
----
1

select n from other;
----
4

select count(*), max(n) > 1e18 from small;
----
4 | TRUE

select name, state, count(*) from table(information_schema.task_history(result_limit => 1000)) where name <> 'C' group by 1, 2 order by 1, 2;
----
A | SUCCEEDED | 4
B | SUCCEEDED | 4
D | SUCCEEDED | 4
E | FAILED | 4
F | SUCCEEDED | 4
G | SUCCEEDED | 4
H | SUCCEEDED | 4
I | SUCCEEDED | 4
J | SUCCEEDED | 4
R | SUCCEEDED | 4

