from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from frazil.catalog.records import ACCOUNT_ID, Database, Record, Schema, Table, TableKind, Task
from frazil.catalog.snapshot import Delete, Put, Snapshot
from frazil.commands.lifetimes import drop, forget, is_expired, purge, restore, session_tables, tables_in
from frazil.core.ids import ObjectId, SessionId
from frazil.engine.mapping import drop_table_sql
from tests.unit.commands.world import NOW, PUBLIC_SCHEMA, SHOOK, record

DATABASE = ObjectId(SHOOK)


def account(*more: Record) -> Snapshot:
    return Snapshot.of(
        [
            record(Database, SHOOK, ACCOUNT_ID, "SHOOK"),
            record(Schema, PUBLIC_SCHEMA, SHOOK, "PUBLIC"),
            record(Table, 2001, PUBLIC_SCHEMA, "T"),
            record(Table, 2002, PUBLIC_SCHEMA, "S", kind=TableKind.TEMPORARY, session_id=SessionId(7)),
            record(Task, 2003, PUBLIC_SCHEMA, "JOB", definition="select 1", started=True),
            *more,
        ]
    )


def test_a_schema_takes_what_is_in_it_along_and_brings_it_back() -> None:
    before = account()
    removal = drop(before, before.fetch(Schema, PUBLIC_SCHEMA), NOW)
    after = before.apply(removal.changes)
    assert after.find(Schema, DATABASE, "PUBLIC") is None
    assert [change.record.id for change in removal.changes if isinstance(change, Delete)] == [2002]
    assert removal.storage == [*drop_table_sql(ObjectId(2002))]
    dropped = after.dropped(Schema, DATABASE, "PUBLIC")
    assert dropped is not None
    back = after.apply(restore(after, dropped, NOW))
    assert back.find(Table, PUBLIC_SCHEMA, "T") == before.find(Table, PUBLIC_SCHEMA, "T")
    task = back.find(Task, PUBLIC_SCHEMA, "JOB")
    assert task is not None
    assert not task.started
    assert task.last_suspended_reason == "SCHEMA_OR_DATABASE_DELETED"


def test_what_was_dropped_before_its_container_stays_dropped() -> None:
    early = record(Table, 2004, PUBLIC_SCHEMA, "EARLY", dropped_on=NOW - timedelta(hours=1))
    before = account(early)
    after = before.apply(drop(before, before.fetch(Schema, PUBLIC_SCHEMA), NOW).changes)
    back = after.apply(restore(after, after.fetch(Schema, PUBLIC_SCHEMA), NOW))
    assert back.find(Table, PUBLIC_SCHEMA, "EARLY") is None
    assert back.objects[ObjectId(2004)] == early


def test_of_two_with_one_name_and_time_the_last_comes_back() -> None:
    twins = [record(Table, number, PUBLIC_SCHEMA, "TWIN", dropped_on=NOW) for number in (2004, 2005)]
    before = account(*twins)
    after = before.apply(drop(before, before.fetch(Schema, PUBLIC_SCHEMA), NOW).changes)
    changes = restore(after, after.fetch(Schema, PUBLIC_SCHEMA), NOW)
    assert [change.record.id for change in changes if change.record.name == "TWIN"] == [2005]


def test_without_retention_nothing_is_kept() -> None:
    short = record(Table, 2004, PUBLIC_SCHEMA, "SHORT", retention_days=0)
    removal = drop(account(short), short, NOW)
    assert removal.changes == [Delete(short)]
    assert removal.storage == [*drop_table_sql(ObjectId(2004))]


def test_purging_takes_what_is_beyond_its_retention_and_leaves_the_rest() -> None:
    old = record(Table, 2004, PUBLIC_SCHEMA, "OLD", dropped_on=NOW - timedelta(days=1))
    kept = record(Table, 2005, PUBLIC_SCHEMA, "KEPT", dropped_on=NOW - timedelta(days=1), retention_days=2)
    assert is_expired(old, NOW)
    assert not is_expired(kept, NOW)
    removal = purge(account(old, kept), NOW)
    assert removal.changes == [Delete(old)]
    assert removal.storage == [*drop_table_sql(ObjectId(2004))]


def test_purging_waits_for_the_container_that_may_come_back() -> None:
    before = account()
    dropped = before.apply(drop(before, before.fetch(Schema, PUBLIC_SCHEMA), NOW).changes)
    long_lived = dropped.apply([Put(replace(dropped.fetch(Schema, PUBLIC_SCHEMA), retention_days=90))])
    assert purge(long_lived, NOW + timedelta(days=30)).changes == []
    gone = purge(long_lived, NOW + timedelta(days=90))
    assert {change.record.id for change in gone.changes} == {PUBLIC_SCHEMA, 2001, 2003}


def test_forgetting_a_container_removes_the_storage_of_all_in_it() -> None:
    snapshot = account(record(Table, 2004, PUBLIC_SCHEMA, "OLD", dropped_on=NOW))
    removal = forget(snapshot, snapshot.objects[SHOOK])
    assert {change.record.id for change in removal.changes} == {SHOOK, PUBLIC_SCHEMA, 2001, 2002, 2003, 2004}
    gone = [text for number in (2001, 2002, 2004) for text in drop_table_sql(ObjectId(number))]
    assert sorted(removal.storage) == sorted(gone)


def test_a_session_leaves_its_tables_and_no_others() -> None:
    snapshot = account()
    assert [change.record.id for change in session_tables(snapshot, SessionId(7)).changes] == [2002]
    assert session_tables(snapshot, SessionId(8)).changes == []
    assert tables_in(snapshot, snapshot.objects[PUBLIC_SCHEMA]) == [2001, 2002]
