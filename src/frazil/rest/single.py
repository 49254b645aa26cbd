"""Statements that a request of one statement may not be: their effect would end with its session, unseen.

Source: Snowflake SQL API, "Limitations": they are supported in requests of several statements only.
"""

from __future__ import annotations

from frazil.core.errors import FrazilError, UnsupportedError
from frazil.session.requests import StatementRequest
from frazil.session.several import COUNT_PARAMETER
from frazil.sql import statements as st
from frazil.sql.parser import parse

_FIRST_WORDS = frozenset({"ALTER", "BEGIN", "COMMIT", "CREATE", "ROLLBACK", "SET", "START", "UNSET", "USE"})
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
    words = request.text.split(maxsplit=1)
    if COUNT_PARAMETER in request.parameters or not words or words[0].upper() not in _FIRST_WORDS:
        return
    try:
        statement = parse(request.text)
    except FrazilError:
        return
    temporary = isinstance(statement, st.CreateTable) and statement.kind == "TEMPORARY"
    if temporary or isinstance(statement, _SESSION):
        shown = "CREATE TEMPORARY TABLE" if temporary else words[0].upper()
        raise UnsupportedError(f"{shown} in a request of one statement")
