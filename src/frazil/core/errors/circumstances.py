"""What fails for what is around a statement: privileges, the session, transactions, requests, limits, the disk."""

from __future__ import annotations

import math
from typing import Self

from frazil.core.errors.tree import ResourceError, UserError


class InsufficientPrivilegesError(UserError):
    """``SQL access control error: Insufficient privileges to operate on X 'Y'.``"""

    code = "003001"
    sqlstate = "42501"


class NoCurrentDatabaseError(UserError):
    """``Cannot perform OP. This session does not have a current database.``"""

    code = "090105"
    sqlstate = "22000"


class NoCurrentSchemaError(UserError):
    """``Cannot perform OP. This session does not have a current schema.``"""

    code = "090106"
    sqlstate = "22000"


class NoActiveWarehouseError(UserError):
    """``No active warehouse selected in the current session.``"""

    code = "000606"
    sqlstate = "57P03"


class TransactionAbortedError(UserError):
    """The transaction cannot go on and was rolled back; the text says why."""

    code = "090233"
    sqlstate = "25000"
    retryable = True


class LockTimeoutError(UserError):
    """A lock was not granted within LOCK_TIMEOUT seconds; the statement was undone, its transaction lives."""

    code = "000625"
    sqlstate = "57014"
    retryable = True


class DeadlockError(UserError, shares=LockTimeoutError):
    """This transaction was chosen as a deadlock's victim and rolled back."""

    retryable = True


class BadRequestError(UserError):
    """A request that is not what the protocol says: malformed JSON, missing fields, too large."""

    code = "391920"
    sqlstate = "08006"


class UploadTooLargeError(BadRequestError, shares=BadRequestError):
    """A client sends more files than a session may keep."""


class StatementCanceledError(ResourceError):
    """``SQL execution canceled``"""

    code = "000604"
    sqlstate = "57014"

    def __init__(self, message: str = "SQL execution canceled") -> None:
        super().__init__(message)


class StatementTimeoutError(ResourceError):
    """``Statement reached its statement or warehouse timeout of N second(s) and was canceled.``"""

    code = "000630"
    sqlstate = "57014"

    @classmethod
    def after(cls, seconds: float) -> Self:
        """Return the error of a statement that took so long."""
        shown = math.ceil(seconds)
        return cls(f"Statement reached its statement or warehouse timeout of {shown} second(s) and was canceled.")


class StorageError(ResourceError):
    """The disk is full, a file cannot be read or written, memory ran out."""

    code = "000615"
    sqlstate = "53100"
    retryable = True
