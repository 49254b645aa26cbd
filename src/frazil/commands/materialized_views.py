"""What the query of a materialized view may be.

frazil computes a materialized view at each use, as a view; it refuses the queries that Snowflake could not maintain
(documentation of materialized views, "Limitations on creating materialized views").
"""

from __future__ import annotations

from frazil.catalog.records import Table
from frazil.commands.context import Context
from frazil.commands.errors import MaterializedViewError
from frazil.sql import ast
from frazil.sql.binder.names import constant_name, find_relation


def check_materialized(query: ast.Query, context: Context) -> None:
    """Let pass one SELECT from one table without HAVING, QUALIFY, ORDER BY, LIMIT or WITH.

    Raises MaterializedViewError.  Window functions, subqueries and functions of users are not looked for.
    """
    body = query.body
    if not isinstance(body, ast.Select):
        raise _refused("Set operators are not allowed")
    for clause, said in (
        ("WITH", query.with_),
        ("ORDER BY", query.order or query.order_all),
        ("LIMIT", query.limit is not None or query.offset is not None),
        ("HAVING", body.having is not None),
        ("QUALIFY", body.qualify is not None),
    ):
        if said:
            raise _refused(f"{clause} clause is not allowed")
    source = body.source
    if isinstance(source, ast.Join):
        raise _refused("More than one table referenced in the view definition")
    if not isinstance(source, ast.TableSource):
        raise _refused("The view definition must read one table")
    name = source.name
    if name is None:
        assert source.dynamic is not None
        name = constant_name(source.dynamic, context.environment)
    if not isinstance(find_relation(name, context.environment)[1], Table):
        raise _refused("The view definition must read a table, not a view")


def _refused(why: str) -> MaterializedViewError:
    return MaterializedViewError(f"Invalid materialized view definition. {why}")
