"""A server as a process that may be killed, and started again on what it left behind."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import threading
from collections.abc import Sequence
from pathlib import Path

PASSWORD = "fault-tier-Passw0rd"
START_SECONDS = 60
_SERVE = ("frazil", "serve", "--port", "0", "--data")
_READY = re.compile(r"frazil ready on http://127\.0\.0\.1:(\d+)")


class Server:
    """One life of a server on a data directory; ``port`` is None if it died before it was ready."""

    def __init__(self, data: Path, log: Path, *, fault: str = "", command: Sequence[str] = _SERVE) -> None:
        """Start the process; ``fault`` is the FRAZIL_FAULT it is given, ``command`` what is run on the directory."""
        own = {"FRAZIL_ADMIN_PASSWORD": PASSWORD, "FRAZIL_FAULT": fault}
        self._log = log
        with log.open("ab") as sink:
            self.process = subprocess.Popen(
                [sys.executable, "-m", *command, str(data)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=sink,
                text=True,
                env={**os.environ, **own},
            )
        self.port: int | None = None

    def wait_until_ready(self) -> bool:
        """Wait for the line that says so; False if the process ended instead."""
        assert self.process.stdout is not None
        watch = threading.Timer(START_SECONDS, self.process.kill)
        watch.start()
        try:
            for line in self.process.stdout:
                if found := _READY.search(line):
                    self.port = int(found[1])
                    return True
        finally:
            watch.cancel()
        self.process.wait()
        return False

    def lives(self) -> bool:
        """Say whether the process runs."""
        return self.process.poll() is None

    def end_within(self, seconds: float) -> bool:
        """Wait for the process to end by itself; say whether it did."""
        try:
            self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            return False
        return True

    def kill(self) -> int:
        """End the process as a crash would, and return its exit code."""
        self.process.kill()
        code = self.process.wait()
        self._close_pipes()
        return code

    def stop(self) -> int:
        """Ask the process to end, and return its exit code."""
        self.process.terminate()
        try:
            self.process.wait(30)
        finally:
            self.process.kill()
            self._close_pipes()
        return self.process.wait()

    def _close_pipes(self) -> None:
        for pipe in (self.process.stdin, self.process.stdout):
            assert pipe is not None
            pipe.close()

    def log(self) -> str:
        """Return what the process wrote beside its standard output."""
        return self._log.read_text("utf-8", errors="replace")
