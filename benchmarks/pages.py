"""Where what was measured goes: a page, and every single time beside it."""

from __future__ import annotations

import datetime
import json
from pathlib import Path
from typing import Any

from benchmarks.environments import DATA


def fresh_folder(name: str) -> Path:
    """Return a folder for a server's data, without what an earlier run left there."""
    folder = DATA / name
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.rglob("*"):
        if old.is_file():
            old.unlink()
    return folder


def write_page(output: Path, name: str, page: str, data: dict[str, Any]) -> None:
    """Write a page and, with the date in its name, its data; show the page."""
    output.mkdir(parents=True, exist_ok=True)
    (output / f"{name}.md").write_text(page)
    today = datetime.datetime.now(datetime.UTC).date()
    (output / f"{name}-{today}.json").write_text(json.dumps(data, indent=1) + "\n")
    print(page)
