"""The table of functions, and the words with which its rows are written.

A row says how many arguments a function takes, what they are coerced to, its result type and the DuckDB text.
Most rows are ``scalar(names, template, parameters, result)`` of a ``Category``; a function whose type or text
depends on its arguments gives a Python function of a ``Call`` instead.

Parameter words: ``any`` (as it is), ``text``, ``number`` (any numeric, kept exact), ``float``, ``integer``
(NUMBER(38,0)), ``boolean``, ``date``, ``timestamp`` (date and times become TIMESTAMP_NTZ), ``variant``,
``array``, ``object``, ``binary``, ``lambda`` (a lambda expression, which the function itself applies to values).
"""

from __future__ import annotations

import enum
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from frazil.core.errors import (
    InvalidArgumentError,
    InvalidArgumentTypesError,
    UnsupportedError,
    wrong_count,
)
from frazil.core.types import DataType
from frazil.sql import ast
from frazil.sql.binder.slots import pin_literals
from frazil.sql.binder.typed import Typed, typed

if TYPE_CHECKING:
    from frazil.sql.binder.environment import Environment


class Role(enum.Enum):
    """Where a function may stand: WINDOW functions need OVER, AGGREGATE ones may have it."""

    SCALAR = "scalar"
    AGGREGATE = "aggregate"
    WINDOW = "window"


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One call of a function, its arguments already bound and coerced.

    ``nodes`` are the arguments as written, for functions that read a date part or a constant.
    ``apply`` gives the body of the lambda expression that is an argument, with values for its parameters.
    ``order`` is the bound text of WITHIN GROUP (ORDER BY ..), empty if there is none; ``keys`` are its expressions, or
    those of the ORDER BY of a window function; ``order_shown`` is the key of a DISTINCT call as
    an error repeats it.  ``row_number`` gives the number of the row where a text can tell it.
    """

    name: str
    arguments: Sequence[Typed]
    nodes: Sequence[ast.Expression]
    environment: Environment
    distinct: bool = False
    order: str = ""
    keys: Sequence[Typed] = ()
    order_shown: str = ""
    apply: Callable[[int, Sequence[Typed]], Typed]
    row_number: Callable[[], Typed | None]
    position: int = 0

    def __getitem__(self, index: int) -> Typed:
        return self.arguments[index]

    def __len__(self) -> int:
        return len(self.arguments)

    def word(self, index: int) -> str:
        """Return the argument as a bare word or constant string, upper-cased: date parts and their like."""
        return self.spelled(index).upper()

    def spelled(self, index: int) -> str:
        """Return the argument as a bare word, which is upper-cased, or as the constant string that was written."""
        node = self.nodes[index]
        if isinstance(node, ast.Reference) and len(node.parts) == 1:
            return node.parts[0].upper()
        return str(self.constant(index))

    def constant(self, index: int) -> object:
        """Return the value of an argument that must be a literal; InvalidArgumentError if it is not one.

        A literal lifted for the plan cache is pinned: the plan then serves that value only.
        """
        value = self.arguments[index].constant
        if value is None:
            raise InvalidArgumentError(f"argument {index + 1} to function {self.name} needs to be constant")
        pin_literals(self.nodes[index], self.environment)
        return value[0]

    def integer(self, index: int, default: int) -> int:
        """Return an argument that must be a constant whole number, or the default where it was left out."""
        if len(self) <= index:
            return default
        value = self.constant(index)
        if not isinstance(value, Decimal) or value != int(value):
            raise InvalidArgumentError(f"argument {index + 1} to function {self.name} needs to be an integer")
        return int(value)

    def wrong_types(self) -> InvalidArgumentTypesError:
        """Return the error that says the argument types do not fit."""
        shown = ", ".join(str(argument.type) for argument in self.arguments)
        return InvalidArgumentTypesError(
            f"Invalid argument types for function '{self.name}': ({shown})", position=self.position
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class FunctionSpec:
    """One row of the table.

    ``parameters``: a word per argument; the last one repeats for the rest when ``maximum`` allows more.
    ``words`` are the indexes of arguments that are bare words (date parts) and are not bound at all.
    ``volatile``: two calls may differ within a statement, so it is never cached or replayed.
    ``contextual``: the text holds a fact of the session or moment, so a plan is not shared.
    ``category`` and ``note`` are for the reference: the note says how the row differs from Snowflake's.
    """

    name: str
    minimum: int
    maximum: int
    parameters: tuple[str, ...]
    bind: Callable[[Call], Typed]
    role: Role = Role.SCALAR
    words: frozenset[int] = frozenset()
    volatile: bool = False
    contextual: bool = False
    category: str = ""
    note: str = ""

    def check_count(self, given: int, call: str, position: int) -> None:
        """Raise FunctionArgumentsError or TooManyArgumentsError, which repeat the call, unless that many fit."""
        error = wrong_count(call, given, least=self.minimum, most=self.maximum, position=position)
        if error is not None:
            raise error

    def parameter(self, index: int) -> str:
        """Return the word of the argument at an index."""
        return self.parameters[min(index, len(self.parameters) - 1)] if self.parameters else "any"


MANY = 16_384
LAMBDA = "lambda"
"""The parameter word of a lambda expression."""

FUNCTIONS: dict[str, FunctionSpec] = {}

UNBUILT: dict[str, str] = {}
"""Snowflake's functions that frazil knows and has not built, by their full names, each with its chapter."""

OVER = "\0over\0"
"""Stands behind each call that an OVER clause belongs to, in a text that is more than that call."""

SO_FAR = "\0so far\0"
"""Like OVER, with the frame that ends with the row itself."""

FROM_HERE = "\0from here\0"
"""Like OVER, with the frame that begins with the row itself."""


def add(spec: FunctionSpec, *synonyms: str) -> None:
    """Enter a row under its name and synonyms; a name entered twice is our bug."""
    for name in (spec.name, *synonyms):
        if name in FUNCTIONS:
            raise ValueError(f"function {name} is defined twice")
        FUNCTIONS[name] = spec


def refuse_unbuilt(name: Sequence[str], position: int) -> None:
    """Raise UnsupportedError if Snowflake has the function of that name, and frazil has not."""
    if ".".join(name) in UNBUILT:
        raise UnsupportedError(".".join(name), position=position)


@dataclass(frozen=True, slots=True)
class Category:
    """A chapter of the table: its rows are entered with ``scalar`` and ``function``.

    ``note`` of a row says how it differs from Snowflake's function; empty when it does not.
    """

    name: str

    def unbuilt(self, names: str) -> None:
        """Enter functions that are not built, separated by blanks."""
        UNBUILT.update(dict.fromkeys(names.split(), self.name))

    def scalar(
        self,
        names: str,
        template: str,
        parameters: Sequence[str],
        result: DataType,
        *,
        storage: str | None = None,
        optional: int = 0,
        nullable: bool | None = None,
        volatile: bool = False,
        note: str = "",
    ) -> None:
        """Enter a function by its DuckDB text: ``{0}``, ``{1}`` stand for arguments, ``{all}`` for all of them.

        ``names`` are separated by blanks, the first is the name, the rest synonyms.  The last ``optional``
        parameters may be left out; then ``{all}`` must be used.  The result may be NULL when an argument may,
        unless ``nullable`` says otherwise.
        """

        def bind(call: Call) -> Typed:
            texts = [argument.sql for argument in call.arguments]
            sql = template.format(*texts, all=", ".join(texts))
            may = any(argument.nullable for argument in call.arguments) if nullable is None else nullable
            return typed(sql, result, storage=storage, nullable=may)

        first, *synonyms = names.split()
        spec = FunctionSpec(
            name=first,
            minimum=len(parameters) - optional,
            maximum=len(parameters),
            parameters=tuple(parameters),
            bind=bind,
            volatile=volatile,
            category=self.name,
            note=note,
        )
        add(spec, *synonyms)

    def function(
        self,
        names: str,
        parameters: Sequence[str],
        *,
        minimum: int | None = None,
        maximum: int | None = None,
        role: Role = Role.SCALAR,
        words: Sequence[int] = (),
        volatile: bool = False,
        contextual: bool = False,
        note: str = "",
    ) -> Callable[[Callable[[Call], Typed]], Callable[[Call], Typed]]:
        """Enter a function whose text and type a Python function of the call decides; used as a decorator."""

        def enter(bind: Callable[[Call], Typed]) -> Callable[[Call], Typed]:
            first, *synonyms = names.split()
            spec = FunctionSpec(
                name=first,
                minimum=len(parameters) if minimum is None else minimum,
                maximum=len(parameters) if maximum is None else maximum,
                parameters=tuple(parameters),
                bind=bind,
                role=role,
                words=frozenset(words),
                volatile=volatile,
                contextual=contextual,
                category=self.name,
                note=note,
            )
            add(spec, *synonyms)
            return bind

        return enter
