"""ALTER USER ... PROGRAMMATIC ACCESS TOKEN."""

from __future__ import annotations

from frazil.core.names import QualifiedName
from frazil.sql.parser.cursor import Cursor
from frazil.sql.parser.names import parse_name
from frazil.sql.parser.properties import parse_properties, parse_set, parse_unset
from frazil.sql.statements import AlterUserTokens, Name, RenameTo, SetProperties, UnsetProperties

_VERBS = ("ADD", "ROTATE", "MODIFY", "REMOVE")
_WORDS = (("PROGRAMMATIC", "ACCESS", "TOKEN"), ("PAT",))


def parse_alter_tokens(cursor: Cursor) -> AlterUserTokens | None:
    """Parse what follows ALTER USER if it is about tokens; None, with nothing passed, if it is not."""
    start = cursor.index
    if_exists = cursor.accept("IF", "EXISTS")
    user: Name | None = None
    if not _comes_next(cursor) and cursor.key not in {"SET", "UNSET"}:
        user = parse_name(cursor)
    if not _comes_next(cursor):
        cursor.index = start
        return None
    verb = cursor.advance()
    for words in _WORDS:
        cursor.accept(*words)
    guarded = cursor.accept("IF", "NOT", "EXISTS") if verb == "ADD" else _if_exists(cursor, verb)
    token = cursor.identifier()
    return AlterUserTokens(
        user=user, if_exists=if_exists, verb=verb, token=token, guarded=guarded, action=_action(cursor, verb)
    )


def _comes_next(cursor: Cursor) -> bool:
    return any(cursor.at(verb, *words) for verb in _VERBS for words in _WORDS)


def _if_exists(cursor: Cursor, verb: str) -> bool:
    return verb != "MODIFY" and cursor.accept("IF", "EXISTS")


def _action(cursor: Cursor, verb: str) -> RenameTo | SetProperties | UnsetProperties | None:
    position = cursor.position
    if verb == "REMOVE":
        return None
    if verb != "MODIFY":
        return SetProperties(position=position, properties=parse_properties(cursor))
    if cursor.accept("RENAME", "TO"):
        return RenameTo(position=position, name=QualifiedName((cursor.identifier(),), position))
    if cursor.accept("UNSET"):
        return parse_unset(cursor)
    cursor.expect("SET")
    return parse_set(cursor)
