"""Locks on tables, names and objects: Snowflake's rules, before anything reaches DuckDB.

Shared locks go together, an exclusive one stands alone.  Requests on one key are served in the order they came, except
that a holder who asks for more (an upgrade) goes first.  A wait has a limit, can be cancelled, and is refused when it
would close a circle of waits: the one who asks is the deadlock's victim.  A circle can only come about when somebody
starts to wait, so that is when it is looked for.
"""

from __future__ import annotations

import enum
import threading
from collections.abc import Callable, Hashable, Iterator, Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field

from frazil.core.clock import monotonic_seconds
from frazil.core.errors import DeadlockError, LockTimeoutError
from frazil.core.ids import ObjectId
from frazil.engine.cancel import Canceller

LockKey = tuple[Hashable, ...]
"""``("table", id)``, ``("name", parent id, name space, name)`` or ``("object", id)``."""

Blocked = Callable[[], AbstractContextManager[object]]
"""Makes the block in which a thread waits; the executor gives its slot to somebody else meanwhile."""


class LockMode(enum.Enum):
    """What a holder may do; the value is ordered by strength."""

    SHARED = 1
    EXCLUSIVE = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class LockInfo:
    """One line of SHOW LOCKS."""

    key: LockKey
    mode: LockMode
    owner: object
    granted: bool


@dataclass(slots=True, eq=False)
class _Request:
    owner: object
    key: LockKey
    mode: LockMode
    granted: bool = False


@dataclass(slots=True)
class _Queue:
    """The holders of one key, and who waits for it, first come first."""

    holders: dict[object, LockMode] = field(default_factory=dict)
    waiting: list[_Request] = field(default_factory=list)

    def blockers(self, request: _Request) -> Iterator[object]:
        """Yield the owners a request waits for: conflicting holders, and conflicting requests before it."""
        for owner, mode in self.holders.items():
            if owner is not request.owner and _conflict(mode, request.mode):
                yield owner
        for earlier in self.waiting:
            if earlier is request:
                return
            if earlier.owner is not request.owner and _conflict(earlier.mode, request.mode):
                yield earlier.owner


def table_key(table_id: ObjectId) -> LockKey:
    """Return the key of the lock on a table's rows and shape."""
    return ("table", int(table_id))


def name_key(parent_id: ObjectId, space: str, name: str) -> LockKey:
    """Return the key of the lock on a name, existing or not, inside a parent."""
    return ("name", int(parent_id), space, name)


def object_key(object_id: ObjectId) -> LockKey:
    """Return the key of the lock on an object's record."""
    return ("object", int(object_id))


class LockManager:
    """Every lock of the store.  Owners are compared by identity; each waits for one key at a time."""

    def __init__(self, blocked: Blocked = nullcontext) -> None:
        self.blocked = blocked
        self._changed = threading.Condition()
        self._queues: dict[LockKey, _Queue] = {}
        self._waits: dict[object, _Request] = {}
        self._held: dict[object, set[LockKey]] = {}

    def acquire(
        self,
        owner: object,
        key: LockKey,
        mode: LockMode,
        *,
        timeout_seconds: float,
        canceller: Canceller | None = None,
    ) -> None:
        """Give ``owner`` the lock, waiting for it if need be; what it holds already is kept or made stronger.

        Raises LockTimeoutError, DeadlockError, or the canceller's reason; the owner then holds what it held before.
        """
        with self._changed:
            request = self._enter(owner, key, mode)
        if request is None:
            return
        canceller = canceller or Canceller()
        try:
            with self.blocked(), canceller.interrupting(self._wake):
                self._wait(request, timeout_seconds, canceller)
        except BaseException:
            self._withdraw(request)
            raise

    def release_all(self, owner: object) -> None:
        """Take every lock from an owner and serve those who waited for one."""
        with self._changed:
            for key in self._held.pop(owner, ()):
                del self._queues[key].holders[owner]
                self._serve(key)

    def release(self, owner: object, key: LockKey) -> None:
        """Take one lock from an owner, if it has it, and serve those who waited for it."""
        with self._changed:
            keys = self._held.get(owner, set())
            if key in keys:
                keys.remove(key)
                del self._queues[key].holders[owner]
                self._serve(key)

    def held(self, owner: object) -> Mapping[LockKey, LockMode]:
        """Return what an owner holds."""
        with self._changed:
            return {key: self._queues[key].holders[owner] for key in self._held.get(owner, ())}

    def listing(self) -> list[LockInfo]:
        """Return every lock and every request that waits, for SHOW LOCKS."""
        with self._changed:
            lines = []
            for key, queue in self._queues.items():
                for owner, mode in queue.holders.items():
                    lines.append(LockInfo(key=key, mode=mode, owner=owner, granted=True))
                for request in queue.waiting:
                    lines.append(LockInfo(key=key, mode=request.mode, owner=request.owner, granted=False))
            return lines

    def _enter(self, owner: object, key: LockKey, mode: LockMode) -> _Request | None:
        """Grant at once and return None, or put a request into the queue and return it."""
        queue = self._queues.setdefault(key, _Queue())
        held = queue.holders.get(owner)
        if held is not None and held.value >= mode.value:
            return None
        request = _Request(owner, key, mode)
        if held is None:
            queue.waiting.append(request)
        else:
            queue.waiting.insert(0, request)
        self._waits[owner] = request
        self._serve(key)
        if request.granted:
            return None
        if self._closes_circle(owner):
            self._drop(request)
            raise DeadlockError(
                "Your statement was aborted because it was part of a deadlock: "
                "its transaction was chosen as the victim and rolled back"
            )
        return request

    def _wait(self, request: _Request, timeout_seconds: float, canceller: Canceller) -> None:
        deadline = monotonic_seconds() + timeout_seconds
        with self._changed:
            while not request.granted:
                canceller.check()
                left = deadline - monotonic_seconds()
                if left <= 0:
                    raise LockTimeoutError(
                        "Statement aborted because the number of seconds it waited for a lock exceeded "
                        f"LOCK_TIMEOUT ({timeout_seconds:g})"
                    )
                self._changed.wait(left)

    def _withdraw(self, request: _Request) -> None:
        with self._changed:
            if not request.granted:
                self._drop(request)

    def _drop(self, request: _Request) -> None:
        """Forget a request that is not granted, and serve those behind it."""
        self._queues[request.key].waiting.remove(request)
        del self._waits[request.owner]
        self._serve(request.key)

    def _serve(self, key: LockKey) -> None:
        """Grant, in order, every request that nobody blocks any more; forget the key when nobody cares for it."""
        queue = self._queues[key]
        for request in list(queue.waiting):
            if next(queue.blockers(request), None) is None:
                queue.waiting.remove(request)
                queue.holders[request.owner] = request.mode
                self._held.setdefault(request.owner, set()).add(key)
                del self._waits[request.owner]
                request.granted = True
        if not queue.holders and not queue.waiting:
            del self._queues[key]
        self._changed.notify_all()

    def _closes_circle(self, start: object) -> bool:
        """Say whether following the waits from ``start`` leads back to it."""
        seen: set[int] = set()
        to_visit = [start]
        while to_visit:
            owner = to_visit.pop()
            request = self._waits.get(owner)
            if request is None:
                continue
            for blocker in self._queues[request.key].blockers(request):
                if blocker is start:
                    return True
                if id(blocker) not in seen:
                    seen.add(id(blocker))
                    to_visit.append(blocker)
        return False

    def _wake(self) -> None:
        with self._changed:
            self._changed.notify_all()


def _conflict(one: LockMode, other: LockMode) -> bool:
    return LockMode.EXCLUSIVE in (one, other)
