"""Where the server is: what the command line says when it cannot know."""

from __future__ import annotations

from pathlib import Path

import pytest
import typer

from frazil.cli.target import PASSWORD_VARIABLE, target_of
from frazil.core.config import load


def test_a_missing_password_is_a_refusal_and_no_failed_graph(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv(PASSWORD_VARIABLE, raising=False)
    with pytest.raises(typer.Exit) as ended:
        target_of(load({"data": tmp_path}, {}), user="ADMIN")
    assert ended.value.exit_code == 2
    assert "no password" in capsys.readouterr().err
