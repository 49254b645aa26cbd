"""The data of TPC-H and TPC-DS, generated once for each scale and kept beside the environment that makes it."""

from __future__ import annotations

import fcntl
import json
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
ENVIRONMENT = ROOT / ".venv-tpc"
VERSION = "1.5.5"
"""The newest DuckDB that the generators were packaged for."""

WANTED = (
    f"duckdb=={VERSION}",
    "duckdb-extensions",
    f"duckdb-extension-tpch=={VERSION}",
    f"duckdb-extension-tpcds=={VERSION}",
)


def generated(scale: float) -> Path:
    """Return the folder with ``tpch`` and ``tpcds`` of a scale, generated if it is not there."""
    folder = ENVIRONMENT.with_name(f"{ENVIRONMENT.name}-data") / f"{scale:g}"
    done = folder / "done"
    folder.parent.mkdir(exist_ok=True)
    with (folder.parent / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # workers of one run ask at the same time
        if not done.exists():
            python = _environment()
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir()
            subprocess.run([python, Path(__file__).with_name("generate.py"), str(scale), folder], check=True)
            done.touch()
    return folder


def queries(folder: Path, suite: str) -> list[str]:
    """Return the queries of a suite in DuckDB's words, the first at index 0."""
    texts: list[str] = json.loads((folder / suite / "queries.json").read_text("utf-8"))
    return texts


def tables(folder: Path, suite: str) -> dict[str, Path]:
    """Return the Parquet files of a suite by the name of their table."""
    return {path.stem: path for path in sorted((folder / suite).glob("*.parquet"))}


def _environment() -> Path:
    python, stamp = ENVIRONMENT / "bin" / "python", ENVIRONMENT / ".installed"
    if stamp.exists() and stamp.read_text() == "\n".join(WANTED):
        return python
    print(f"installing into {ENVIRONMENT.name}: {', '.join(WANTED)}", file=sys.stderr, flush=True)
    subprocess.run([sys.executable, "-m", "venv", "--clear", ENVIRONMENT], check=True)
    subprocess.run([python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *WANTED], check=True)
    stamp.write_text("\n".join(WANTED))
    return python
