"""The one tree of errors a client can see.

Each class carries Snowflake's error code and SQLSTATE, so that an error is documented by existing.  Codes are
registered when a class is defined: two classes with one code, or a class without one, fail at import.  A class may
say that it ``shares`` another's: where Snowflake gives one code to several refusals, and where no source tells the
code of a refusal, so that clients meet none that Snowflake does not have.

Whose fault it is decides the branch:

* ``UserError``: the statement or its data; the text is Snowflake's own wherever it is known.
* ``UnsupportedError``: Snowflake can, frazil cannot yet; ``docs/compat.md`` lists what.
* ``ResourceError``: limits, time-outs, cancellation, a full disk.
* ``InternalError``: a bug of ours; the traceback goes to the log, an incident id to the client.
"""

from __future__ import annotations

from typing import ClassVar

_REGISTRY: dict[str, type[FrazilError]] = {}


class FrazilError(Exception):
    """Carry what a client is told: code, SQLSTATE, text and, where known, the place in the statement.

    ``position`` is a character offset into the statement's text; the pipeline turns it into ``line`` and ``column``
    and adds the ``query_id``.
    ``retryable`` says whether the same statement may succeed when sent again unchanged.
    """

    code: ClassVar[str] = ""
    sqlstate: str = ""
    retryable: ClassVar[bool] = False
    abstract: ClassVar[bool] = True

    def __init_subclass__(cls, *, abstract: bool = False, shares: type[FrazilError] | None = None) -> None:
        super().__init_subclass__()
        cls.abstract = abstract
        if abstract:
            return
        if shares is not None:
            cls.code, cls.sqlstate = shares.code, shares.sqlstate
            return
        if not cls.code or not cls.sqlstate:
            raise TypeError(f"{cls.__name__} needs a code and an SQLSTATE")
        if cls.code in _REGISTRY:
            raise TypeError(f"{cls.__name__} and {_REGISTRY[cls.code].__name__} share the code {cls.code}")
        _REGISTRY[cls.code] = cls

    def __init__(self, message: str, *, position: int | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.position = position
        self.line: int | None = None
        self.column: int | None = None
        self.query_id: str | None = None

    def locate(self, text: str) -> None:
        """Turn the position into line (from 1) and column (from 0) of the statement it points into."""
        if self.position is not None and self.line is None:
            before = text[: self.position]
            self.line = before.count("\n") + 1
            self.column = len(before) - (before.rfind("\n") + 1)

    @property
    def errno(self) -> int:
        """Return the code as the number that drivers report."""
        return int(self.code)


def registered_errors() -> dict[str, type[FrazilError]]:
    """Return the error class that gives each code; others may share it."""
    return dict(_REGISTRY)


class UserError(FrazilError, abstract=True):
    """The statement, its bindings or its data are at fault."""


class CompilationError(UserError, abstract=True):
    """A ``SQL compilation error``: the statement was refused before anything ran.

    The message is given without the prefix, which every compilation error of Snowflake carries.
    """

    def __init__(self, message: str, *, position: int | None = None, located: bool = False) -> None:
        """Prefix the text; with ``located`` the pipeline adds ``error line L at position P`` after the prefix."""
        super().__init__(message, position=position)
        self.located = located

    def render(self, line: int | None = None, column: int | None = None) -> str:
        """Return the client's text, with the place when this kind of error names it."""
        if self.located and line is not None and column is not None:
            return f"SQL compilation error: error line {line} at position {column}\n{self.message}"
        return f"SQL compilation error:\n{self.message}"


class UnsupportedError(FrazilError):
    """Snowflake can, frazil cannot (yet): ``Unsupported feature 'X'.``"""

    code = "000002"
    sqlstate = "0A000"

    def __init__(self, feature: str, *, position: int | None = None) -> None:
        super().__init__(f"Unsupported feature '{feature}'.", position=position)


class ResourceError(FrazilError, abstract=True):
    """A limit, a time-out, a cancellation or a full disk ended the statement; the server goes on."""


class InternalError(FrazilError):
    """A bug of ours.  The client sees an incident id, the log the traceback."""

    code = "000603"
    sqlstate = "XX000"


class StateMachineError(InternalError, abstract=True):
    """An event that the state does not allow: nothing was changed."""
