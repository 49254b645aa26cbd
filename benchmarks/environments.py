"""An environment for each peer, under ``.bench``, so that no peer's dependencies meet frazil's."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
BENCH = ROOT / ".bench"
DATA = BENCH / "data"
LOGS = BENCH / "logs"
RESULTS = ROOT / "benchmarks" / "results"

DUCKDB = "duckdb>=1.5.5,<1.6"

REQUIREMENTS = {
    "dbos": ("dbos>=3,<4", DUCKDB),
    # Prefect 3.8 lets newer versions of FastAPI in, but its server does not start with them.
    "prefect": ("prefect>=3,<4", "fastapi<0.151", DUCKDB),
    "dagster": ("dagster>=1.13,<1.14", DUCKDB),
    # fakesnow uses a module that version 5 of the connector no longer has.
    "fakesnow": ("fakesnow[server]==0.12.1", "snowflake-connector-python>=4,<5"),
    "airflow": ("apache-airflow>=3,<4", DUCKDB),
    # What fetches Arrow by the connector needs its extra for pandas, which frazil itself does not.
    "client": ("snowflake-connector-python[pandas]>=4,<5", DUCKDB),
}

# Engines that share an environment.
SHARED = {"dbos-tx": "dbos", "fakesnow-file": "fakesnow"}

# Nothing reports home, and nothing goes through a proxy to reach this machine.
QUIET = {
    "DO_NOT_TRACK": "1",
    "AIRFLOW__USAGE_DATA_COLLECTION__ENABLED": "false",
    "DAGSTER_DISABLE_TELEMETRY": "1",
    "NO_PROXY": "127.0.0.1,localhost",
    "no_proxy": "127.0.0.1,localhost",
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    "SCARF_ANALYTICS": "false",
    "SNOWFLAKE_DISABLE_PLATFORM_DETECTION": "true",
}


def quiet_environment() -> dict[str, str]:
    """Return this process's environment with every engine's reports switched off."""
    return os.environ | QUIET


def prepare_folders() -> None:
    """Make the folders that measurements write to."""
    for folder in (DATA, LOGS, RESULTS):
        folder.mkdir(parents=True, exist_ok=True)


def ensure_environment(name: str) -> Path:
    """Return the Python of an engine's environment; make the environment when it is missing or out of date.

    frazil's own is the environment this program runs in.
    """
    name = SHARED.get(name, name)
    if name not in REQUIREMENTS:
        return Path(sys.executable)
    home = BENCH / name
    python, stamp = home / "bin" / "python", home / ".installed"
    wanted = "\n".join(REQUIREMENTS[name])
    if python.exists() and stamp.exists() and stamp.read_text() == wanted:
        return python
    print(f"installing {name} into {home.relative_to(ROOT)}", file=sys.stderr, flush=True)
    subprocess.run([sys.executable, "-m", "venv", home], check=True)
    install = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *REQUIREMENTS[name]]
    subprocess.run(install, check=True, env=quiet_environment())
    stamp.write_text(wanted)
    return python
