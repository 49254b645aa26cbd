"""DuckDB's plan told in Snowflake's words: operations by Snowflake's names, tables and columns by the user's.

The shape is DuckDB's, since that is what runs.  An expression is shown where nothing but the user's columns, literals
and plain operators is in it; one that holds a generated name or a function of ours is left out.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

_OPERATIONS = {
    "SEQ_SCAN": "TableScan",
    "FILTER": "Filter",
    "CROSS_PRODUCT": "CartesianJoin",
    "HASH_GROUP_BY": "Aggregate",
    "PERFECT_HASH_GROUP_BY": "Aggregate",
    "PARTITIONED_AGGREGATE": "Aggregate",
    "UNGROUPED_AGGREGATE": "Aggregate",
    "TOP_N": "SortWithLimit",
    "ORDER_BY": "Sort",
    "LIMIT": "Limit",
    "STREAMING_LIMIT": "Limit",
    "WINDOW": "WindowFunction",
    "STREAMING_WINDOW": "WindowFunction",
    "UNION": "UnionAll",
    "CTE": "WithClause",
    "CTE_SCAN": "WithReference",
    "DELIM_SCAN": "WithReference",
    "REC_CTE": "RecursiveWithClause",
    "REC_CTE_SCAN": "WithReference",
    "UNNEST": "Flatten",
    "INOUT_FUNCTION": "Flatten",
    "RANGE": "Generator",
    "ARROW_SCAN": "InternalObject",
    "RESERVOIR_SAMPLE": "Sample",
    "STREAMING_SAMPLE": "Sample",
    "COLUMN_DATA_SCAN": "ValuesClause",
    "EXPRESSION_SCAN": "ValuesClause",
    "DUMMY_SCAN": "ValuesClause",
    "EMPTY_RESULT": "ValuesClause",
}
"""Snowflake's name of each of DuckDB's operators."""

_JOINS = {
    "INNER": "InnerJoin",
    "LEFT": "LeftOuterJoin",
    "SINGLE": "LeftOuterJoin",
    "RIGHT": "RightOuterJoin",
    "OUTER": "FullOuterJoin",
    "FULL": "FullOuterJoin",
    "SEMI": "SemiJoin",
    "RIGHT_SEMI": "SemiJoin",
    "MARK": "SemiJoin",
    "ANTI": "AntiJoin",
    "RIGHT_ANTI": "AntiJoin",
}
_PASSED = frozenset({"PROJECTION", "INSERT", "BATCH_INSERT", "UPDATE", "DELETE", "MERGE_INTO"})
"""Operators that Snowflake has no operation for, or that the statement itself names."""

_TABLE = re.compile(r"\bt(\d+)\Z")
_COLUMN = re.compile(r"c(\d+)\Z")
_QUALIFIED = r"\b[a-z]+\d+\.c(\d+)\b"
_UNASKED = re.compile(rf"{_QUALIFIED} (?:= {_QUALIFIED}|AS \w+)")
_PACKED = re.compile(r"__internal_(?:de)?compress_\w+\((#\d+)(?:, -?\d+)?\)")
_PIECE = re.compile(r"'(?:[^']|'')*'|#\d+|[A-Za-z_][\w.]*|\d+(?:\.\d+)?|\s+|<=|>=|<>|!=|[-+*/%=<>(),]|.", re.DOTALL)
_KEPT = "AND OR NOT IS NULL DISTINCT FROM IN BETWEEN ASC DESC NULLS FIRST LAST true false min max sum count"
_WORDS = {"sum_no_overflow": "SUM"} | {word: word.upper() for word in _KEPT.split(" ")}
_OPERATOR = re.compile(r"'.*'\Z|\d+(?:\.\d+)?\Z|\s+\Z|(?:<=|>=|<>|!=|[-+*/%=<>(),])\Z", re.DOTALL)


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """One operation of a plan, with those that give it their rows; ``objects`` are the full names of tables."""

    operation: str
    objects: tuple[str, ...] = ()
    alias: str | None = None
    expressions: tuple[str, ...] = ()
    children: tuple[Operation, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanNames:
    """What a plan may name: tables by id, with the alias if there is one, and columns by id as TABLE.COLUMN.

    ``asked``: the columns of which the statement may ask something; of others DuckDB derives what it filters.
    """

    tables: Mapping[int, tuple[str, str | None]] = field(default_factory=dict)
    columns: Mapping[int, str] = field(default_factory=dict)
    asked: frozenset[int] = frozenset()


def asked_columns(sql: str) -> frozenset[int]:
    """Return the columns that stand in a text for more than to be selected or to equal another column."""
    return frozenset(int(found) for found in re.findall(_QUALIFIED, _UNASKED.sub("", sql)))


def read_plan(text: str, names: PlanNames) -> tuple[Operation, ...]:
    """Return the operations of a plan of DuckDB's, in its JSON."""
    return tuple(_operation(node, names) for node in json.loads(text))


def _operation(node: Mapping[str, Any], names: PlanNames) -> Operation:
    name, children, facts = node["name"].strip(), node["children"], node["extra_info"]
    if name in _PASSED and children:
        return _operation(children[0], names)
    if name == "SEQ_SCAN":
        return _scan(facts, names)
    operation = _JOINS.get(str(facts.get("Join Type"))) or _OPERATIONS.get(name) or name.title().replace("_", "")
    # One row without columns, from which values and lists are made, is nothing that is read.
    below = tuple(_operation(child, names) for child in children if child["name"].strip() != "DUMMY_SCAN")
    if operation == "UnionAll":
        # Snowflake's takes any number of branches.
        below = tuple(each for one in below for each in (one.children if one.operation == operation else (one,)))
    return Operation(operation=operation, expressions=_expressions(node, names), children=below)


def _scan(facts: Mapping[str, Any], names: PlanNames) -> Operation:
    """Return a scan, below a filter if it has one."""
    found = _TABLE.search(str(facts.get("Table", "")))
    full, alias = names.tables.get(int(found[1]), (None, None)) if found else (None, None)
    columns = [_said(item, names, ()) for item in _listed(facts.get("Projections"))]
    scan = Operation(
        operation="TableScan",
        objects=(full,) if full is not None else (),
        alias=alias,
        expressions=tuple(column.rpartition(".")[2] for column in dict.fromkeys(columns) if column is not None),
    )
    tests = [item for item in _listed(facts.get("Filters")) if _is_asked(item, names)]
    if not tests:
        return scan
    return Operation(operation="Filter", expressions=_all_said(tests, names, ()), children=(scan,))


def _is_asked(test: str, names: PlanNames) -> bool:
    """Say whether the statement may hold a test: DuckDB gives a table what it knows of the one that is joined too."""
    columns = {int(found) for found in re.findall(r"\bc(\d+)\b", test)}
    return not test.startswith("optional:") and (not columns or not columns.isdisjoint(names.asked))


def _expressions(node: Mapping[str, Any], names: PlanNames) -> tuple[str, ...]:
    facts = node["extra_info"]
    given = _outputs(node["children"][0], names) if node["children"] else []
    joined = _all_said(_listed(facts.get("Conditions")), names, ())
    if joined:
        return (f"joinKey: {' AND '.join(f'({each})' for each in joined)}",)
    aggregates = _all_said(_listed(facts.get("Aggregates")), names, given)
    groups = _all_said(_listed(facts.get("Groups")), names, given)
    keys = _all_said(_listed(facts.get("Order By")), names, given)
    told = [f"aggExprs: [{', '.join(aggregates)}]"] if aggregates else []
    told += [f"groupKeys: [{', '.join(groups)}]"] if groups else []
    told += [f"sortKey: [{', '.join(keys)}]"] if keys else []
    return (*told, *_all_said(_listed(facts.get("Expression")), names, given))


def _outputs(node: Mapping[str, Any], names: PlanNames) -> list[str | None]:
    """Return what ``#0``, ``#1``, ... above a node mean, as far as that is sure: a join may drop columns."""
    facts = node["extra_info"]
    if node["name"].strip() == "SEQ_SCAN":
        return [_said(item, names, ()) for item in _listed(facts.get("Projections"))]
    if node["name"].strip() == "PROJECTION":
        given = _outputs(node["children"][0], names)
        return [_said(_PACKED.sub(r"\1", item), names, given) for item in _listed(facts.get("Projections"))]
    return []


def _listed(value: object) -> list[str]:
    """Return what DuckDB writes as a list, or as a text where there is but one."""
    if isinstance(value, list):
        return [str(each) for each in value]
    return [str(value)] if value else []


def _all_said(texts: Sequence[str], names: PlanNames, given: Sequence[str | None]) -> tuple[str, ...]:
    """Return expressions in the user's words; none if one of them cannot be said."""
    said = [_said(text, names, given) for text in texts]
    return tuple(each for each in said if each is not None) if all(each is not None for each in said) else ()


def _said(text: str, names: PlanNames, given: Sequence[str | None]) -> str | None:
    """Return an expression of DuckDB's in the user's words, or None; ``given``: what ``#0``, ... stand for."""
    pieces: list[str] = []
    for piece in _PIECE.findall(text.replace("count_star()", "count(*)")):
        word: str | None
        if _OPERATOR.match(piece):
            word = piece
        elif piece.startswith("#"):
            place = int(piece[1:] or -1)
            word = given[place] if 0 <= place < len(given) else None
        else:
            found = _COLUMN.search(piece.rpartition(".")[2])
            word = names.columns.get(int(found[1])) if found else _WORDS.get(piece)
        if word is None:
            return None
        pieces.append(word)
    return "".join(pieces)
