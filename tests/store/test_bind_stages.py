"""Uploaded bindings: whose they are, in which order they are read, when they go."""

from __future__ import annotations

import gzip
import itertools
from collections.abc import Callable
from pathlib import Path

import pytest

from frazil.core.errors import BadRequestError, UploadTooLargeError
from frazil.core.ids import SessionId
from frazil.session.bind_files import staged_rows
from frazil.stages.bind_stages import BindStages

ONE, TWO = SessionId(1), SessionId(2)


def tokens() -> Callable[[], str]:
    numbers = itertools.count()
    return lambda: f"token{next(numbers)}"


@pytest.fixture
def stages(tmp_path: Path) -> BindStages:
    return BindStages(tmp_path / "uploads", tokens(), most_bytes=1000)


def send(stages: BindStages, session: SessionId, folder: str, name: str, data: bytes) -> str:
    token = stages.expect(session, folder, name)
    with stages.receiving(token) as receiver:
        assert receiver is not None
        receiver.write(data)
    return token


def rows(stages: BindStages, session: SessionId, folder: str) -> list[tuple[object, ...]]:
    found = staged_rows(stages.files(session, folder))
    table = found.table.drop_columns(["n"])
    return list(zip(*(column.to_pylist() for column in table.columns), strict=True))


def test_files_are_read_in_the_order_of_their_numbers(stages: BindStages) -> None:
    for number in (1000, 5, 40):
        send(stages, ONE, "f", f"{number}.csv", f"{number},x\n".encode())
    assert rows(stages, ONE, "f") == [("5", "x"), ("40", "x"), ("1000", "x")]


def test_nulls_quotes_and_lines(stages: BindStages) -> None:
    packed = gzip.compress(b'a,,""\n"say ""x""","1\n2",b,\n'.replace(b",b,", b",b"), mtime=0)
    send(stages, ONE, "f", "1.csv.gz", packed)
    assert rows(stages, ONE, "f") == [("a", None, ""), ('say "x"', "1\n2", "b")]
    send(stages, ONE, "g", "1.csv", b"a\n\nb\n")
    assert rows(stages, ONE, "g") == [("a",), (None,), ("b",)]


def test_a_file_that_is_sent_again_counts_once(stages: BindStages) -> None:
    send(stages, ONE, "f", "1.csv", b"old\n")
    send(stages, ONE, "f", "1.csv", b"new\n")
    assert rows(stages, ONE, "f") == [("new",)]


def test_what_breaks_off_leaves_nothing(stages: BindStages, tmp_path: Path) -> None:
    token = stages.expect(ONE, "f", "1.csv")
    with pytest.raises(RuntimeError), stages.receiving(token) as receiver:
        assert receiver is not None
        receiver.write(b"half")
        raise RuntimeError("gone")
    assert stages.files(ONE, "f") == []
    assert list((tmp_path / "uploads").rglob("*.part")) == []


def test_what_breaks_off_takes_no_room(stages: BindStages) -> None:
    for _ in range(3):
        with pytest.raises(UploadTooLargeError):
            send(stages, ONE, "f", "1.csv", b"x" * 1001)
    send(stages, ONE, "f", "1.csv", b"x" * 1000)
    send(stages, TWO, "f", "1.csv", b"y" * 500)
    send(stages, TWO, "f", "1.csv", b"z" * 500)
    send(stages, TWO, "f", "2.csv", b"z" * 500)


def test_the_files_of_a_statement_go_with_it(stages: BindStages) -> None:
    token = send(stages, ONE, "f", "1.csv", b"x" * 900)
    late = stages.expect(ONE, "f", "2.csv")
    with stages.receiving(late) as receiver:
        assert receiver is not None
        receiver.write(b"x")
        stages.remove(ONE, "f")
        stages.remove(TWO, "f")
    assert stages.files(ONE, "f") == []
    with stages.receiving(token) as receiver:
        assert receiver is None
    send(stages, ONE, "f", "1.csv", b"x" * 1000)
    assert len(stages.files(ONE, "f")) == 1


def test_what_comes_after_the_end_of_its_session_leaves_nothing(stages: BindStages, tmp_path: Path) -> None:
    with stages.receiving(stages.expect(ONE, "f", "1.csv")) as receiver:
        assert receiver is not None
        receiver.write(b"1")
        stages.forget(ONE)
    assert list((tmp_path / "uploads").rglob("*")) == []


def test_large_values_are_read_wherever_they_stand(stages: BindStages, tmp_path: Path) -> None:
    path = tmp_path / "large.csv"
    path.write_bytes(b'1,"' + b"x" * 3_000_000 + b'"\n2,y\n3,"' + b"z" * 3_000_000 + b'"\n')
    assert [len(value) for value in staged_rows([path]).table["p2"].to_pylist()] == [3_000_000, 1, 3_000_000]


@pytest.mark.parametrize("line", [b"x", b"x\n"])
def test_what_unpacks_to_too_much_is_refused(tmp_path: Path, line: bytes) -> None:
    path = tmp_path / "packed.csv"
    path.write_bytes(gzip.compress(line * 5_000_000))
    with pytest.raises(UploadTooLargeError):
        staged_rows([path], most_bytes=2_000_000)
    path.write_bytes(gzip.compress(b"x\n" * 600_000))
    with pytest.raises(UploadTooLargeError):
        staged_rows([path, path], most_bytes=2_000_000)


def test_names_of_any_length_have_an_order(stages: BindStages) -> None:
    send(stages, ONE, "f", "1" * 5000, b"1\n")
    send(stages, ONE, "f", "2", b"2\n")
    assert rows(stages, ONE, "f") == [("2",), ("1",)]


def test_sessions_do_not_see_each_other(stages: BindStages) -> None:
    send(stages, ONE, "f", "1.csv", b"1\n")
    assert stages.files(TWO, "f") == []
    with pytest.raises(BadRequestError, match="no bindings"):
        staged_rows(stages.files(TWO, "f"))


def test_the_end_of_a_session(stages: BindStages, tmp_path: Path) -> None:
    token = send(stages, ONE, "f", "1.csv", b"1\n")
    stages.forget(ONE)
    stages.forget(TWO)
    with stages.receiving(token) as receiver:
        assert receiver is None
    assert list((tmp_path / "uploads").rglob("*")) == []


def test_a_session_has_so_much_room(stages: BindStages) -> None:
    send(stages, ONE, "f", "1.csv", b"x" * 600)
    with pytest.raises(UploadTooLargeError):
        send(stages, ONE, "f", "2.csv", b"x" * 600)
    assert len(stages.files(ONE, "f")) == 1
    send(stages, TWO, "f", "1.csv", b"x" * 600)


@pytest.mark.parametrize("data", [b"a,b\nc\n", b"\xff\xfe\n", gzip.compress(b"a\n", mtime=0)[:-6]])
def test_what_cannot_be_read_is_refused(stages: BindStages, data: bytes) -> None:
    send(stages, ONE, "f", "1.csv", data)
    with pytest.raises(BadRequestError):
        staged_rows(stages.files(ONE, "f"))


def test_a_new_start_removes_what_was_left(tmp_path: Path) -> None:
    (tmp_path / "uploads" / "7").mkdir(parents=True)
    BindStages(tmp_path / "uploads", tokens())
    assert not (tmp_path / "uploads").exists()
