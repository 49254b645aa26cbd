"""Errors as clients read them."""

from __future__ import annotations

import orjson

from frazil.core.errors import InvalidIdentifierError, LockTimeoutError
from frazil.core.ids import QueryId
from frazil.wire import answers


def test_a_compilation_error_names_its_place() -> None:
    error = InvalidIdentifierError("invalid identifier 'X'", located=True)
    error.line, error.column, error.query_id = 2, 7, QueryId("q")
    answer = orjson.loads(answers.failure(error))
    assert answer["success"] is False
    assert answer["code"] == "000904"
    assert answer["message"] == "SQL compilation error: error line 2 at position 7\ninvalid identifier 'X'"
    assert answer["data"].items() >= {"sqlState": "42000", "line": 2, "pos": 7, "queryId": "q"}.items()


def test_an_error_has_an_object_as_data() -> None:
    # The 4.x connector looks into it without asking whether it is one.
    answer = orjson.loads(answers.failure(LockTimeoutError("too late")))
    assert answer["data"].items() >= {"errorCode": "000625", "line": -1, "type": "EXECUTION"}.items()
    assert "errorMessage" not in answer["data"]


def test_a_running_statement_says_where_to_ask() -> None:
    answer = orjson.loads(answers.in_progress(QueryId("q"), detached=False))
    assert answer["code"] == "333333"
    assert answer["data"]["getResultUrl"] == "/queries/q/result"
