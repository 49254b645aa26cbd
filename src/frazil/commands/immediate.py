"""EXECUTE IMMEDIATE as its privileges and history know it; ``session/immediate.py`` puts its text in its place."""

from __future__ import annotations

from typing import NoReturn

from frazil.commands.context import Context
from frazil.commands.registry import SELECT_TYPE, Effect, handles
from frazil.core.errors import NestingError
from frazil.sql import statements as st


@handles(
    st.ExecuteImmediate,
    Effect.READ,
    SELECT_TYPE,
    "EXECUTE_IMMEDIATE",
    privileges="those of the statement in the text",
)
def execute_immediate(statement: st.ExecuteImmediate, context: Context) -> NoReturn:
    """Refuse: only one whose text was not opened, because it is nested too deep, comes here."""
    context.authorize()
    raise NestingError("EXECUTE IMMEDIATE is nested too deep", position=statement.source.position)
