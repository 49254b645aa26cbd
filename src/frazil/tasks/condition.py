"""The WHEN clause: which expressions are allowed, and whether one holds.

A condition is decided without a warehouse, from constants and from what predecessors returned and how they ended.
Allowed are AND, OR, NOT, comparisons, arithmetic, casts between numeric, string and boolean types, and a few functions.
It holds only if it is TRUE: NULL, FALSE and any error (a cast that fails, a division by zero, an unknown predecessor)
skip the run.

Comparison is Snowflake's: text against text compares text, so a branch may compare a return value with a name; as soon
as one side is a number or a boolean the other is converted.
"""

from __future__ import annotations

import functools
import operator
from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal, DecimalException
from typing import Any, Protocol

from frazil.core.errors import (
    BooleanValueError,
    DivisionByZeroError,
    EvaluationError,
    FrazilError,
    NumericValueError,
    UnsupportedError,
)
from frazil.core.types import Kind, type_named
from frazil.sql import ast
from frazil.sql.parser import parse_expression
from frazil.tasks.errors import TaskConditionError

RETURN_VALUE = "SYSTEM$GET_PREDECESSOR_RETURN_VALUE"
STREAM_HAS_DATA = "SYSTEM$STREAM_HAS_DATA"
PREDECESSORS_STATE = "SYSTEM$PREDECESSORS_STATE"
COMPLETION_STATE = "SYSTEM$TASK_COMPLETION_STATE"
NOT_EXECUTED = "NOT_EXECUTED"
_ARGUMENTS = {RETURN_VALUE: (0, 1), PREDECESSORS_STATE: (1,), COMPLETION_STATE: (1,)}

SKIPPED_CODE = "0040003"
SKIPPED_MESSAGE = "Conditional expression for task evaluated to false."

_REFUSED = (
    "Invalid expression for task condition expression. Only some data type conversions and the following functions are "
    f"allowed: [{RETURN_VALUE}, {STREAM_HAS_DATA}]."
)
_ALLOWED = (
    ast.Null,
    ast.Boolean,
    ast.Number,
    ast.String,
    ast.Unary,
    ast.Binary,
    ast.IsNull,
    ast.IsBoolean,
    ast.InList,
    ast.Between,
)
_CASTS = frozenset({Kind.NUMBER, Kind.FLOAT, Kind.VARCHAR, Kind.BOOLEAN})

Value = None | bool | Decimal | str
_COMPARISONS: Mapping[str, Callable[[Any, Any], bool]] = {
    "=": operator.eq,
    "<>": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
_ARITHMETIC = frozenset({"+", "-", "*", "/", "%"})


_STATES: Mapping[str, Callable[[Sequence[str]], bool]] = {
    "ALL_SUCCEEDED": lambda states: all(state == "SUCCEEDED" for state in states),
    "ALL_FAILED": lambda states: all(state == "FAILED" for state in states),
    "ALL_DONE": lambda states: NOT_EXECUTED not in states,
    "ALL_SKIPPED": lambda states: all(state == "SKIPPED" for state in states),
    "AT_LEAST_ONE_FAILED": lambda states: "FAILED" in states,
    "AT_LEAST_ONE_SUCCEEDED": lambda states: "SUCCEEDED" in states,
    "NONE_FAILED": lambda states: set(states) <= {"SUCCEEDED", "SKIPPED"},
    "NONE_FAILED_MIN_ONE_SUCCEEDED": lambda states: "SUCCEEDED" in states and set(states) <= {"SUCCEEDED", "SKIPPED"},
    "NONE_SKIPPED": lambda states: "SKIPPED" not in states,
}
"""What SYSTEM$PREDECESSORS_STATE may ask of how the predecessors ended."""


class ConditionFacts(Protocol):
    """What a condition may ask of its run; ``TaskContext`` answers."""

    def predecessor_return_value(self, name: str | None = None) -> str | None:
        """Return a predecessor's return value; see ``TaskContext``."""
        ...

    def predecessor_states(self) -> Sequence[str]:
        """Return how the direct predecessors ended; see ``TaskContext``."""
        ...

    def completion_state(self, name: str) -> str:
        """Return how a task of the graph ended; see ``TaskContext``."""
        ...


def check_condition(expression: ast.Expression) -> None:
    """Refuse an expression that no condition may hold, with TaskConditionError.

    The function that looks at a stream raises UnsupportedError.
    """
    for part in _parts(expression):
        match part:
            case ast.Function():
                _check_function(part)
            case ast.Cast(type=target):
                _cast_kind(target)
            case ast.Binary(operator="||"):
                raise TaskConditionError(_REFUSED, position=part.position)
            case _ if not isinstance(part, _ALLOWED):
                raise TaskConditionError(_REFUSED, position=part.position)


@functools.lru_cache(maxsize=1024)
def awaits_ends(text: str) -> bool:
    """Say whether a condition calls SYSTEM$PREDECESSORS_STATE: its task then waits for ends of any kind."""
    parts = _parts(parse_expression(text))
    return any(isinstance(part, ast.Function) and part.name == (PREDECESSORS_STATE,) for part in parts)


def predecessors_state(wanted: str, states: Sequence[str]) -> bool:
    """Say whether the ends of the predecessors are as SYSTEM$PREDECESSORS_STATE asks; TaskConditionError if unknown."""
    asked = _STATES.get(wanted)
    if asked is None:
        raise TaskConditionError(
            f"Invalid value [{wanted}] for function '{PREDECESSORS_STATE}', parameter 1: must be one of "
            f"{', '.join(_STATES)}."
        )
    return asked(states)


def holds(expression: ast.Expression, facts: ConditionFacts) -> bool:
    """Say whether the condition is TRUE for a run."""
    try:
        return _as_boolean(evaluate(expression, facts)) is True
    except (FrazilError, DecimalException):
        return False


def evaluate(expression: ast.Expression, facts: ConditionFacts) -> Value:
    """Return the value of an expression that ``check_condition`` lets pass; UserError if it has none."""
    match expression:
        case ast.Null():
            return None
        case ast.Boolean(value=constant):
            return constant
        case ast.Number(value=number):
            return number if isinstance(number, Decimal) else Decimal(repr(number))
        case ast.String(value=text):
            return text
        case ast.Unary(operator=symbol, operand=operand):
            return _unary(symbol, evaluate(operand, facts))
        case ast.Binary(operator=("AND" | "OR") as symbol, left=left, right=right):
            return _logic(symbol, left, right, facts)
        case ast.Binary(operator=symbol, left=left, right=right):
            return _binary(symbol, evaluate(left, facts), evaluate(right, facts))
        case ast.IsNull(operand=operand, negated=negated):
            return (evaluate(operand, facts) is None) is not negated
        case ast.IsBoolean(operand=operand, value=wanted, negated=negated):
            return (_as_boolean(evaluate(operand, facts)) is wanted) is not negated
        case ast.InList(operand=operand, items=items, negated=negated):
            return _negated(_any_equal(evaluate(operand, facts), [evaluate(item, facts) for item in items]), negated)
        case ast.Between(operand=operand, low=low, high=high, negated=negated):
            value = evaluate(operand, facts)
            inside = (_binary(">=", value, evaluate(low, facts)), _binary("<=", value, evaluate(high, facts)))
            return _negated(False if False in inside else None if None in inside else True, negated)
        case ast.Cast(operand=operand, type=target, attempt=attempt):
            return _cast(evaluate(operand, facts), target, attempt)
        case ast.Function(name=(name,), arguments=arguments):
            return _called(name, [each.value for each in arguments if isinstance(each, ast.String)], facts)
    raise EvaluationError("the condition cannot be evaluated")


def _parts(expression: ast.Expression) -> Iterator[ast.Expression]:
    """Yield an expression and all of it that a condition may hold."""
    inside: tuple[ast.Expression, ...] = ()
    match expression:
        case ast.Unary(operand=operand) | ast.IsNull(operand=operand) | ast.IsBoolean(operand=operand):
            inside = (operand,)
        case ast.Binary(left=left, right=right):
            inside = (left, right)
        case ast.InList(operand=operand, items=items):
            inside = (operand, *items)
        case ast.Between(operand=operand, low=low, high=high):
            inside = (operand, low, high)
        case ast.Cast(operand=operand):
            inside = (operand,)
    yield expression
    for part in inside:
        yield from _parts(part)


def _check_function(function: ast.Function) -> None:
    if function.name == (STREAM_HAS_DATA,):
        raise UnsupportedError(f"{STREAM_HAS_DATA} in WHEN", position=function.position)
    counts = _ARGUMENTS.get(function.name[0], ()) if len(function.name) == 1 else ()
    plain = not function.named and function.window is None
    texts = [argument.value for argument in function.arguments if isinstance(argument, ast.String)]
    if len(function.arguments) not in counts or not plain or len(texts) != len(function.arguments):
        raise TaskConditionError(_REFUSED, position=function.position)
    if function.name == (PREDECESSORS_STATE,):
        predecessors_state(texts[0], ())


def _called(name: str, arguments: Sequence[str], facts: ConditionFacts) -> Value:
    match name:
        case "SYSTEM$GET_PREDECESSOR_RETURN_VALUE":
            return facts.predecessor_return_value(*arguments)
        case "SYSTEM$PREDECESSORS_STATE":
            return predecessors_state(arguments[0], facts.predecessor_states())
        case "SYSTEM$TASK_COMPLETION_STATE":
            return facts.completion_state(arguments[0])
    raise EvaluationError("the condition cannot be evaluated")


def _cast_kind(target: ast.TypeName) -> Kind:
    try:
        found = type_named(target.name, target.arguments)
    except ValueError:
        found = None
    if found is None or found.kind not in _CASTS:
        raise TaskConditionError(_REFUSED, position=target.position)
    return found.kind


def _unary(symbol: str, value: Value) -> Value:
    if symbol == "NOT":
        return _negated(_as_boolean(value), True)
    number = _as_number(value)
    return number if number is None or symbol == "+" else -number


def _negated(value: bool | None, negated: bool) -> bool | None:
    return value if value is None or not negated else not value


def _logic(symbol: str, left: ast.Expression, right: ast.Expression, facts: ConditionFacts) -> bool | None:
    """Return AND or OR with three values; a side that decides alone spares the other."""
    decisive = symbol == "OR"
    first = _as_boolean(evaluate(left, facts))
    if first is decisive:
        return decisive
    second = _as_boolean(evaluate(right, facts))
    if second is decisive:
        return decisive
    return None if first is None or second is None else not decisive


def _binary(symbol: str, left: Value, right: Value) -> Value:
    if symbol in _ARITHMETIC:
        return _arithmetic(symbol, _as_number(left), _as_number(right))
    if left is None or right is None:
        return None
    return _COMPARISONS[symbol](*_alike(left, right))


def _any_equal(value: Value, items: list[Value]) -> bool | None:
    found = [_binary("=", value, item) for item in items]
    return True if True in found else None if None in found else False


def _alike(left: bool | Decimal | str, right: bool | Decimal | str) -> tuple[object, object]:
    """Return both values in the type in which they are compared."""
    if isinstance(left, str) and isinstance(right, str):
        return left, right
    if isinstance(left, bool) or isinstance(right, bool):
        return _as_boolean(left), _as_boolean(right)
    return _as_number(left), _as_number(right)


def _arithmetic(symbol: str, left: Decimal | None, right: Decimal | None) -> Decimal | None:
    if left is None or right is None:
        return None
    if symbol in "/%" and right == 0:
        raise DivisionByZeroError("Division by zero")
    match symbol:
        case "+":
            return left + right
        case "-":
            return left - right
        case "*":
            return left * right
        case "/":
            return left / right
    return left % right


def _cast(value: Value, target: ast.TypeName, attempt: bool) -> Value:
    kind = _cast_kind(target)
    try:
        if kind is Kind.BOOLEAN:
            return _as_boolean(value)
        if kind is Kind.VARCHAR:
            return _as_text(value)
        number = _as_number(value)
        if kind is Kind.NUMBER and number is not None:
            scale = target.arguments[1] if len(target.arguments) > 1 else 0
            return number.quantize(Decimal(1).scaleb(-scale), rounding="ROUND_HALF_UP")
        return number
    except FrazilError:
        if attempt:
            return None
        raise


def _as_text(value: Value) -> str | None:
    if isinstance(value, bool):
        return "true" if value else "false"
    return f"{value:f}" if isinstance(value, Decimal) else value


def _as_boolean(value: Value) -> bool | None:
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, Decimal):
        return value != 0
    folded = value.strip().lower()
    if folded in ("true", "t", "yes", "y", "on", "1"):
        return True
    if folded in ("false", "f", "no", "n", "off", "0"):
        return False
    raise BooleanValueError(f"Boolean value '{value}' is not recognized")


def _as_number(value: Value) -> Decimal | None:
    if value is None or isinstance(value, Decimal):
        return value
    if isinstance(value, bool):
        return Decimal(int(value))
    try:
        number = Decimal(value.strip())
    except DecimalException as error:
        raise NumericValueError(f"Numeric value '{value}' is not recognized") from error
    if not number.is_finite():
        raise NumericValueError(f"Numeric value '{value}' is not recognized")
    return number
