"""SHOW [USER | BUILTIN] FUNCTIONS and DESCRIBE FUNCTION."""

from __future__ import annotations

from frazil.catalog.records import Function
from frazil.commands.context import Context
from frazil.commands.results import Rows
from frazil.commands.show_scope import Row, Visibility, columns, filters_of, records_in
from frazil.sql import statements as st
from frazil.sql.binder.registry import FUNCTIONS, FunctionSpec
from frazil.sql.binder.registry import Role as FunctionRole
from frazil.sql.columns import text_columns

PROCEDURES = columns(
    "created_on name schema_name is_builtin is_aggregate is_ansi min_num_arguments max_num_arguments arguments "
    "description catalog_name is_table_function valid_for_clustering is_secure secrets external_access_integrations",
    times="created_on",
    numbers="min_num_arguments max_num_arguments",
)
"""What SHOW PROCEDURES says of a routine; of a function there is more."""

_FUNCTIONS = (*PROCEDURES, *columns("is_external_function language is_memoizable is_data_metric is_ai_function"))
_PROPERTIES = text_columns("property", "value")
_WORDS = {"text": "VARCHAR", "number": "NUMBER", "integer": "NUMBER", "float": "FLOAT", "boolean": "BOOLEAN"}


def show_functions(statement: st.Show, context: Context) -> Rows:
    """List the functions frazil knows, and those of users in the scope."""
    rows = [*_builtin_rows(), *_user_rows(statement, context)]
    return Rows(_FUNCTIONS, filters_of(statement, context).select(sorted(rows, key=lambda row: row[0])))


def show_builtin_functions(statement: st.Show, context: Context) -> Rows:
    """List the functions frazil knows; the scope says nothing about them."""
    return Rows(_FUNCTIONS, filters_of(statement, context).select(sorted(_builtin_rows(), key=lambda row: row[0])))


def show_user_functions(statement: st.Show, context: Context) -> Rows:
    """List the functions of users that the roles may see."""
    return Rows(_FUNCTIONS, filters_of(statement, context).select(_user_rows(statement, context)))


def describe_function(function: Function, context: Context) -> Rows:
    """Return what a function is: its body only to who owns it, if it is secure."""
    hidden = function.secure and not Visibility(context).holds(function, "OWNERSHIP")
    signature = ", ".join(f"{each.name} {each.type.kind.value}" for each in function.arguments)
    rows = [
        ("signature", f"({signature})"),
        ("returns", returned(function)),
        ("language", "SQL"),
        ("body", None if hidden else function.body),
    ]
    return Rows(_PROPERTIES, rows)


def returned(function: Function) -> str:
    """Return what a function gives, as DESCRIBE prints it."""
    if function.returns is None:
        listed = ", ".join(f"{each.name} {each.type.kind.value}" for each in function.columns)
        return f"TABLE ({listed})"
    return f"{function.returns}{' NOT NULL' if function.not_null else ''}"


def _builtin_rows() -> list[tuple[str, Row]]:
    return [(name, _builtin_row(name, spec)) for name, spec in FUNCTIONS.items()]


def _user_rows(statement: st.Show, context: Context) -> list[tuple[str, Row]]:
    visibility = Visibility(context)
    rows: list[tuple[str, Row]] = []
    for database, schema, record in records_in(statement, context, Function):
        if isinstance(record, Function) and visibility.sees(record):
            rows.append((record.name, _user_row(record, database.name, schema.name)))
    return rows


def _user_row(function: Function, database: str, schema: str) -> Row:
    types = [
        each.type.kind.value if each.default is None else f"DEFAULT {each.type.kind.value}"
        for each in function.arguments
    ]
    gives = returned(function) if function.returns is None else function.returns.kind.value
    required = sum(each.default is None for each in function.arguments)
    return (
        function.created_on,
        function.name,
        schema,
        "N",
        "N",
        "N",
        required,
        len(types),
        f"{function.name}({', '.join(types)}) RETURN {gives}",
        function.comment or "user-defined function",
        database,
        _yes(function.returns is None),
        "N",
        _yes(function.secure),
        None,
        None,
        "N",
        "SQL",
        _yes(function.memoizable),
        "N",
        "N",
    )


def _builtin_row(name: str, spec: FunctionSpec) -> Row:
    arguments = ", ".join(_WORDS.get(spec.parameter(index), "ANY") for index in range(spec.minimum))
    head = (None, name, "", "Y", _yes(spec.role is FunctionRole.AGGREGATE), "N", spec.minimum, spec.maximum)
    text = (f"{name}({arguments})", "built-in function", "")
    return (*head, *text, "N", "N", "N", "", "", "N", "SQL", "N", "N", "N")


def _yes(value: bool) -> str:
    return "Y" if value else "N"
