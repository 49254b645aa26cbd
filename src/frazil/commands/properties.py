"""Properties of objects as statements give them, read into the fields and parameters of records.

A family's properties are a table: what each is called in SQL, where it goes, and how its value is read.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from frazil.commands.context import Context
from frazil.commands.parameter_table import PARAMETERS, Level, Parameter
from frazil.commands.parameters import parse_value, render_value
from frazil.core.errors import InvalidPropertyError, InvalidValueError, UnsupportedError
from frazil.core.names import QualifiedName
from frazil.sql.ast import Expression, Variable
from frazil.sql.binder.dispatch import bind

Reader = Callable[[str, object], object]

UNSUPPORTED = frozenset({"CONTACT", "DCM PROJECT", "EXTERNAL_VOLUME", "CATALOG", "STORAGE_SERIALIZATION_POLICY"})
"""Properties of every family that Snowflake has and frazil does not."""


TAG = "TAG"
"""A property of whatever is created: the values of tags, which are set when the object is there."""


@dataclass(frozen=True, slots=True)
class Property:
    """Where a property goes and how it is read; a parameter goes into ``parameters`` as text, under its own name."""

    field: str
    read: Reader
    default: object = None


@dataclass(frozen=True, slots=True)
class Given:
    """Properties after reading: values by record field, and parameters by name."""

    fields: Mapping[str, object]
    parameters: Mapping[str, str]


Table = Mapping[str, Property]
PARAMETER = ""
"""As ``Property.field``: the value belongs into ``parameters``."""


def read_properties(
    properties: Mapping[str, object], family: str, table: Table, context: Context, level: Level | None = None
) -> Given:
    """Return properties read by a family's table; what is in none but a parameter of the level is taken as that.

    Raises InvalidPropertyError for one the family does not have, InvalidValueError for a value it cannot have,
    UnsupportedError for one that frazil does not have.
    """
    fields: dict[str, object] = {}
    parameters: dict[str, str] = {}
    for name, written in properties.items():
        if name == TAG:
            assert isinstance(written, tuple)
            context.tags.extend(written)
            continue
        value = constant(written, context)
        known = table.get(name)
        if known is None:
            parameters[name] = render_value(parse_value(_parameter(name, family, level), value))
        elif known.field == PARAMETER:
            parameters[name] = render_value(known.read(name, value))
        else:
            fields[known.field] = known.read(name, value)
    return Given(fields, parameters)


def unset_properties(
    names: Iterable[str], family: str, table: Table, level: Level | None = None
) -> tuple[dict[str, object], set[str]]:
    """Return the fields that UNSET sets back, with their defaults, and the parameters it removes."""
    fields: dict[str, object] = {}
    removed: set[str] = set()
    for name in names:
        known = table.get(name)
        if known is None:
            removed.add(_parameter(name, family, level).name)
        elif known.field == PARAMETER:
            removed.add(name)
        else:
            fields[known.field] = known.default
    return fields, removed


def merged(parameters: Mapping[str, str], given: Mapping[str, str], removed: Iterable[str] = ()) -> dict[str, str]:
    """Return an object's parameters after SET and UNSET."""
    kept = {**parameters, **given}
    for name in removed:
        kept.pop(name, None)
    return kept


def constant(value: object, context: Context) -> object:
    """Return a property's value with variables and placeholders resolved."""
    if isinstance(value, tuple) and len(value) == 1 and isinstance(value[0], Variable):
        value = value[0]  # ($v) stands for $v
    if not isinstance(value, Expression):
        return value
    bound = bind(value, context.scope())
    if bound.constant is None:
        raise UnsupportedError("an expression as the value of a property", position=value.position)
    return bound.constant[0]


# ---------------------------------------------------------------- readers


def text(name: str, value: object) -> str:
    """Read a string; a bare word is taken as its stored form."""
    if isinstance(value, str):
        return value
    if isinstance(value, QualifiedName):
        return str(value)
    raise _refused(name, value)


def word(name: str, value: object) -> str:
    """Read a word or string in upper case: one of a few that the property knows."""
    return text(name, value).upper()


def identifier(name: str, value: object) -> str:
    """Read the name of an object: a bare name in stored form, a string in upper case, as DEFAULT_ROLE takes them."""
    if isinstance(value, QualifiedName):
        return ".".join(value.parts)
    if isinstance(value, str):
        return value[1:-1] if len(value) > 2 and value[0] == value[-1] == '"' else value.upper()
    raise _refused(name, value)


def boolean(name: str, value: object) -> bool:
    """Read TRUE or FALSE, also as a string."""
    if isinstance(value, bool):
        return value
    spelled = value.upper() if isinstance(value, str) else ""
    if spelled in ("TRUE", "FALSE"):
        return spelled == "TRUE"
    raise _refused(name, value)


def whole(lowest: int, highest: int) -> Reader:
    """Return a reader of whole numbers between two bounds, both allowed."""

    def read(name: str, value: object) -> object:
        if isinstance(value, str) and value.strip().isdigit():
            value = int(value)
        if isinstance(value, Decimal) and value == value.to_integral_value():
            value = int(value)
        if isinstance(value, bool) or not isinstance(value, int) or not lowest <= value <= highest:
            raise _refused(name, value)
        return value

    return read


def one_of(*words: str) -> Reader:
    """Return a reader of one of a few words, however they are written."""

    def read(name: str, value: object) -> object:
        found = word(name, value)
        if found not in words:
            raise _refused(name, value)
        return found

    return read


COMMENT = Property("comment", text, "")
RETENTION = Property("retention_days", whole(0, 90), 1)
SHORT_RETENTION = Property("retention_days", whole(0, 1), 1)


def _parameter(name: str, family: str, level: Level | None) -> Parameter:
    """Return the parameter that a property without a place in its family's table is."""
    if name in UNSUPPORTED:
        raise UnsupportedError(name)
    found = PARAMETERS.get(name)
    if found is None or level is None or level not in found.levels:
        raise InvalidPropertyError(f"invalid property '{name}' for '{family}'")
    return found


def _refused(name: str, value: object) -> InvalidValueError:
    shown = "null" if value is None else render_value(value)
    return InvalidValueError(f"invalid value [{shown}] for parameter '{name}'")
