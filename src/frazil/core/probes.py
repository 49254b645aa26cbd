"""Fault probes: named points between two steps, where a test can make the process fail.

A probe is inert unless it is armed, by ``arm`` in a test of the same process or by the environment of a child:
``FRAZIL_FAULT=name:action[:count]``, several separated by commas.  ``kill`` ends the process by SIGKILL, as a crash
would; ``error`` raises ``ProbeError``.  With a count the action happens at that hit, the first by default.
"""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager

ENVIRONMENT = "FRAZIL_FAULT"

Action = Callable[[], object]

_armed: dict[str, Action] = {}


class ProbeError(RuntimeError):
    """The error that the action ``error`` raises: stands for any bug or broken machine at that point."""


def hit(name: str) -> None:
    """Pass the fault point of that name: does nothing unless somebody armed it."""
    if _armed and (action := _armed.get(name)) is not None:
        action()


def arm(name: str, action: Action) -> None:
    """Make every later ``hit(name)`` call the action, until ``disarm``."""
    _armed[name] = action


def disarm(name: str) -> None:
    """Make the probe inert again."""
    _armed.pop(name, None)


@contextmanager
def armed(name: str, action: Action) -> Iterator[None]:
    """Arm a probe for the length of a block."""
    arm(name, action)
    try:
        yield
    finally:
        disarm(name)


def arm_from_environment(environment: Mapping[str, str]) -> None:
    """Arm what FRAZIL_FAULT asks for; ValueError if it cannot be read."""
    for item in filter(None, environment.get(ENVIRONMENT, "").split(",")):
        name, _, rest = item.partition(":")
        word, _, count = rest.partition(":")
        actions: dict[str, Action] = {"kill": _kill, "error": _fail}
        if word not in actions:
            raise ValueError(f"{ENVIRONMENT}: {item!r} is not name:kill or name:error, with an optional :count")
        arm(name, _at_hit(int(count or 1), actions[word]))


def _at_hit(number: int, action: Action) -> Action:
    """Return an action that passes all hits but the given one, counted from 1."""
    lock = threading.Lock()
    hits = 0

    def counted() -> None:
        nonlocal hits
        with lock:
            hits += 1
            due = hits == number
        if due:
            action()

    return counted


def _kill() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def _fail() -> None:
    raise ProbeError("a fault probe was armed with this error")


arm_from_environment(os.environ)
