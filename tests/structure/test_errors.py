"""Every error a client can see has a code and an SQLSTATE of its own, and says in its docstring when it comes."""

from __future__ import annotations

import importlib
import pkgutil
import re
from collections.abc import Iterator

import pytest

import frazil
from frazil.core.errors import FrazilError, registered_errors
from tools.error_reference import PAGE, page


def descendants(error: type[FrazilError]) -> Iterator[type[FrazilError]]:
    for child in error.__subclasses__():
        yield child
        yield from descendants(child)


def every_error() -> list[type[FrazilError]]:
    for module in pkgutil.walk_packages(frazil.__path__, "frazil."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)
    ours = {error for error in descendants(FrazilError) if error.__module__.startswith("frazil.")}
    return sorted(ours, key=lambda error: error.__qualname__)


@pytest.mark.parametrize("error", every_error(), ids=lambda error: error.__name__)
def test_error_is_registered_and_documented(error: type[FrazilError]) -> None:
    assert error.__name__.endswith("Error")
    assert error.__doc__
    if error.abstract:
        assert error not in registered_errors().values()
        return
    assert error.code in registered_errors()
    assert re.fullmatch(r"\d{6}", error.code)
    assert re.fullmatch(r"[0-9A-Z]{5}", error.sqlstate)


def test_page_is_current() -> None:
    assert PAGE.read_text("utf-8") == page(), "run: python tools/error_reference.py"
