"""The nodes that hold others: operators, functions, queries, and ``Expression``, the union of all that has a value."""

from __future__ import annotations

import enum
from dataclasses import dataclass, field

from frazil.core.names import QualifiedName
from frazil.sql.ast.leaves import (
    Boolean,
    Interval,
    Node,
    Null,
    Number,
    PipeResult,
    Placeholder,
    Positional,
    Reference,
    String,
    TypedLiteral,
    TypeName,
    Variable,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Star(Node):
    """``*`` or ``t.*`` in a select list or in COUNT(*), with its modifiers."""

    source: tuple[str, ...] = ()
    ilike: str | None = None
    exclude: tuple[str, ...] = ()
    replace: tuple[tuple[Expression, str], ...] = ()
    rename: tuple[tuple[str, str], ...] = ()


# ---------------------------------------------------------------- operators


@dataclass(frozen=True, slots=True, kw_only=True)
class Unary(Node):
    """``-``, ``+`` or ``NOT`` before an operand."""

    operator: str
    operand: Expression


@dataclass(frozen=True, slots=True, kw_only=True)
class Binary(Node):
    """``+ - * / % || = <> < <= > >= AND OR`` (``!=`` is kept as ``<>``)."""

    operator: str
    left: Expression
    right: Expression


@dataclass(frozen=True, slots=True, kw_only=True)
class Cast(Node):
    """``CAST(x AS t)``, ``x::t``; ``TRY_CAST(x AS t)`` with ``attempt``."""

    operand: Expression
    type: TypeName
    attempt: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Collate(Node):
    """``x COLLATE 'spec'``."""

    operand: Expression
    specification: str


@dataclass(frozen=True, slots=True, kw_only=True)
class IsNull(Node):
    """``x IS [NOT] NULL``."""

    operand: Expression
    negated: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class IsBoolean(Node):
    """``x IS [NOT] TRUE|FALSE``."""

    operand: Expression
    value: bool
    negated: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class IsDistinct(Node):
    """``x IS [NOT] DISTINCT FROM y``."""

    left: Expression
    right: Expression
    negated: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Between(Node):
    """``x [NOT] BETWEEN low AND high``."""

    operand: Expression
    low: Expression
    high: Expression
    negated: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class InList(Node):
    """``x [NOT] IN (a, b, ...)``; ``x`` may be a Row."""

    operand: Expression
    items: tuple[Expression, ...]
    negated: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class InQuery(Node):
    """``x [NOT] IN (query)``; ``x`` may be a Row."""

    operand: Expression
    query: Query
    negated: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Like(Node):
    """``x [NOT] LIKE|ILIKE|RLIKE|REGEXP [ANY|ALL] pattern(s) [ESCAPE e]``.

    ``operator`` is LIKE, ILIKE or RLIKE (REGEXP is kept as RLIKE); ``quantifier`` is "", ANY or ALL.
    """

    operator: str
    operand: Expression
    patterns: tuple[Expression, ...]
    quantifier: str = ""
    escape: Expression | None = None
    negated: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Exists(Node):
    """``EXISTS (query)``; NOT is a Unary around it."""

    query: Query


@dataclass(frozen=True, slots=True, kw_only=True)
class Quantified(Node):
    """``x <op> ANY|ALL (query)``."""

    operator: str
    left: Expression
    quantifier: str
    query: Query


@dataclass(frozen=True, slots=True, kw_only=True)
class Subquery(Node):
    """``(query)`` where a value stands."""

    query: Query


@dataclass(frozen=True, slots=True, kw_only=True)
class Row(Node):
    """``(a, b)`` as one value, on the sides of IN and =."""

    items: tuple[Expression, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Case(Node):
    """``CASE [operand] WHEN .. THEN .. [ELSE ..] END``."""

    operand: Expression | None
    branches: tuple[tuple[Expression, Expression], ...]
    otherwise: Expression | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Path(Node):
    """A walk into a VARIANT: ``x:a.b[0]['c']``, and ``x[0]``, ``x['a']``.

    ``steps`` are key texts (case kept) or index/key expressions.
    """

    operand: Expression
    steps: tuple[str | Expression, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ArrayLiteral(Node):
    """``[a, b]``."""

    items: tuple[Expression, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ObjectLiteral(Node):
    """``{'a': 1, 'b': x}``; ``{*}`` is a single pair whose key is None and value a Star."""

    pairs: tuple[tuple[str | None, Expression], ...]


# ---------------------------------------------------------------- functions


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderItem(Node):
    """One key of ORDER BY; ``nulls_first`` is None when not said."""

    expression: Expression
    descending: bool = False
    nulls_first: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame(Node):
    """``ROWS|RANGE BETWEEN a AND b``: a bound is (kind, offset) with kind as written, e.g. UNBOUNDED PRECEDING.

    Kinds: ``UNBOUNDED PRECEDING``, ``PRECEDING`` (with offset), ``CURRENT ROW``, ``FOLLOWING``,
    ``UNBOUNDED FOLLOWING``.
    """

    unit: str
    start: tuple[str, Expression | None]
    end: tuple[str, Expression | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Window(Node):
    """``OVER (PARTITION BY .. ORDER BY .. frame)``."""

    partition: tuple[Expression, ...] = ()
    order: tuple[OrderItem, ...] = ()
    frame: Frame | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Function(Node):
    """A call: ``name(arguments)`` with everything that may surround it.

    ``name``: one to three stored parts; ``TRIM(x)``, ``CURRENT_TIMESTAMP``, ``SYSTEM$WAIT(2)`` are all
    Functions.  ``EXTRACT(year FROM d)`` has the part as a String before the value; ``POSITION(a IN b)`` is
    POSITION(a, b); a bare date part such as ``day`` in DATEADD(day, 1, d) stays a Reference.
    ``named``: arguments written ``name => value``, names folded.  ``parentheses`` is False for
    CURRENT_DATE and its kin written without any.
    """

    name: tuple[str, ...]
    arguments: tuple[Expression, ...] = ()
    named: tuple[tuple[str, Expression], ...] = ()
    distinct: bool = False
    within_group: tuple[OrderItem, ...] = ()
    ignore_nulls: bool | None = None
    from_last: bool = False
    window: Window | None = None
    parentheses: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Lambda(Node):
    """``x -> body`` and ``(x INT, y) -> body``, an argument of a function: the parameters' stored names and types."""

    parameters: tuple[tuple[str, TypeName | None], ...]
    body: Expression


# ---------------------------------------------------------------- queries


@dataclass(frozen=True, slots=True, kw_only=True)
class SelectItem(Node):
    """One item of a select list; ``alias`` is the stored name after AS, None if none was given.

    ``text`` is the source text of the expression, from which an unnamed column gets its name; ``span`` are the
    numbers of its first token and of the one after its last.
    """

    expression: Expression
    alias: str | None = None
    text: str = field(default="", compare=False)
    span: tuple[int, int] = field(default=(0, 0), compare=False)


class JoinKind(enum.Enum):
    """How two sources are joined; NATURAL is a flag of the join."""

    INNER = "INNER"
    LEFT = "LEFT"
    RIGHT = "RIGHT"
    FULL = "FULL"
    CROSS = "CROSS"
    ASOF = "ASOF"


@dataclass(frozen=True, slots=True, kw_only=True)
class Alias(Node):
    """``AS t (a, b)``: stored names."""

    name: str
    columns: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample(Node):
    """``SAMPLE [BERNOULLI|SYSTEM] (p [ROWS]) [SEED (n)]``."""

    method: str
    size: Expression
    rows: bool
    seed: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TableSource(Node):
    """A table, view or CTE by name; ``dynamic`` holds the argument of IDENTIFIER(..) or TABLE(..) instead."""

    name: QualifiedName | None
    dynamic: Expression | None = None
    alias: Alias | None = None
    sample: Sample | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class QuerySource(Node):
    """``(query) AS t``; LATERAL lets it see the sources to its left."""

    query: Query
    alias: Alias | None = None
    lateral: bool = False
    sample: Sample | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ValuesSource(Node):
    """``VALUES (..), (..)`` or ``(VALUES ..)`` in FROM."""

    rows: tuple[tuple[Expression, ...], ...]
    alias: Alias | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FunctionSource(Node):
    """``TABLE(f(..))``, ``LATERAL FLATTEN(..)`` and functions written directly in FROM."""

    function: Function
    alias: Alias | None = None
    lateral: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class AnyValues(Node):
    """``ANY [ORDER BY ..]``: every value that the column has."""

    order: tuple[OrderItem, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PivotSource(Node):
    """``source PIVOT (agg [AS aggregate_alias] FOR column IN (..))``."""

    source: Source
    aggregate: Function
    aggregate_alias: str | None = None
    column: str
    values: tuple[SelectItem, ...] | Query | AnyValues
    default: Expression | None = None
    alias: Alias | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class UnpivotSource(Node):
    """``source UNPIVOT [INCLUDE NULLS] (value FOR name IN (columns))``."""

    source: Source
    value_column: str
    name_column: str
    columns: tuple[tuple[str, str | None], ...]
    include_nulls: bool = False
    alias: Alias | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Join(Node):
    """Two sources joined; a comma in FROM is a CROSS join.  ``match`` is ASOF's MATCH_CONDITION."""

    kind: JoinKind
    left: Source
    right: Source
    natural: bool = False
    condition: Expression | None = None
    using: tuple[str, ...] = ()
    match: Expression | None = None


Source = TableSource | QuerySource | ValuesSource | FunctionSource | PivotSource | UnpivotSource | Join


@dataclass(frozen=True, slots=True, kw_only=True)
class Grouping(Node):
    """GROUP BY: ``all`` for GROUP BY ALL; else the elements, each (kind, sets).

    Kind "" is a plain expression (one set of one); ROLLUP and CUBE have one set per listed element;
    GROUPING SETS has one entry per set.
    """

    all: bool = False
    elements: tuple[tuple[str, tuple[tuple[Expression, ...], ...]], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Select(Node):
    """One SELECT without its ORDER BY and LIMIT, which belong to the Query around it."""

    items: tuple[SelectItem, ...]
    distinct: bool = False
    top: Expression | None = None
    source: Source | None = None
    where: Expression | None = None
    grouping: Grouping | None = None
    having: Expression | None = None
    qualify: Expression | None = None
    connect_by: Expression | None = None
    start_with: Expression | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ValuesBody(Node):
    """``VALUES (..), (..)`` as a query of its own; columns are COLUMN1, COLUMN2, ..."""

    rows: tuple[tuple[Expression, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SetOperation(Node):
    """``left UNION|INTERSECT|EXCEPT [ALL] right`` (MINUS is kept as EXCEPT); ``by_name`` for UNION BY NAME."""

    operator: str
    all: bool
    left: Query
    right: Query
    by_name: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class CommonTable(Node):
    """One ``name (columns) AS (query)`` of a WITH clause."""

    name: str
    columns: tuple[str, ...]
    query: Query


@dataclass(frozen=True, slots=True, kw_only=True)
class Query(Node):
    """A whole query: WITH, a body, ORDER BY, LIMIT, OFFSET.

    With ``order_all`` (ORDER BY ALL) ``order`` is one item, a Star, that holds the direction.
    """

    body: Select | SetOperation | ValuesBody | Query
    with_: tuple[CommonTable, ...] = ()
    recursive: bool = False
    order: tuple[OrderItem, ...] = ()
    order_all: bool = False
    limit: Expression | None = None
    offset: Expression | None = None


Expression = (
    Null
    | Boolean
    | Number
    | String
    | TypedLiteral
    | Interval
    | Reference
    | Positional
    | Variable
    | PipeResult
    | Placeholder
    | Star
    | Unary
    | Binary
    | Cast
    | Collate
    | IsNull
    | IsBoolean
    | IsDistinct
    | Between
    | InList
    | InQuery
    | Like
    | Exists
    | Quantified
    | Subquery
    | Row
    | Case
    | Path
    | ArrayLiteral
    | ObjectLiteral
    | Function
    | Lambda
)
