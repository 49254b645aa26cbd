"""One server on a data directory, and its first password."""

from __future__ import annotations

from pathlib import Path

import pytest

from frazil.app.data_directory import (
    DataDirectoryInUseError,
    first_password,
    hold,
    kept_password,
    running_server,
)


def test_a_second_holder_is_refused(tmp_path: Path) -> None:
    directory = tmp_path / "data"
    with hold(directory) as lock:
        lock.announce("127.0.0.1", 1234)
        with (
            pytest.raises(DataDirectoryInUseError, match=r"Another frazil server \(process \d+\) runs on"),
            hold(directory),
        ):
            pass
        found = running_server(directory)
        assert found is not None
        assert (found.host, found.port) == ("127.0.0.1", 1234)
    assert running_server(directory) is None
    with hold(directory):
        pass


def test_the_directory_is_private(tmp_path: Path) -> None:
    with hold(tmp_path / "a" / "data"):
        assert (tmp_path / "a" / "data").stat().st_mode & 0o777 == 0o700


def test_no_server_runs_where_nothing_is(tmp_path: Path) -> None:
    assert running_server(tmp_path) is None
    assert kept_password(tmp_path) is None


def test_a_given_password_is_not_written_down(tmp_path: Path) -> None:
    assert first_password(tmp_path, "given", lambda: "made") == "given"
    assert kept_password(tmp_path) is None


def test_a_made_password_is_kept_for_its_owner(tmp_path: Path) -> None:
    assert first_password(tmp_path, None, lambda: "made") == "made"
    assert kept_password(tmp_path) == "made"
    assert (tmp_path / "admin.password").stat().st_mode & 0o777 == 0o600
    # A first start that was cut short is done again: the file may have been read already.
    assert first_password(tmp_path, None, lambda: "another") == "made"
