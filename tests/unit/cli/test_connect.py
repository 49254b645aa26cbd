"""The connections file: our table is replaced, everybody else's text is kept as it is."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from frazil.cli.connect import configuration_directory, replaced, write_connection
from frazil.cli.target import Target

TARGET = Target(host="127.0.0.1", port=1, user="ADMIN", password='a"b\\c\n')
ENTRY = '[frazil]\nhost = "new"\n'


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("", ENTRY),
        ("# mine\n[prod]\naccount = 'x'", f"# mine\n[prod]\naccount = 'x'\n\n{ENTRY}"),
        ("[frazil]\nhost = 'old'\n[prod]\na = 1\n", f"[prod]\na = 1\n\n{ENTRY}"),
        ("[a]\n\n[ \"frazil\" ] # ours\nhost = 'old'\n[frazil.session]\nx = 1\n[b]\n", f"[a]\n\n[b]\n\n{ENTRY}"),
        ("[frazil2]\nx = 1\n", f"[frazil2]\nx = 1\n\n{ENTRY}"),
    ],
)
def test_our_table_is_replaced(before: str, after: str) -> None:
    assert replaced(before, "frazil", ENTRY) == after


def test_the_file_is_private_and_reads_back(tmp_path: Path) -> None:
    file = tmp_path / "snowflake" / "connections.toml"
    write_connection(file, "frazil", TARGET)
    write_connection(file, "my other", TARGET)
    write_connection(file, "frazil", TARGET)
    assert file.stat().st_mode & 0o777 == 0o600
    connections = tomllib.loads(file.read_text("utf-8"))
    assert set(connections) == {"frazil", "my other"}
    assert connections["frazil"]["password"] == TARGET.password
    assert connections["frazil"]["protocol"] == "http"


def test_a_broken_file_is_left_alone(tmp_path: Path) -> None:
    file = tmp_path / "connections.toml"
    file.write_text("[broken", "utf-8")
    with pytest.raises(ValueError, match="left as it is"):
        write_connection(file, "frazil", TARGET)
    assert file.read_text("utf-8") == "[broken"


def test_clients_look_in_snowflake_home_if_it_exists(tmp_path: Path) -> None:
    assert configuration_directory({"SNOWFLAKE_HOME": str(tmp_path)}) == tmp_path
    missing = {"SNOWFLAKE_HOME": str(tmp_path / "none"), "XDG_CONFIG_HOME": str(tmp_path)}
    assert configuration_directory(missing).name == "snowflake"
