"""From the event loop to threads and back: nothing here or in the routes may block the loop.

A statement runs on the executor.  When it ends, the answer is encoded on the thread that ran it, and only the finished
answer comes back to the loop: the usual statement costs one change of threads in each direction.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from typing import TypeVar

from frazil.core.executor import Executor
from frazil.session.executions import Execution

Result = TypeVar("Result")


async def in_thread(executor: Executor, function: Callable[[], Result]) -> Result:
    """Run a short function on the executor's reserved lane and return its result."""
    return await asyncio.wrap_future(executor.call(function))


async def answer_within(
    seconds: float, execution: Execution, encode: Callable[[Execution], Result], executor: Executor
) -> Result | None:
    """Return the encoded answer of an execution as soon as it is done, or None if that takes longer than this.

    ``encode`` is called on another thread, at most once, and must not raise.
    """
    loop = asyncio.get_running_loop()
    loop_thread = threading.get_ident()
    answer: asyncio.Future[Result] = loop.create_future()

    def deliver() -> None:
        if answer.done():  # nobody waits any more
            return
        body = encode(execution)
        _call_soon(loop, lambda: None if answer.done() else answer.set_result(body))

    def finished(*_: object) -> None:
        # An execution that is already done calls back at once, on the loop's own thread.
        if threading.get_ident() == loop_thread:
            executor.submit(deliver, reserved=True)
        else:
            deliver()

    execution.add_done_callback(finished)
    timer = loop.call_later(seconds, answer.cancel)
    try:
        return await answer
    except asyncio.CancelledError:
        task = asyncio.current_task()
        if task is not None and task.cancelling():
            raise
        return None
    finally:
        timer.cancel()


def _call_soon(loop: asyncio.AbstractEventLoop, function: Callable[[], object]) -> None:
    try:
        loop.call_soon_threadsafe(function)
    except RuntimeError:  # the server has stopped meanwhile, with its loop
        return
