"""What a handler may use: the session's state, one consistent snapshot, its transaction, the services.

A handler binds names, says with ``authorize`` that every privilege is there, and acts.  Changes of the catalog go
through ``define``: rows and storage are written in the statement's transaction, the new snapshot is published after
its commit.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

from frazil.catalog.future import with_future_grants
from frazil.catalog.records import Record, Role, User
from frazil.catalog.snapshot import Catalog, Change, Snapshot
from frazil.commands.plans import Plan, Plans, Request
from frazil.core.clock import Clock
from frazil.core.ids import IdSource, ObjectId, QueryId, SessionId
from frazil.core.names import QualifiedName
from frazil.engine.cancel import Canceller
from frazil.engine.locks import LockMode
from frazil.engine.store import Store
from frazil.engine.transactions import Transaction
from frazil.security.oauth import OAuthTokens
from frazil.security.privileges import Need, active_roles, check
from frazil.sql.binder.environment import Environment, Scope
from frazil.tasks.context import TaskContext

CATALOG_LOCK = ("catalog",)
"""Held exclusively from the checks of a DDL statement to its publication: names stay free or taken meanwhile."""


@dataclass(slots=True, kw_only=True)
class SessionState:
    """The mutable state of one session; only its own statements change it, one at a time.

    ``role_id`` is the primary role.  ``secondary``: "ALL", "NONE", or a comma-separated list of names.
    ``parameters`` holds what ALTER SESSION and the login set; ``variables`` the session variables.
    ``transaction`` is the open explicit transaction.  ``task`` is the context of the task run whose session
    this is.  ``query_ids`` are those of the last queries, newest last, for LAST_QUERY_ID().  ``client`` is the driver
    that logged in, with its version, and ``address`` where from; both are empty for sessions of the server's own.
    ``restricted``: the login's token is for the primary role alone.  ``token_id`` is that of a programmatic access
    token.
    """

    id: SessionId
    user: User | None
    user_name: str
    role_id: ObjectId
    database: str | None = None
    schema: str | None = None
    warehouse: str | None = None
    secondary: str = "ALL"
    parameters: dict[str, object] = field(default_factory=dict)
    variables: dict[str, object] = field(default_factory=dict)
    transaction: Transaction | None = None
    restricted: bool = False
    token_id: ObjectId | None = None
    task: TaskContext | None = None
    query_ids: list[QueryId] = field(default_factory=list)
    client: str = ""
    address: str = ""
    statement_lock: threading.Lock = field(default_factory=threading.Lock)


class TaskService(Protocol):
    """What commands on tasks ask of the scheduler; see ``tasks/scheduler.py``."""

    def execute(self, root_id: ObjectId, config: str | None, user: str) -> None:
        """Create a graph run, durable when this returns; raise what the situation forbids."""
        ...

    def refresh(self) -> None:
        """Look at the catalog again: tasks were resumed, suspended, changed or dropped."""
        ...


@dataclass(slots=True, kw_only=True)
class Services:
    """The parts of the server that handlers use; put together in ``app/build.py``.

    ``passes_suspended``: how new graph versions read the rule for suspended predecessors (``GraphVersion``).
    """

    store: Store
    catalog: Catalog
    clock: Clock
    new_id: IdSource
    oauth: OAuthTokens
    account: str
    version: str
    tasks: Any = None
    sessions: Any = None
    query_log: Any = None
    login_log: Any = None
    run_log: Any = None
    results: Any = None
    bind_stages: Any = None
    plans: Plans = field(default_factory=Plans)
    defaults: Mapping[str, object] = field(default_factory=dict)
    passes_suspended: bool = False


@dataclass(slots=True, kw_only=True)
class Context:
    """The circumstances of one statement.

    ``request`` is its text as the plan cache sees it, None if it is not for the cache; ``plan`` the kept plan that
    serves it.  ``tags``: values of tags for the object that the statement creates,
    ``column_tags`` for columns of it by name.
    """

    services: Services
    state: SessionState
    environment: Environment
    transaction: Transaction
    canceller: Canceller
    query_id: QueryId
    authorized: bool = False
    plan: tuple[Plan, Request] | None = None
    request: Request | None = None
    tags: list[tuple[QualifiedName, str]] = field(default_factory=list)
    column_tags: dict[str, tuple[tuple[QualifiedName, str], ...]] = field(default_factory=dict)
    changes: list[Change] = field(default_factory=list)
    storage: list[str] = field(default_factory=list)
    after_commit: list[Callable[[], None]] = field(default_factory=list)

    @property
    def snapshot(self) -> Snapshot:
        """Return the catalog as this statement sees it."""
        return self.environment.snapshot

    @property
    def now(self) -> datetime:
        """Return the statement's start."""
        return self.environment.now

    @property
    def role(self) -> Role:
        """Return the primary role: the owner of what the statement creates."""
        return self.snapshot.fetch(Role, self.state.role_id)

    def scope(self) -> Scope:
        """Return an empty scope, to bind an expression that sees no columns."""
        return Scope(self.environment)

    def roles(self) -> frozenset[ObjectId]:
        """Return every role in force: primary, secondary and what they inherit."""
        return roles_in_force(self.snapshot, self.state)

    def need(
        self,
        privilege: str,
        record: Record,
        shown: str,
        *,
        any_of: tuple[str, ...] = (),
        reveal: bool = False,
        word: str = "",
    ) -> None:
        """Record a privilege that the statement needs; ``word``: what it calls the object."""
        self.environment.needs.append(
            Need(
                privilege=privilege,
                object_id=record.id,
                family=record.family,
                shown=shown,
                any_of=any_of,
                reveal=reveal,
                word=word,
            )
        )

    def authorize(self) -> None:
        """Check every privilege recorded so far; call it before acting, also when nothing is needed."""
        check(self.snapshot, self.roles(), self.environment.needs)
        self.authorized = True

    def enter_catalog(self) -> None:
        """Take the catalog's lock and look at the newest snapshot: what is checked now holds until the commit."""
        self.transaction.lock({CATALOG_LOCK: LockMode.EXCLUSIVE}, self.canceller)
        self.environment.snapshot = self.services.catalog.snapshot

    def define(self, changes: Sequence[Change], storage: Sequence[str] = ()) -> None:
        """Queue catalog changes, with the future grants on new objects, and storage statements for the commit."""
        self.changes.extend(with_future_grants(self.snapshot, changes, self.new_object_id, self.now))
        self.storage.extend(storage)

    def new_object_id(self) -> ObjectId:
        """Return an id for a new object."""
        return self.services.catalog.new_object_id()


def roles_in_force(snapshot: Snapshot, state: SessionState) -> frozenset[ObjectId]:
    """Return every role in force in a session: primary, secondary and what they inherit."""
    return active_roles(snapshot, state.user, state.role_id, state.secondary)
