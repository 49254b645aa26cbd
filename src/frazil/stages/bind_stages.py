"""Bindings that drivers upload as files, because there are many: the files of one session, until it ends.

A driver makes a temporary stage of a fixed name, asks with PUT where each file may be sent, sends it there, and names
the folder in its request.  An address is its own secret, as those of results are.
"""

from __future__ import annotations

import re
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from frazil.core.errors import StorageError, UploadTooLargeError
from frazil.core.ids import IdSource, SessionId

_MOST_BYTES = 1024**3
"""What the files of one session may take."""

_NUMBER = re.compile(r"\d+")


@dataclass(slots=True)
class _Uploads:
    """The files of one session: where they are, by folder and name, and how many bytes have come."""

    directory: Path
    files: dict[str, dict[str, Path]] = field(default_factory=dict)
    tokens: list[str] = field(default_factory=list)
    size_bytes: int = 0


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
        self._expected: dict[str, tuple[_Uploads, Path]] = {}

    def expect(self, session_id: SessionId, folder: str, name: str) -> str:
        """Return a token with which a file of this folder and name may be sent, once or again."""
        token = self._new_token()
        with self._mutex:
            uploads = self._uploads.setdefault(session_id, _Uploads(self._directory / str(session_id)))
            files = uploads.files.setdefault(folder, {})
            path = files.setdefault(name, uploads.directory / f"{len(uploads.tokens)}")
            uploads.tokens.append(token)
            self._expected[token] = (uploads, path)
        return token

    @contextmanager
    def receiving(self, token: str) -> Iterator[Receiver | None]:
        """Give what takes a file's bytes, None for a token that is not known; the file is there when the block ends.

        Raises StorageError if there is no room.
        """
        expected = self._expected.get(token)
        if expected is None:
            yield None
            return
        uploads, path = expected
        part = path.with_name(f"{path.name}.{self._new_token()}.part")
        try:
            uploads.directory.mkdir(parents=True, exist_ok=True)
            with part.open("wb") as file:
                yield Receiver(self, uploads, file)
            part.replace(path)
        except OSError as error:
            raise StorageError("The bindings could not be stored") from error
        finally:
            part.unlink(missing_ok=True)

    def files(self, session_id: SessionId, folder: str) -> list[Path]:
        """Return the files of a folder that have come, in the order of the numbers in their names."""
        with self._mutex:
            uploads = self._uploads.get(session_id)
            named = dict(uploads.files.get(folder, {})) if uploads is not None else {}
        ordered = sorted(named, key=lambda name: [int(number) for number in _NUMBER.findall(name)])
        return [named[name] for name in ordered if named[name].exists()]

    def forget(self, session_id: SessionId) -> None:
        """Remove what a session uploaded."""
        with self._mutex:
            uploads = self._uploads.pop(session_id, None)
            for token in uploads.tokens if uploads is not None else ():
                del self._expected[token]
        if uploads is not None:
            shutil.rmtree(uploads.directory, ignore_errors=True)

    def count(self, uploads: _Uploads, size_bytes: int) -> None:
        """Count bytes that come; UploadTooLargeError when they are too many."""
        with self._mutex:
            uploads.size_bytes += size_bytes
            if uploads.size_bytes > self._most_bytes:
                raise UploadTooLargeError(f"The bindings of a session may take {self._most_bytes} bytes.")


class Receiver:
    """Takes the bytes of one file."""

    def __init__(self, stages: BindStages, uploads: _Uploads, file: IO[bytes]) -> None:
        self._stages = stages
        self._uploads = uploads
        self._file = file

    def write(self, data: bytes) -> None:
        """Append bytes; UploadTooLargeError when the session's are too many."""
        self._stages.count(self._uploads, len(data))
        self._file.write(data)
