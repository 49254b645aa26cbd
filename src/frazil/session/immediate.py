"""EXECUTE IMMEDIATE: the statement that a text holds takes the place of the one that names the text.

So everything about it is the inner statement's: privileges, transaction, result, kind, and the places of its errors.
Its bind variables are bound where it is bound, since they may be bindings of the statement around it.
"""

from __future__ import annotations

from frazil.core.errors import InvalidIdentifierError, UnsupportedError
from frazil.core.names import render
from frazil.session.pipeline import Job
from frazil.sql import ast
from frazil.sql.binder.literals import MissingVariableError
from frazil.sql.parser import parse
from frazil.sql.statements import ExecuteImmediate
from frazil.sql.tokens import fold_quoted, tokenize

_MAX_DEPTH = 8
_SCRIPTING = frozenset({"CASE", "FOR", "IF", "LET", "LOOP", "RAISE", "REPEAT", "RETURN", "WHILE"})
"""What may stand in the text, but not alone: statements of Snowflake Scripting."""


def open_immediate(job: Job) -> None:
    """Let the statement in the text be the job's; a nested one too, to a fixed depth."""
    for _ in range(_MAX_DEPTH):
        # Whoever does not hold the word need not be parsed twice.
        statement = parse(job.text) if "IMMEDIATE" in job.text.upper() else None
        if not isinstance(statement, ExecuteImmediate):
            return
        job.using.append((job.text, statement.using))
        text = _text(statement.source, job)
        job.text = fold_quoted(text) if job.parameters["QUOTED_IDENTIFIERS_IGNORE_CASE"] is True else text
        if tokenize(job.text).keys[0] in _SCRIPTING:
            raise UnsupportedError("Snowflake Scripting", position=0)


def _text(source: ast.Expression, job: Job) -> str:
    match source:
        case ast.String(value=text):
            return text
        case ast.Variable(name=name) if name in job.state.variables:
            return str(job.state.variables[name])
        case ast.Variable(name=name):
            message = f"Session variable '${name}' does not exist"
            raise MissingVariableError(message, position=source.position, located=True)
    shown = ".".join(render(part) for part in source.parts) if isinstance(source, ast.Reference) else ""
    raise InvalidIdentifierError(f"invalid identifier '{shown}'", position=source.position, located=True)
