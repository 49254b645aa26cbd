"""Chance that can be told again: the same seed gives the same choices."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

Item = TypeVar("Item")

_MULTIPLIER = 6364136223846793005
_INCREMENT = 1442695040888963407
_MASK = 2**64 - 1


class Chance:
    """Knuth's linear congruential generator."""

    def __init__(self, seed: int) -> None:
        self._state = (seed * 0x9E3779B97F4A7C15 + _INCREMENT) & _MASK
        self.below(2)

    def below(self, limit: int) -> int:
        """Return a whole number from 0 to less than ``limit``."""
        self._state = (self._state * _MULTIPLIER + _INCREMENT) & _MASK
        return (self._state >> 33) % limit

    def pick(self, items: Sequence[Item]) -> Item:
        """Return one of the items."""
        return items[self.below(len(items))]

    def seconds(self, low: float, high: float) -> float:
        """Return a time between two."""
        return low + (high - low) * self.below(1000) / 1000
