"""Bindings that drivers upload as files, because there are many: kept until the statement that reads them has ended.

A driver makes a temporary stage of a fixed name, asks with PUT where each file may be sent, sends it there, and names
the folder in its request.  An address is its own secret, as those of results are.
"""

from __future__ import annotations

import re
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from frazil.core.errors import StorageError, UploadTooLargeError
from frazil.core.ids import IdSource, SessionId

_MOST_BYTES = 1024**3
"""What the files of one session may take."""

_SESSIONS_FULL = 8
"""All sessions together may take so many times as much: the disk is the store's, too."""

_NUMBER = re.compile(r"\d{1,18}")


@dataclass(slots=True)
class _Uploads:
    """The files of one session: where they are, by folder and name and by token, and how many bytes they take."""

    directory: Path
    files: dict[str, dict[str, Path]] = field(default_factory=dict)
    tokens: dict[str, Path] = field(default_factory=dict)
    made: int = 0
    size_bytes: int = 0
    ended: bool = False


class BindStages:
    """The uploaded bindings of all sessions; safe to use from any thread."""

    def __init__(self, directory: Path, new_token: IdSource, most_bytes: int = _MOST_BYTES) -> None:
        """Use a directory of its own; what an earlier process left in it is removed."""
        shutil.rmtree(directory, ignore_errors=True)
        self._directory = directory
        self._new_token = new_token
        self._most_bytes = most_bytes
        self._mutex = threading.Lock()
        self._uploads: dict[SessionId, _Uploads] = {}
        self._expected: dict[str, _Uploads] = {}

    def expect(self, session_id: SessionId, folder: str, name: str) -> str:
        """Return a token with which a file of this folder and name may be sent, once or again."""
        token = self._new_token()
        with self._mutex:
            uploads = self._uploads.setdefault(session_id, _Uploads(self._directory / str(session_id)))
            files = uploads.files.setdefault(folder, {})
            uploads.made += 1
            uploads.tokens[token] = files.setdefault(name, uploads.directory / str(uploads.made))
            self._expected[token] = uploads
        return token

    @contextmanager
    def receiving(self, token: str) -> Iterator[Receiver | None]:
        """Give what takes a file's bytes, None for a token that is not known; the file is there when the block ends.

        Raises StorageError if there is no room.
        """
        with self._mutex:
            uploads = self._expected.get(token)
        if uploads is None:
            yield None
            return
        part = uploads.directory / f"{self._new_token()}.part"
        receiver: Receiver | None = None
        try:
            uploads.directory.mkdir(parents=True, exist_ok=True)
            with part.open("wb") as file:
                receiver = Receiver(self, uploads, file)
                yield receiver
            self._take(token, uploads, part)
        except OSError as error:
            raise StorageError("The bindings could not be stored") from error
        finally:
            if receiver is not None and part.exists():
                self.count(uploads, -receiver.size_bytes)
            part.unlink(missing_ok=True)
            if uploads.ended:
                with suppress(OSError):  # somebody else's file may still come
                    uploads.directory.rmdir()

    def _take(self, token: str, uploads: _Uploads, part: Path) -> None:
        """Put a file that has come in its place, unless nobody waits for it any more."""
        with self._mutex:
            if token in self._expected:
                path = uploads.tokens[token]
                uploads.size_bytes -= _size(path)
                part.replace(path)

    def files(self, session_id: SessionId, folder: str) -> list[Path]:
        """Return the files of a folder that have come, in the order of the numbers in their names."""
        with self._mutex:
            uploads = self._uploads.get(session_id)
            named = dict(uploads.files.get(folder, {})) if uploads is not None else {}
        ordered = sorted(named, key=lambda name: [int(number) for number in _NUMBER.findall(name)])
        return [named[name] for name in ordered if named[name].exists()]

    def remove(self, session_id: SessionId, folder: str) -> None:
        """Remove the files of one folder: their statement has ended."""
        with self._mutex:
            uploads = self._uploads.get(session_id)
            if uploads is None:
                return
            paths = set(uploads.files.pop(folder, {}).values())
            for token in [token for token, path in uploads.tokens.items() if path in paths]:
                del uploads.tokens[token], self._expected[token]
            for path in paths:
                uploads.size_bytes -= _size(path)
                path.unlink(missing_ok=True)

    def forget(self, session_id: SessionId) -> None:
        """Remove what a session uploaded."""
        with self._mutex:
            uploads = self._uploads.pop(session_id, None)
            if uploads is None:
                return
            uploads.ended = True
            for token in uploads.tokens:
                del self._expected[token]
        shutil.rmtree(uploads.directory, ignore_errors=True)

    def count(self, uploads: _Uploads, size_bytes: int) -> None:
        """Count bytes that come or go; UploadTooLargeError when they are too many."""
        with self._mutex:
            uploads.size_bytes += size_bytes
            if size_bytes <= 0:
                return
            if uploads.size_bytes > self._most_bytes:
                raise UploadTooLargeError(f"The bindings of a session may take {self._most_bytes} bytes.")
            in_all = self._most_bytes * _SESSIONS_FULL
            if sum(each.size_bytes for each in self._uploads.values()) > in_all:
                raise UploadTooLargeError(f"The bindings of all sessions may take {in_all} bytes.")


class Receiver:
    """Takes the bytes of one file."""

    def __init__(self, stages: BindStages, uploads: _Uploads, file: IO[bytes]) -> None:
        self._stages = stages
        self._uploads = uploads
        self._file = file
        self.size_bytes = 0

    def write(self, data: bytes) -> None:
        """Append bytes; UploadTooLargeError when the session's are too many."""
        self.size_bytes += len(data)
        self._stages.count(self._uploads, len(data))
        self._file.write(data)


def _size(path: Path) -> int:
    return path.stat().st_size if path.exists() else 0
