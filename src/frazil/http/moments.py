"""Times as every encoding of results begins with them: whole microseconds, and offsets that are never negative."""

from __future__ import annotations

import pyarrow as pa

ZONE_BIAS_MINUTES = 1440
"""Offsets of TIMESTAMP_TZ travel with this added."""


def micros(array: pa.Array) -> pa.Array:
    """Return a TIME or timestamp array as int64 microseconds."""
    unit = pa.time64("us") if pa.types.is_time(array.type) else pa.timestamp("us")
    return (array if array.type == unit else array.cast(unit)).view(pa.int64())
