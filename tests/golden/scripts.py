"""Golden scripts: SQL with its expected output, run against a whole server in this process.

A script is a list of blocks with a blank line between them.  A block is one or more statements, each ended by ``;``;
after a line ``----`` stands what the last of them answers:

    select 1 as a, 'x' as b;
    ----
    1 | x

Rows are lines, values are separated by `` | ``, NULL is ``NULL``, no row at all is ``(no rows)``.  A failure is
``error 002003 (42S02): text``; the text may be cut anywhere, or left out.  Statements without expected output must
succeed.  Lines that begin with ``-- `` are comments.

A block of one of these lines is a command to the server instead:

    session b [as ALICE]     go on in the session of that name, made when it is first named
    restart                  stop the server and start it again on its data; sessions end
    advance 5 minutes        let time pass (seconds, minutes, hours, days): see ``VirtualTime``
    settle                   wait until nothing goes on but task runs that wait for a later time
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from types import TracebackType
from typing import Self

from frazil.app.build import FrazilService, build
from frazil.core.clock import VirtualClock
from frazil.core.config import Settings
from frazil.core.errors import FrazilError
from frazil.session.requests import Outcome, StatementRequest
from frazil.session.session import Session
from frazil.sql.parser import split_statements
from frazil.testing import VirtualTime

START = datetime(2026, 1, 5, 12, tzinfo=UTC)
_WAIT_SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class Block:
    """Statements, or a command, with what is expected: None where nothing is said."""

    line: int
    text: str
    expected: tuple[str, ...] | None


def blocks(path: Path) -> Iterator[Block]:
    """Yield the blocks of a script."""
    lines = path.read_text("utf-8").splitlines()
    for is_text, group in itertools.groupby(enumerate(lines, 1), lambda numbered: bool(numbered[1].strip())):
        if not is_text:
            continue
        numbered = [(number, line) for number, line in group if not line.startswith("-- ")]
        if not numbered:
            continue
        texts = [line for _, line in numbered]
        if "----" in texts:
            cut = texts.index("----")
            yield Block(numbered[0][0], "\n".join(texts[:cut]), tuple(texts[cut + 1 :]))
        else:
            yield Block(numbered[0][0], "\n".join(texts), None)


class Server:
    """A server on a directory, with the sessions that a script has named; time is one second per statement."""

    def __init__(self, data: Path) -> None:
        self._data = data
        self._clock = VirtualClock(START)
        self._requests = itertools.count(1)
        self._start()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.service.stop()

    def run(self, block: Block) -> tuple[str, ...] | None:
        """Run a block and return what its last statement answers; None for a command."""
        words = block.text.split()
        if words[0] == "session" and ";" not in block.text:
            self._current = self._session(words[1], words[3] if len(words) > 3 else "ADMIN")
            return None
        if words == ["restart"]:
            self.service.stop()
            self._start()
            return None
        if words[0] == "advance" and len(words) == 3:
            self._time.advance(block.text.removeprefix("advance "))
            return None
        if words == ["settle"]:
            self._time.settle()
            return None
        answer: tuple[str, ...] = ()
        statements = [text for text in split_statements(block.text) if text.strip(" ;\n")]
        for index, statement in enumerate(statements, 1):
            answer = self._answer(statement)
            if answer[0].startswith("error ") and index < len(statements):
                return (f"statement {index} of the block: {answer[0]}",)
        return answer

    def _start(self) -> None:
        self.service: FrazilService = build(Settings(data=self._data), clock=self._clock)
        self.service.start()
        self._time = VirtualTime(self.service, self._clock)
        self._sessions: dict[str, Session] = {}
        self._current = self._session("a", "ADMIN")

    def _session(self, name: str, user_name: str) -> Session:
        if name not in self._sessions:
            snapshot = self.service.services.catalog.snapshot
            user = snapshot.user(user_name)
            assert user is not None, f"no user {user_name}"
            role = snapshot.role(user.default_role) or snapshot.role("PUBLIC")
            assert role is not None
            state = self.service.sessions.new_state(user, user.name, role.id)
            state.secondary = "NONE"
            self._sessions[name] = self.service.sessions.open(state)
        return self._sessions[name]

    def outcome(self, statement: str) -> Outcome:
        """Run a statement and return its outcome; raises its error."""
        self._clock.advance(timedelta(seconds=1))
        execution = self._current.submit(StatementRequest(text=statement, request_id=str(next(self._requests))))
        assert execution.wait(_WAIT_SECONDS), f"no end: {statement}"
        return execution.outcome()

    def _answer(self, statement: str) -> tuple[str, ...]:
        try:
            return _rows(self.outcome(statement))
        except FrazilError as error:
            return (f"error {error.code} ({error.sqlstate}): {' '.join(error.message.split())}",)


def agrees(expected: tuple[str, ...] | None, answer: tuple[str, ...] | None) -> bool:
    """Say whether an answer is what a block expects."""
    if answer is None:
        return expected is None
    failed = answer[0].startswith(("error ", "statement "))
    if expected is None:
        return not failed
    if failed and len(expected) == 1:
        return answer[0].startswith(expected[0])
    return expected == answer


def rewritten(path: Path, answers: dict[int, tuple[str, ...]]) -> str:
    """Return a script's text with these answers as what is expected, by the lines of their blocks."""
    parts: list[str] = []
    number = 1
    for chunk in path.read_text("utf-8").split("\n\n"):
        lines = chunk.splitlines()
        start = next((at for at, line in enumerate(lines, number) if line.strip() and not line.startswith("-- ")), 0)
        number += chunk.count("\n") + 2
        if start in answers:
            kept = lines[: lines.index("----")] if "----" in lines else lines
            lines = [*kept, "----", *answers[start]]
        parts.append("\n".join(lines))
    return "\n\n".join(parts).rstrip("\n") + "\n"


def _rows(outcome: Outcome) -> tuple[str, ...]:
    table = outcome.data.table()
    columns = [column.to_pylist() for column in table.columns]
    rows = [" | ".join(_shown(value) for value in row) for row in zip(*columns, strict=True)]
    return tuple(rows) or ("(no rows)",)


def _shown(value: object) -> str:
    match value:
        case None:
            return "NULL"
        case bool():
            return "TRUE" if value else "FALSE"
        case Decimal():
            return format(value, "f")
        case bytes():
            return value.hex().upper()
        case datetime():
            return value.isoformat(sep=" ", timespec="milliseconds")
        case date():
            return value.isoformat()
        case {"t": datetime() as moment, "o": int(minutes)}:
            return f"{moment.isoformat(sep=' ', timespec='milliseconds')} offset {minutes}"
        case str():
            return " ".join(value.split())
    return str(value)
