"""The binder: a typed translation of syntax trees into DuckDB's SQL, in one pass.

Binding an expression returns a ``Typed``: the DuckDB text, the Snowflake type a client is told, and the DuckDB
type that carries the value.  User text never survives into the output: names become generated ones, literals are
rendered by one function, functions come from the table in ``sql/functions``.
"""

from frazil.sql.binder import calls, expressions, literals, paths, references, subqueries
from frazil.sql.binder.dispatch import bind
from frazil.sql.binder.queries import bind_query

__all__ = ["bind", "bind_query", "calls", "expressions", "literals", "paths", "references", "subqueries"]
