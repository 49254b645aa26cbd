create database db;
create table employees (title varchar, employee_id int, manager_id int);
insert into employees values
    ('President', 1, null), ('Vice President Engineering', 10, 1), ('Programmer', 100, 10), ('QA Engineer', 101, 10),
    ('Vice President HR', 20, 1), ('Health Insurance Analyst', 200, 20);

select employee_id, manager_id, title from employees
start with title = 'President' connect by manager_id = prior employee_id order by employee_id;
----
1 | NULL | President
10 | 1 | Vice President Engineering
20 | 1 | Vice President HR
100 | 10 | Programmer
101 | 10 | QA Engineer
200 | 20 | Health Insurance Analyst

-- Either side may be the prior one, and the two clauses come in either order.
select level, lpad('', 2 * (level - 1)) || title as shown from employees
connect by prior employee_id = manager_id start with manager_id is null order by employee_id;
----
1 | President
2 | Vice President Engineering
2 | Vice President HR
3 | Programmer
3 | QA Engineer
3 | Health Insurance Analyst

select sys_connect_by_path(title, ' -> ') as path, connect_by_root title as top, level from employees
start with title like 'Vice%' connect by manager_id = prior employee_id order by path;
----
-> Vice President Engineering | Vice President Engineering | 1
-> Vice President Engineering -> Programmer | Vice President Engineering | 2
-> Vice President Engineering -> QA Engineer | Vice President Engineering | 2
-> Vice President HR | Vice President HR | 1
-> Vice President HR -> Health Insurance Analyst | Vice President HR | 2

-- Upwards.
select title from employees start with employee_id = 101 connect by employee_id = prior manager_id order by level;
----
QA Engineer
Vice President Engineering
President

-- Without START WITH every row is at the top.
select connect_by_root employee_id as top, count(*) from employees connect by manager_id = prior employee_id
group by top order by top;
----
1 | 6
10 | 3
20 | 2
100 | 1
101 | 1
200 | 1

-- WHERE filters what was found, it does not stop the search; a condition of CONNECT BY does.
select employee_id from employees where level <> 2
start with manager_id is null connect by manager_id = prior employee_id order by 1;
----
1
100
101
200

select employee_id from employees
start with manager_id is null connect by manager_id = prior employee_id and level <= 2 and employee_id <> 20 order by 1;
----
1
10

select level, count(*) as n from employees
start with manager_id is null connect by manager_id = prior employee_id group by level having n > 1 order by level;
----
2 | 2
3 | 3

select * from employees e start with e.manager_id is null connect by e.manager_id = prior e.employee_id
order by e.employee_id limit 2;
----
President | 1 | NULL
Vice President Engineering | 10 | 1

-- Joined sources, and a hierarchy inside a query.
create table offices (employee_id int, city varchar) as select * from values (1, 'Bern'), (10, 'Lugano'), (100, 'Basel');
select employee_id, city, sys_connect_by_path(city, '/') as cities from employees join offices using (employee_id)
start with manager_id is null connect by manager_id = prior employee_id order by 1;
----
1 | Bern | /Bern
10 | Lugano | /Bern/Lugano
100 | Basel | /Bern/Lugano/Basel

select count(*), max(depth) from (
    select level as depth from employees start with manager_id is null connect by manager_id = prior employee_id);
----
6 | 3

select parts.name, sys_connect_by_path(name, '.') from (select column1 as name, column2 as above from
    values ('a', null), (null, 'a'), ('c', 'a')) parts start with above is null connect by prior name = above order by 1;
----
a | .a
c | .a.c
NULL | .a.

-- Kept plans know the literals of each text.
select employee_id, sys_connect_by_path(employee_id, '/') from employees
start with employee_id = 1 connect by manager_id = prior employee_id and employee_id < 20 order by 1;
----
1 | /1
10 | /1/10

select employee_id, sys_connect_by_path(employee_id, '.') from employees
start with employee_id = 10 connect by manager_id = prior employee_id and employee_id < 101 order by 1;
----
10 | .10
100 | .10.100

create view chart as select title, level as depth, connect_by_root title as top from employees
start with manager_id is null connect by manager_id = prior employee_id;
select depth, count(*), min(top) from chart group by depth order by depth;
----
1 | 1 | President
2 | 2 | President
3 | 3 | President

select level from dual connect by level <= 3 order by 1;
----
1
2
3

select connect_by_root title from employees;
----
error 002014 (22000): CONNECT_BY_ROOT is not allowed here

select title from employees connect by missing = prior employee_id;
----
error 000904 (42000): invalid identifier 'MISSING'

select title from employees connect by manager_id = prior missing;
----
error 000904 (42000): invalid identifier 'MISSING'

select sys_connect_by_path(title) from employees connect by manager_id = prior employee_id;
----
error 000938 (22023): not enough arguments for function [SYS_CONNECT_BY_PATH(EMPLOYEES.TITLE)], expected 2, got 1

select level from employees;
----
error 000904 (42000): invalid identifier 'LEVEL'

select title from employees start with count(*) > 1 connect by manager_id = prior employee_id;
----
error 002014 (22000): Invalid aggregate function in connect by clause [COUNT(*)]
