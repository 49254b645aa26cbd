"""CALL of the server's own functions."""

from __future__ import annotations

from frazil.commands.context import Context
from frazil.commands.registry import SELECT_TYPE, Effect, handles
from frazil.commands.results import Rows
from frazil.commands.system_functions import call_system_function
from frazil.commands.variables import evaluate, value_column
from frazil.core.errors import UnknownUserFunctionError
from frazil.sql import statements as st


@handles(st.Call, Effect.READ, SELECT_TYPE, "CALL", privileges="those of the function that is called")
def call(statement: st.Call, context: Context) -> Rows:
    """Answer one row with one column, named after the function.  There are no procedures yet."""
    name = statement.name.name
    if len(statement.name.parts) > 1 or not name.startswith("SYSTEM$") or statement.named:
        raise UnknownUserFunctionError(
            f"Unknown user-defined function {statement.name}", position=statement.name.position
        )
    if context.environment.describe_only:
        context.authorize()
        return Rows((value_column(name, None),), ())
    arguments = evaluate(statement.arguments, len(statement.arguments), context) if statement.arguments else []
    context.authorize()
    value = call_system_function(name, context, arguments)
    return Rows((value_column(name, value),), ((value,),))
