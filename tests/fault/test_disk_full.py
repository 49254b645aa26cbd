"""A full disk: the statement ends with an error, the server and everything acknowledged stay.

The disk is played by a limit on the size of files, which can be set on a running process and lifted again without
being root.  It lies below the length at which the store makes a checkpoint, so that all of it is met by the log.
"""

from __future__ import annotations

import resource
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.fault.client import Client, Refused
from tests.fault.graphs import wait_for
from tests.fault.server import PASSWORD, Server

FULL_BYTES = 6 * 1024 * 1024
STORAGE = "000615"
FILL = "insert into big select seq4(), repeat(md5(seq4()::string), 10) from table(generator(rowcount => 5000))"


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    server = Server(tmp_path / "data", tmp_path / "server.log")
    try:
        assert server.wait_until_ready(), server.log()
        yield server
    finally:
        server.kill()


def limit(server: Server, size: int) -> None:
    resource.prlimit(server.process.pid, resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))


def fill(client: Client) -> int:
    """Insert until the disk is full, and return how often that went well."""
    for times in range(1000):
        try:
            client.run(FILL)
        except Refused as refused:
            assert refused.code == STORAGE, str(refused)
            return times
    raise AssertionError("the disk was never full")


def refused(client: Client, text: str) -> None:
    with pytest.raises(Refused) as caught:
        client.run(text)
    assert caught.value.code == STORAGE, str(caught.value)


def test_a_full_disk_ends_statements_and_not_the_server(server: Server, tmp_path: Path) -> None:
    assert server.port is not None
    with closing(Client(server.port, PASSWORD)) as client, closing(Client(server.port, PASSWORD)) as other:
        client.run("create database d")
        client.run("create table big (a int, b string)")
        client.run("create table small (a int)")
        client.run("create task t as insert into small select 7")
        other.run("use schema d.public")
        other.run("begin")
        other.run("insert into small values (1)")

        limit(server, FULL_BYTES)
        times = fill(client)
        refused(client, FILL)
        refused(client, "create table new as select * from big union all select * from big")
        client.run("begin")
        client.run(FILL)  # held in memory until the commit
        refused(client, "commit")
        other.run("insert into small values (2)")
        assert client.value("select count(*) from big") == str(times * 5000)
        assert client.value("select count(*) from small") == "0"

        limit(server, resource.RLIM_INFINITY)
        other.run("commit")
        client.run("create table new as select * from big")
        client.run(FILL)
        client.run("execute task t")
        wait_for(client, "select count(*) from small where a = 7", "1")
        assert server.lives()
    check(server, tmp_path, times)


def test_a_graph_run_outlasts_a_full_disk(server: Server, tmp_path: Path) -> None:
    """Events wait in memory until the log can be written; nothing is lost or run twice."""
    assert server.port is not None
    with closing(Client(server.port, PASSWORD)) as client:
        client.run("create database d")
        client.run("create table big (a int, b string)")
        client.run("create table small (a int)")
        client.run("create task r as select system$wait(1)")
        client.run("create task k after r as select 1")
        client.run("create task f finalize = r as insert into small values (7)")
        client.run("select system$task_dependents_enable('r')")
        client.run("execute task r")
        limit(server, FULL_BYTES)
        fill(client)
        refused(client, FILL)
        limit(server, resource.RLIM_INFINITY)
        wait_for(client, "select count(*) from table(information_schema.current_task_graphs())", "0")
        states = client.run("select name, state from table(information_schema.task_history()) order by 1")
        assert [name for name, _ in states] == ["F", "K", "R"]
        assert client.value("select count(*) from small") == str(states.count(("F", "SUCCEEDED")))


def check(server: Server, tmp_path: Path, times: int) -> None:
    """Stop the server, start another, and look at what is there."""
    assert server.stop() == 0
    again = Server(tmp_path / "data", tmp_path / "server.log")
    try:
        assert again.wait_until_ready(), again.log()
        assert again.port is not None
        with closing(Client(again.port, PASSWORD)) as client:
            client.run("use schema d.public")
            assert client.value("select count(*) from big") == str((times + 1) * 5000)
            assert client.value("select count(*) from new") == str(times * 5000)
            assert client.run("select a from small order by a") == [("1",), ("2",), ("7",)]
    finally:
        again.kill()
