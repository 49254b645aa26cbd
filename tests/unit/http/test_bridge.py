"""From the loop to threads and back."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator

import pytest

from frazil.core.errors import DivisionByZeroError
from frazil.core.executor import Executor
from frazil.core.ids import QueryId
from frazil.http.bridge import answer_within, in_thread
from frazil.session.executions import Execution
from frazil.session.requests import StatementRequest

SECONDS = 10.0


@pytest.fixture
def executor() -> Iterator[Executor]:
    made = Executor(slots=2)
    yield made
    assert made.shutdown(SECONDS)


def new_execution() -> Execution:
    return Execution(StatementRequest(text="select 1", request_id="r"), QueryId("q"))


def end(execution: Execution) -> None:
    execution.fail(DivisionByZeroError("Division by zero"))


def test_the_answer_is_encoded_where_the_statement_ran(executor: Executor) -> None:
    names: list[str] = []

    async def wait() -> bytes | None:
        execution = new_execution()

        def encode(_: Execution) -> bytes:
            names.append(threading.current_thread().name)
            return b"done"

        waiting = asyncio.ensure_future(answer_within(SECONDS, execution, encode, executor))
        await asyncio.sleep(0)
        executor.submit(lambda: end(execution))
        return await waiting

    assert asyncio.run(wait()) == b"done"
    assert names == ["statement-1"]


def test_an_execution_that_is_done_is_not_encoded_on_the_loop(executor: Executor) -> None:
    names: list[str] = []

    async def wait() -> bytes | None:
        execution = new_execution()
        end(execution)

        def encode(_: Execution) -> bytes:
            names.append(threading.current_thread().name)
            return b"done"

        return await answer_within(SECONDS, execution, encode, executor)

    assert asyncio.run(wait()) == b"done"
    assert names == ["statement-1"]


def test_nobody_waits_longer_than_asked(executor: Executor) -> None:
    def encode(_: Execution) -> bytes:
        raise AssertionError("nobody wants this answer")

    async def wait() -> bytes | None:
        execution = new_execution()
        answer = await answer_within(0.0, execution, encode, executor)
        end(execution)
        return answer

    assert asyncio.run(wait()) is None


def test_a_client_that_goes_away_is_not_taken_for_a_timeout(executor: Executor) -> None:
    async def wait() -> bool:
        waiting = asyncio.ensure_future(answer_within(SECONDS, new_execution(), lambda _: b"", executor))
        await asyncio.sleep(0)
        waiting.cancel()
        try:
            await waiting
        except asyncio.CancelledError:
            return True
        return False

    assert asyncio.run(wait())


def test_an_answer_after_the_loop_has_ended_is_dropped(executor: Executor) -> None:
    execution = new_execution()

    async def leave() -> None:
        waiting = asyncio.ensure_future(answer_within(SECONDS, execution, lambda _: b"", executor))
        await asyncio.sleep(0)
        waiting.cancel()

    asyncio.run(leave())
    end(execution)


def test_errors_come_back_from_threads(executor: Executor) -> None:
    def fails() -> None:
        raise DivisionByZeroError("Division by zero")

    with pytest.raises(DivisionByZeroError):
        asyncio.run(in_thread(executor, fails))
