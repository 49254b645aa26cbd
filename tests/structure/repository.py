"""The repository as the structure tests see it: its files and their text."""

from __future__ import annotations

import functools
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "frazil"
_TEXT_SUFFIXES = frozenset(
    {"", ".cfg", ".css", ".html", ".js", ".json", ".lock", ".md", ".py", ".sql", ".toml", ".txt"}
)


@functools.cache
def files() -> tuple[Path, ...]:
    """Return every file that is committed or about to be: what git tracks or does not ignore.

    A source archive has no git: then whatever is not in a hidden directory counts.
    """
    command = ["git", "-c", "safe.directory=*", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if listed.returncode == 0:
        found = [ROOT / name for name in listed.stdout.split("\0") if name]
    else:
        found = [path for path in ROOT.rglob("*") if not any(part[0] == "." for part in path.relative_to(ROOT).parts)]
    return tuple(sorted({path for path in found if path.is_file()}))


def files_under(*folders: str, suffix: str = "") -> list[Path]:
    """Return the files below the given folders of the root that end in ``suffix``."""
    roots = [ROOT / folder for folder in folders]
    return [path for path in files() if path.name.endswith(suffix) and any(root in path.parents for root in roots)]


def pages() -> list[Path]:
    """Return every page of documentation."""
    return [path for path in files() if path.suffix == ".md"]


def texts() -> list[tuple[Path, str]]:
    """Return every text file with its content."""
    return [(path, path.read_text("utf-8")) for path in files() if path.suffix in _TEXT_SUFFIXES]


def shown(path: Path) -> str:
    """Return a path as messages name it."""
    return str(path.relative_to(ROOT))
