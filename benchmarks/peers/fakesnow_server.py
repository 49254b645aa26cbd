"""fakesnow's server on a free port of the loopback interface, until the standard input ends."""

from __future__ import annotations

import json
import logging
import sys
from importlib import metadata

import fakesnow


def main() -> None:
    """Serve; print one line of JSON with the port and the versions when the server is ready."""
    logging.disable(logging.CRITICAL)
    versions = {name: metadata.version(name) for name in ("fakesnow", "duckdb", "snowflake-connector-python")}
    with fakesnow.server() as address:
        print(json.dumps({"port": address["port"], "versions": versions}), flush=True)
        sys.stdin.read()


if __name__ == "__main__":
    main()
