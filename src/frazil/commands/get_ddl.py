"""GET_DDL: the statement that makes an object again."""

from __future__ import annotations

from collections.abc import Sequence

from frazil.catalog.records import Family, Function, Record, View
from frazil.commands.context import Context
from frazil.commands.ddl import DEFINED, Writer, definition
from frazil.commands.errors import WrongObjectTypeError, missing
from frazil.commands.lookup import find_target
from frazil.commands.show_scope import Visibility
from frazil.commands.system_functions import server_function
from frazil.core.errors import InvalidArgumentError, UnsupportedError
from frazil.sql import statements as st
from frazil.sql.parser import parse

_NOT_BUILT = frozenset(
    {
        "ALERT",
        "DYNAMIC_TABLE",
        "EVENT_TABLE",
        "FILE_FORMAT",
        "ICEBERG_TABLE",
        "INTEGRATION",
        "PIPE",
        "POLICY",
        "PROCEDURE",
        "SEMANTIC_VIEW",
        "STREAM",
        "STREAMLIT",
    }
)


@server_function("GET_DDL", 2, 3)
def get_ddl(context: Context, arguments: Sequence[object]) -> str:
    """Return the definition of an object that the roles may see; of a secure view or function only the owner's."""
    if None in arguments[:2]:
        raise InvalidArgumentError("Invalid value [NULL] for function 'GET_DDL'")
    word, name = str(arguments[0]).upper(), str(arguments[1])
    if word in _NOT_BUILT:
        raise UnsupportedError(f"GET_DDL of {word}")
    if word not in {family.value for family in DEFINED}:
        raise InvalidArgumentError(f"Invalid value [{word}] for function 'GET_DDL', parameter 1")
    family = Family(word)
    statement = parse(f"DESCRIBE {family.value} {name}")
    assert isinstance(statement, st.Describe)
    try:
        target = find_target(family, statement.name, context, "GET_DDL")
    except WrongObjectTypeError:
        # Snowflake takes either word for a table or view.
        family = Family.VIEW if family is Family.TABLE else Family.TABLE
        target = find_target(family, statement.name, context, "GET_DDL")
    visibility = Visibility(context)
    record = target.record

    def shows(each: Record) -> bool:
        secret = isinstance(each, View | Function) and each.secure
        return visibility.holds(each, "OWNERSHIP") if secret else visibility.sees(each)

    if record is None or not shows(record):
        raise missing(family, target.shown)
    full = len(arguments) > 2 and arguments[2] is True
    return definition(record, Writer(snapshot=context.snapshot, full=full, shows=shows))
