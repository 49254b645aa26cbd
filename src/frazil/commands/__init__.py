"""What statements do: one handler per statement, found in a dictionary by the statement's type."""

from __future__ import annotations

import importlib
import pkgutil


def load_handlers() -> None:
    """Import every module of the package, so that each enters its handlers."""
    for module in pkgutil.iter_modules(__path__):
        importlib.import_module(f"{__name__}.{module.name}")
