"""What can be wrong with a task, its graph, its schedule and its runs: Snowflake's texts and, where known, codes."""

from __future__ import annotations

from frazil.core.errors import (
    EvaluationError,
    InsufficientPrivilegesError,
    InvalidExpressionError,
    InvalidPropertyValueError,
    ResourceError,
    StateMachineError,
    UserError,
)


class GraphNotSuspendedError(UserError):
    """``Unable to update graph with root task T since that root task is not suspended.``"""

    code = "091421"
    sqlstate = "22000"

    def __init__(self, root: str) -> None:
        super().__init__(f"Unable to update graph with root task {root} since that root task is not suspended.")


class GraphModifiedError(UserError):
    """``Task T graph was modified while attempting to RESUME TASK. Please try again.``"""

    code = "091423"
    sqlstate = "22000"
    retryable = True


class TaskPrivilegeError(UserError):
    """``Cannot execute task, EXECUTE TASK privilege must be granted to owner role`` and its kin."""

    code = "091089"
    sqlstate = "23001"


class ScheduleAndPredecessorError(UserError):
    """``Task T cannot have both a schedule and a predecessor.``"""

    code = "091400"
    sqlstate = "22000"

    def __init__(self, name: str) -> None:
        super().__init__(f"Task {name} cannot have both a schedule and a predecessor.")


class TaskGraphError(UserError, shares=InvalidPropertyValueError):
    """A link, a limit or a role of a task in its graph that is refused."""


class ScheduleError(UserError, shares=InvalidPropertyValueError):
    """``Invalid schedule was specified. ...`` and the limits of a schedule."""


class TaskConfigError(UserError, shares=InvalidPropertyValueError):
    """``Invalid config. Must be a string representation of a valid JSON Object.``"""

    def __init__(self) -> None:
        super().__init__("Invalid config. Must be a string representation of a valid JSON Object.")


class TaskConditionError(UserError, shares=InvalidExpressionError):
    """``Invalid expression for task condition expression. ...``"""


class TaskPropertyError(UserError, shares=InvalidPropertyValueError):
    """A property or parameter that this task cannot have."""


class ExecuteAsUserError(UserError, shares=InsufficientPrivilegesError):
    """A user of EXECUTE AS USER in whose name the task cannot run."""


class OutsideTaskError(UserError, shares=EvaluationError):
    """``Function SYSTEM$X must be called from within a task.``"""

    def __init__(self, function: str) -> None:
        super().__init__(f"Function {function} must be called from within a task.")


class ReturnValueError(UserError, shares=EvaluationError):
    """A return value that is too long, or one asked of a task that is no predecessor."""


class RetryWithoutFailureError(UserError):
    """``Cannot perform retry: run (...) of graph with root task T had no failures.``"""

    code = "091456"
    sqlstate = "22000"


class NoRunToRetryError(UserError):
    """``Cannot perform retry: no suitable run of graph with root task T to retry.``"""

    code = "091457"
    sqlstate = "22000"


class RetryRefusedError(UserError, shares=NoRunToRetryError):
    """Another reason why a graph run cannot be retried."""


class RunAloneError(ResourceError):
    """A body cannot have its effect in a shared transaction, or not in time: it runs again alone; no user sees it."""

    code = "370002"
    sqlstate = "XX000"


class IllegalMoveError(StateMachineError):
    """A run was told something that cannot happen in its state; nothing was changed."""

    code = "370001"
    sqlstate = "XX000"
