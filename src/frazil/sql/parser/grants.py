"""GRANT and REVOKE."""

from __future__ import annotations

from frazil.core.errors import UnsupportedError
from frazil.sql.parser.cursor import Cursor
from frazil.sql.parser.families import BUILT, SINGULARS, accept_family, accept_plural
from frazil.sql.parser.hints import did_you_mean
from frazil.sql.parser.names import parse_name
from frazil.sql.parser.routines import parse_object_name
from frazil.sql.statements import GrantOwnership, GrantPrivileges, GrantRole, GrantTarget, Name
from frazil.sql.tokens import QUOTED, WORD

_PLURALS = frozenset(SINGULARS)
_WITH_ARGUMENTS = frozenset({"FUNCTION", "PROCEDURE", "EXTERNAL FUNCTION", "DATA METRIC FUNCTION"})
_WORDS = """
    ADD APPLY APPLYBUDGET ATTACH AUDIT BIND CANCEL CREATE DELETE EVOLVE EXECUTE FAILOVER IMPERSONATE IMPORT IMPORTED
    INSERT MANAGE MODIFY MONITOR OPERATE OVERRIDE OWNERSHIP PURCHASE READ REBUILD REFERENCES REFERENCE_USAGE REPLICATE
    RESOLVE SELECT TRUNCATE UPDATE USAGE USE VIEW WRITE
"""
_BEGINNINGS = frozenset(_WORDS.split())
"""The words with which Snowflake's privileges begin, also those that are not built."""

Grant = GrantRole | GrantPrivileges | GrantOwnership


def parse_grant(cursor: Cursor) -> Grant:
    """Parse a GRANT statement."""
    cursor.expect("GRANT")
    if cursor.key == "ROLE":
        return _role(cursor, revoke=False)
    _refuse_kinds(cursor, "GRANT")
    if cursor.at("OWNERSHIP", "ON"):
        return _ownership(cursor)
    first = cursor.index
    privileges = parse_privileges(cursor)
    if cursor.key == "TO" and cursor.peek() in {"ROLE", "USER"}:
        raise cursor.unexpected(f"Did you mean GRANT ROLE {cursor.source(first)} TO {cursor.peek()} ...?")
    cursor.expect("ON")
    target = _target(cursor, "TO")
    role = _grantee(cursor, "TO")
    option = cursor.accept("WITH", "GRANT", "OPTION")
    return GrantPrivileges(privileges=privileges, target=target, role=role, grant_option=option)


def parse_revoke(cursor: Cursor) -> Grant:
    """Parse a REVOKE statement."""
    cursor.expect("REVOKE")
    if cursor.key == "ROLE":
        return _role(cursor, revoke=True)
    _refuse_kinds(cursor, "REVOKE")
    option = cursor.accept("GRANT", "OPTION", "FOR")
    privileges = parse_privileges(cursor)
    cursor.expect("ON")
    target = _target(cursor, "FROM")
    role = _grantee(cursor, "FROM")
    cascade = cursor.accept_any("CASCADE", "RESTRICT") == "CASCADE"
    return GrantPrivileges(
        privileges=privileges, target=target, role=role, grant_option=option, revoke=True, cascade=cascade
    )


def _refuse_kinds(cursor: Cursor, verb: str) -> None:
    for words in (("DATABASE", "ROLE"), ("APPLICATION", "ROLE"), ("SERVICE", "ROLE"), ("CALLER",), ("INHERITED",)):
        if cursor.at(*words):
            raise UnsupportedError(f"{verb} {' '.join(words)}", position=cursor.position)


def _role(cursor: Cursor, *, revoke: bool) -> GrantRole:
    cursor.expect("ROLE")
    role = parse_name(cursor)
    preposition = "FROM" if revoke else "TO"
    cursor.expect(preposition)
    if cursor.key not in {"ROLE", "USER"}:
        raise cursor.unexpected(f"Say what it is: {preposition} ROLE <name> or {preposition} USER <name>.")
    family = cursor.advance()
    return GrantRole(role=role, grantee_family=family, grantee=parse_name(cursor), revoke=revoke)


def parse_privileges(cursor: Cursor) -> tuple[str, ...]:
    """Parse privileges with commas between them, or ``ALL [PRIVILEGES]``."""
    if cursor.accept("ALL"):
        cursor.accept("PRIVILEGES")
        return ("ALL",)
    privileges = [_privilege(cursor)]
    while cursor.accept(","):
        privileges.append(_privilege(cursor))
    return tuple(privileges)


def _privilege(cursor: Cursor) -> str:
    if cursor.key not in _BEGINNINGS and cursor.peek() not in {"TO", "FROM"}:
        raise cursor.unexpected(did_you_mean(cursor, _BEGINNINGS))
    words: list[str] = []
    while cursor.kind == WORD and cursor.key not in {"ON", "TO", "FROM"}:
        words.append(cursor.advance())
    if not words:
        raise cursor.unexpected()
    return " ".join(words)


def _target(cursor: Cursor, before_role: str) -> GrantTarget:
    position = cursor.position
    if cursor.key == "ACCOUNT" and cursor.peek() == before_role:
        cursor.advance()
        return GrantTarget(position=position, kind="ACCOUNT")
    if cursor.key in {"ALL", "FUTURE"}:
        return _bulk_target(cursor)
    family = accept_family(cursor)
    if family is None:
        # Without a word for its kind a name is that of a table or view.
        _refuse_misspelled(cursor, before_role)
        return GrantTarget(position=position, kind="OBJECT", name=parse_name(cursor))
    if cursor.key == before_role:
        raise cursor.unexpected(f"The name of the {family.lower()} is missing: ON {family} <name> {before_role} ...")
    name = parse_object_name(cursor, family)
    if family in _WITH_ARGUMENTS and cursor.key == "(":
        raise UnsupportedError(f"grants on {family}", position=position)
    return GrantTarget(position=position, kind="OBJECT", family=family, name=name)


def _refuse_misspelled(cursor: Cursor, before_role: str) -> None:
    """Refuse two words behind ON of which the first is nearly a kind of object."""
    hint = did_you_mean(cursor, BUILT, "ON") if cursor.peek() not in {before_role, "."} else ""
    if hint:
        raise cursor.unexpected(hint)


def _bulk_target(cursor: Cursor) -> GrantTarget:
    """Parse ``ALL|FUTURE <plural> IN DATABASE|SCHEMA n``."""
    position = cursor.position
    kind = cursor.advance()
    plural = accept_plural(cursor, _PLURALS)
    if plural is None:
        raise cursor.unexpected(did_you_mean(cursor, _PLURALS, f"ON {kind}"))
    if cursor.key in {"TO", "FROM"}:
        raise cursor.unexpected(f"The container is missing: ON {kind} {plural} IN SCHEMA <name>")
    cursor.expect("IN")
    within = cursor.expect_any("DATABASE", "SCHEMA")
    name = parse_name(cursor)
    return GrantTarget(position=position, kind=kind, family=SINGULARS[plural], name=name, within_family=within)


def _grantee(cursor: Cursor, preposition: str) -> Name:
    """Parse ``TO|FROM [ROLE] r``."""
    cursor.expect(preposition)
    for words in (("DATABASE", "ROLE"), ("APPLICATION", "ROLE"), ("APPLICATION",), ("SHARE",), ("USER",)):
        if cursor.at(*words) and cursor.kinds[cursor.index + len(words)] in {WORD, QUOTED}:
            raise UnsupportedError(f"grants {preposition} {' '.join(words)}", position=cursor.position)
    if cursor.key == "ROLE" and cursor.peek() not in {";", "<EOF>", "WITH", "CASCADE", "RESTRICT"}:
        cursor.advance()
    return parse_name(cursor)


def _ownership(cursor: Cursor) -> GrantOwnership:
    cursor.expect("OWNERSHIP", "ON")
    target = _target(cursor, "TO")
    role = _grantee(cursor, "TO")
    current = cursor.accept_any("REVOKE", "COPY")
    if current is not None:
        cursor.expect("CURRENT", "GRANTS")
    return GrantOwnership(target=target, role=role, current_grants=current or "")
