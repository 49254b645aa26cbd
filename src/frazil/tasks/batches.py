"""Short writing bodies that share a commit.

A commit costs more than a short statement.  So a worker that meets a body which was short when it last ran, and which
is one DML statement, leaves its transaction open and goes on with what else stands in line.  When nothing does, or the
next body is not of that kind, everything is committed at once: the effects and the final events of all.

Nobody waits long for that, and nobody waits for a lock while he holds others: a body that would have to wait, or that
takes long against expectation, is undone, ends the batch and runs alone.  A body that fails is undone alone and the
others stay; where that cannot be, they have had no effect and run again, each for itself.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Container
from dataclasses import dataclass

from frazil.core.clock import monotonic_seconds
from frazil.core.errors import FrazilError
from frazil.core.ids import ObjectId
from frazil.tasks.bodies import BodyRequest, BodyRunner, Finish, SharedCommit, outcome_of
from frazil.tasks.errors import RunAloneError
from frazil.tasks.graph import TaskVersion

SHORT_SECONDS = 0.01
"""A body that took no longer may join a batch, and a batch that is older takes no other."""


@dataclass(frozen=True, slots=True)
class Member:
    """A task run whose body is to be run."""

    request: BodyRequest
    finish: Finish


class Durations:
    """How long the body of each task took when it last ran, without its commit."""

    def __init__(self) -> None:
        self._seconds: dict[ObjectId, tuple[str, float]] = {}

    def note(self, task: TaskVersion, seconds: float) -> None:
        """Remember the time of a task's body."""
        self._seconds[task.id] = (task.definition, seconds)

    def is_short(self, task: TaskVersion) -> bool:
        """Say whether a task's body, as it is now, has run before and was short."""
        definition, seconds = self._seconds.get(task.id, ("", math.inf))
        return seconds <= SHORT_SECONDS and definition == task.definition

    def keep(self, task_ids: Container[ObjectId]) -> None:
        """Forget every other task."""
        self._seconds = {task_id: known for task_id, known in self._seconds.items() if task_id in task_ids}


class Batch:
    """The open batch of one worker.

    ``alone`` runs a member without sharing, to its final event.  While a body runs that others wait behind,
    ``interrupts`` holds what stops it, for whoever watches the time.
    """

    def __init__(
        self,
        bodies: BodyRunner,
        durations: Durations,
        alone: Callable[[Member], None],
        interrupts: set[Callable[[], None]],
    ) -> None:
        self._bodies = bodies
        self._durations = durations
        self._alone = alone
        self._interrupts = interrupts
        self._members: list[Member] = []
        self._shared: SharedCommit | None = None
        self._since = 0.0

    @property
    def is_empty(self) -> bool:
        """Say whether nothing waits for a commit."""
        return not self._members

    def run(self, member: Member) -> None:
        """Run a body; it ends with the next ``commit``, or here if it fails or cannot share."""
        started = monotonic_seconds()
        if started - self._since > SHORT_SECONDS:
            self.commit()
        if self._shared is None:
            self._shared, self._since = self._bodies.share(), started
        shared = self._shared
        error = self._run_shared(shared, member)
        self._durations.note(member.request.context.task, monotonic_seconds() - started)
        if shared.lost:
            shared.close()
            for each in self._take_members():
                self._alone(each)
        match error:
            case None:
                self._members.append(member)
            case RunAloneError():
                self.commit()
                self._alone(member)
            case _:
                member.finish.ended(error)
                if self.is_empty:
                    self.commit()

    def commit(self) -> None:
        """Make the effects and ends of all members durable, and decide what follows them.

        If that fails nothing of them is there, and each runs again alone.
        """
        shared, members = self._shared, self._take_members()
        if shared is None:
            return
        if not members:
            shared.close()
            return
        error = outcome_of(lambda: shared.commit([member.finish.succeeded() for member in members]))
        for member in members:
            if error is None:
                outcome_of(member.finish.applied)
            else:
                self._alone(member)

    def _run_shared(self, shared: SharedCommit, member: Member) -> FrazilError | None:
        if self.is_empty:
            return outcome_of(lambda: shared.run_body(member.request))
        self._interrupts.add(shared.interrupt)
        try:
            return outcome_of(lambda: shared.run_body(member.request))
        finally:
            self._interrupts.discard(shared.interrupt)

    def _take_members(self) -> list[Member]:
        members, self._members, self._shared = self._members, [], None
        return members
