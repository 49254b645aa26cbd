"""What should have run: the rules of graph runs once more, as plainly as they can be said.

No events, no locks, no slots, no time: an attempt is one walk over the members in order.  How a body ends is asked of a
function of the graph run's number and the task's name, so it is the same however often a crash makes it run.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

Outcome = Callable[[int, str], str]
"""How a body ends: "go" and "stop" succeed and return that, "fail" and "cancel" do not succeed."""

ASKS: Mapping[str, Callable[[list[str]], bool]] = {
    "ALL_DONE": lambda ends: True,
    "ALL_FAILED": lambda ends: set(ends) == {"FAILED"},
    "ALL_SKIPPED": lambda ends: set(ends) == {"SKIPPED"},
    "AT_LEAST_ONE_FAILED": lambda ends: "FAILED" in ends,
    "AT_LEAST_ONE_SUCCEEDED": lambda ends: "SUCCEEDED" in ends,
    "NONE_FAILED": lambda ends: not {"FAILED", "CANCELLED"} & set(ends),
    "NONE_SKIPPED": lambda ends: "SKIPPED" not in ends,
}


@dataclass(slots=True)
class Member:
    """A task: what it comes after, whether it is resumed, and its condition: none, a branch to be on, or a question."""

    above: tuple[str, ...] = ()
    resumed: bool = True
    branch: tuple[str, str] | None = None
    asks: str | None = None


@dataclass(slots=True)
class Attempt:
    """One attempt of a graph run as it ended: the states of those that ran, and the whole's."""

    number: int
    attempt: int
    states: dict[str, str]
    values: dict[str, str | None]
    state: str


@dataclass(slots=True)
class Reference:
    """A graph, and all that has run of it; ``members`` in an order in which each stands behind what it comes after."""

    members: dict[str, Member]
    finalizer: bool | None
    """Whether the finalizer task is resumed; None if there is none."""
    outcome: Outcome
    retries: int = 0
    limit: int = 10
    failures: dict[str, int] = field(default_factory=dict)
    suspensions: int = 0
    history: list[Attempt] = field(default_factory=list)

    def execute(self) -> None:
        """Run the graph with its automatic retries."""
        self._go_on(self._attempt(1, {}, {}), {})

    def retry(self) -> bool:
        """Run the next attempt of the last graph run; say whether there is anything to retry."""
        if not self.history or self.history[-1].state not in ("FAILED", "CANCELLED"):
            return False
        last = self.history[-1]
        kept = self._kept(last)
        self._go_on(self._attempt(last.attempt + 1, kept, self._values), kept)
        return True

    _carried: dict[str, str] = field(default_factory=dict)
    _values: dict[str, str | None] = field(default_factory=dict)

    def _go_on(self, done: Attempt, carried: dict[str, str]) -> None:
        self._carried = carried
        self.history.append(done)
        while done.state == "FAILED" and done.attempt <= self.retries:
            kept = self._kept(done)
            done = self._attempt(done.attempt + 1, kept, self._values)
            self._carried = kept
            self.history.append(done)

    def _kept(self, done: Attempt) -> dict[str, str]:
        """Return what a retry takes over: what has succeeded or was skipped, but never the finalizer task."""
        self._values = {**self._values, **done.values} if done.attempt > 1 else dict(done.values)
        here = {name: state for name, state in done.states.items() if state in ("SUCCEEDED", "SKIPPED") and name != "F"}
        return {**(self._carried if done.attempt > 1 else {}), **here}

    def _attempt(self, attempt: int, carried: Mapping[str, str], values: Mapping[str, str | None]) -> Attempt:
        number = len(self.history) + 1
        done = Attempt(number, attempt, {}, {}, "")
        ends, seen = dict(carried), dict(values) if carried else {}
        begun = False
        for name, member in self.members.items():
            if name in carried or not self._is_due(name, member, ends):
                continue
            if self._holds(member, ends, seen):
                begun = True
                self._run(done, name, number)
                seen[name] = done.values[name]
            else:
                done.states[name] = "SKIPPED"
                if name == "R":
                    done.state = "SKIPPED"
                    return done
            ends[name] = "FAILED" if done.states[name].startswith("FAILED") else done.states[name]
        nothing_else = bool(carried) and not done.states
        if self.finalizer and (begun or nothing_else):
            self._run(done, "F", number)
        done.state = self._whole(done)
        return done

    def _is_due(self, name: str, member: Member, ends: Mapping[str, str]) -> bool:
        if name == "R":
            return True
        awaited = [above for above in member.above if above == "R" or self.members[above].resumed]
        if not member.resumed or not awaited or not all(above in ends for above in awaited):
            return False
        return member.asks is not None or all(ends[above] == "SUCCEEDED" for above in awaited)

    def _holds(self, member: Member, ends: Mapping[str, str], values: Mapping[str, str | None]) -> bool:
        if member.branch is not None:
            above, wanted = member.branch
            return (above == "R" or self.members[above].resumed) and values.get(above) == wanted
        if member.asks is None:
            return True
        return ASKS[member.asks]([ends[above] for above in member.above if above in ends])

    def _run(self, done: Attempt, name: str, number: int) -> None:
        outcome = self.outcome(number, name)
        done.values[name] = outcome if outcome in ("go", "stop") else None
        if outcome == "cancel":
            done.states[name] = "CANCELLED"
        elif outcome == "fail":
            done.states[name] = self._failed(done.attempt, name)
        else:
            done.states[name] = "SUCCEEDED"
            self.failures[name] = 0

    def _failed(self, attempt: int, name: str) -> str:
        """Count a failure, if no automatic retry follows."""
        if attempt <= self.retries:
            return "FAILED"
        self.failures[name] = self.failures.get(name, 0) + 1
        if self.limit and self.failures[name] >= self.limit:
            self.suspensions += 1
            return "FAILED_AND_AUTO_SUSPENDED"
        return "FAILED"

    def _whole(self, done: Attempt) -> str:
        states = set(done.states.values())
        if states & {"FAILED", "FAILED_AND_AUTO_SUSPENDED"}:
            return "FAILED"
        return "CANCELLED" if "CANCELLED" in states else "SUCCEEDED"
