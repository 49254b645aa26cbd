-- SEQ is a number for each input, also for equal ones, wherever the function stands.

create database d;

create table fs (id int, v array, s varchar) as
select column1, parse_json(column2), column3 from values (1, '[1,2]', 'a,b'), (2, '[1,2]', 'a,b'), (3, '[]', null);

select f.seq, count(*) from fs, lateral flatten(v) f group by f.seq order by 1;
----
1 | 2
2 | 2

select fs.id, f.* from fs, lateral flatten(v) f;
----
1 | 1 | NULL | [0] | 0 | 1 | [ 1, 2 ]
1 | 1 | NULL | [1] | 1 | 2 | [ 1, 2 ]
2 | 2 | NULL | [0] | 0 | 1 | [ 1, 2 ]
2 | 2 | NULL | [1] | 1 | 2 | [ 1, 2 ]

select seq, index, value from fs, lateral split_to_table(s, ',');
----
1 | 1 | a
1 | 2 | b
2 | 1 | a
2 | 2 | b

select id, a, b, c from fs, lateral split_to_table(s, ',') x (a, b, c);
----
1 | 1 | 1 | a
1 | 1 | 2 | b
2 | 2 | 1 | a
2 | 2 | 2 | b

select s.$1, s.$3 from fs, lateral split_to_table(s, ',') s order by 1, 2;
----
1 | a
1 | b
2 | a
2 | b

select f.seq, g.seq, f.value, g.value from fs, lateral flatten(v) f, lateral flatten([f.value, 0]) g order by 2, g.index;
----
1 | 1 | 1 | 1
1 | 1 | 1 | 0
1 | 2 | 2 | 2
1 | 2 | 2 | 0
2 | 3 | 1 | 1
2 | 3 | 1 | 0
2 | 4 | 2 | 2
2 | 4 | 2 | 0

select f.seq, count(*) from fs, lateral flatten(v, outer => true) f group by 1 order by 1;
----
1 | 2
2 | 2
3 | 1

select seq from (select * from fs, lateral flatten(v)) where id = 2;
----
2
2

select id, f.seq, f.index, f.value from fs left join lateral flatten(v) f;
----
1 | 1 | 0 | 1
1 | 1 | 1 | 2
2 | 2 | 0 | 1
2 | 2 | 1 | 2
3 | NULL | NULL | NULL

select id, s.seq, s.index, s.value from fs left join lateral split_to_table(fs.s, ',') s on true;
----
1 | 1 | 1 | a
1 | 1 | 2 | b
2 | 2 | 1 | a
2 | 2 | 2 | b
3 | NULL | NULL | NULL

select f.seq, f.value from table(flatten([7, 8])) f;
----
1 | 7
1 | 8

-- A comma binds weaker than JOIN.

create table ev (id int, payload variant) as select 1, parse_json('{"items": [1, 2]}');
create table emp (id int, name varchar) as select 1, 'Ann';

select ev.id, emp.name from ev, lateral flatten(payload:items) f left join emp on emp.id = ev.id;
----
error 001072 (42601): Lateral View cannot be on the left side of join

select ev.id, emp.name from ev, lateral flatten(payload:items) f left join emp on emp.id = f.value;
----
error 001072 (42601): Lateral View cannot be on the left side of join

select ev.id, x.a from ev, lateral (select ev.id as a) x left join emp on emp.id = x.a;
----
error 001072 (42601): Lateral View cannot be on the left side of join

select ev.id, emp.name from ev, lateral flatten(payload:items) f join emp on emp.id = ev.id;
----
error 000904 (42000): invalid identifier 'EV.ID'

select ev.id, emp.name from ev, lateral flatten(payload:items) f join emp on emp.id = f.value;
----
1 | Ann

select ev.id, emp.name from ev, lateral flatten(payload:items) f join emp on emp.id = f.value left join emp e on e.id = f.value;
----
1 | Ann

select ev.id, emp.name from ev, lateral flatten(payload:items) f join emp on emp.id = f.value left join emp e on e.id = emp.id;
----
1 | Ann

select s.id, e.name from ev s, emp m left join emp e on e.id = s.id;
----
error 000904 (42000): invalid identifier 'S.ID'

select s.id, e.name from ev s, emp m join emp e on e.id = s.id;
----
error 000904 (42000): invalid identifier 'S.ID'

select s.id, e.name from ev s, emp m left join emp e on e.id = m.id;
----
1 | Ann

select s.id, e.name from emp m, ev s left join lateral flatten(s.payload:items) f left join emp e on e.id = f.value;
----
1 | Ann
1 | NULL

select s.id, f.value from emp m, ev s left join lateral flatten(s.payload:items) f;
----
1 | 1
1 | 2

select s.id, f.value from emp m, ev s left join lateral flatten([m.id]) f;
----
1 | 1

select s.id, e.name from ev s join lateral flatten(s.payload:items) f left join emp e on e.id = s.id and e.id = f.value;
----
1 | Ann
1 | NULL

select e.name, f.value from ev, table(flatten([1, 2])) f left join emp e on e.id = f.value order by 2;
----
Ann | 1
NULL | 2

select id, (select max(e.name) from emp m left join emp e on e.id = ev.id) from ev;
----
error 000002 (0A000): Unsupported feature 'columns of an outer query in ON of an outer join'.

select id, (select max(e.name) from emp m join emp e on e.id = ev.id) from ev;
----
1 | Ann

update ev set id = 2 from emp m join emp e on e.id = ev.id;
----
error 000904 (42000): invalid identifier 'EV.ID'

update ev set id = 2 from emp m left join emp e on e.id = ev.id;
----
error 000904 (42000): invalid identifier 'EV.ID'

select s.id, e.name from ev s, emp m asof join emp e match_condition (m.id >= e.id) on m.id = s.id;
----
error 000904 (42000): invalid identifier 'S.ID'
