"""Kept plans: their gaps are filled with the literals of the statement at hand, not of the one before."""

from frazil.commands.plans import Plan, Plans, Request, plan_request
from frazil.core.types import number
from frazil.sql.binder.environment import BoundColumn, BoundQuery
from frazil.sql.binder.typed import typed
from frazil.sql.parser import parse


def request(text: str) -> Request:
    """Return what the plans are asked with."""
    made = plan_request(text, ())
    assert made is not None
    return made


def plan() -> Plan:
    """Return the plan of ``SELECT n``, whose one column is named after its text."""
    column = BoundColumn(name="1", value=typed("o1", number(2, 0)), span=(1, 2))
    bound = BoundQuery("SELECT \x000\x00 AS o1", (column,))
    return Plan(statement=parse("SELECT 1"), bound=bound, reads=frozenset(), fixed=())


def test_each_statement_gets_its_own_literals_and_names() -> None:
    """In whatever order they come, and also where they differ in nothing but the length of a name."""
    kept = plan()
    for literal in ("1", "2", "2", "1", "30", "1"):
        query = kept.query(request(f"SELECT {literal}"))
        assert query.sql == f"SELECT {literal} AS o1"
        assert [column.name for column in query.result_columns] == [literal]


def test_the_same_text_is_filled_once() -> None:
    """What is worked out of it, its result's columns among it, is then there."""
    kept = plan()
    assert kept.query(request("SELECT 1")) is kept.query(request("SELECT 1"))


def test_a_plan_serves_only_its_fixed_literals() -> None:
    """A literal that left no gap, as LIMIT's may not, must be the same."""
    kept = plan()
    kept.fixed = ((0, request("SELECT 1").shape.literals[0]),)
    plans = Plans()
    plans._plans[request("SELECT 1").key] = [kept]
    assert plans.find(request("SELECT 1")) is kept
    assert plans.find(request("SELECT 2")) is None
