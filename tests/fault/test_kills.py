"""The server is killed again and again while clients write and graphs run; each time it must come back whole.

``FRAZIL_KILLS`` says how often (50 for the long run), ``FRAZIL_KILL_SEED`` which run of chance.  A kill comes at a
random moment, the start included, or at a random hit of a fault probe.  The same directory is used throughout.
"""

from __future__ import annotations

import os
import threading
from collections import Counter
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest

from tests.fault import graphs, writers
from tests.fault.chance import Chance
from tests.fault.client import Client, Lost, Refused
from tests.fault.graphs import Starter
from tests.fault.server import PASSWORD, Server
from tests.fault.writers import Loader, Writer

KILLS = int(os.environ.get("FRAZIL_KILLS", "12"))
SEED = int(os.environ.get("FRAZIL_KILL_SEED", "1"))

PROBES = (
    "engine.before_commit",
    "engine.after_commit",
    "engine.before_replay",
    "engine.before_widen",
    "engine.before_checkpoint",
    "engine.after_checkpoint",
    "run_log.before_flush",
    "run_log.after_flush",
    "tasks.claimed",
    "tasks.before_commit",
    "tasks.after_commit",
)
_RARE = tuple(probe for probe in PROBES if probe.endswith(("replay", "widen", "checkpoint")))
_LONGEST_LIFE_SECONDS = 2.5
_WRITERS = 4


class Ordeal:
    """One data directory, the clients that work on it, and what has been proved so far."""

    def __init__(self, directory: Path, seed: int) -> None:
        self.chance = Chance(seed)
        self.log = directory / "server.log"
        self.data = directory / "data"
        self.server: Server | None = None
        self.kills: Counter[str] = Counter()
        self.proved: Counter[str] = Counter()
        self.writers = [Writer(number, Chance(seed * 100 + number)) for number in range(1, _WRITERS + 1)]
        self.loader = Loader()
        self.starters = [
            Starter(root, Chance(seed * 100 + 50 + number), waits=number < 2)
            for number, root in enumerate(graphs.ROOTS)
        ]

    def prepare(self) -> None:
        """Make the database, the shared tables and the graphs, undisturbed."""
        server = self._start("")
        with closing(self._client(server)) as client:
            for statement in ("create database faults", *writers.SETUP, *graphs.setup()):
                client.run(statement)
        self._end(server, "setup")

    def live_and_die(self) -> None:
        """One life: come back, check everything, work, be killed."""
        fault = self._fault()
        server = self._start(fault)
        if not fault and self.chance.below(4) == 0:  # in the middle of the start, or soon after it
            if not server.end_within(self.chance.seconds(0.2, 1.2)):
                self._end(server, "while it started")
            return
        if not server.wait_until_ready():
            self._end(server, f"{fault.partition(':')[0]}, recovering")
            return
        try:
            self.verify(server)
        except Lost:
            self._end(server, f"{fault.partition(':')[0]}, recovering")
            return
        self._work(server, fault.partition(":")[0] or "at a random moment")

    def finish(self) -> None:
        """Come back a last time and stop in order."""
        server = self._start("")
        assert server.wait_until_ready(), server.log()[-4000:]
        self.verify(server)
        assert server.stop() == 0

    def verify(self, server: Server) -> None:
        """Check that everything acknowledged is there, and nothing in part, when the open graph runs have ended."""
        with closing(self._client(server)) as client:
            client.run("use schema faults.public")
            assert client.value(writers.TORN) == "0"
            for writer in (*self.writers, self.loader):
                writer.settle(client)
            graphs.wait_until_idle(client)
            self.proved = graphs.check(client, self.starters)

    def summary(self) -> str:
        """Say what was proved."""
        writers = self.writers
        acknowledged = sum(one.acknowledged for one in (*writers, self.loader))
        kills = ", ".join(f"{how} {number}" for how, number in sorted(self.kills.items()) if number)
        return (
            f"{self.kills.total()} kills ({kills}); {acknowledged} acknowledged statements "
            f"are there, {sum(one.unknown for one in writers)} of unknown outcome are there whole "
            f"({sum(one.kept for one in writers)}) or not at all; {self.proved['executes']} acknowledged EXECUTE TASK, "
            f"{self.proved['graph runs']} graph runs, {self.proved['task runs']} task runs, of which "
            f"{self.proved['interrupted']} with a CALL were interrupted and failed"
        )

    def _work(self, server: Server, how: str) -> None:
        """Let every client work until the server is dead."""
        tasks: list[Callable[[Client], object]] = [one.work for one in (*self.writers, *self.starters, self.loader)]
        tasks.append(self._watch)
        life = self.chance.seconds(0.2, 2.5) if how == "at a random moment" else _LONGEST_LIFE_SECONDS
        with ThreadPoolExecutor(len(tasks)) as pool:
            running = [pool.submit(self._until_lost, server, task) for task in tasks]
            if not server.end_within(life):
                how = "at a random moment"
            self._end(server, how)
        for future in running:
            _raise_failure(future, server)

    def _until_lost(self, server: Server, work: Callable[[Client], object]) -> None:
        try:
            with closing(self._client(server)) as client:
                work(client)
        except Lost:
            return
        except Exception:
            server.process.kill()
            raise

    def _watch(self, client: Client) -> None:
        """Look, while others write, for a statement that is there in part."""
        client.run("use schema faults.public")
        while True:
            assert client.value(writers.TORN) == "0", "a statement was seen in part"
            threading.Event().wait(0.05)

    def _fault(self) -> str:
        if self.chance.below(3) == 0:
            return ""
        probe = self.chance.pick(PROBES)
        return f"{probe}:kill:{1 + self.chance.below(3 if probe in _RARE else 60)}"

    def _start(self, fault: str) -> Server:
        self.server = Server(self.data, self.log, fault=fault)
        return self.server

    def _client(self, server: Server) -> Client:
        if server.port is None:
            assert server.wait_until_ready(), server.log()[-4000:]
        assert server.port is not None
        return Client(server.port, PASSWORD)

    def _end(self, server: Server, how: str) -> None:
        code = server.kill()
        assert code == -9, f"the server ended by itself with code {code}:\n{server.log()[-4000:]}"
        self.kills[how] += how != "setup"


def _raise_failure(future: Future[None], server: Server) -> None:
    try:
        future.result()
    except (Refused, AssertionError) as error:
        raise AssertionError(f"{error}\n{server.log()[-6000:]}") from error


def test_nothing_is_lost_and_nothing_is_half_done(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    ordeal = Ordeal(tmp_path, SEED)
    try:
        ordeal.prepare()
        while ordeal.kills.total() < KILLS:
            ordeal.live_and_die()
        ordeal.finish()
    finally:
        if ordeal.server is not None:
            ordeal.server.kill()
    errors = [line for line in ordeal.log.read_text("utf-8").splitlines() if " error " in line or "Traceback" in line]
    assert not errors, errors[:10]
    with capsys.disabled():
        print(f"\n{ordeal.summary()}")
