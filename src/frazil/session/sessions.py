"""All sessions: logins, tokens, expiry."""

from __future__ import annotations

import hashlib
import itertools
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from frazil.catalog.records import ACCOUNT_ID, Role, User, Warehouse
from frazil.commands.context import Services, SessionState
from frazil.commands.parameters import parse_known
from frazil.commands.retention import drop_session_tables
from frazil.core.clock import Clock
from frazil.core.errors import UserError
from frazil.core.executor import Executor
from frazil.core.ids import ObjectId, QueryId, SessionId
from frazil.core.login_errors import (
    MasterTokenExpiredError,
    MustAuthenticateError,
    OAuthRoleError,
    RoleNotGrantedError,
    SessionExpiredError,
    SessionGoneError,
)
from frazil.core.names import parse_identifier
from frazil.security.privileges import roles_of_user
from frazil.session.authentication import Authentication, Identity, Refused
from frazil.session.executions import Execution
from frazil.session.inherited import InheritedParameters
from frazil.session.login_records import Ending, LoginRecords
from frazil.session.requests import Login, Outcome, Tokens
from frazil.session.results import Owner
from frazil.session.session import Session
from frazil.session.timers import Timers

_SWEEP_SECONDS = 30.0
_KEPT_PAIRS = 8
_NEVER = datetime.max.replace(tzinfo=UTC)

__all__ = ["Session", "Sessions", "Tokens"]


@dataclass(slots=True)
class _Entry:
    """A session; ``lasting``: it is one of those that SESSIONS lists."""

    session: Session
    master_until: datetime
    last_used: datetime
    pairs: list[_Pair]
    lasting: bool


@dataclass(slots=True)
class _Pair:
    """The tokens that one login or renewal gave."""

    entry: _Entry
    session_digest: bytes
    master_digest: bytes
    session_until: datetime


class Sessions:
    """The sessions of the server; tokens are kept as digests only.

    ``clock`` and ``timers`` are the machine's: clients live by them, whatever time the tasks have.  ``task_timers`` go
    by the tasks' time.
    """

    def __init__(
        self,
        services: Services,
        executor: Executor,
        timers: Timers,
        *,
        clock: Clock,
        task_timers: Timers,
        new_token: Callable[[], str],
        session_seconds: int,
        master_seconds: int,
        idle_transaction_seconds: int,
    ) -> None:
        self._services = services
        self._executor = executor
        self._timers = timers
        self._clock = clock
        self._task_timers = task_timers
        self._authentication = Authentication(services, clock)
        self._records = LoginRecords(services.login_log, services.clock)
        self._inherited = InheritedParameters(services.catalog, services.defaults)
        self._new_token = new_token
        self._session_seconds = session_seconds
        self._master_seconds = master_seconds
        self._idle_transaction_seconds = idle_transaction_seconds
        self._mutex = threading.Lock()
        self._by_id: dict[SessionId, _Entry] = {}
        self._by_session_token: dict[bytes, _Pair] = {}
        self._by_master_token: dict[bytes, _Pair] = {}
        start = int(clock.now().timestamp() * 1000)
        self._ids = itertools.count(start * 100)
        timers.after(_SWEEP_SECONDS, self._sweep)

    # ------------------------------------------------------------ logins and tokens

    def login(self, login: Login) -> tuple[Session, Tokens]:
        """Return a new session for a password or a token.

        Raises what ``Authentication.identify`` does, and RoleNotGrantedError or OAuthRoleError for a role that cannot
        be had.  A database, schema or warehouse that does not exist is no error.
        """
        session = self._connect(login, lasting=True)
        return session, self._issue(session)

    def connect(self, login: Login) -> Session:
        """Return a new session that has no tokens: whoever opens it ends it with ``logout``.  Raises like ``login``."""
        return self._connect(login, lasting=False)

    def _connect(self, login: Login, *, lasting: bool) -> Session:
        identity = self.identify(login)
        try:
            state = self._state(identity, login)
        except UserError as error:
            self._records.refused(login, Refused(error, identity.factor, identity.user))
            raise
        state.client = f"{login.client_app} {login.client_version}".strip()
        state.address = login.address
        session = self.open(state)
        entry = _Entry(session=session, master_until=_NEVER, last_used=self._clock.now(), pairs=[], lasting=lasting)
        with self._mutex:
            self._by_id[session.id] = entry
        self._records.opened(login, identity, session.id if lasting else None)
        return session

    def open(self, state: SessionState) -> Session:
        """Return a session without tokens: for a login in the making, and for runs of tasks."""
        timers = self._timers if state.task is None else self._task_timers
        return Session(self._services, self._executor, timers, self._inherited, state)

    def new_state(self, user: User | None, user_name: str, role_id: ObjectId) -> SessionState:
        """Return the state of a new session."""
        return SessionState(id=SessionId(next(self._ids)), user=user, user_name=user_name, role_id=role_id)

    def authenticate(self, session_token: str) -> Session:
        """Return the session of a token; raises SessionExpiredError, SessionGoneError or MustAuthenticateError."""
        pair = self._by_session_token.get(_digest(session_token))
        if pair is None:
            raise MustAuthenticateError("The session is invalid: you must log in again.")
        now = self._clock.now()
        if now >= pair.entry.master_until or not self._may_go_on(pair.entry.session):
            raise SessionGoneError("Session no longer exists.  New login required to access the service.")
        if now >= pair.session_until:
            raise SessionExpiredError("Authentication token has expired.  The user must authenticate again.")
        pair.entry.last_used = now
        return pair.entry.session

    def renew(self, master_token: str, old_session_token: str) -> Tokens:
        """Return new tokens for a session whose token has expired.

        The old ones stay what they were, for requests of other threads that are on their way with them: good, or
        expired, but never unknown.
        """
        pair = self._by_master_token.get(_digest(master_token))
        if pair is None:
            raise MustAuthenticateError("The session is invalid: you must log in again.")
        if self._clock.now() >= pair.entry.master_until or not self._may_go_on(pair.entry.session):
            raise MasterTokenExpiredError("Authentication token has expired.  The user must authenticate again.")
        return self._issue(pair.entry.session)

    def heartbeat(self, session: Session) -> None:
        """Keep a session alive."""
        entry = self._by_id.get(session.id)
        if entry is not None:
            now = self._clock.now()
            entry.last_used = now
            entry.master_until = now + timedelta(seconds=self._master_seconds)

    def logout(self, session: Session, ending: Ending = Ending.LOGOUT) -> None:
        """End a session: its statements are cancelled, its transaction rolled back, its temporary tables dropped."""
        with self._mutex:
            entry = self._by_id.pop(session.id, None)
            if entry is not None:
                for pair in entry.pairs:
                    self._forget(pair)
        if entry is not None and entry.lasting:
            self._records.ended(session.id, entry.last_used, ending)
        session.close()
        drop_session_tables(self._services, session.id)
        self._services.bind_stages.forget(session.id)

    def abort(self, session: Session) -> None:
        """End a session that somebody else wants to end."""
        self.logout(session, Ending.FORCED)

    def last_used(self) -> dict[SessionId, datetime]:
        """Return when each open session was last used, but for those of one statement."""
        with self._mutex:
            return {entry.session.id: entry.last_used for entry in self._by_id.values() if entry.lasting}

    def find(self, session_id: SessionId) -> Session | None:
        """Return a logged-in session by its number, or None."""
        entry = self._by_id.get(session_id)
        return entry.session if entry is not None else None

    def find_execution(self, session: Session, query_id: QueryId) -> Execution | None:
        """Return a statement by its query id: of a session, or of another of its user, which drivers ask for too."""
        asking = Owner.of(session.state)
        others = [other for other in self.all() if other is not session and asking.may_read(Owner.of(other.state))]
        found = (each.find_execution(query_id) for each in (session, *others))
        return next((execution for execution in found if execution is not None), None)

    def earlier(self, session: Session, query_id: QueryId) -> Outcome:
        """Return what a statement answered whose session has ended, as far as RESULT_SCAN finds it.

        Raises StatementNotFoundError where it does not.
        """
        kept = self._services.results.find(session.state, query_id)
        return Outcome(
            query_id=query_id,
            columns=kept.columns,
            data=kept.data,
            statement_type_id=kept.statement_type_id,
            context=session.context,
        )

    def all(self) -> list[Session]:
        """Return every logged-in session."""
        with self._mutex:
            return [entry.session for entry in self._by_id.values()]

    def close(self) -> None:
        """End every session: the server stops."""
        for session in self.all():
            self.logout(session, Ending.SERVER_STOPPED)

    # ------------------------------------------------------------ inside

    def _may_go_on(self, session: Session) -> bool:
        """Say whether the session's user still exists and is not disabled, and its token was not taken back."""
        state = session.state
        role_id = state.role_id if state.restricted else None
        return self._authentication.may_go_on(Identity(user=state.user, role_id=role_id, token_id=state.token_id))

    def _why_over(self, entry: _Entry, now: datetime) -> Ending | None:
        """Return why a session ends by itself now, None if it does not."""
        if not self._may_go_on(entry.session):
            user = entry.session.state.user
            gone = user is not None and self._services.catalog.snapshot.get(User, user.id) is None
            return Ending.USER_DROPPED if gone else Ending.FORCED
        return Ending.ABANDONED if now >= entry.master_until else None

    def identify(self, login: Login) -> Identity:
        """Return who a login proves to be; raises what is in the Refused of ``Authentication.identify``."""
        try:
            return self._authentication.identify(login)
        except Refused as refused:
            self._records.refused(login, refused)
            raise refused.error from None

    def _state(self, identity: Identity, login: Login) -> SessionState:
        snapshot, user = self._services.catalog.snapshot, identity.user
        state = self.new_state(user, identity.user_name, self._role(identity, login).id)
        state.restricted, state.token_id = identity.role_id is not None, identity.token_id
        namespace = [parse_identifier(part) for part in user.default_namespace.split(".") if part] if user else []
        database = parse_identifier(login.database) if login.database else (namespace[0] if namespace else None)
        if database is not None and snapshot.database(database) is not None:
            state.database = database
            schema = parse_identifier(login.schema) if login.schema else "PUBLIC"
            if snapshot.schema(database, schema) is not None:
                state.schema = schema
        warehouse = parse_identifier(login.warehouse) if login.warehouse else user.default_warehouse if user else ""
        if warehouse and snapshot.find(Warehouse, ACCOUNT_ID, warehouse) is not None:
            state.warehouse = warehouse
        state.parameters = dict(parse_known(login.parameters))
        state.secondary = user.default_secondary_roles if user and not state.restricted else "NONE"
        return state

    def _role(self, identity: Identity, login: Login) -> Role:
        """Return the primary role of a new session; raises for one that was asked for and cannot be had."""
        snapshot = self._services.catalog.snapshot
        wanted = parse_identifier(login.role) if login.role else None
        if identity.role_id is not None:
            only = snapshot.fetch(Role, identity.role_id)
            if wanted is None or wanted == only.name:
                return only
            raise _not_granted(wanted) if identity.token_id is not None else _not_listed(wanted)
        assert identity.user is not None
        granted = roles_of_user(snapshot, identity.user)
        role = snapshot.role(wanted if wanted is not None else identity.user.default_role)
        if role is None or role.id not in granted:
            if wanted is not None:
                raise _not_granted(wanted)
            role = snapshot.role("PUBLIC")
        assert role is not None
        return role

    def _issue(self, session: Session) -> Tokens:
        tokens = Tokens(
            session_token=self._new_token(),
            master_token=self._new_token(),
            session_validity_seconds=self._session_seconds,
            master_validity_seconds=self._master_seconds,
        )
        now = self._clock.now()
        master_until = now + timedelta(seconds=self._master_seconds)
        with self._mutex:
            entry = self._by_id.get(session.id)
            if entry is None:  # logged out meanwhile
                raise SessionGoneError("Session no longer exists.  New login required to access the service.")
            entry.master_until, entry.last_used = master_until, now
            pair = _Pair(
                entry=entry,
                session_digest=_digest(tokens.session_token),
                master_digest=_digest(tokens.master_token),
                session_until=now + timedelta(seconds=self._session_seconds),
            )
            entry.pairs.append(pair)
            if len(entry.pairs) > _KEPT_PAIRS:
                self._forget(entry.pairs.pop(0))
            self._by_session_token[pair.session_digest] = pair
            self._by_master_token[pair.master_digest] = pair
        return tokens

    def _forget(self, pair: _Pair) -> None:
        self._by_session_token.pop(pair.session_digest, None)
        self._by_master_token.pop(pair.master_digest, None)

    def _sweep(self) -> None:
        """End what has expired, and come again whatever happens."""
        try:
            self._end_expired(self._clock.now())
        finally:
            self._timers.after(_SWEEP_SECONDS, self._sweep)

    def _end_expired(self, now: datetime) -> None:
        """End expired sessions and roll back transactions that nobody used for too long."""
        with self._mutex:
            entries = list(self._by_id.values())
        for entry in entries:
            ending = self._why_over(entry, now)
            if ending is not None:
                self.logout(entry.session, ending)
                continue
            idle = (now - entry.last_used).total_seconds()
            transaction = entry.session.state.transaction
            is_idle = idle >= self._idle_transaction_seconds and not entry.session.is_busy
            if transaction is not None and is_idle:
                transaction.abort("The transaction was idle for too long and was rolled back")
        self._services.results.expire(self._services.clock.now())


def _not_granted(role: str) -> RoleNotGrantedError:
    return RoleNotGrantedError(
        f"Role '{role}' specified in the connect string is not granted to this user. Contact your local system "
        "administrator, or attempt to login with another role, e.g. PUBLIC."
    )


def _not_listed(role: str) -> OAuthRoleError:
    return OAuthRoleError(
        f"The role requested in the connection, or the default role if none was requested in the connection ('{role}'),"
        " is not listed in the Access Token or was filtered. Please specify another role, or contact your OAuth "
        "Authorization server administrator."
    )


def _digest(token: str) -> bytes:
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).digest()
