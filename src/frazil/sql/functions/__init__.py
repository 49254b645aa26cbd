"""The functions frazil knows, by Snowflake's names: anything else is error 002140.

``registry`` holds the table and the words to fill it; one module per category fills it; ``FUNCTIONS`` is the
whole.
"""

from __future__ import annotations

# The binder's package first: rows are written with its types, and its modules read the table from ``registry``.
import frazil.sql.binder  # noqa: F401  isort: split
from frazil.sql.functions import (
    aggregates,
    conditional,
    context,
    conversion,
    date_parts,
    dates,
    numeric,
    regular_expressions,
    semi_structured,
    strings,
    windows,
)
from frazil.sql.functions.registry import FUNCTIONS, Call, FunctionSpec, Role

CATEGORIES = (
    numeric.NUMERIC,
    conditional.CONDITIONAL,
    strings.STRINGS,
    regular_expressions.PATTERNS,
    dates.DATES,
    conversion.CONVERSION,
    semi_structured.SEMI,
    aggregates.AGGREGATES,
    windows.WINDOWS,
    context.CONTEXT,
)
"""The chapters of the table, in the order of the reference."""

__all__ = ["CATEGORIES", "FUNCTIONS", "Call", "FunctionSpec", "Role", "date_parts"]
