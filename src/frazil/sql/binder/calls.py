"""Calls of functions: scalar, aggregate, window, and the server's own SYSTEM$ functions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from frazil.core.errors import (
    CompilationError,
    GroupByError,
    InvalidExpressionError,
    UnknownFunctionError,
    UnknownUserFunctionError,
    UnsupportedError,
)
from frazil.core.names import render
from frazil.core.types import NUMBER, VARCHAR, Collation, Kind
from frazil.sql import ast
from frazil.sql.binder.casts import coerce_argument
from frazil.sql.binder.collations import combined
from frazil.sql.binder.dispatch import bind, binds
from frazil.sql.binder.echoes import echo, echo_key
from frazil.sql.binder.environment import Scope
from frazil.sql.binder.hierarchies import PATH, bind_path
from frazil.sql.binder.lambdas import apply_lambda
from frazil.sql.binder.literals import literal
from frazil.sql.binder.names import constant_name
from frazil.sql.binder.registry import FUNCTIONS, LAMBDA, MANY, OVER, Call, FunctionSpec, Role, refuse_unbuilt
from frazil.sql.binder.slots import pin_literals
from frazil.sql.binder.stars import expand
from frazil.sql.binder.typed import Typed, typed
from frazil.sql.binder.user_functions import bind_scalar, choose
from frazil.sql.binder.windows import check_window, order_text, over

SEQUENCE_COLUMN = "$SEQUENCE"
"""The hidden column of TABLE(GENERATOR()) that SEQ1() to SEQ8() read."""

SERVER_FUNCTIONS = frozenset({("GET_DDL",)})
"""Functions that the server evaluates as it does those of SYSTEM$."""

GROUPING = "GROUPING"
"""The aggregate whose arguments are what GROUP BY groups by, not values of rows."""

_SEQUENCES = frozenset({"SEQ1", "SEQ2", "SEQ4", "SEQ8"})
_ALL_ROWS = ast.Star()
_TRIMS = frozenset({"TRIM", "LTRIM", "RTRIM"})
_HANDING_ON = """
    UPPER LOWER INITCAP SUBSTR LEFT RIGHT LPAD RPAD REVERSE CONCAT CONCAT_WS MIN MAX ANY_VALUE LISTAGG COALESCE NVL NVL2
    IFF NULLIF LAG LEAD FIRST_VALUE LAST_VALUE NTH_VALUE TRIM LTRIM RTRIM
"""
_COLLATED = frozenset(_HANDING_ON.split())
"""Functions that hand on the collation of their arguments."""

_INDIFFERENT = """
    COUNT COLLATE COLLATION LENGTH OCTET_LENGTH BIT_LENGTH ASCII UNICODE TO_VARCHAR EQUAL_NULL ARRAY_AGG
    APPROX_COUNT_DISTINCT
    ARRAY_CONSTRUCT OBJECT_CONSTRUCT OBJECT_CONSTRUCT_KEEP_NULL TO_VARIANT MD5 SHA1 SHA2 HEX_ENCODE BASE64_ENCODE
    GROUPING SYSTEM$TYPEOF TO_NUMBER TO_DOUBLE TO_DATE TO_TIME TO_TIMESTAMP TO_TIMESTAMP_NTZ TO_TIMESTAMP_LTZ
    TO_TIMESTAMP_TZ PARSE_JSON TRY_PARSE_JSON REPEAT
"""
_UNCOLLATED = frozenset(_INDIFFERENT.split())
"""Functions that do the same with collated texts as with others, and hand no collation on."""

_NAMED_MEMBERS = frozenset({"OBJECT_CONSTRUCT", "OBJECT_CONSTRUCT_KEEP_NULL"})


@binds(ast.Function)
def bind_call(node: ast.Function, scope: Scope) -> Typed:
    """Return a call bound: unknown names are error 002140, wrong counts 000938, wrong places 002014."""
    name = node.name[-1]
    if name.startswith("SYSTEM$") or node.name in SERVER_FUNCTIONS:
        return _system_call(node, scope)
    if node.name == ("IDENTIFIER",) and len(node.arguments) == 1:
        named = constant_name(node.arguments[0], scope.environment)
        return bind(ast.Reference(parts=named.parts, position=node.position), scope)
    if name in _SEQUENCES:
        row = _row_number(scope)
        if row is None:
            raise UnsupportedError("SEQ1, SEQ2, SEQ4 and SEQ8 over rows of tables outside of a select list")
        return row
    if scope.hierarchy is not None and node.name == (PATH,):
        return bind_path(node, scope, scope.hierarchy)
    spec = FUNCTIONS.get(name)
    if spec is None or len(node.name) > 1:
        return _user_call(node, scope)
    if node.named:
        raise InvalidExpressionError(f"named arguments are not allowed for function {name}", position=node.position)
    _check_place(node, spec, scope)
    # A copy: what stands inside a window function may aggregate, but be none itself.
    inside = replace(scope, clause="window function") if node.window is not None else scope
    call = _call(node, spec, inside)
    if spec.name == GROUPING:
        _check_grouped(call, scope)
    collation = _collation(call, spec)
    bound = spec.bind(call)
    if collation is not None and bound.type.kind is Kind.VARCHAR:
        bound = replace(bound, type=replace(bound.type, collation=collation))
    scope.environment.volatile = scope.environment.volatile or spec.volatile
    scope.environment.contextual = scope.environment.contextual or spec.contextual
    if node.window is not None:
        bound = replace(bound, sql=over(bound.sql, node, spec.name, inside))
        scope.saw_aggregate = scope.saw_aggregate or inside.saw_aggregate
        return bound
    return replace(bound, sql=bound.sql.replace(OVER, "")) if spec.role is Role.AGGREGATE else bound


def _collation(call: Call, spec: FunctionSpec) -> Collation | None:
    """Return the collation that a call hands on; UnsupportedError where it would change what the function does."""
    if all(argument.type.collation is None for argument in call.arguments):
        return None
    cuts = spec.name in _TRIMS and len(call) > 1
    gathers = call.distinct and spec.name != "COUNT"
    if cuts or gathers or spec.name not in _COLLATED | _UNCOLLATED:
        raise UnsupportedError(f"collation in function {spec.name}", position=call.position)
    return combined([argument.type for argument in call.arguments]) if spec.name in _COLLATED else None


def _user_call(node: ast.Function, scope: Scope) -> Typed:
    """Bind a call of a function of users; UnknownFunctionError if there is none that gives one value."""
    unknown = partial(_unknown, node)
    chosen = choose(node, scope, unknown)
    if chosen is None:
        refuse_unbuilt(node.name, node.position)
        raise unknown()
    if chosen.function.returns is None:
        raise UnknownUserFunctionError(f"Unknown user-defined function {'.'.join(node.name)}", position=node.position)
    if node.window is not None or node.distinct or node.within_group:
        raise InvalidExpressionError(f"Invalid window function type [{node.name[-1]}]", position=node.position)
    return bind_scalar(node, chosen, scope)


def _unknown(node: ast.Function) -> CompilationError:
    """Return the error of a call of a function that does not exist, or that the role may not know of."""
    if len(node.name) == 1:
        return UnknownFunctionError(f"Unknown function {node.name[0]}", position=node.position)
    return UnknownUserFunctionError(f"Unknown user-defined function {'.'.join(node.name)}", position=node.position)


def _check_place(node: ast.Function, spec: FunctionSpec, scope: Scope) -> None:
    if spec.role is Role.WINDOW and node.window is None:
        raise InvalidExpressionError(
            f"Window function type [{spec.name}] requires OVER clause specification", position=node.position
        )
    if spec.role is Role.SCALAR and node.window is not None:
        raise InvalidExpressionError(f"Invalid window function type [{spec.name}]", position=node.position)
    if node.window is not None:
        if scope.aggregate is not None or not scope.allow_aggregates or scope.clause != "select clause":
            raise InvalidExpressionError(
                f"Window function [{spec.name}] appears outside of SELECT, QUALIFY, and ORDER BY clauses.",
                position=node.position,
            )
        check_window(node, spec.name)
        scope.saw_window = True
    if spec.role is Role.AGGREGATE and node.window is None:
        if scope.aggregate is not None:
            inner, outer = echo(node, scope), echo(scope.aggregate, scope)
            raise InvalidExpressionError(f"Aggregate functions cannot be nested: [{inner}] nested in [{outer}]")
        if not scope.allow_aggregates:
            raise InvalidExpressionError(
                f"Invalid aggregate function in {scope.clause} [{echo(node, scope)}]", position=node.position
            )
        scope.saw_aggregate = True


def _check_grouped(call: Call, scope: Scope) -> None:
    """Raise GroupByError unless every argument of GROUPING is what GROUP BY groups by."""
    groups = {group.sql for group in scope.groups.values()}
    for node, argument in zip(call.nodes, call.arguments, strict=True):
        if argument.sql not in groups:
            shown = ".".join(render(part) for part in node.parts) if isinstance(node, ast.Reference) else call.name
            raise GroupByError(f"[{shown}] is not a valid group by expression", position=node.position)


def _call(node: ast.Function, spec: FunctionSpec, scope: Scope) -> Call:
    inside = scope
    if spec.role is Role.AGGREGATE and node.window is None:
        inside = replace(scope, aggregate=node)
    if node.distinct and node.within_group:
        node = replace(node, within_group=_as_argument(node, scope))
    order = node.window.order if node.window is not None and spec.role is Role.WINDOW else node.within_group
    nodes, arguments = _arguments(node, spec, inside)
    return Call(
        name=node.name[-1],
        arguments=tuple(arguments),
        nodes=nodes,
        environment=scope.environment,
        distinct=node.distinct,
        order=order_text(node.within_group, inside) if node.within_group else "",
        keys=tuple(bind(item.expression, inside) for item in order or ()),
        order_shown=_shown_key(node, scope),
        apply=lambda index, values: apply_lambda(nodes[index], values, scope),
        row_number=lambda: _row_number(inside, whole=True),
        position=node.position,
    )


def _shown_key(node: ast.Function, scope: Scope) -> str:
    """Return the key of WITHIN GROUP that is not the first argument, as an error repeats it."""
    others = [item.expression for item in node.within_group if item.expression not in node.arguments[:1]]
    return (echo_key(others[0], scope) if others else None) or node.name[-1]


def _as_argument(node: ast.Function, scope: Scope) -> tuple[ast.OrderItem, ...]:
    """Return WITHIN GROUP with the first argument itself for each key that is equal to it, so that they bind alike."""
    items = []
    for item in node.within_group:
        argument = item.expression
        if item.expression in node.arguments[:1]:
            argument = node.arguments[0]
            pin_literals(item, scope.environment)
            pin_literals(argument, scope.environment)
        items.append(replace(item, expression=argument))
    return tuple(items)


def _arguments(node: ast.Function, spec: FunctionSpec, scope: Scope) -> tuple[Sequence[ast.Expression], list[Typed]]:
    """Return the arguments with what they are bound to; ``*`` among any number of them stands for columns."""
    counts_rows = spec.name == "COUNT" and node.arguments == (_ALL_ROWS,) and not node.distinct
    nodes: list[ast.Expression] = []
    values: list[Typed | None] = []
    for argument in node.arguments:
        if isinstance(argument, ast.Star) and spec.maximum == MANY:
            if counts_rows:
                continue
            for column in expand(argument, scope):
                if spec.name in _NAMED_MEMBERS:
                    nodes.append(argument)
                    values.append(literal(column.name, scope.environment))
                nodes.append(argument)
                values.append(column.value)
        else:
            nodes.append(argument)
            values.append(None)
    if not counts_rows and not spec.minimum <= len(nodes) <= spec.maximum:
        spec.check_count(len(nodes), echo(node, scope), node.position)
    arguments = []
    for index, (argument, value) in enumerate(zip(nodes, values, strict=True)):
        if spec.parameter(index) == LAMBDA:
            arguments.append(literal(None, scope.environment))
        elif index in spec.words:
            arguments.append(_word(argument, scope))
        else:
            bound = bind(argument, scope) if value is None else value
            arguments.append(coerce_argument(bound, spec.parameter(index), scope.environment))
    return nodes, arguments


def _word(argument: ast.Expression, scope: Scope) -> Typed:
    """Return a date part or its like: a bare word or a constant, never looked up as a column."""
    if isinstance(argument, ast.Reference) and len(argument.parts) == 1:
        return literal(argument.parts[0], scope.environment)
    return bind(argument, scope)


def _row_number(scope: Scope, *, whole: bool = False) -> Typed | None:
    """Return the number of the row, from 0, where a text can tell it; None elsewhere.

    Beside other sources GENERATOR's rows keep their numbers, unless the ``whole`` row is meant.
    """
    if not scope.sources:
        return literal(0, scope.environment)
    if not whole or len(scope.sources) == 1:
        for source in scope.sources:
            for column in source.columns:
                if column.name == SEQUENCE_COLUMN:
                    return column.value
    plain = scope.allow_aggregates and scope.clause == "select clause"
    if scope.aggregate is not None or scope.aggregated or not plain:
        return None
    return typed("(row_number() OVER () - 1)", NUMBER, storage="BIGINT", nullable=False)


def _system_call(node: ast.Function, scope: Scope) -> Typed:
    """Evaluate a SYSTEM$ function once, now, and stand its result in its place; one of the table is like any other."""
    spec = FUNCTIONS.get(node.name[-1])
    if spec is not None:
        return spec.bind(_call(node, spec, scope))
    environment = scope.environment
    environment.contextual = True  # its result is in the text: that can be replayed, but serves no other statement
    arguments = []
    for argument in node.arguments:
        bound = bind(argument, scope)
        if bound.constant is None and not environment.describe_only:
            raise InvalidExpressionError(
                f"argument needs to be constant: '{node.name[-1]}'", position=argument.position
            )
        arguments.append(bound.constant[0] if bound.constant else None)
        if isinstance(argument, ast.Number | ast.String) and argument.slot >= 0:
            environment.pinned.add(argument.slot)
    if environment.system_function is None:
        return typed("CAST(NULL AS VARCHAR)", VARCHAR)
    if len(node.name) > 1:
        raise UnsupportedError(".".join(node.name), position=node.position)
    return literal(environment.system_function(node, arguments), environment)
