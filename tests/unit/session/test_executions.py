"""What a session remembers of its statements: enough for a request that is repeated, and not without end."""

from __future__ import annotations

from frazil.core.errors import InternalError, StatementCanceledError
from frazil.core.ids import QueryId
from frazil.session.executions import Execution, Executions
from frazil.session.requests import Binding, StatementRequest


def end(executions: Executions, number: int, text: str) -> None:
    request = StatementRequest(text=text, request_id=f"r{number}")
    execution, is_new = executions.find_or_add(request, QueryId(f"q{number}"))
    assert is_new
    execution.fail(StatementCanceledError())


def test_a_request_that_is_repeated_finds_its_execution() -> None:
    executions = Executions()
    end(executions, 1, "x" * 100_000_000)
    again, is_new = executions.find_or_add(StatementRequest(text="", request_id="r1"), QueryId("q2"))
    assert (again.query_id, is_new) == ("q1", False)


def test_large_statements_are_forgotten_sooner() -> None:
    executions = Executions()
    for number in range(40):
        end(executions, number, "x" * 1_000_000)
    kept = [number for number in range(40) if executions.find(QueryId(f"q{number}"))]
    assert kept == list(range(24, 40))


def test_small_statements_are_forgotten_by_number() -> None:
    executions = Executions()
    for number in range(600):
        end(executions, number, "select 1")
    assert sum(executions.of_request(f"r{number}") is not None for number in range(600)) == 512


def test_what_has_ended_keeps_no_bindings() -> None:
    bindings = {"1": Binding(type="FIXED", value=["1", "2"])}
    execution = Execution(
        StatementRequest(text="insert into t values (?)", request_id="r", bindings=bindings), QueryId("q")
    )
    assert execution.request.bindings == bindings
    execution.fail(InternalError("x"))
    assert execution.request.bindings == {}
    assert execution.request.text == "insert into t values (?)"
