"""WHEN: what is allowed, and when it holds."""

from __future__ import annotations

import pytest

from frazil.core.errors import UnsupportedError
from frazil.sql.parser import parse_expression
from frazil.tasks.condition import check_condition, holds
from frazil.tasks.errors import ReturnValueError, TaskConditionError

VALUES = {"A": "promote_model", "N": "12.50", "T": "true", "E": None}


class Facts:
    def predecessor_return_value(self, name: str | None = None) -> str | None:
        if name is None:
            return "only"
        if name not in VALUES:
            raise ReturnValueError("no predecessor")
        return VALUES[name]


def value_of(name: str) -> str:
    return f"SYSTEM$GET_PREDECESSOR_RETURN_VALUE('{name}')"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1 = 1", True),
        ("TRUE", True),
        ("NULL", False),
        ("1 = 2 OR NOT 1 > 2", True),
        ("NULL OR TRUE", True),
        ("NULL AND TRUE", False),
        ("(1 = 1) AND (2 <> 3)", True),
        ("SYSTEM$GET_PREDECESSOR_RETURN_VALUE() = 'only'", True),
        (f"{value_of('A')} = 'promote_model'", True),
        (f"{value_of('A')} = 'PROMOTE_MODEL'", False),
        (f"{value_of('A')} <> 'x' AND {value_of('A')} < 'q'", True),
        (f"{value_of('N')} > 9", True),
        (f"{value_of('N')} > '9'", False),
        (f"{value_of('N')}::INT = 13", True),
        (f"{value_of('N')}::NUMBER(10,1) = 12.5", True),
        (f"CAST({value_of('N')} AS FLOAT) BETWEEN 12 AND 13", True),
        (f"{value_of('N')}::VARCHAR = '12.50'", True),
        (f"{value_of('T')}::BOOLEAN", True),
        (f"{value_of('T')}", True),
        (f"NOT {value_of('T')}::BOOLEAN", False),
        (f"{value_of('A')} IN ('x', 'promote_model')", True),
        (f"{value_of('A')} NOT IN ('x', NULL)", False),
        (f"{value_of('E')} IS NULL", True),
        (f"{value_of('E')} = 'x'", False),
        (f"{value_of('E')} IS NOT NULL OR 1 = 1", True),
        (f"{value_of('N')} + 1 = 13.5 AND 7 % 4 = 3 AND -2 * 3 = -6", True),
        (f"{value_of('T')}::BOOLEAN IS NOT FALSE", True),
    ],
)
def test_conditions(text: str, expected: bool) -> None:
    expression = parse_expression(text)
    check_condition(expression)
    assert holds(expression, Facts()) is expected


@pytest.mark.parametrize(
    "text",
    [
        "1 / 0 = 1",
        f"{value_of('A')}::INT > 1",
        f"{value_of('A')}::BOOLEAN",
        f"{value_of('UNKNOWN')} = 'x'",
        f"{value_of('A')} > 1",
    ],
)
def test_a_condition_that_fails_does_not_hold(text: str) -> None:
    expression = parse_expression(text)
    check_condition(expression)
    assert not holds(expression, Facts())


@pytest.mark.parametrize(
    "text",
    [
        "PARSE_JSON('1') = 1",
        "a = 1",
        "EXISTS (SELECT 1)",
        "(SELECT 1) = 1",
        "UPPER(SYSTEM$GET_PREDECESSOR_RETURN_VALUE('A')) = 'X'",
        "SYSTEM$GET_PREDECESSOR_RETURN_VALUE('A', 'B') = 'X'",
        "SYSTEM$GET_PREDECESSOR_RETURN_VALUE(1) = 'X'",
        "'2020-01-01'::DATE IS NULL",
        "'a' || 'b' = 'ab'",
        "CASE WHEN TRUE THEN TRUE END",
        "$x = 1",
        "CURRENT_TIMESTAMP() IS NULL",
    ],
)
def test_refused_conditions(text: str) -> None:
    with pytest.raises(TaskConditionError, match="Only some data type conversions"):
        check_condition(parse_expression(text))


@pytest.mark.parametrize("text", ["SYSTEM$STREAM_HAS_DATA('s')"])
def test_functions_that_are_not_built_say_so(text: str) -> None:
    with pytest.raises(UnsupportedError):
        check_condition(parse_expression(text))
