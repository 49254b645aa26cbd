"""What can be wrong with a task, its graph, its schedule and its runs: Snowflake's texts and, where known, codes.

Codes that no source gives are marked as frazil's own choice.
"""

from __future__ import annotations

from frazil.core.errors import ResourceError, StateMachineError, UserError


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


class TaskGraphError(UserError):
    """A link, a limit or a role of a task in its graph that is refused.  The code is frazil's own choice."""

    code = "091401"
    sqlstate = "22000"


class ScheduleError(UserError):
    """``Invalid schedule was specified. ...`` and the limits of a schedule.  The code is frazil's own choice."""

    code = "091402"
    sqlstate = "22023"


class TaskConfigError(UserError):
    """``Invalid config. Must be a string representation of a valid JSON Object.``  The code is frazil's own choice."""

    code = "091403"
    sqlstate = "22023"

    def __init__(self) -> None:
        super().__init__("Invalid config. Must be a string representation of a valid JSON Object.")


class TaskConditionError(UserError):
    """``Invalid expression for task condition expression. ...``  The code is frazil's own choice."""

    code = "091404"
    sqlstate = "42601"


class TaskPropertyError(UserError):
    """A property or parameter that this task cannot have.  The code is frazil's own choice."""

    code = "091405"
    sqlstate = "22023"


class ExecuteAsUserError(UserError):
    """A user of EXECUTE AS USER in whose name the task cannot run.  The code is frazil's own choice."""

    code = "091410"
    sqlstate = "42501"


class OutsideTaskError(UserError):
    """``Function SYSTEM$X must be called from within a task.``  The code is frazil's own choice."""

    code = "091406"
    sqlstate = "22000"

    def __init__(self, function: str) -> None:
        super().__init__(f"Function {function} must be called from within a task.")


class ReturnValueError(UserError):
    """A return value that is too long, or one asked of a task that is no predecessor.  The code is our own choice."""

    code = "091407"
    sqlstate = "22023"


class RetryWithoutFailureError(UserError):
    """``Cannot perform retry: run (...) of graph with root task T had no failures.``"""

    code = "091456"
    sqlstate = "22000"


class RetryRefusedError(UserError):
    """Another reason why a graph run cannot be retried.  The code is frazil's own choice."""

    code = "091458"
    sqlstate = "22000"


class NoRunToRetryError(UserError):
    """``Cannot perform retry: no suitable run of graph with root task T to retry.``"""

    code = "091457"
    sqlstate = "22000"


class RunAloneError(ResourceError):
    """A body cannot have its effect in a shared transaction, or not in time: it runs again alone; no user sees it."""

    code = "370002"
    sqlstate = "XX000"


class IllegalMoveError(StateMachineError):
    """A run was told something that cannot happen in its state; nothing was changed."""

    code = "370001"
    sqlstate = "XX000"
