"""Many connections at once: nothing is lost, nothing is counted twice, nobody is refused or left waiting."""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from tests.client.conftest import Connect, address

CONNECTIONS = 60
ROUNDS = 3
WAITING = 40
LONGEST_SECONDS = 20.0


def login(database: str) -> Any:
    import snowflake.connector

    return snowflake.connector.connect(**address(), database=database, schema="PUBLIC", warehouse="COMPUTE_WH")


@pytest.fixture
def tables(cursor: Any, database: str) -> None:
    cursor.execute("create table lines (who int, n int, kind string)")
    cursor.execute("create table counter (n int)")
    cursor.execute("insert into counter values (0)")
    cursor.execute("create table accounts (id int, amount int)")
    cursor.execute("insert into accounts select seq4(), 1000 from table(generator(rowcount => 10))")


def work(number: int, database: str, together: threading.Barrier) -> float:
    """One connection's share; returns how long its slowest statement took."""
    slowest = 0.0
    with login(database) as connection:
        cursor = connection.cursor()

        def run(text: str) -> list[Any]:
            nonlocal slowest
            begun = time.monotonic()
            rows = cursor.execute(text).fetchall()
            slowest = max(slowest, time.monotonic() - begun)
            return list(rows)

        together.wait(60)
        for n in range(ROUNDS):
            run(f"insert into lines values ({number}, {n}, 'alone')")
            run("update counter set n = n + 1")
            run("begin")
            run(f"insert into lines values ({number}, {n}, 'together')")
            run(f"insert into lines select {number}, {n}, 'copied' from lines where who = {number} and n = {n}")
            if n % 3 == 2:
                run("rollback")
            else:
                run("commit")
            # From one to the other in one statement: a reader never sees half of it.
            here, there = number % 10, (number + n + 1) % 10
            run(f"update accounts set amount = amount + iff(id = {here}, 1, -1) where id in ({here}, {there})")
            assert run("select sum(amount) from accounts") == [(10_000,)]
    return slowest


def test_sixty_connections_come_to_the_right_totals(connect: Connect, database: str, tables: None) -> None:
    together = threading.Barrier(CONNECTIONS)
    with ThreadPoolExecutor(CONNECTIONS) as pool:
        running = [pool.submit(work, number, database, together) for number in range(CONNECTIONS)]
        slowest = max(each.result() for each in running)
    cursor = connect(database=database).cursor()
    committed = sum(n % 3 != 2 for n in range(ROUNDS))
    rows = dict(cursor.execute("select kind, count(*) from lines group by kind").fetchall())
    # "alone" and "together" of the same round are both there to be copied.
    assert rows == {
        "alone": CONNECTIONS * ROUNDS,
        "together": CONNECTIONS * committed,
        "copied": 2 * CONNECTIONS * committed,
    }
    assert cursor.execute("select n from counter").fetchone() == (CONNECTIONS * ROUNDS,)
    assert slowest < LONGEST_SECONDS
    assert cursor.execute("show locks").fetchall() == []
    assert cursor.execute("show transactions").fetchall() == []


def test_those_who_wait_for_a_lock_hold_up_nobody_else(connect: Connect, database: str, tables: None) -> None:
    """More statements wait than the server runs at a time; the others, and the COMMIT that ends the wait, go on."""
    holder, reader = connect(database=database).cursor(), connect(database=database).cursor()
    holder.execute("begin")
    holder.execute("update counter set n = n + 1")

    def wait(number: int) -> None:
        with login(database) as connection:
            connection.cursor().execute("update counter set n = n + 1")

    with ThreadPoolExecutor(WAITING) as pool:
        running = [pool.submit(wait, number) for number in range(WAITING)]
        deadline = time.monotonic() + 60
        while len(reader.execute("show locks").fetchall()) <= WAITING:
            assert time.monotonic() < deadline
            time.sleep(0.1)
        begun = time.monotonic()
        assert reader.execute("select n from counter").fetchone() == (0,)
        reader.execute("insert into lines values (0, 0, 'beside')")
        holder.execute("commit")
        assert time.monotonic() - begun < 5
        for each in running:
            each.result(60)
    assert reader.execute("select n from counter").fetchone() == (WAITING + 1,)
