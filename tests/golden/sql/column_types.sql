-- The type as it was written, and how a column counts: what SQLAlchemy reflects.
create database d;
create schema s;
create table d.s.written (i bigint, n number, m number(12, 2), s string, v varchar (7), f double precision, z timestamp_tz(3), c int identity(5, 2) order);

alter table d.s.written alter column v type char varying (9);

create table d.s.copied as select * from d.s.written;

select column_name, data_type, data_type_alias, is_identity, identity_generation, identity_start, identity_increment, identity_cycle, identity_ordered from d.information_schema.columns where table_name = 'WRITTEN' order by ordinal_position;
----
I | NUMBER | BIGINT | NO | NULL | NULL | NULL | NULL | NULL
N | NUMBER | NUMBER | NO | NULL | NULL | NULL | NULL | NULL
M | NUMBER | NUMBER(12,2) | NO | NULL | NULL | NULL | NULL | NULL
S | TEXT | STRING | NO | NULL | NULL | NULL | NULL | NULL
V | TEXT | CHAR VARYING(9) | NO | NULL | NULL | NULL | NULL | NULL
F | FLOAT | DOUBLE PRECISION | NO | NULL | NULL | NULL | NULL | NULL
Z | TIMESTAMP_TZ | TIMESTAMP_TZ(3) | NO | NULL | NULL | NULL | NULL | NULL
C | NUMBER | INT | YES | BY DEFAULT | 5 | 2 | NO | YES

select distinct data_type_alias, is_identity from d.information_schema.columns where table_name = 'COPIED';
----
NULL | NO

select identity_start, identity_increment, identity_ordered, data_type_alias from snowflake.account_usage.columns where table_name = 'WRITTEN' and column_name = 'C';
----
5 | 2 | YES | INT
