"""Statements on frazil, on fakesnow and on DuckDB itself: ``python benchmarks/statements.py --help``."""

from __future__ import annotations

import argparse
import os
import sys
from importlib import metadata
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.environments import QUIET, RESULTS, ensure_environment, prepare_folders
from benchmarks.frazil_server import PROGRAM, VERSION

ENGINES = ("frazil", "fakesnow", "fakesnow-file", "duckdb")


def main() -> int:
    """Measure what the command line asks for; write the results and show the tables."""
    arguments = _parse()
    prepare_folders()
    if PROGRAM not in os.environ:
        _continue_in_the_clients_environment()
    from benchmarks.statements_run import run  # noqa: PLC0415  (needs what the client's environment holds)

    return run(arguments)


def _parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--engines", nargs="+", choices=ENGINES, default=list(ENGINES))
    parser.add_argument("--quick", action="store_true", help="a tenth of the turns: to see that everything works")
    parser.add_argument("--load", action="store_true", help="only: small queries on frazil while it is busy")
    parser.add_argument("--memory", action="store_true", help="only: the memory of frazil's server")
    parser.add_argument("--all", action="store_true", help="statements, load and memory")
    parser.add_argument("--seed", type=int, default=1, help="of the order in which things are run")
    parser.add_argument("--output", type=Path, default=RESULTS, help="the folder of the results")
    return parser.parse_args()


def _continue_in_the_clients_environment() -> None:
    """Replace this process by the same program in the environment that can fetch Arrow.

    It still starts the frazil that is installed where the program was called.
    """
    python = ensure_environment("client")
    frazil = {PROGRAM: str(Path(sys.executable).with_name("frazil")), VERSION: metadata.version("frazil")}
    os.execve(python, [str(python), __file__, *sys.argv[1:]], os.environ | QUIET | frazil)


if __name__ == "__main__":
    sys.exit(main())
