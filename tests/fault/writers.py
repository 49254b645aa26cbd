"""Clients that write, and know at every moment what the store may hold of theirs.

Each writer owns rows of one shared table, where it meets the others' locks, and tables of its own.  It keeps a copy of
what it owns, as acknowledged.  While a statement is under way there are two copies, one without and one with its whole
effect: after a crash the store must hold exactly one of them.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field

from tests.fault.chance import Chance
from tests.fault.client import Client, Refused, Row

DEADLOCK = "000625"
SETUP = (
    "create table shared (writer int, op int, part int, parts int, val int)",
    "create table load (a string)",
)
TORN = """select count(*) from (select count(*) c, max(parts) k, count(distinct val) v from shared group by writer, op)
where c <> k or v <> 1"""
"""How many operations of anybody are there in part."""

_BIG = "12345678901234567890123"
_MANY_ROWS = 60_000
_LOAD = 10_000


@dataclass(slots=True)
class Table:
    """A table of a writer's own: its columns and its rows, in order."""

    columns: tuple[str, ...]
    rows: list[Row]


@dataclass(slots=True)
class Owned:
    """What a writer owns: value and number of parts of each operation in the shared table, and tables by name."""

    shared: dict[int, tuple[int, int]] = field(default_factory=dict)
    tables: dict[str, Table] = field(default_factory=dict)
    dropped: dict[str, Table] = field(default_factory=dict)

    def copy(self) -> Owned:
        """Return another with the same content; rows are replaced, never changed, so they are shared."""
        tables = {name: Table(table.columns, table.rows) for name, table in self.tables.items()}
        return Owned(dict(self.shared), tables, dict(self.dropped))

    def same(self, other: Owned) -> bool:
        """Say whether both hold the same; what was dropped cannot be seen."""
        return self.shared == other.shared and self.tables == other.tables


Step = tuple[str, Callable[[Owned], object]]


class Loader:
    """A client that writes megabytes at a time, so that the log grows and checkpoints come while others write."""

    def __init__(self) -> None:
        self.acknowledged = 0
        self._loads = 0
        self._possible = {0}

    def work(self, client: Client) -> None:
        """Load without end, and begin anew now and then."""
        client.run("use schema faults.public")
        while True:
            text, after = "truncate table load", 0
            if self._loads < 12:
                text = f"insert into load select repeat('x', 400) from table(generator(rowcount => {_LOAD}))"
                after = self._loads + 1
            self._possible = {self._loads, after}
            client.run(text)
            self.acknowledged += 1
            self._loads = after
            self._possible = {after}
            threading.Event().wait(0.1)

    def settle(self, client: Client) -> None:
        """Compare what is stored with what may be, and go on from there."""
        client.run("use schema faults.public")
        rows = int(client.value("select count(*) from load where length(a) = 400") or 0)
        assert rows in {loads * _LOAD for loads in self._possible}, f"{rows} rows, not one of {self._possible} loads"
        self._loads = rows // _LOAD
        self._possible = {self._loads}


class Writer:
    """One thread's work: ``work`` until the server is gone, ``settle`` when it is back."""

    def __init__(self, number: int, chance: Chance) -> None:
        self.number = number
        self.acknowledged = 0
        self.unknown = 0
        self.kept = 0
        self._chance = chance
        self._ops = 0
        self._now = Owned()
        self._possible: list[Owned] = [self._now]

    # ------------------------------------------------------------ work

    def work(self, client: Client) -> None:
        """Write without end; Lost ends it, an error that should not be escapes."""
        client.run("use schema faults.public")
        while True:
            kind = self._chance.below(10)
            if kind < 3:
                self._transaction(client)
            elif kind < 6:
                self._alone(client, self._define())
            else:
                self._alone(client, self._change())

    def _alone(self, client: Client, step: Step) -> None:
        text, change = step
        after = self._now.copy()
        change(after)
        self._send(client, text, [after])

    def _transaction(self, client: Client) -> None:
        """Some statements that count together, or not at all."""
        client.run("begin")
        inside = self._now.copy()
        try:
            for _ in range(1 + self._chance.below(4)):
                text, change = self._change(inside)
                client.run(text)
                change(inside)
            end = self._chance.below(5)
            if end == 0:
                client.run("rollback")
            elif end == 1:
                # A definition commits what is open, and then itself.
                text, change = self._define(inside)
                both = inside.copy()
                change(both)
                self._send(client, text, [both, inside])
            else:
                self._send(client, "commit", [inside])
        except Refused as refused:
            if refused.code != DEADLOCK:
                raise
            client.run("rollback")

    def _send(self, client: Client, text: str, after: list[Owned]) -> None:
        self._possible = [self._now, *after]
        client.run(text)
        self.acknowledged += 1
        self._now = after[0]
        self._possible = [self._now]

    # ------------------------------------------------------------ steps

    def _change(self, now: Owned | None = None) -> Step:
        """Return a statement that changes rows: of the shared table, or of one of the writer's own."""
        now = now or self._now
        kind = self._chance.below(10)
        if kind < 4 or (not now.shared and not now.tables):
            return self._insert_parts()
        if kind < 7 and now.shared:
            op = self._chance.pick(sorted(now.shared))
            where = f"writer = {self.number} and op = {op}"
            value, parts = now.shared[op]
            if kind == 4 or len(now.shared) > 60:
                return f"delete from shared where {where}", lambda owned: owned.shared.pop(op)
            if kind == 5:
                merge = (
                    f"merge into shared using (select {op} as key) s on writer = {self.number} and op = s.key "
                    "when matched then update set val = val + 10"
                )
                return merge, lambda owned: owned.shared.update({op: (value + 10, parts)})
            return f"update shared set val = val + 1 where {where}", lambda o: o.shared.update({op: (value + 1, parts)})
        if not now.tables:
            return self._insert_parts()
        return self._change_own(self._chance.pick(sorted(now.tables)), now)

    def _insert_parts(self) -> Step:
        self._ops += 1
        op, parts = self._ops, 1 + self._chance.below(5)
        rows = ", ".join(f"({self.number}, {op}, {part}, {parts}, 0)" for part in range(parts))
        return f"insert into shared values {rows}", lambda owned: owned.shared.update({op: (0, parts)})

    def _change_own(self, name: str, now: Owned) -> Step:
        table = now.tables[name]
        kind = self._chance.below(6)
        if kind == 0 or len(table.rows) > 1000:
            return f"truncate table {name}", lambda owned: _put(owned, name, table.columns, [])
        if kind == 1:
            changed = [(row[0], "u", *row[2:]) for row in table.rows]
            return f"update {name} set b = 'u'", lambda owned: _put(owned, name, table.columns, changed)
        number = _BIG if kind == 2 else str(self._chance.below(1000))  # the big one needs a wider column
        rows = sorted([*table.rows, (number, "i", *(None for _ in table.columns[2:]))], key=repr)
        return (
            f"insert into {name} (a, b) values ({number}, 'i')",
            lambda owned: _put(owned, name, table.columns, rows),
        )

    def _define(self, now: Owned | None = None) -> Step:
        """Return a statement that makes or changes a table of the writer's own."""
        now = now or self._now
        kind = self._chance.below(9)
        names = sorted(now.tables)
        if kind < 4 and len(names) < 4 or not names:
            self._ops += 1
            name = f"W{self.number}T{self._ops}"
            if kind == 0:
                return f"create table {name} (a int, b string)", lambda owned: _put(owned, name, ("A", "B"), [])
            return self._filled(name, "")
        name = self._chance.pick(names)
        table = now.tables[name]
        gone = sorted(set(now.dropped) - set(names))
        if kind == 4:
            return self._filled(name, "or replace ")
        if kind == 5 and len(table.columns) < 5:
            self._ops += 1
            columns = (*table.columns, f"C{self._ops}")
            rows = [(*row, None) for row in table.rows]
            return f"alter table {name} add column {columns[-1]} int", lambda owned: _put(owned, name, columns, rows)
        if kind == 6:
            self._ops += 1
            new = f"W{self.number}T{self._ops}"
            return f"alter table {name} rename to {new}", lambda o: o.tables.update({new: o.tables.pop(name)})
        if kind == 7 and gone and len(names) < 4:
            back = self._chance.pick(gone)
            return f"undrop table {back}", lambda owned: owned.tables.update({back: owned.dropped.pop(back)})
        return f"drop table {name}", lambda owned: owned.dropped.update({name: owned.tables.pop(name)})

    def _filled(self, name: str, mode: str) -> Step:
        many = self._chance.below(12) == 0
        count = _MANY_ROWS if many else self._chance.below(40)
        text = f"create {mode}table {name} as select seq4() as a, 'x' as b from table(generator(rowcount => {count}))"
        rows: list[Row] = sorted(((str(number), "x") for number in range(count)), key=repr)

        def fill(owned: Owned) -> None:
            if name in owned.tables:
                owned.dropped[name] = owned.tables[name]
            _put(owned, name, ("A", "B"), rows)

        return text, fill

    # ------------------------------------------------------------ after a crash

    def settle(self, client: Client) -> None:
        """Compare what is stored with what may be, and go on from there."""
        found = self._stored(client)
        fits = [index for index, owned in enumerate(self._possible) if owned.same(found)]
        assert fits, self._difference(found)
        if len(self._possible) > 1:
            self.unknown += 1
            self.kept += fits[0] > 0
        self._now = self._possible[fits[0]]
        self._possible = [self._now]

    def _stored(self, client: Client) -> Owned:
        client.run("use schema faults.public")
        found = Owned()
        for op, value, parts in client.run(
            f"select op, max(val), count(*) from shared where writer = {self.number} group by op"
        ):
            found.shared[int(op or 0)] = (int(value or 0), int(parts or 0))
        columns, rows = client.table(f"show tables like 'W{self.number}T%'")
        at = columns.index("name")
        for row in rows:
            name = row[at]
            assert name is not None
            names, values = client.table(f"select * from {name}")
            found.tables[name] = Table(names, sorted(values, key=repr))
        return found

    def _difference(self, found: Owned) -> str:
        lines = [f"writer {self.number}: the store holds none of the {len(self._possible)} states that are possible"]
        for owned in self._possible:
            lines.append(f"  shared: {sorted(set(owned.shared.items()) ^ set(found.shared.items()))}")
            for name in sorted(owned.tables.keys() | found.tables.keys()):
                wanted, stored = owned.tables.get(name), found.tables.get(name)
                if wanted != stored:
                    lines.append(f"  {name}: expected {_shown(wanted)}, found {_shown(stored)}")
        return "\n".join(lines)


def _put(owned: Owned, name: str, columns: tuple[str, ...], rows: list[Row]) -> None:
    owned.tables[name] = Table(columns, rows)


def _shown(table: Table | None) -> str:
    return "nothing" if table is None else f"{table.columns} {len(table.rows)} rows {table.rows[:5]}"
