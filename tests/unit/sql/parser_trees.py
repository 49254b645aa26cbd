"""Trees as short text, so that a test can show the one it expects: ``1 + 2 * 3`` is ``(+ 1 (* 2 3))``."""

from __future__ import annotations

import dataclasses
import enum

from frazil.core.names import QualifiedName
from frazil.sql import ast
from frazil.sql.parser import parse, parse_expression, parse_query
from frazil.sql.statements import Statement


def expression(text: str) -> str:
    return show(parse_expression(text))


def query(text: str) -> str:
    return show(parse_query(text))


def fields(text: str) -> dict[str, object]:
    """Parse a statement; return what differs from the defaults, by field, with trees as text."""
    return _fields(parse(text))


def _fields(node: Statement | ast.Node) -> dict[str, object]:
    found: dict[str, object] = {}
    for field in dataclasses.fields(node):
        value = getattr(node, field.name)
        default = field.default_factory() if callable(field.default_factory) else field.default
        if field.name not in {"text", "position"} and value != default:
            found[field.name] = _plain(value)
    return found


def _plain(value: object) -> object:
    match value:
        case Statement():
            return _fields(value)
        case ast.Node():
            return show(value)
        case enum.Enum():
            return value.value
        case QualifiedName():
            return str(value)
        case tuple():
            return tuple(_plain(item) for item in value)
        case dict():
            return {name: _plain(item) for name, item in value.items()}
    return value


def show(value: object) -> str:
    """Return a tree as nested lists: operators by sign, other nodes by class and the fields that are not default."""
    match value:
        case ast.Number():
            return str(value.value)
        case ast.String():
            return repr(value.value)
        case ast.Null():
            return "null"
        case ast.Boolean():
            return str(value.value).lower()
        case ast.Reference():
            return ".".join(value.parts)
        case ast.Unary():
            return f"({value.operator} {show(value.operand)})"
        case ast.Binary():
            return f"({value.operator} {show(value.left)} {show(value.right)})"
        case ast.Cast():
            sign = "?::" if value.attempt else "::"
            return f"({sign} {show(value.operand)} {show(value.type)})"
        case ast.TypeName():
            return value.name + "".join(f"({', '.join(map(str, value.arguments))})" for _ in value.arguments[:1])
        case ast.SelectItem():
            return show(value.expression) + (f" as {value.alias}" if value.alias else "")
        case ast.Node():
            inner = "".join(f" {name}={_text(item)}" for name, item in _raw(value).items())
            return f"({type(value).__name__}{inner})"
    return _text(value)


def _raw(node: ast.Node) -> dict[str, object]:
    defaults = {field.name: field.default for field in dataclasses.fields(node)}
    found = {name: getattr(node, name) for name in defaults if name != "position"}
    return {name: value for name, value in found.items() if value != defaults[name]}


def _text(value: object) -> str:
    if isinstance(value, tuple):
        return f"[{', '.join(_text(item) for item in value)}]"
    if isinstance(value, enum.Enum):
        return str(value.value)
    if isinstance(value, ast.Node):
        return show(value)
    return str(value)
