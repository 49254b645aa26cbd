"""Functions of two VECTORs: distances, similarity and the inner product, computed in 64 bits."""

from __future__ import annotations

from collections.abc import Callable

from frazil.core.types import FLOAT, Kind
from frazil.sql.binder.registry import Call, Category
from frazil.sql.binder.typed import Typed, typed

VECTORS = Category("Vector")


def _sum_of_differences(left: str, right: str, length: int) -> str:
    return f"list_sum(list_transform(range(1, {length + 1}), lambda i: abs(({left})[i] - ({right})[i])))"


def _enter(name: str, template: Callable[[str, str, int], str]) -> None:
    @VECTORS.function(name, ("any", "any"))
    def _bind(call: Call) -> Typed:
        left, right = call[0], call[1]
        if left.type.kind is not Kind.VECTOR or left.type != right.type:
            raise call.wrong_types()
        length = left.type.length
        a, b = (f"CAST({value.sql} AS DOUBLE[{length}])" for value in (left, right))
        return typed(template(a, b, length), FLOAT)


_enter("VECTOR_L1_DISTANCE", _sum_of_differences)
_enter("VECTOR_L2_DISTANCE", lambda a, b, _: f"array_distance({a}, {b})")
_enter("VECTOR_COSINE_SIMILARITY", lambda a, b, _: f"array_cosine_similarity({a}, {b})")
_enter("VECTOR_INNER_PRODUCT", lambda a, b, _: f"array_inner_product({a}, {b})")
