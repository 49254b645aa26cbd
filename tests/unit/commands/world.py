"""A small account in memory, and a session that runs statements in it: no store, no threads.

SHOOK is a database with schemas PUBLIC and LAB; role ANALYST sees only LAB.
"""

from __future__ import annotations

import datetime
import itertools
from dataclasses import replace
from typing import Any, cast

from frazil.catalog.records import (
    ACCOUNT_ID,
    Column,
    Database,
    PrivilegeGrant,
    Record,
    Role,
    RoleGrant,
    Schema,
    Table,
    TableKind,
    Task,
    User,
    View,
    ViewColumn,
)
from frazil.catalog.snapshot import Catalog
from frazil.commands import load_handlers
from frazil.commands.context import Context, Services, SessionState
from frazil.commands.first_start import ACCOUNTADMIN, ADMIN, SYSADMIN, first_records
from frazil.commands.parameters import inherited_values
from frazil.commands.registry import HANDLERS
from frazil.commands.relations import CommandRelations
from frazil.commands.results import Result, Rows, Status
from frazil.core.clock import VirtualClock
from frazil.core.config import Settings
from frazil.core.ids import ColumnId, ObjectId, QueryId, SessionId
from frazil.core.types import VARCHAR, number
from frazil.engine.cancel import Canceller
from frazil.security.oauth import OAuthTokens
from frazil.sql.binder.environment import Environment, SessionFacts
from frazil.sql.parser import parse

NOW = datetime.datetime(2026, 1, 2, 3, 4, 5, tzinfo=datetime.UTC)
SHOOK = ObjectId(1001)
PUBLIC_SCHEMA = ObjectId(1002)
LAB = ObjectId(1003)
ANALYST = ObjectId(1010)
EVE = ObjectId(1011)

load_handlers()


def record(made: type[Any], number_: int, parent: ObjectId, name: str, /, **more: object) -> Any:
    more = {"owner_id": SYSADMIN, **more}
    return made(id=ObjectId(number_), parent_id=parent, name=name, created_on=NOW, altered_on=NOW, **more)


def column(number_: int, name: str, **more: Any) -> Column:
    more = {"type": number(), "storage": "BIGINT", **more}
    return Column(id=ColumnId(number_), name=name, **more)


def records() -> list[Record]:
    return [
        *first_records("FRAZIL", None, NOW),
        record(Database, SHOOK, ACCOUNT_ID, "SHOOK", comment="a database"),
        record(Schema, PUBLIC_SCHEMA, SHOOK, "PUBLIC"),
        record(Schema, LAB, SHOOK, "LAB"),
        record(
            Table,
            1020,
            PUBLIC_SCHEMA,
            "ORDERS",
            columns=(
                column(1, "ID", nullable=False),
                column(2, "note", type=VARCHAR, storage="VARCHAR", default="'none'", comment="free text"),
            ),
        ),
        record(Table, 1021, PUBLIC_SCHEMA, "ORDER_LINES", kind=TableKind.TRANSIENT, columns=(column(3, "ID"),)),
        record(
            View,
            1022,
            PUBLIC_SCHEMA,
            "V",
            text="create view v as select id from orders",
            query="select id from orders",
            columns=(ViewColumn(name="ID", type=number()),),
        ),
        record(Table, 1023, PUBLIC_SCHEMA, "MINE", session_id=SessionId(7), kind=TableKind.TEMPORARY),
        record(Table, 1024, PUBLIC_SCHEMA, "THEIRS", session_id=SessionId(8), kind=TableKind.TEMPORARY),
        record(Table, 1025, PUBLIC_SCHEMA, "GONE", dropped_on=NOW),
        record(Task, 1030, PUBLIC_SCHEMA, "ROOT", definition="select 1", schedule="5 MINUTES", warehouse="COMPUTE_WH"),
        record(Task, 1031, PUBLIC_SCHEMA, "CHILD", definition="select 2", predecessors=("ROOT",)),
        record(Task, 1032, PUBLIC_SCHEMA, "LAST", definition="select 3", finalizes="ROOT"),
        record(Role, ANALYST, ACCOUNT_ID, "ANALYST"),
        record(User, EVE, ACCOUNT_ID, "EVE", login_name="EVE", email="eve@example.org"),
        record(RoleGrant, 1040, ACCOUNT_ID, "", role_id=ANALYST, grantee_id=EVE),
        record(PrivilegeGrant, 1041, ACCOUNT_ID, "", privilege="USAGE", object_id=SHOOK, role_id=ANALYST),
        record(PrivilegeGrant, 1042, ACCOUNT_ID, "", privilege="USAGE", object_id=LAB, role_id=ANALYST),
    ]


class World:
    """One account and one session; ``run`` gives a statement's result, ``rows`` its rows as dictionaries."""

    def __init__(self, user: ObjectId = ADMIN, role: ObjectId = ACCOUNTADMIN, secondary: str = "ALL") -> None:
        self.clock = VirtualClock(NOW)
        self.catalog = Catalog(records(), first_id=2000)
        self.defaults = {"TIMEZONE": Settings().timezone}
        self.services = Services(
            oauth=OAuthTokens(itertools.repeat("key").__next__, self.clock),
            store=cast(Any, None),
            catalog=self.catalog,
            clock=self.clock,
            new_id=lambda: "id",
            account="FRAZIL",
            version="1.0",
            defaults=self.defaults,
        )
        snapshot = self.catalog.snapshot
        self.state = SessionState(
            id=SessionId(7),
            user=snapshot.fetch(User, user),
            user_name=snapshot.fetch(User, user).name,
            role_id=role,
            database="SHOOK",
            schema="PUBLIC",
            warehouse="COMPUTE_WH",
            secondary=secondary,
        )
        self.transaction: Any = None
        self.describe_only = False

    def context(self) -> Context:
        state, snapshot = self.state, self.catalog.snapshot
        inherited = inherited_values(snapshot, state.user, self.defaults)
        facts = SessionFacts(
            session_id=state.id,
            user=state.user_name,
            role_id=state.role_id,
            role=snapshot.fetch(Role, state.role_id).name,
            database=state.database,
            schema=state.schema,
            warehouse=state.warehouse,
            account="FRAZIL",
            parameters={**inherited, **state.parameters},
            variables=state.variables,
            last_query_ids=state.query_ids,
        )
        environment = Environment(
            snapshot=snapshot,
            facts=facts,
            now=NOW,
            relations=CommandRelations(self.services, state),
            describe_only=self.describe_only,
        )
        return Context(
            services=self.services,
            state=state,
            environment=environment,
            transaction=self.transaction,
            canceller=Canceller(),
            query_id=QueryId("q"),
        )

    def run(self, text: str) -> Result:
        statement = parse(text)
        context = self.context()
        result = HANDLERS[type(statement)].handler(statement, context)
        assert context.authorized
        return result

    def rows(self, text: str) -> list[dict[str, object]]:
        result = self.run(text)
        assert isinstance(result, Rows)
        names = [each.name for each in result.columns]
        return [dict(zip(names, row, strict=True)) for row in result.rows]

    def names(self, text: str, name: str = "name") -> list[object]:
        return [row[name] for row in self.rows(text)]

    def say(self, text: str) -> str:
        result = self.run(text)
        assert isinstance(result, Status)
        return result.text

    def change(self, number_: int, **fields: object) -> None:
        from frazil.catalog.snapshot import Put

        self.catalog.publish([Put(replace(self.catalog.snapshot.objects[ObjectId(number_)], **fields))])


class CountingTransaction:
    """Answers the row counts that SHOW TABLES asks for: every table has three rows."""

    def read(self, sql: str, reads: frozenset[ObjectId], canceller: object, **more: object) -> Any:
        import contextlib

        import pyarrow as pa

        class Reader(contextlib.AbstractContextManager[Any]):
            def __exit__(self, *args: object) -> None:
                return None

            def read_all(self) -> pa.Table:
                return pa.table({"i": [int(each) for each in reads], "n": [3] * len(reads)})

        return Reader()


def analyst() -> World:
    return World(user=EVE, role=ANALYST)
