"""What a tracked table remembers, under statements of all kinds by chance: the net change between any two commits."""

from __future__ import annotations

from pathlib import Path

import pytest

from frazil.catalog.records import Table
from frazil.engine.tracking import changes_sql, newest_commit_sql
from tests.fault.chance import Chance
from tests.golden.scripts import Block, Server

Rows = dict[int, tuple[int, int]]
SETUP = """create database d; create table t (k int, v int) change_tracking = true;
create table s (k int, v int); insert into s values (1, 0), (2, 0), (3, 0), (4, 0), (11, 0), (12, 0)"""


class Statements:
    """Statements on ``t`` whose updates never give a row a value that it had before."""

    def __init__(self, seed: int) -> None:
        self._chance = Chance(seed)
        self._fresh = 0

    def transaction(self) -> list[str]:
        statements = [self.statement() for _ in range(self._chance.pick((1, 1, 2, 3, 4)))]
        if len(statements) == 1 and self._chance.below(2):
            return statements
        return ["begin", *statements, self._chance.pick(("commit", "commit", "rollback"))]

    def statement(self) -> str:
        self._fresh += 1000
        key = self._chance.below(15)
        condition = self._chance.pick((f"k = {key}", f"k < {key}", f"v % 3 = {key % 3}", "random() % 2 = 0"))
        return self._chance.pick(
            (
                f"insert into t values ({key}, {self._fresh}), ({key + 1}, {self._fresh})",
                f"insert into t select k, v + {self._fresh} from t where {condition}",
                f"update t set v = v + {self._fresh} where {condition}",
                f"update t set v = t.v + {self._fresh} from s where s.k = t.k",
                f"delete from t where {condition}",
                "delete from t using s where s.k = t.k and s.k > 10",
                f"merge into t using (select k, v from s where k < {key}) s on t.k = s.k and t.v % 5 = 0 "
                f"when matched and t.k = 1 then delete when matched then update set v = t.v + {self._fresh} "
                f"when not matched then insert values (s.k, {self._fresh})",
                f"insert into t values ({key}, 1), (1, 1 / (1 - 1))",
                f"insert overwrite into t select k + 1, v + {self._fresh} from t where k < {key}",
            )
        )


@pytest.mark.parametrize("seed", range(4))
def test_changes_are_the_difference_between_two_commits(seed: int, tmp_path: Path) -> None:
    statements = Statements(seed)
    with Server(tmp_path / "data") as server:
        server.run(Block(1, SETUP, None))
        states = [state_of(server)]
        for _ in range(30):
            for statement in statements.transaction():
                server.run(Block(1, statement, None))
            states.append(state_of(server))
        for since, before in states:
            after = states[-1][1]
            assert changes_since(server, since) == difference(before, after), f"since commit {since}"
        server.run(Block(1, "restart", None))
        assert state_of(server) == states[-1]


def test_numbers_go_on_behind_those_that_are_forgotten(tmp_path: Path) -> None:
    with Server(tmp_path / "data") as server:
        for text in (
            "create database d; create table other (i int) change_tracking = true",
            "create table t (k int, v int) change_tracking = true",
            "begin; insert into other values (1)",
            "session b",
            "use schema d.public; insert into t values (1, 1), (2, 2)",  # the later transaction, committed first
            "session a",
            "commit",
            "advance 20 days",
            "restart",
            "use schema d.public; update t set v = v + 100",
        ):
            server.run(Block(1, text, None))
        since, rows = state_of(server)
        server.run(Block(1, "delete from t where k = 1", None))
        assert changes_since(server, since) == difference(rows, state_of(server)[1])
        table = table_of(server)
        assert len(server.service.services.store.rows(f"SELECT _rid FROM data.l{table.id}")) == 3


def table_of(server: Server) -> Table:
    tables = server.service.services.catalog.snapshot.all(Table)
    return next(table for table in tables if table.name == "T")


def state_of(server: Server) -> tuple[int, Rows]:
    """Return the number of the newest commit, and the rows by their numbers."""
    table, store = table_of(server), server.service.services.store
    key, value = table.columns
    rows = store.rows(f"SELECT _rid, c{key.id}, c{value.id} FROM data.t{table.id}")
    assert len({rid for rid, *_ in rows}) == len(rows)
    return store.rows(newest_commit_sql())[0][0], {rid: (k, v) for rid, k, v in rows}


def changes_since(server: Server, since: int) -> list[tuple[int, str, bool, int, int]]:
    rows = server.service.services.store.rows(changes_sql(table_of(server), since))
    return sorted((rid, action, is_update, k, v) for k, v, action, is_update, rid in rows)


def difference(before: Rows, after: Rows) -> list[tuple[int, str, bool, int, int]]:
    found = []
    for rid in before.keys() | after.keys():
        if before.get(rid) == after.get(rid):
            continue
        update = rid in before and rid in after
        if rid in before:
            found.append((rid, "DELETE", update, *before[rid]))
        if rid in after:
            found.append((rid, "INSERT", update, *after[rid]))
    return sorted(found)
