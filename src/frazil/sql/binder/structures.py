"""Values of structured types: canonical JSON whose members have the types that the type declares.

A member that is SQL NULL is a JSON null.  What the type does not allow is refused when it is cast.
"""

from __future__ import annotations

from collections.abc import Callable

from frazil.core.types import ARRAY, OBJECT, VARIANT, DataType, Kind, Member
from frazil.sql.binder.conversions import to_variant
from frazil.sql.binder.environment import Environment
from frazil.sql.binder.once import once
from frazil.sql.binder.typed import Typed, quote_text, typed

Cast = Callable[[Typed, DataType, Environment], Typed]


def to_structure(value: Typed, target: DataType, environment: Environment, cast: Cast) -> Typed:
    """Return a semi-structured value as one of a structured type: every member is cast by ``cast``."""
    if value.type == target:
        return value
    plain = value if value.type.kind in (target.kind, Kind.MAP) else cast(value, _PLAIN[target.kind], environment)
    sql = once(plain.sql, lambda name: _BUILDERS[target.kind](name, target, environment, cast))
    return typed(sql, target, nullable=value.nullable)


def _array(name: str, target: DataType, environment: Environment, cast: Cast) -> str:
    item = environment.fresh("e")
    built = _member(item, target.members[0], environment, cast)
    return f"frazil.array_of(list_transform(frazil.elements({name}), lambda {item}: {built}))"


def _object(name: str, target: DataType, environment: Environment, cast: Cast) -> str:
    members = sorted(target.members, key=lambda member: member.name)
    keys = [quote_text(member.name) for member in members]
    parts = [
        f"CAST(to_json({key}) AS VARCHAR) || ':' || "
        + _member(f"frazil.variant_get_key({name}, {key})", member, environment, cast)
        for key, member in zip(keys, members, strict=True)
    ]
    built = " || ',' || ".join(parts)
    fits = f"list_sort(json_keys({name})) = list_sort([{', '.join(keys)}])"
    return f"CASE WHEN {fits} THEN '{{' || {built} || '}}' ELSE {_refusal(name, target)} END"


def _map(name: str, target: DataType, environment: Environment, cast: Cast) -> str:
    key, value = target.members
    item = environment.fresh("e")
    shown = f"CAST(to_json({item}) AS VARCHAR)"
    if key.type.kind is Kind.NUMBER:
        shown = f"CASE WHEN regexp_full_match({item}, '-?[0-9]+') THEN {shown} ELSE {_refusal(name, target)} END"
    member = _member(f"frazil.variant_get_key({name}, {item})", value, environment, cast)
    pairs = f"list_transform(json_keys({name}), lambda {item}: {shown} || ':' || {member})"
    return f"'{{' || array_to_string({pairs}, ',') || '}}'"


def _member(text: str, member: Member, environment: Environment, cast: Cast) -> str:
    """Return a member's canonical text, read from one and cast to its type."""
    known = typed(f"nullif(nullif({text}, 'null'), '\"\\u0001u\"')", VARIANT)
    sql = to_variant(cast(known, member.type, environment), environment).sql
    if member.nullable:
        return f"coalesce({sql}, 'null')"
    return f"coalesce({sql}, frazil.refuse('100072', 'NULL result in a non-nullable member of a structured type'))"


def _refusal(name: str, target: DataType) -> str:
    return f"frazil.variant_refuse({name}, {quote_text(str(target))})"


_PLAIN = {Kind.ARRAY: ARRAY, Kind.OBJECT: OBJECT, Kind.MAP: OBJECT}
_BUILDERS = {Kind.ARRAY: _array, Kind.OBJECT: _object, Kind.MAP: _map}
