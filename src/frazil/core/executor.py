"""Threads for statements: one per running statement, a bounded number of them, and a lane that never waits.

A statement needs a *slot* to run.  Slots are few, so that statements do not fight for the interpreter and the disk;
what finds none free waits in line.  Two things would make such a pool stand still, and have their own rule:

* A statement that waits for a lock holds up those that would release it.  It gives its slot back for the wait
  (``blocked``) and goes to the head of the line afterwards.
* COMMIT and ROLLBACK release locks, aborts end statements, statements of a procedure end the CALL that waits for them.
  They are submitted as ``reserved``: they start at once, whatever runs.  Their number is bounded by who submits them.

Threads are kept for the next job; the only time the pool makes one is when none is idle.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from queue import SimpleQueue
from typing import TypeVar

from frazil.core.clock import monotonic_seconds
from frazil.core.errors import StatementCanceledError
from frazil.core.log import Log

Result = TypeVar("Result")
Job = Callable[[], None]

DEFAULT_SLOTS = 32

_log = Log("executor")


class _Worker:
    """A thread and its letter box; ``holds_slot`` is touched by that thread and, while it is idle, by the pool."""

    __slots__ = ("holds_slot", "inbox")

    def __init__(self) -> None:
        self.inbox: SimpleQueue[Job | None] = SimpleQueue()
        self.holds_slot = False


class Executor:
    """Runs jobs on threads of its own; safe to use from any thread."""

    def __init__(self, slots: int = DEFAULT_SLOTS, name: str = "statement") -> None:
        self._slots = slots
        self._name = name
        self._mutex = threading.Lock()
        self._changed = threading.Condition(self._mutex)
        self._idle: list[_Worker] = []
        self._waiting: deque[Job] = deque()
        self._resuming: deque[threading.Event] = deque()
        self._slots_taken = 0
        self._busy = 0
        self._made = 0
        self._closed = False
        self._local = threading.local()

    @property
    def queued(self) -> int:
        """Return how many jobs wait for a slot."""
        return len(self._waiting) + len(self._resuming)

    @property
    def running(self) -> int:
        """Return how many jobs have a thread, those that are blocked and the reserved ones included."""
        return self._busy

    def submit(self, job: Job, *, reserved: bool = False) -> None:
        """Run ``job`` on a thread as soon as it may; StatementCanceledError after ``shutdown``.

        The job reports its own outcome: what it raises is logged and otherwise lost.
        """
        with self._mutex:
            if self._closed:
                raise StatementCanceledError("SQL execution canceled: the server is stopping")
            if not reserved and (self._slots_taken >= self._slots or self._resuming):
                self._waiting.append(job)
                return
            self._start(job, slot=not reserved)

    def call(self, function: Callable[[], Result], *, reserved: bool = True) -> Future[Result]:
        """Run a function like a job and return the future of its result."""
        future: Future[Result] = Future()

        def job() -> None:
            try:
                result = function()
            except BaseException as error:
                future.set_exception(error)
            else:
                future.set_result(result)

        self.submit(job, reserved=reserved)
        return future

    @contextmanager
    def blocked(self) -> Iterator[None]:
        """Give the calling job's slot back for the length of a wait; takes it again before it returns.

        Without effect on threads that hold no slot: reserved jobs, threads that are not the executor's.
        """
        worker: _Worker | None = getattr(self._local, "worker", None)
        if worker is None or not worker.holds_slot:
            yield
            return
        worker.holds_slot = False
        with self._mutex:
            self._pass_slot_on()
        try:
            yield
        finally:
            self._take_slot_back()
            worker.holds_slot = True

    def shutdown(self, timeout_seconds: float) -> bool:
        """Refuse new jobs, let the submitted ones end; say whether they all did in time.

        Threads of jobs that did not end are daemons and go with the process.
        """
        deadline = monotonic_seconds() + timeout_seconds
        with self._mutex:
            self._closed = True
            while self._busy or self._waiting:
                if not self._changed.wait(max(0.0, deadline - monotonic_seconds())):
                    break
            ended = not self._busy and not self._waiting
            self._waiting.clear()
            idle, self._idle = self._idle, []
        for worker in idle:
            worker.inbox.put(None)
        return ended

    def _start(self, job: Job, *, slot: bool) -> None:
        """Hand a job to an idle thread or a new one; the mutex is held."""
        self._busy += 1
        if slot:
            self._slots_taken += 1
        worker = self._idle.pop() if self._idle else None
        if worker is not None:
            worker.holds_slot = slot
            worker.inbox.put(job)
            return
        worker = _Worker()
        worker.holds_slot = slot
        worker.inbox.put(job)
        self._made += 1
        threading.Thread(target=self._work, args=(worker,), name=f"{self._name}-{self._made}", daemon=True).start()

    def _pass_slot_on(self) -> None:
        """Give a slot that became free to whoever is first in line; the mutex is held."""
        if self._resuming:
            self._resuming.popleft().set()
            return
        self._slots_taken -= 1
        if self._waiting:
            self._start(self._waiting.popleft(), slot=True)

    def _take_slot_back(self) -> None:
        with self._mutex:
            if self._slots_taken < self._slots:
                self._slots_taken += 1
                return
            turn = threading.Event()
            self._resuming.append(turn)
        turn.wait()

    def _work(self, worker: _Worker) -> None:
        self._local.worker = worker
        while (job := worker.inbox.get()) is not None:
            try:
                job()
            except BaseException:
                _log.exception("job_failed")
            del job  # or an idle thread would keep the last statement's result alive
            if not self._next(worker):
                return

    def _next(self, worker: _Worker) -> bool:
        """End a job: pass its slot on, become idle; say whether the thread shall stay."""
        with self._mutex:
            self._busy -= 1
            held, worker.holds_slot = worker.holds_slot, False
            stays = not self._closed and len(self._idle) < self._slots
            if stays:
                self._idle.append(worker)  # first, so that the next in line gets this very thread
            if held:
                self._pass_slot_on()
            if self._closed:
                self._changed.notify_all()
            return stays
