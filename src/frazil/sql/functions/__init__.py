"""The functions frazil knows, by Snowflake's names: anything else is error 002140.

``registry`` holds the table and the words to fill it; one module per category fills it; ``FUNCTIONS`` is the
whole.
"""

from __future__ import annotations

# The binder's package first: rows are written with its types, and its modules read the table from ``registry``.
import frazil.sql.binder  # noqa: F401
from frazil.sql.functions.registry import FUNCTIONS, Call, FunctionSpec, Role

__all__ = ["FUNCTIONS", "Call", "FunctionSpec", "Role"]
