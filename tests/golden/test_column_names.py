"""What the columns of a result are called, wherever their names come from.

Each text is run twice: a kept plan names columns anew, by the text that it serves.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.golden.scripts import Server

SETUP = """
create database d;
create table sales (dept varchar, amount int);
create view ranked (k, total, rnk) as
    select dept, sum(amount), rank() over (order by sum(amount) desc) from sales group by dept;
create view pair (a, b) as select 1, 2;
create view again as select * from pair;
create materialized view mat (k, n) as select dept, count(*) from sales group by dept;
create function tf() returns table (p int, q varchar) as 'select 1 + 1, upper(''x'')'
"""
NAMES = {
    "select 1 + 1, 'a', upper('x') from pair": "1 + 1|'A'|UPPER('X')",
    "select 2 + 2, 'bb', upper('y') from pair": "2 + 2|'BB'|UPPER('Y')",
    "select * from ranked": "K|TOTAL|RNK",
    "select distinct * from ranked": "K|TOTAL|RNK",
    "select * from pair": "A|B",
    "select x.* from pair x limit 1": "A|B",
    "select * from again": "A|B",
    "select * from mat": "K|N",
    "select * from identifier('ranked')": "K|TOTAL|RNK",
    "select * rename (a as z) from pair": "Z|B",
    "select * exclude a from pair": "B",
    "select * replace (5 as a) from pair": "A|B",
    "select * from pair join again using (a)": "A|B|B",
    "select * from pair as t (m)": "M|B",
    "with x (a, b) as (select 1, 2) select * from x": "A|B",
    "with x as (select 1, 2) select * from x": "1|2",
    "with r (a, b, c) as (select 1, 'x', 1 union all select a + 1, b, 2 from r where a < 2) select * from r": "A|B|C",
    "select * from (select count(*) from sales) t (n)": "N",
    "select * from (select count(*) from sales) t": "COUNT(*)",
    "select * from (select * from (select count(*), max(amount) from sales) a (c)) b": "C|MAX(AMOUNT)",
    "select * from (select 1 + 1) union all select * from (select 3)": "1 + 1",
    "select '1' from pair union all select '1'": "'1'",
    "select 'a' from pair union all select 'a'": "'A'",
    "select * from values (1, 2) as v (x, y)": "X|Y",
    "select * from (values (1, 2))": "COLUMN1|COLUMN2",
    "select * from table(tf())": "P|Q",
    "select * from table(tf()) as t (m, n)": "M|N",
    "select $1, t.$2 from pair t": "$1|T.$2",
    'select 1 as "low" ->> select * from $1': "low",
}


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with Server(tmp_path_factory.mktemp("names") / "data") as made:
        for text in SETUP.split(";"):
            made.outcome(text)
        yield made


@pytest.mark.parametrize("text", NAMES)
def test_names(server: Server, text: str) -> None:
    for _ in range(2):
        assert "|".join(column.name for column in server.outcome(text).columns) == NAMES[text]
