"""The composition root: settings in, a running service out.  The only place that knows every part."""

from __future__ import annotations

import os
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path

from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from frazil import __version__
from frazil.app.data_directory import first_password, hold
from frazil.app.housekeeping import Housekeeping
from frazil.app.tls import REFRESH_SECONDS, ServerTls
from frazil.catalog.records import Record
from frazil.catalog.snapshot import Catalog, Put
from frazil.commands import load_handlers
from frazil.commands.context import Services
from frazil.commands.first_start import first_records
from frazil.commands.parameters import server_defaults
from frazil.commands.task_suspension import suspend_for_errors
from frazil.core.clock import Clock, SystemClock
from frazil.core.config import Settings
from frazil.core.executor import Executor
from frazil.core.ids import random_secret, random_uuid
from frazil.core.log import Log
from frazil.engine.login_log import LoginLog
from frazil.engine.query_log import QueryLog
from frazil.engine.result_cache import ResultCache
from frazil.engine.results import ResultStore
from frazil.engine.run_log import RunLog
from frazil.engine.store import Store
from frazil.rest.handles import Handles
from frazil.rest.routes import Rest
from frazil.rest.routes import routes as rest_routes
from frazil.security.oauth import OAuthTokens
from frazil.security.passwords import hash_password
from frazil.session.bodies import TaskBodies
from frazil.session.results import Results
from frazil.session.sessions import Sessions
from frazil.session.timers import Timers
from frazil.sql.functions.macros import macro_statements
from frazil.sql.functions.native import NATIVE
from frazil.stages.bind_stages import BindStages
from frazil.tasks.scheduler import Scheduler
from frazil.tasks.store import TaskStore
from frazil.wire.endpoint import Wire
from frazil.wire.results import ResultShelf
from frazil.wire.routes import application

STORE_FILE = "store.duckdb"
ACCOUNT = "FRAZIL"
_STOP_SECONDS = 10.0

_log = Log("service")


class FrazilService:
    """The server without its socket; see ``app/server.py`` for the life around it."""

    def __init__(self, settings: Settings, *, clock: Clock | None = None, slots: int = 8) -> None:
        self.settings = settings
        self._clock = clock or SystemClock()
        self._slots = slots
        self._application: ASGIApp | None = None
        self._held = ExitStack()
        self.tls: ServerTls | None = None
        self.services: Services
        self.sessions: Sessions
        self.scheduler: Scheduler
        self.housekeeping: Housekeeping

    @property
    def application(self) -> ASGIApp:
        """Return the application to serve; it answers 503 until the service has started."""
        return self._serve

    def ready(self) -> bool:
        """Say whether statements can be run."""
        return self._application is not None

    def start(self) -> None:
        """Open the store, make the account on the first start, take up open graph runs, start the scheduler."""
        settings = self.settings
        self._lock = self._held.enter_context(hold(settings.data))
        self._executor = Executor(settings.slots)
        self._timers = Timers(SystemClock())
        self.task_timers = Timers(self._clock)
        if settings.protocol == "https":
            self.tls = ServerTls(settings, SystemClock())
            self._timers.after(REFRESH_SECONDS, self._refresh_tls)
        store = self._open_store(settings.data)
        catalog = self._load_catalog(store)
        defaults = server_defaults(settings)
        self._run_log = RunLog(store)
        self._query_log = QueryLog(store)
        self._login_log = LoginLog(store)
        results = ResultStore(
            settings.data / "results",
            quota_bytes=settings.result_quota,
            retention=timedelta(seconds=settings.result_retention_seconds),
        )
        self.services = Services(
            store=store,
            catalog=catalog,
            clock=self._clock,
            new_id=random_uuid,
            oauth=OAuthTokens(random_secret, SystemClock()),
            account=ACCOUNT,
            version=__version__,
            query_log=self._query_log,
            login_log=self._login_log,
            run_log=self._run_log,
            results=Results(results, ResultCache(results, store.commits)),
            bind_stages=BindStages(settings.data / "uploads", random_secret),
            defaults=defaults,
            passes_suspended=settings.suspended_predecessors == "pass-through",
        )
        load_handlers()
        self._start_sessions()
        self._start_tasks(store, catalog)
        self._application = self._make_application()

    def announce(self, host: str, port: int) -> None:
        """Write into the data directory where the server listens, for commands on the same machine."""
        self._lock.announce(host, port, self.tls.certificate if self.tls else None)

    def stop(self, *, patience_seconds: float = _STOP_SECONDS) -> None:
        """End sessions, stop the scheduler, end statements, write what is queued, close the store.

        Bodies that run for longer than ``patience_seconds`` are cancelled, as in a crash: the next start takes them up.
        """
        if self._application is None:
            self._held.close()
            return
        self._application = None
        self.sessions.close()  # first, since bodies may wait for locks that idle transactions hold
        self.scheduler.stop(patience_seconds)
        self._task_executor.shutdown(_STOP_SECONDS)  # bodies that were cancelled end before their store is closed
        self._executor.shutdown(_STOP_SECONDS)
        self._timers.close()
        self.task_timers.close()
        self._run_log.close()
        self._query_log.close()
        self._login_log.close()
        self.services.store.close()
        self._held.close()

    # ------------------------------------------------------------ parts

    def _refresh_tls(self) -> None:
        """Read the certificate's files again, and come again whatever they hold."""
        assert self.tls is not None
        try:
            self.tls.refresh()
        finally:
            self._timers.after(REFRESH_SECONDS, self._refresh_tls)

    def _open_store(self, data: Path) -> Store:
        settings = self.settings
        return Store.open(
            data / STORE_FILE,
            spool_directory=data / "results",
            temp_directory=data / "temp",
            memory_limit=f"{settings.memory_limit}B" if settings.memory_limit else None,
            threads=settings.threads or None,
            functions=NATIVE,
            macros=macro_statements(),
            blocked=self._executor.blocked,
        )

    def _load_catalog(self, store: Store) -> Catalog:
        records, first_id = store.load_catalog()
        if records:
            return Catalog(records, first_id=first_id)
        password = first_password(self.settings.data, os.environ.get("FRAZIL_ADMIN_PASSWORD"), random_secret)
        catalog = Catalog([], first_id=first_id)
        made: list[Record] = first_records(ACCOUNT, hash_password(password), self._clock.now())
        transaction = store.transaction(self, lock_timeout_seconds=1.0)
        transaction.define([Put(record) for record in made])
        transaction.commit(lambda: catalog.publish([Put(record) for record in made]))
        _log.info("account_made", data=self.settings.data)
        return catalog

    def _start_sessions(self) -> None:
        settings = self.settings
        self.sessions = Sessions(
            self.services,
            self._executor,
            self._timers,
            clock=SystemClock(),
            task_timers=self.task_timers,
            new_token=random_secret,
            session_seconds=settings.session_seconds,
            master_seconds=settings.master_seconds,
            idle_transaction_seconds=settings.idle_transaction_seconds,
        )
        self.services.sessions = self.sessions

    def _start_tasks(self, store: Store, catalog: Catalog) -> None:
        task_store = TaskStore(store)
        bodies = TaskBodies(self.services, self.sessions, self._run_log)
        self._task_executor = Executor(self._slots, name="task")
        self.scheduler = Scheduler(
            catalog=catalog,
            log=self._run_log,
            versions=task_store.fetch_versions,
            attempt_events=task_store.list_attempt_events,
            suspend=lambda root_id, since: suspend_for_errors(self.services, root_id, since),
            clock=self._clock,
            new_id=random_uuid,
            bodies=bodies,
            submit=self._task_executor.submit,
            cancel=bodies.cancel,
            slots=self._slots,
        )
        self.services.tasks = self.scheduler
        self.scheduler.recover(
            task_store.list_open_events(),
            highest_ids=task_store.fetch_highest_ids(),
            last_successes=task_store.list_last_successes(),
            failures=task_store.list_failures(),
            last_due=task_store.list_last_due() if self.settings.missed_schedule_policy == "run-once" else None,
        )
        self.scheduler.start()
        days = self.settings.history_retention_days
        self.housekeeping = Housekeeping(self.services, task_store, self.task_timers, self._executor, history_days=days)
        self.housekeeping.start()

    def _make_application(self) -> ASGIApp:
        wire = Wire(
            sessions=self.sessions,
            executor=self._executor,
            shelf=ResultShelf(random_secret),
            new_incident_id=random_uuid,
            server_version=__version__,
            max_request_bytes=self.settings.max_request_bytes,
            bind_stages=self.services.bind_stages,
            backup=self.services.store.backup,
        )
        rest = Rest(
            handles=Handles(self.sessions, self._executor, SystemClock()),
            executor=self._executor,
            new_id=random_uuid,
            max_request_bytes=self.settings.max_request_bytes,
        )
        return application(wire, rest_routes(rest))

    async def _serve(self, scope: Scope, receive: Receive, send: Send) -> None:
        served = self._application or PlainTextResponse("starting", status_code=503)
        await served(scope, receive, send)


def build(settings: Settings, *, clock: Clock | None = None) -> FrazilService:
    """Return the service of these settings, not started yet."""
    return FrazilService(settings, clock=clock)
