"""The data directory: whose it is now, and the first password.

One server at a time: a lock on ``frazil.lock``, which the system releases with the process.  While a server runs, the
file also says where it listens, so that commands on the same directory find it.
"""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from frazil.core.ids import IdSource

LOCK_FILE = "frazil.lock"
PASSWORD_FILE = "admin.password"

_PRIVATE_DIRECTORY = 0o700
_PRIVATE_FILE = 0o600


class DataDirectoryInUseError(Exception):
    """Another server runs on the data directory."""

    def __init__(self, directory: Path, process_id: int | None) -> None:
        who = f" (process {process_id})" if process_id else ""
        super().__init__(f"Another frazil server{who} runs on {directory}.")


@dataclass(frozen=True, slots=True, kw_only=True)
class RunningServer:
    """What the lock file says about the server that holds it.

    ``certificate`` is the file of the certificate that it shows, None if it speaks HTTP.
    """

    process_id: int
    host: str | None = None
    port: int | None = None
    certificate: str | None = None

    @property
    def protocol(self) -> str:
        """Return what the server speaks: ``http`` or ``https``."""
        return "https" if self.certificate else "http"


class DataDirectoryLock:
    """The right to use a data directory, as long as the process lives; made by ``hold``."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor

    def announce(self, host: str, port: int, certificate: Path | None = None) -> None:
        """Write down where the server listens, and the file of the certificate that it shows."""
        shown = str(certificate.absolute()) if certificate else None
        _write(self._descriptor, RunningServer(process_id=os.getpid(), host=host, port=port, certificate=shown))


@contextmanager
def hold(directory: Path) -> Iterator[DataDirectoryLock]:
    """Make the directory if it is missing and hold it for the block; DataDirectoryInUseError if somebody else does."""
    directory.mkdir(mode=_PRIVATE_DIRECTORY, parents=True, exist_ok=True)
    descriptor = os.open(directory / LOCK_FILE, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, _PRIVATE_FILE)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            other = running_server(directory)
            raise DataDirectoryInUseError(directory, other.process_id if other else None) from None
        _write(descriptor, RunningServer(process_id=os.getpid()))
        yield DataDirectoryLock(descriptor)
    finally:
        os.close(descriptor)


def running_server(directory: Path) -> RunningServer | None:
    """Return what is known of the server that runs on the directory, or None if none does."""
    try:
        descriptor = os.open(directory / LOCK_FILE, os.O_RDONLY | os.O_CLOEXEC)
    except OSError:
        return None
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return RunningServer(**json.loads(os.pread(descriptor, 4096, 0)))
    except (ValueError, TypeError):  # the server has just started and not written yet
        return None
    finally:
        os.close(descriptor)
    return None


def first_password(directory: Path, given: str | None, new_secret: IdSource) -> str:
    """Return the password of ADMIN for a new data directory: the one given, or one made and kept in a private file.

    A file that a start which did not end left behind is used again.
    """
    if given:
        return given
    file = directory / PASSWORD_FILE
    if kept := kept_password(directory):
        return kept
    password = new_secret()
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, _PRIVATE_FILE)
    with os.fdopen(descriptor, "w", encoding="utf-8") as opened:
        opened.write(password + "\n")
    return password


def kept_password(directory: Path) -> str | None:
    """Return the password that the first start made, if it did and the file is still there."""
    try:
        return (directory / PASSWORD_FILE).read_text("utf-8").strip() or None
    except FileNotFoundError:
        return None


def _write(descriptor: int, server: RunningServer) -> None:
    os.ftruncate(descriptor, 0)
    os.pwrite(descriptor, json.dumps(asdict(server)).encode(), 0)
