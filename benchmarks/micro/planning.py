"""What planning a large statement takes: ``python -m benchmarks.micro.planning``.

The statement reads 200 columns of 21 tables in 20 joins.  Five parts, each by itself: frazil parses it; frazil binds
it; DuckDB plans what frazil made of it; frazil finds and fills its kept plan when it comes again with other literals;
and, from its submission to its result, the very same statement comes again while no table has changed: nothing is
parsed, bound or planned then, and the earlier result answers.

With other literals, or after a change of a table, DuckDB plans anew, also where frazil's plan was kept.  A prepared
statement of DuckDB's would not, but it remembers the statistics of the data it was prepared on: after an INSERT, one
that had found nothing by them goes on finding nothing (seen with 1.5.6).
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from frazil.commands import queries
from frazil.commands.context import Context
from frazil.commands.results import Fetched
from frazil.session import pipeline
from frazil.sql.parser import parse
from frazil.sql.statements import Select
from tests.tpc.server import TpcServer

TABLES, COLUMNS, OUTPUTS = 21, 10, 200
KINDS = ("INT", "NUMBER(12,2)", "VARCHAR", "DATE")
REPEAT = 30
SOME_SELECT = parse("SELECT 1")


def statement(number: int) -> str:
    """Return the statement; its literals, all of them, depend on the number."""
    items = []
    for index in range(OUTPUTS):
        column = f"t{index % TABLES}.c{index // TABLES % COLUMNS}"
        numeric = f"t{index % TABLES}.c{index // TABLES % COLUMNS // 4 * 4}"
        items.append(column if index % 3 else f"COALESCE({numeric}, {index + number}) + {number} AS x{index}")
    joins = " ".join(f"JOIN t{index} ON t{index}.id = t{index - 1}.id" for index in range(1, TABLES))
    return f"SELECT {', '.join(items)} FROM t0 {joins} WHERE t0.id = {number}"


def make_tables(server: TpcServer) -> None:
    """Make the tables, each with a hundred rows."""
    server.run("CREATE SCHEMA wide")
    columns = ", ".join(f"c{index} {KINDS[index % 4]}" for index in range(COLUMNS))
    values = ", ".join(("seq4()", "1.5", "'x'", "'2020-01-01'::DATE")[index % 4] for index in range(COLUMNS))
    for index in range(TABLES):
        server.run(f"CREATE TABLE t{index} (id INT, {columns})")
        server.run(f"INSERT INTO t{index} SELECT seq4(), {values} FROM TABLE(GENERATOR(ROWCOUNT => 100))")


def timed(action: Callable[[], object]) -> float:
    """Return the milliseconds an action takes."""
    begun = time.perf_counter()
    action()
    return (time.perf_counter() - begun) * 1000


class Watched:
    """The contexts and the texts for DuckDB of the queries that run, taken down on the way."""

    def __init__(self) -> None:
        self.contexts: list[Context] = []
        self.texts: list[str] = []
        self._select = queries.select
        entry = pipeline.HANDLERS[Select]
        pipeline.HANDLERS[Select] = replace(entry, handler=self._watch)  # type: ignore[index]

    def _watch(self, select: Select, context: Context) -> Fetched:
        fetched = self._select(select, context)
        self.contexts.append(context)
        self.texts.append(fetched.query.sql)
        return fetched


def main() -> int:
    """Measure and print the table."""
    watched = Watched()
    with tempfile.TemporaryDirectory() as directory, TpcServer(Path(directory) / "data") as server:
        make_tables(server)
        parsing, binding, planning, keeping = [], [], [], []
        for number in range(REPEAT):
            text = statement(number)
            parsing.append(timed(lambda text=text: parse(text)))
            server.run(text)
            context, sql = watched.contexts[-1], watched.texts[-1]
            select = parse(text)
            unkept = replace(context, plan=None, request=None, environment=replace(context.environment))
            binding.append(timed(lambda select=select, unkept=unkept: queries.select(select, unkept)))
            planning.append(timed(lambda sql=sql: server.service.services.store.rows(f"EXPLAIN {sql}")))
            keeping.append(timed(lambda text=text, context=context: kept(text, context)))
        server.run("ALTER SESSION SET USE_CACHED_RESULT = TRUE")
        server.run(text)
        again = [timed(lambda: server.run(text)) for _ in range(REPEAT)]
    rows = {"parse": parsing, "bind": binding, "DuckDB's plan": planning, "find and fill a kept plan": keeping}
    rows["all of the same statement again"] = again
    print("| part | median, ms |\n|---|---:|")
    for name, times in rows.items():
        print(f"| {name} | {statistics.median(times):.2f} |")
    return 0


def kept(text: str, context: Context) -> None:
    """Do what a statement does whose plan is kept: read its text, find the plan, fill its gaps."""
    assert context.request is not None
    request = pipeline.plan_request(text, context.request.circumstances)
    assert request is not None
    plan = context.services.plans.find(request)
    assert plan is not None, "the plan was not kept"
    plan.last = None  # else the gaps, filled when the statement ran, would not be filled here
    queries.select(SOME_SELECT, replace(context, plan=(plan, request)))  # type: ignore[arg-type]


if __name__ == "__main__":
    sys.exit(main())
