"""Where settings come from, and that every mistake is named."""

from __future__ import annotations

from pathlib import Path

import pytest

from frazil.core.config import SETTINGS, SettingsError, load


def written(directory: Path, text: str) -> Path:
    file = directory / "frazil.toml"
    file.write_text(text, "utf-8")
    return file


def test_defaults_are_valid() -> None:
    settings = load({}, {})
    assert settings.host == "127.0.0.1"
    assert set(settings.sources) == set(SETTINGS)
    assert set(settings.sources.values()) == {"default"}


def test_flags_win_over_variables_over_the_file(tmp_path: Path) -> None:
    written(tmp_path, 'port = 1\nslots = 2\nhost = "::1"\nmemory_limit = "2GB"')
    settings = load({"data": tmp_path, "port": "3"}, {"FRAZIL_PORT": "2", "FRAZIL_SLOTS": "4"})
    assert (settings.port, settings.slots, settings.host, settings.memory_limit) == (3, 4, "::1", 2 * 1024**3)
    assert settings.sources["port"] == "--port"
    assert settings.sources["slots"] == "$FRAZIL_SLOTS"
    assert settings.sources["host"] == str(tmp_path / "frazil.toml")
    assert settings.sources["threads"] == "default"


def test_a_file_may_be_named(tmp_path: Path) -> None:
    file = written(tmp_path, 'data = "elsewhere"')
    assert load({}, {}, file).data == Path("elsewhere")
    assert load({}, {"FRAZIL_CONFIG": str(file)}).data == Path("elsewhere")


def test_every_mistake_is_named(tmp_path: Path) -> None:
    written(tmp_path, 'prot = 1\nslots = true\nlog_format = "xml"')
    with pytest.raises(SettingsError) as caught:
        load({"data": tmp_path, "threads": "many"}, {"FRAZIL_PORT": "70000", "FRAZIL_MEMORY_LIMTI": "1GB"})
    text = "\n".join(caught.value.mistakes)
    assert len(caught.value.mistakes) == 6
    assert "prot in" in text
    assert "is port meant?" in text
    assert "is FRAZIL_MEMORY_LIMIT meant?" in text
    assert "slots from" in text
    assert "True is not a whole number" in text
    assert "'xml' is none of text, json" in text
    assert "threads from --threads: 'many' is not a whole number" in text
    assert "port from $FRAZIL_PORT: '70000' is not between 0 and 65535" in text


def test_variables_of_others_are_let_be() -> None:
    load({}, {"FRAZIL_ADMIN_PASSWORD": "x", "FRAZIL_TEST_HOST": "y", "FRAZIL_SERVICE_PORT_HTTP": "80"})


@pytest.mark.parametrize("text", ["port = ", "port = 1\nport = 2", "\x00"])
def test_a_file_that_is_no_toml_is_named(tmp_path: Path, text: str) -> None:
    file = written(tmp_path, text)
    with pytest.raises(SettingsError, match="frazil.toml"):
        load({}, {}, file)


def test_a_file_that_was_asked_for_must_exist(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="cannot be read"):
        load({}, {}, tmp_path / "none.toml")


def test_a_data_directory_does_not_name_another(tmp_path: Path) -> None:
    written(tmp_path, 'data = "elsewhere"')
    with pytest.raises(SettingsError, match="cannot name another one"):
        load({"data": tmp_path}, {})


@pytest.mark.parametrize(
    ("text", "expected"), [("0", 0), ("17", 17), ("4kb", 4096), ("1 MB", 1024**2), ("3TB", 3 * 1024**4)]
)
def test_sizes(text: str, expected: int) -> None:
    assert load({"result_quota": text}, {}).result_quota == expected


@pytest.mark.parametrize("text", ["-1", "GB", "1.5GB", ""])
def test_bad_sizes(text: str) -> None:
    with pytest.raises(SettingsError, match="is not a size"):
        load({"result_quota": text}, {})


def test_what_speaks_https() -> None:
    files = {"tls_cert": "c.pem", "tls_key": "k.pem"}
    assert [load(flags, {}).protocol for flags in ({}, {"tls": "auto"}, files)] == ["http", "https", "https"]
    assert load(files, {}).tls_cert == Path("c.pem")


@pytest.mark.parametrize(
    ("flags", "mistake"),
    [
        ({"tls_cert": "c.pem"}, "belong together"),
        ({"tls_key": "k.pem"}, "belong together"),
        ({"tls": "auto", "tls_cert": "c.pem", "tls_key": "k.pem"}, "makes its own certificate"),
        ({"tls": "on"}, "is none of off, auto"),
    ],
)
def test_settings_of_tls_that_contradict(flags: dict[str, str], mistake: str) -> None:
    with pytest.raises(SettingsError, match=mistake):
        load(flags, {})
