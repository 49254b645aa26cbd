"""The statements that are measured, and how often."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

from benchmarks.statement_engines import WIDE_ROWS, StatementEngine

MERGE = """
merge into small using (select {row} as id, 'merged {turn}' as label) as news on small.id = news.id
when matched then update set label = news.label
when not matched then insert (id, label) values (news.id, news.label)
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A statement whose text depends on the turn, so that no engine answers from a cache."""

    name: str
    text: Callable[[int], str]
    turns: int
    arrow_rows: int | None = None

    def measure(self, engine: StatementEngine, turn: int) -> float:
        """Run the statement of a turn with all of its result, and return the seconds."""
        sql = self.text(turn)
        start = time.perf_counter()
        if self.arrow_rows is None:
            engine.execute(sql)
            return time.perf_counter() - start
        rows = engine.count_arrow(sql)
        taken = time.perf_counter() - start
        if rows != self.arrow_rows:
            raise RuntimeError(f"{rows} rows where {self.arrow_rows} were due")
        return taken


CASES = (
    Case(name="select a number", turns=500, text=lambda turn: f"select {turn}"),
    Case(
        name="select 100 rows",
        turns=300,
        text=lambda turn: f"select id, label from small where id >= 0 and id <> {-1 - turn} order by id limit 100",
    ),
    Case(name="insert one row", turns=200, text=lambda turn: f"insert into inserted values ({turn}, 'row {turn}')"),
    Case(
        name="update one row",
        turns=200,
        text=lambda turn: f"update small set label = 'updated {turn}' where id = {turn % 100}",
    ),
    Case(name="merge one row", turns=200, text=lambda turn: MERGE.format(row=turn % 100, turn=turn)),
    Case(
        name="create a table as 10,000 rows",
        turns=30,
        text=lambda turn: (
            f"create or replace table copied as select * from wide where n between {turn} and {turn + 9999}"
        ),
    ),
    Case(
        name="fetch a million rows as Arrow",
        turns=5,
        arrow_rows=WIDE_ROWS,
        text=lambda turn: f"select n, amount, label, moment from wide where n <> {-1 - turn}",
    ),
)
