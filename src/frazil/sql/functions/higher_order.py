"""FILTER, TRANSFORM and REDUCE: functions that apply a lambda expression to the elements of an array."""

from __future__ import annotations

from frazil.core.types import ARRAY, BOOLEAN, VARIANT, Kind, Member, structured
from frazil.sql.binder.casts import cast, coerce, common_type, to_variant
from frazil.sql.binder.environment import Environment
from frazil.sql.binder.registry import LAMBDA, Call
from frazil.sql.binder.typed import Typed, typed
from frazil.sql.functions.semi_structured import SEMI


def _elements(array: Typed) -> str:
    """Return the elements as a list of canonical texts, SQL NULLs among them."""
    missing = "'null'" if array.type.members else "'\"\\u0001u\"'"
    return f"list_transform(frazil.elements({array.sql}), lambda e: nullif(e, {missing}))"


def _element(name: str, array: Typed, environment: Environment) -> Typed:
    """Return a lambda's parameter that stands for an element."""
    value = typed(name, VARIANT)
    return cast(value, array.type.members[0].type, environment) if array.type.members else value


@SEMI.function("FILTER", ("array", LAMBDA))
def _filter(call: Call) -> Typed:
    name = call.environment.fresh("x")
    kept = coerce(call.apply(1, [_element(name, call[0], call.environment)]), BOOLEAN, call.environment).sql
    kept = f"coalesce({kept}, FALSE)"
    found = f"frazil.array_of(list_filter({_elements(call[0])}, lambda {name}: {kept}))"
    return cast(typed(found, ARRAY), call[0].type, call.environment) if call[0].type.members else typed(found, ARRAY)


@SEMI.function("TRANSFORM", ("array", LAMBDA))
def _transform(call: Call) -> Typed:
    name = call.environment.fresh("x")
    result = call.apply(1, [_element(name, call[0], call.environment)])
    changed = to_variant(result, call.environment).sql
    found = typed(f"frazil.array_of(list_transform({_elements(call[0])}, lambda {name}: {changed}))", ARRAY)
    if not call[0].type.members or result.type.kind is Kind.NULL:
        return found
    return cast(found, structured(Kind.ARRAY, Member(result.type)), call.environment)


@SEMI.function("REDUCE", ("array", "any", LAMBDA))
def _reduce(call: Call) -> Typed:
    """Fold the elements; what is carried is VARIANT text, because DuckDB wants one type of element and result."""
    environment = call.environment
    kept, name = environment.fresh("x"), environment.fresh("x")
    kind = call[1].type
    for _ in range(3):
        carried = cast(typed(kept, VARIANT), kind, environment)
        result = call.apply(2, [carried, _element(name, call[0], environment)])
        wider = common_type([kind, result.type])
        if wider == kind:
            break
        kind = wider
    step = to_variant(cast(result, kind, environment), environment).sql
    first = to_variant(cast(call[1], kind, environment), environment).sql
    folded = f"list_reduce({_elements(call[0])}, lambda {kept}, {name}: {step}, {first})"
    return cast(typed(f"CASE WHEN {first} IS NOT NULL THEN {folded} END", VARIANT), kind, environment)
