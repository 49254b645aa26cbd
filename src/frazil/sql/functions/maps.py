"""Functions of MAP values, whose keys are those of the JSON object that they are kept as."""

from __future__ import annotations

from frazil.core.types import ARRAY, BOOLEAN, Kind, Member, structured
from frazil.sql.binder.casts import cast, to_text, to_variant
from frazil.sql.binder.registry import MANY, Call
from frazil.sql.binder.typed import Typed, typed
from frazil.sql.functions.semi_structured import SEMI
from frazil.sql.functions.shapes import COUNT


def _map(call: Call, index: int = 0) -> Typed:
    """Return an argument that must be a MAP; InvalidArgumentTypesError for another."""
    if call[index].type.kind is not Kind.MAP:
        raise call.wrong_types()
    return call[index]


def _key(call: Call, index: int, of: Typed) -> str:
    """Return an argument's text as a key of a MAP, cast to the type of its keys."""
    return to_text(cast(call[index], of.type.members[0].type, call.environment), call.environment).sql


def _keys(call: Call, of: Typed) -> str:
    """Return the keys behind the first argument, or in the ARRAY there, as a JSON array."""
    if len(call) == 2 and call[1].type.kind is Kind.ARRAY:
        listed = f"list_transform(frazil.elements({call[1].sql}), lambda e: frazil.variant_text(e))"
        return f"CAST(to_json({listed}) AS VARCHAR)"
    return f"CAST(to_json([{', '.join(_key(call, index, of) for index in range(1, len(call)))}]) AS VARCHAR)"


@SEMI.function("MAP_CAT", ("any", "any"))
def _map_cat(call: Call) -> Typed:
    first, second = _map(call, 0), _map(call, 1)
    if first.type != second.type:
        raise call.wrong_types()
    return typed(f"frazil_object_join({first.sql}, {second.sql})", first.type)


@SEMI.function("MAP_CONTAINS_KEY", ("any", "any"))
def _map_contains_key(call: Call) -> Typed:
    found = _map(call, 1)
    return typed(f"list_contains(json_keys({found.sql}), {_key(call, 0, found)})", BOOLEAN)


@SEMI.function("MAP_DELETE", ("any",), minimum=2, maximum=MANY)
def _map_delete(call: Call) -> Typed:
    found = _map(call)
    return typed(f"frazil_object_delete({found.sql}, {_keys(call, found)})", found.type)


@SEMI.function("MAP_PICK", ("any",), minimum=2, maximum=MANY)
def _map_pick(call: Call) -> Typed:
    found = _map(call)
    return typed(f"frazil_object_pick({found.sql}, {_keys(call, found)})", found.type)


@SEMI.function("MAP_INSERT", ("any", "any", "any", "boolean"), minimum=3)
def _map_insert(call: Call) -> Typed:
    found = _map(call)
    value = to_variant(cast(call[2], found.type.members[1].type, call.environment), call.environment).sql
    update = call[3].sql if len(call) > 3 else "FALSE"
    inserted = f"frazil_object_insert({found.sql}, {_key(call, 1, found)}, coalesce({value}, 'null'), {update})"
    return typed(inserted, found.type)


@SEMI.function("MAP_KEYS", ("any",))
def _map_keys(call: Call) -> Typed:
    found = _map(call)
    keys = f"list_transform(json_keys({found.sql}), lambda e: frazil.variant_of_text(e))"
    listed = structured(Kind.ARRAY, Member(found.type.members[0].type))
    return cast(typed(f"frazil.array_of({keys})", ARRAY), listed, call.environment)


@SEMI.function("MAP_SIZE", ("any",))
def _map_size(call: Call) -> Typed:
    return Typed(f"CAST(len(json_keys({_map(call).sql})) AS BIGINT)", COUNT, "BIGINT")
