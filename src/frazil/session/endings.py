"""What a statement leaves when it has ended: its answer, and its line in the history of queries."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from frazil.commands.context import SessionState
from frazil.commands.redaction import redact, redact_message
from frazil.commands.registry import INSERT_TYPE
from frazil.core.errors import FrazilError
from frazil.core.ids import QueryId
from frazil.engine.query_log import QueryRecord
from frazil.session.executions import Execution
from frazil.session.pipeline import Done
from frazil.session.requests import Outcome, SessionContext

_TOLD = (
    "TIMEZONE",
    "DATE_OUTPUT_FORMAT",
    "TIME_OUTPUT_FORMAT",
    "TIMESTAMP_OUTPUT_FORMAT",
    "TIMESTAMP_NTZ_OUTPUT_FORMAT",
    "TIMESTAMP_LTZ_OUTPUT_FORMAT",
    "TIMESTAMP_TZ_OUTPUT_FORMAT",
    "BINARY_OUTPUT_FORMAT",
)
"""Told with every answer: the 4.x connector converts JSON results by what an answer says, not by the login's."""


def answer_of(
    execution: Execution,
    type_id: int,
    done: Done,
    *,
    context: SessionContext,
    in_force: Mapping[str, object],
    own: Mapping[str, object],
    children: tuple[tuple[QueryId, int], ...] = (),
) -> Outcome:
    """Return what a statement answers.

    ``context``: where the session stands now.  ``in_force`` are its parameters, ``own`` those that it has set.
    """
    written = done.written
    affected = None
    if written is not None:
        affected = written.rows_inserted + (written.updated or 0) + (written.deleted or 0)
    return Outcome(
        query_id=execution.query_id,
        columns=done.columns,
        data=done.data,
        statement_type_id=type_id,
        context=context,
        rows_affected=affected,
        number_of_binds=done.placeholders,
        array_bind_supported=type_id == INSERT_TYPE,
        children=children,
        upload=done.upload,
        parameters={name: in_force[name] for name in _TOLD if name in in_force} | dict(own),
    )


def line_of(
    execution: Execution,
    query_type: str,
    done: Done | None,
    error: FrazilError | None,
    *,
    state: SessionState,
    context: SessionContext,
    query_tag: str,
    started: datetime,
    ended: datetime,
) -> QueryRecord:
    """Return a statement's line in the history; its text and error hold no secrets."""
    written = done.written if done is not None else None
    text = execution.request.text
    return QueryRecord(
        query_id=execution.query_id,
        session_id=state.id,
        user_name=state.user_name,
        role_name=context.role,
        warehouse_name=context.warehouse,
        database_name=context.database,
        schema_name=context.schema,
        query_text=redact(text),
        query_type=query_type,
        query_tag=query_tag,
        status="SUCCESS" if error is None else "FAIL",
        error_code=error.code if error is not None else None,
        error_message=redact_message(error.message, text) if error is not None else None,
        start_time=started,
        end_time=ended,
        rows_produced=done.data.row_count if done is not None else 0,
        rows_inserted=written.rows_inserted if written is not None else 0,
        rows_updated=(written.updated or 0) if written is not None else 0,
        rows_deleted=(written.deleted or 0) if written is not None else 0,
    )
