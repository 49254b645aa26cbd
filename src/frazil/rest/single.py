"""Statements that a request of one statement may not be: their effect would end with its session, unseen.

Source: Snowflake SQL API, "Limitations": they are supported in requests of several statements only.
"""

from __future__ import annotations

from frazil.core.errors import FrazilError, UnsupportedError
from frazil.session.requests import StatementRequest
from frazil.session.several import COUNT_PARAMETER
from frazil.sql import statements as st
from frazil.sql.ast import String
from frazil.sql.parser import parse
from frazil.sql.tokens import tokenize

_FIRST_WORDS = frozenset({"ALTER", "BEGIN", "COMMIT", "CREATE", "EXECUTE", "ROLLBACK", "SET", "START", "UNSET", "USE"})
"""What such statements begin with: the others need not be parsed twice."""

_SESSION = (
    st.AlterSession,
    st.Begin,
    st.Commit,
    st.Rollback,
    st.SetVariables,
    st.UnsetVariables,
    st.Use,
    st.UseSecondaryRoles,
)


def refuse_alone(request: StatementRequest) -> None:
    """Raise UnsupportedError if a request's only statement would do nothing that lasts.

    What does not parse is left to the session, which tells the error with its place.
    """
    if COUNT_PARAMETER in request.parameters:
        return
    try:
        tokens = tokenize(request.text)
        if tokens.keys[0] not in _FIRST_WORDS:
            return
        statement = parse(request.text, tokens=tokens)
        while isinstance(statement, st.ExecuteImmediate) and isinstance(statement.source, String):
            statement = parse(statement.source.value)
    except FrazilError:
        return
    temporary = isinstance(statement, st.CreateTable) and statement.kind == "TEMPORARY"
    if temporary or isinstance(statement, _SESSION):
        shown = "CREATE TEMPORARY TABLE" if temporary else tokens.keys[0]
        raise UnsupportedError(f"{shown} in a request of one statement")
