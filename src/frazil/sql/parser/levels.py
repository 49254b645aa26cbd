"""How tightly operators bind, from loose to tight."""

from __future__ import annotations

from typing import Final

OR: Final = 1
AND: Final = 2
NOT: Final = 3
COMPARISON: Final = 4
ADDITIVE: Final = 5
MULTIPLICATIVE: Final = 6
