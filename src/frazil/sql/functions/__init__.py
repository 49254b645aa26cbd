"""The functions frazil knows, by Snowflake's names: anything else is error 002140, or 000002 where
Snowflake has the function.

``binder/registry`` holds the table and the words to fill it; importing this package fills it, one module per
category.
"""

from __future__ import annotations

from frazil.sql.binder.registry import FUNCTIONS, UNBUILT, Call, FunctionSpec, Role
from frazil.sql.functions import (
    aggregates,
    arrays,
    bits,
    chance,
    conditional,
    context,
    context_roles,
    conversion,
    date_parts,
    dates,
    encodings,
    encryption,
    higher_order,
    maps,
    numeric,
    regular_expressions,
    rounding,
    semi_structured,
    sketches,
    strings,
    vector_distances,
    vector_operations,
    windows,
)
from frazil.sql.functions.unbuilt import UNBUILT_CATEGORIES

CATEGORIES = (
    numeric.NUMERIC,
    conditional.CONDITIONAL,
    strings.STRINGS,
    encryption.ENCRYPTION,
    regular_expressions.PATTERNS,
    dates.DATES,
    conversion.CONVERSION,
    semi_structured.SEMI,
    vector_distances.VECTORS,
    aggregates.AGGREGATES,
    windows.WINDOWS,
    context.CONTEXT,
)
"""The chapters of the table, in the order of the reference."""

__all__ = [
    "CATEGORIES",
    "FUNCTIONS",
    "UNBUILT",
    "UNBUILT_CATEGORIES",
    "Call",
    "FunctionSpec",
    "Role",
    "arrays",
    "bits",
    "chance",
    "context_roles",
    "date_parts",
    "encodings",
    "higher_order",
    "maps",
    "rounding",
    "sketches",
    "vector_operations",
]
