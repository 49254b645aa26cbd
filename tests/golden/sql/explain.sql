create database d;
create table orders (id int, customer int, "Amount" number(10, 2), note varchar) as
select * from values (1, 10, 5.5, 'a'), (2, 10, 7, 'b'), (3, 20, 1, null);
create table customers (id int, name varchar) as select * from values (10, 'ann'), (20, 'bob');

explain select * from orders;
----
NULL | NULL | NULL | GlobalStats | NULL | NULL | NULL | NULL | NULL | NULL
1 | 0 | NULL | Result | NULL | NULL | ORDERS.ID, ORDERS.CUSTOMER, ORDERS."Amount", ORDERS.NOTE | NULL | NULL | NULL
1 | 1 | [0] | TableScan | D.PUBLIC.ORDERS | NULL | ID, CUSTOMER, "Amount", NOTE | NULL | NULL | NULL

explain using tabular select o.id, c.name as n, upper(o.note) from orders o join customers c on o.customer = c.id where o."Amount" > 2;
----
NULL | NULL | NULL | GlobalStats | NULL | NULL | NULL | NULL | NULL | NULL
1 | 0 | NULL | Result | NULL | NULL | O.ID, C.NAME, upper(o.note) | NULL | NULL | NULL
1 | 1 | [0] | InnerJoin | NULL | NULL | joinKey: (C.ID = O.CUSTOMER) | NULL | NULL | NULL
1 | 2 | [1] | TableScan | D.PUBLIC.CUSTOMERS | C | ID, NAME | NULL | NULL | NULL
1 | 3 | [1] | Filter | NULL | NULL | O."Amount">2.00 | NULL | NULL | NULL
1 | 4 | [3] | TableScan | D.PUBLIC.ORDERS | O | CUSTOMER, ID, NOTE | NULL | NULL | NULL

explain using json select o.id, c.name from orders o join customers c on o.customer = c.id;
----
{"GlobalStats":{"partitionsTotal":null,"partitionsAssigned":null,"bytesAssigned":null},"Operations":[[{"id":0,"operation":"Result","expressions":["O.ID","C.NAME"]},{"id":1,"operation":"InnerJoin","parentOperators":[0],"expressions":["joinKey: (O.CUSTOMER = C.ID)"]},{"id":2,"operation":"TableScan","parentOperators":[1],"objects":["D.PUBLIC.ORDERS"],"alias":"O","expressions":["CUSTOMER","ID"]},{"id":3,"operation":"TableScan","parentOperators":[1],"objects":["D.PUBLIC.CUSTOMERS"],"alias":"C","expressions":["ID","NAME"]}]]}

explain using text select customer, count(*), sum("Amount") from orders group by customer having count(*) > 1 order by customer limit 3;
----
GlobalStats: partitionsTotal=NULL partitionsAssigned=NULL bytesAssigned=NULL Operations: 1:0 ->Result ORDERS.CUSTOMER, count(*), sum("Amount") 1:1 ->SortWithLimit sortKey: [ORDERS.CUSTOMER ASC] 1:2 ->Filter (COUNT(*) > 1) 1:3 ->Aggregate aggExprs: [COUNT(*), SUM(ORDERS."Amount")], groupKeys: [ORDERS.CUSTOMER] 1:4 ->TableScan D.PUBLIC.ORDERS CUSTOMER, "Amount"

explain select id from orders union all select id from customers union all select 7;
----
NULL | NULL | NULL | GlobalStats | NULL | NULL | NULL | NULL | NULL | NULL
1 | 0 | NULL | Result | NULL | NULL | ID | NULL | NULL | NULL
1 | 1 | [0] | UnionAll | NULL | NULL | NULL | NULL | NULL | NULL
1 | 2 | [1] | TableScan | D.PUBLIC.ORDERS | NULL | ID | NULL | NULL | NULL
1 | 3 | [1] | TableScan | D.PUBLIC.CUSTOMERS | NULL | ID | NULL | NULL | NULL
1 | 4 | [1] | ValuesClause | NULL | NULL | NULL | NULL | NULL | NULL

explain select id, row_number() over (partition by customer order by id) as n from orders qualify n > 1;
----
NULL | NULL | NULL | GlobalStats | NULL | NULL | NULL | NULL | NULL | NULL
1 | 0 | NULL | Result | NULL | NULL | ORDERS.ID, row_number() over (partition by customer order by id) | NULL | NULL | NULL
1 | 1 | [0] | Filter | NULL | NULL | NULL | NULL | NULL | NULL
1 | 2 | [1] | WindowFunction | NULL | NULL | NULL | NULL | NULL | NULL
1 | 3 | [2] | TableScan | D.PUBLIC.ORDERS | NULL | CUSTOMER, ID | NULL | NULL | NULL

explain select * from orders, customers order by orders.id;
----
NULL | NULL | NULL | GlobalStats | NULL | NULL | NULL | NULL | NULL | NULL
1 | 0 | NULL | Result | NULL | NULL | ORDERS.ID, ORDERS.CUSTOMER, ORDERS."Amount", ORDERS.NOTE, CUSTOMERS.ID, CUSTOMERS.NAME | NULL | NULL | NULL
1 | 1 | [0] | Sort | NULL | NULL | sortKey: [ORDERS.ID ASC] | NULL | NULL | NULL
1 | 2 | [1] | CartesianJoin | NULL | NULL | NULL | NULL | NULL | NULL
1 | 3 | [2] | TableScan | D.PUBLIC.ORDERS | NULL | ID, CUSTOMER, "Amount", NOTE | NULL | NULL | NULL
1 | 4 | [2] | TableScan | D.PUBLIC.CUSTOMERS | NULL | ID, NAME | NULL | NULL | NULL

explain select o.id from orders o left join customers c on o.customer = c.id and c.name like 'a%' where c.name is null;
----
NULL | NULL | NULL | GlobalStats | NULL | NULL | NULL | NULL | NULL | NULL
1 | 0 | NULL | Result | NULL | NULL | O.ID | NULL | NULL | NULL
1 | 1 | [0] | Filter | NULL | NULL | (C.NAME IS NULL) | NULL | NULL | NULL
1 | 2 | [1] | LeftOuterJoin | NULL | NULL | joinKey: (O.CUSTOMER = C.ID) | NULL | NULL | NULL
1 | 3 | [2] | TableScan | D.PUBLIC.ORDERS | O | CUSTOMER, ID | NULL | NULL | NULL
1 | 4 | [2] | Filter | NULL | NULL | C.NAME>='a' AND C.NAME<'b' | NULL | NULL | NULL
1 | 5 | [4] | TableScan | D.PUBLIC.CUSTOMERS | C | ID, NAME | NULL | NULL | NULL

explain with big as (select id, customer from orders where "Amount" > 3) select a.id, b.id from big a cross join big b;
----
NULL | NULL | NULL | GlobalStats | NULL | NULL | NULL | NULL | NULL | NULL
1 | 0 | NULL | Result | NULL | NULL | ORDERS.ID, ORDERS.ID | NULL | NULL | NULL
1 | 1 | [0] | WithClause | NULL | NULL | NULL | NULL | NULL | NULL
1 | 2 | [1] | Filter | NULL | NULL | ORDERS."Amount">3.00 | NULL | NULL | NULL
1 | 3 | [2] | TableScan | D.PUBLIC.ORDERS | NULL | ID, CUSTOMER | NULL | NULL | NULL
1 | 4 | [1] | CartesianJoin | NULL | NULL | NULL | NULL | NULL | NULL
1 | 5 | [4] | WithReference | NULL | NULL | NULL | NULL | NULL | NULL
1 | 6 | [4] | WithReference | NULL | NULL | NULL | NULL | NULL | NULL

-- DuckDB asks of a joined table what it knows from the other one: nobody wrote that.
explain select o.id from orders o join customers c on o.customer = c.id where o.customer = 10;
----
NULL | NULL | NULL | GlobalStats | NULL | NULL | NULL | NULL | NULL | NULL
1 | 0 | NULL | Result | NULL | NULL | O.ID | NULL | NULL | NULL
1 | 1 | [0] | InnerJoin | NULL | NULL | joinKey: (O.CUSTOMER = C.ID) | NULL | NULL | NULL
1 | 2 | [1] | Filter | NULL | NULL | O.CUSTOMER=10 | NULL | NULL | NULL
1 | 3 | [2] | TableScan | D.PUBLIC.ORDERS | O | CUSTOMER, ID | NULL | NULL | NULL
1 | 4 | [1] | TableScan | D.PUBLIC.CUSTOMERS | C | ID | NULL | NULL | NULL

explain select o.id, c.id as other from orders o join customers c on o.customer = c.id where 10 = c.id and o.id > 1;
----
NULL | NULL | NULL | GlobalStats | NULL | NULL | NULL | NULL | NULL | NULL
1 | 0 | NULL | Result | NULL | NULL | O.ID, C.ID | NULL | NULL | NULL
1 | 1 | [0] | InnerJoin | NULL | NULL | joinKey: (O.CUSTOMER = C.ID) | NULL | NULL | NULL
1 | 2 | [1] | Filter | NULL | NULL | O.ID>1 | NULL | NULL | NULL
1 | 3 | [2] | TableScan | D.PUBLIC.ORDERS | O | CUSTOMER, ID | NULL | NULL | NULL
1 | 4 | [1] | Filter | NULL | NULL | C.ID=10 | NULL | NULL | NULL
1 | 5 | [4] | TableScan | D.PUBLIC.CUSTOMERS | C | ID | NULL | NULL | NULL

explain select f.value from orders, lateral flatten(parse_json('[1, 2]')) f;
----
NULL | NULL | NULL | GlobalStats | NULL | NULL | NULL | NULL | NULL | NULL
1 | 0 | NULL | Result | NULL | NULL | f.value | NULL | NULL | NULL
1 | 1 | [0] | Flatten | NULL | NULL | NULL | NULL | NULL | NULL
1 | 2 | [1] | TableScan | D.PUBLIC.ORDERS | NULL | NULL | NULL | NULL | NULL

explain select * from (values (1, 'a'), (2, 'b')) as v where $1 = 2;
----
NULL | NULL | NULL | GlobalStats | NULL | NULL | NULL | NULL | NULL | NULL
1 | 0 | NULL | Result | NULL | NULL | COLUMN1, COLUMN2 | NULL | NULL | NULL
1 | 1 | [0] | Filter | NULL | NULL | NULL | NULL | NULL | NULL
1 | 2 | [1] | ValuesClause | NULL | NULL | NULL | NULL | NULL | NULL

explain select distinct customer from orders where id in (select id from customers);
----
NULL | NULL | NULL | GlobalStats | NULL | NULL | NULL | NULL | NULL | NULL
1 | 0 | NULL | Result | NULL | NULL | ORDERS.CUSTOMER | NULL | NULL | NULL
1 | 1 | [0] | Aggregate | NULL | NULL | NULL | NULL | NULL | NULL
1 | 2 | [1] | ValuesClause | NULL | NULL | NULL | NULL | NULL | NULL

-- Nothing runs: no row is changed, no value of a sequence is taken, no SYSTEM$ function acts.
create sequence s;

explain insert into customers select id + 100, note from orders where s.nextval > 0;
----
NULL | NULL | NULL | GlobalStats | NULL | NULL | NULL | NULL | NULL | NULL
1 | 0 | NULL | Result | NULL | NULL | number of rows inserted | NULL | NULL | NULL
1 | 1 | [0] | Insert | D.PUBLIC.CUSTOMERS | NULL | NULL | NULL | NULL | NULL
1 | 2 | [1] | Filter | NULL | NULL | NULL | NULL | NULL | NULL
1 | 3 | [2] | TableScan | D.PUBLIC.ORDERS | NULL | ID, NOTE | NULL | NULL | NULL

explain insert into customers values (s.nextval, 'x');
----
NULL | NULL | NULL | GlobalStats | NULL | NULL | NULL | NULL | NULL | NULL
1 | 0 | NULL | Result | NULL | NULL | number of rows inserted | NULL | NULL | NULL
1 | 1 | [0] | Insert | D.PUBLIC.CUSTOMERS | NULL | NULL | NULL | NULL | NULL
1 | 2 | [1] | ValuesClause | NULL | NULL | NULL | NULL | NULL | NULL

explain insert overwrite into customers select id, note from orders;
----
NULL | NULL | NULL | GlobalStats | NULL | NULL | NULL | NULL | NULL | NULL
1 | 0 | NULL | Result | NULL | NULL | number of rows inserted | NULL | NULL | NULL
1 | 1 | [0] | Insert | D.PUBLIC.CUSTOMERS | NULL | NULL | NULL | NULL | NULL
1 | 2 | [1] | TableScan | D.PUBLIC.ORDERS | NULL | ID, NOTE | NULL | NULL | NULL

explain insert all into customers (id) values (a) into orders (id) values (a) select id as a from customers;
----
NULL | NULL | NULL | GlobalStats | NULL | NULL | NULL | NULL | NULL | NULL
1 | 0 | NULL | Result | NULL | NULL | NULL | NULL | NULL | NULL
1 | 1 | [0] | Insert | D.PUBLIC.ORDERS, D.PUBLIC.CUSTOMERS | NULL | NULL | NULL | NULL | NULL
1 | 2 | [1] | TableScan | D.PUBLIC.CUSTOMERS | NULL | ID | NULL | NULL | NULL

explain update orders set note = c.name from customers c where c.id = orders.customer;
----
NULL | NULL | NULL | GlobalStats | NULL | NULL | NULL | NULL | NULL | NULL
1 | 0 | NULL | Result | NULL | NULL | number of rows updated, number of multi-joined rows updated | NULL | NULL | NULL
1 | 1 | [0] | Update | D.PUBLIC.ORDERS | NULL | NULL | NULL | NULL | NULL
1 | 2 | [1] | InnerJoin | NULL | NULL | joinKey: (ORDERS.CUSTOMER = C.ID) | NULL | NULL | NULL
1 | 3 | [2] | TableScan | D.PUBLIC.ORDERS | NULL | CUSTOMER | NULL | NULL | NULL
1 | 4 | [2] | TableScan | D.PUBLIC.CUSTOMERS | C | ID, NAME | NULL | NULL | NULL

explain delete from orders using customers c where c.id = orders.customer and c.name = 'bob';
----
NULL | NULL | NULL | GlobalStats | NULL | NULL | NULL | NULL | NULL | NULL
1 | 0 | NULL | Result | NULL | NULL | number of rows deleted | NULL | NULL | NULL
1 | 1 | [0] | Delete | D.PUBLIC.ORDERS | NULL | NULL | NULL | NULL | NULL
1 | 2 | [1] | InnerJoin | NULL | NULL | joinKey: (ORDERS.CUSTOMER = C.ID) | NULL | NULL | NULL
1 | 3 | [2] | TableScan | D.PUBLIC.ORDERS | NULL | NULL | NULL | NULL | NULL
1 | 4 | [2] | Filter | NULL | NULL | C.NAME='bob' | NULL | NULL | NULL
1 | 5 | [4] | TableScan | D.PUBLIC.CUSTOMERS | C | NULL | NULL | NULL | NULL

explain merge into customers t using orders o on t.id = o.customer
when matched and o.id = 3 then delete when not matched then insert values (o.id, o.note);
----
NULL | NULL | NULL | GlobalStats | NULL | NULL | NULL | NULL | NULL | NULL
1 | 0 | NULL | Result | NULL | NULL | NULL | NULL | NULL | NULL
1 | 1 | [0] | Merge | D.PUBLIC.CUSTOMERS | NULL | NULL | NULL | NULL | NULL
1 | 2 | [1] | LeftOuterJoin | NULL | NULL | joinKey: (O.CUSTOMER = T.ID) | NULL | NULL | NULL
1 | 3 | [2] | TableScan | D.PUBLIC.ORDERS | O | ID, NOTE, CUSTOMER | NULL | NULL | NULL
1 | 4 | [2] | TableScan | D.PUBLIC.CUSTOMERS | T | ID | NULL | NULL | NULL

explain select system$cancel_all_queries(to_varchar(1));
----
error 002014 (22000): argument needs to be constant: 'SYSTEM$CANCEL_ALL_QUERIES'

explain select system$wait(1000);
----
NULL | NULL | NULL | GlobalStats | NULL | NULL | NULL | NULL | NULL | NULL
1 | 0 | NULL | Result | NULL | NULL | system$wait(1000) | NULL | NULL | NULL
1 | 1 | [0] | ValuesClause | NULL | NULL | NULL | NULL | NULL | NULL

select s.nextval, (select count(*) from orders), (select count(*) from customers where name in ('ann', 'bob'));
----
1 | 3 | 2

-- A tracked table is written in several steps, which are no matter of the plan.
create table kept (id int, note varchar) change_tracking = true as select id, note from orders;
explain update kept set note = 'z' where id = 1;
----
NULL | NULL | NULL | GlobalStats | NULL | NULL | NULL | NULL | NULL | NULL
1 | 0 | NULL | Result | NULL | NULL | number of rows updated, number of multi-joined rows updated | NULL | NULL | NULL
1 | 1 | [0] | Update | D.PUBLIC.KEPT | NULL | NULL | NULL | NULL | NULL
1 | 2 | [1] | Filter | NULL | NULL | KEPT.ID=1 | NULL | NULL | NULL
1 | 3 | [2] | TableScan | D.PUBLIC.KEPT | NULL | NULL | NULL | NULL | NULL

explain delete from kept;
----
NULL | NULL | NULL | GlobalStats | NULL | NULL | NULL | NULL | NULL | NULL
1 | 0 | NULL | Result | NULL | NULL | number of rows deleted | NULL | NULL | NULL
1 | 1 | [0] | Delete | D.PUBLIC.KEPT | NULL | NULL | NULL | NULL | NULL
1 | 2 | [1] | Aggregate | NULL | NULL | NULL | NULL | NULL | NULL
1 | 3 | [2] | TableScan | D.PUBLIC.KEPT | NULL | NULL | NULL | NULL | NULL

-- The same privileges as the statement itself; a view shows its table's name, a secure view not even that.
create view names as select name from customers where id < 100;
create secure view secret as select name from customers where id < 100;
create role reader;
grant usage on database d to role reader;
grant usage on schema d.public to role reader;
grant select on view d.public.names to role reader;
grant select on view d.public.secret to role reader;
grant role reader to user admin;
use role reader;
use schema d.public;

explain select * from customers;
----
error 002003 (42S02): Object 'CUSTOMERS' does not exist or not authorized.

explain insert into customers values (1, 'x');
----
error 002003 (42S02): Object 'CUSTOMERS' does not exist or not authorized.

explain select name from names;
----
NULL | NULL | NULL | GlobalStats | NULL | NULL | NULL | NULL | NULL | NULL
1 | 0 | NULL | Result | NULL | NULL | NAMES.NAME | NULL | NULL | NULL
1 | 1 | [0] | TableScan | D.PUBLIC.CUSTOMERS | NULL | NULL | NULL | NULL | NULL

explain select name from secret where name <> 'x';
----
NULL | NULL | NULL | GlobalStats | NULL | NULL | NULL | NULL | NULL | NULL
1 | 0 | NULL | Result | NULL | NULL | SECRET.NAME | NULL | NULL | NULL
1 | 1 | [0] | TableScan | NULL | NULL | NULL | NULL | NULL | NULL

use role accountadmin;

explain create table x (a int);
----
error 000002 (0A000): Unsupported feature 'EXPLAIN CREATE TABLE'.

explain explain select 1;
----
error 000002 (0A000): Unsupported feature 'EXPLAIN EXPLAIN'.

explain using xml select 1;
----
error 001003 (42000): syntax error line 1 at position 14 unexpected 'xml'.

explain select missing from orders;
----
error 000904 (42000): invalid identifier 'MISSING'

-- What it answers can be read on.
explain select id from orders;
select "operation", "objects" from table(result_scan(last_query_id())) order by "id" nulls first;
----
GlobalStats | NULL
Result | NULL
TableScan | D.PUBLIC.ORDERS
