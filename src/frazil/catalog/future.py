"""Grants on what will be made: which privileges a new object of a schema or database comes with.

What a schema says of a kind of object hides what its database says of that kind, as in Snowflake.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime

from frazil.catalog.records import (
    ACCOUNT_ID,
    Database,
    Family,
    FutureGrant,
    PrivilegeGrant,
    Record,
    Relation,
    Schema,
)
from frazil.catalog.snapshot import Change, Put, Snapshot
from frazil.core.ids import ObjectId

OWNERSHIP = "OWNERSHIP"


def with_future_grants(
    snapshot: Snapshot, changes: Sequence[Change], new_id: Callable[[], ObjectId], now: datetime
) -> list[Change]:
    """Return changes with what new objects among them are granted by the future grants of their containers."""
    found: list[Change] = []
    for change in changes:
        record = change.record
        if not isinstance(change, Put) or record.id in snapshot.objects or record.owner_id is None:
            found.append(change)
            continue
        grants = list(_grants_for(snapshot, record))
        owner = next((grant.role_id for grant in grants if grant.privilege == OWNERSHIP), record.owner_id)
        found.append(Put(replace(record, owner_id=owner)))
        found.extend(
            Put(
                PrivilegeGrant(
                    id=new_id(),
                    parent_id=ACCOUNT_ID,
                    name="",
                    created_on=now,
                    altered_on=now,
                    privilege=grant.privilege,
                    object_id=record.id,
                    role_id=grant.role_id,
                    grant_option=grant.grant_option,
                    granted_by=owner,
                )
            )
            for grant in grants
            if grant.privilege != OWNERSHIP
        )
    return found


def _grants_for(snapshot: Snapshot, record: Record) -> Iterator[FutureGrant]:
    """Yield the future grants that a new object meets."""
    if isinstance(record, Relation) and record.session_id is not None:
        return
    container = snapshot.objects.get(record.parent_id)
    while isinstance(container, Schema | Database):
        told = [each for each in snapshot.children(FutureGrant, container.id) if each.on is record.family]
        if told:
            yield from told
            return
        container = snapshot.objects.get(container.parent_id)


def future_name(family: Family, privilege: str, role_id: ObjectId) -> str:
    """Return the name that tells a future grant from others of its container."""
    return f"{family.value}/{privilege}/{role_id}"
