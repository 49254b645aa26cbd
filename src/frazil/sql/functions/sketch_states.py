"""States of approximate aggregates: HyperLogLog, bitmaps, t-digest, MinHash and the most frequent values.

A state is made of the list of what a group holds, of codes that SQL has made as few as it can, and combined with
others of its kind.  Clients keep states in tables, so their form is part of what frazil stores: bytes for HyperLogLog
and bitmaps, an OBJECT with ``type`` and ``version`` for the others.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from frazil.core.errors import EvaluationError
from frazil.sql.functions.variant_text import Variant, decode, encode

HLL_PRECISION = 12
_REGISTERS = 1 << HLL_PRECISION
_HLL_VERSION = 4
_DENSE_FROM = _REGISTERS // 4
_BITMAP_BITS = 32_768
_CENTROIDS = 256
"""About how many centroids a t-digest keeps."""

Centroid = tuple[float, float]


def _invalid(function: str) -> EvaluationError:
    return EvaluationError(f"Invalid state for function {function}")


# ---------------------------------------------------------------- HyperLogLog


def hll_state(codes: list[int]) -> bytes:
    """Return the state of codes, each 64 times a register's number plus the zeros that lead a hash, plus one."""
    registers = bytearray(_REGISTERS)
    for code in codes:
        register, rank = code >> 6, code & 63
        registers[register] = max(registers[register], rank)
    return bytes(registers)


def hll_combine(states: list[bytes]) -> bytes:
    """Return the state of all that several states have seen."""
    registers = [_hll_registers(state, "HLL_COMBINE") for state in states]
    return bytes(map(max, *registers)) if len(registers) > 1 else bytes((registers or [bytes(_REGISTERS)])[0])


def hll_estimate(state: bytes) -> int:
    """Return about how many different values a state has seen."""
    registers = _hll_registers(state, "HLL_ESTIMATE")
    empty = registers.count(0)
    raw = 0.7213 / (1 + 1.079 / _REGISTERS) * _REGISTERS**2 / sum(2.0**-rank for rank in registers)
    if raw <= 2.5 * _REGISTERS and empty:
        return round(_REGISTERS * math.log(_REGISTERS / empty))
    return round(raw)


def hll_export(state: bytes) -> str:
    """Return a state as an OBJECT: every register, or those that are not 0 while they are few."""
    registers = _hll_registers(state, "HLL_EXPORT")
    used = [index for index, rank in enumerate(registers) if rank]
    exported: dict[str, Variant] = {"version": _HLL_VERSION, "precision": HLL_PRECISION}
    if len(used) >= _DENSE_FROM:
        exported["dense"] = list(registers)
    else:
        exported["sparse"] = {"indices": list(used), "maxLzCounts": [registers[index] for index in used]}
    return encode(exported)


def hll_import(text: str) -> bytes:
    """Return the state that ``hll_export`` wrote; raises EvaluationError for anything else."""
    exported = decode(text)
    registers: object = None
    if isinstance(exported, dict) and exported.get("precision") == HLL_PRECISION:
        registers = exported.get("dense")
        sparse = exported.get("sparse")
        if isinstance(sparse, dict):
            registers = _spread(sparse.get("indices"), sparse.get("maxLzCounts"))
    if not isinstance(registers, list) or len(registers) != _REGISTERS:
        raise _invalid("HLL_IMPORT")
    if not all(isinstance(rank, int) and 0 <= rank < 64 for rank in registers):
        raise _invalid("HLL_IMPORT")
    return bytes(registers)


def _spread(indices: object, ranks: object) -> list[object] | None:
    if not isinstance(indices, list) or not isinstance(ranks, list) or len(indices) != len(ranks):
        return None
    registers: list[object] = [0] * _REGISTERS
    for index, rank in zip(indices, ranks, strict=True):
        if not isinstance(index, int) or not 0 <= index < _REGISTERS:
            return None
        registers[index] = rank
    return registers


def _hll_registers(state: bytes, function: str) -> bytes:
    if len(state) != _REGISTERS or max(state) > 63:
        raise _invalid(function)
    return state


# ---------------------------------------------------------------- bitmaps


def bitmap_of(positions: list[int]) -> bytes:
    """Return the bitmap with these bits; raises EvaluationError for a position that no bitmap has."""
    bits = 0
    for position in positions:
        if not 0 <= position < _BITMAP_BITS:
            raise EvaluationError(f"Invalid bit position {position} for function BITMAP_CONSTRUCT_AGG")
        bits |= 1 << position
    return _bytes_of(bits)


def bitmap_or(bitmaps: list[bytes]) -> bytes:
    """Return the bitmap with the bits of all of them."""
    bits = 0
    for bitmap in bitmaps:
        bits |= int.from_bytes(bitmap, "little")
    return _bytes_of(bits)


def bitmap_count(bitmap: bytes) -> int:
    """Return how many bits are set."""
    return int.from_bytes(bitmap, "little").bit_count()


def _bytes_of(bits: int) -> bytes:
    return bits.to_bytes((bits.bit_length() + 7) // 8, "little")


# ---------------------------------------------------------------- t-digest


def digest_state(values: list[float]) -> str:
    """Return the t-digest of numbers as an OBJECT."""
    return _digest_text(_compressed([(value, 1.0) for value in values]))


def digest_combine(texts: list[str]) -> str:
    """Return the t-digest of all that several have seen."""
    return _digest_text(_compressed([c for text in texts for c in _centroids(text, "APPROX_PERCENTILE_COMBINE")]))


def digest_estimate(text: str, share: float) -> float | None:
    """Return about the value below which a share of the values lies; None if there are none."""
    centroids = _centroids(text, "APPROX_PERCENTILE_ESTIMATE")
    if not centroids:
        return None
    target = share * (sum(weight for _, weight in centroids) - 1)
    seen = 0.0
    before: Centroid | None = None
    for mean, weight in centroids:
        middle = seen + (weight - 1) / 2
        if target <= middle:
            if before is None or middle == before[1]:
                return mean
            return before[0] + (mean - before[0]) * (target - before[1]) / (middle - before[1])
        before = (mean, middle)
        seen += weight
    return centroids[-1][0]


def _compressed(centroids: list[Centroid]) -> list[Centroid]:
    """Merge neighbours where there are too many: few at the ends, where percentiles have to be exact."""
    centroids.sort()
    if len(centroids) <= _CENTROIDS:
        return centroids
    total = sum(weight for _, weight in centroids)
    merged: list[Centroid] = []
    seen = 0.0
    for mean, weight in centroids:
        share = (seen + weight / 2) / total
        limit = max(1.0, 4 * total * share * (1 - share) / _CENTROIDS * 2)
        if merged and merged[-1][1] + weight <= limit:
            last, heavy = merged[-1]
            merged[-1] = (last + (mean - last) * weight / (heavy + weight), heavy + weight)
        else:
            merged.append((mean, weight))
        seen += weight
    return merged


def _digest_text(centroids: list[Centroid]) -> str:
    flat: list[Variant] = [number for centroid in centroids for number in centroid]
    return encode({"state": flat, "type": "tdigest", "version": 1})


def _centroids(text: str, function: str) -> list[Centroid]:
    flat = [_float(value, function) for value in _state(text, "tdigest", function)]
    if len(flat) % 2 or any(weight < 1 for weight in flat[1::2]):
        raise _invalid(function)
    return list(zip(flat[::2], flat[1::2], strict=True))


def _float(value: Variant, function: str) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        raise _invalid(function)
    return float(value)


def _state(text: str, kind: str, function: str) -> list[Variant]:
    """Return the list in an OBJECT that is a state of the kind; raises EvaluationError if it is none."""
    found = decode(text)
    state = found.get("state") if isinstance(found, dict) and found.get("type") == kind else None
    if not isinstance(state, list):
        raise _invalid(function)
    return state


# ---------------------------------------------------------------- MinHash


def minhash_state(hashes: list[int], size: int) -> str:
    """Return the smallest hashes of a set as an OBJECT."""
    if not 1 <= size <= 1024:
        raise EvaluationError(
            f"Invalid value [{size}] for function MINHASH, parameter 1: it must be between 1 and 1024"
        )
    return _minhash_text(sorted(set(hashes))[:size], size)


def minhash_combine(texts: list[str]) -> str:
    """Return the state of the union of the sets of several states."""
    sets, size = _minhash_sets(texts, "MINHASH_COMBINE")
    return _minhash_text(sorted(set().union(*sets))[:size], size)


def similarity(texts: list[str]) -> float:
    """Return about what share of the union of the sets lies in all of them: their Jaccard index."""
    sets, size = _minhash_sets(texts, "APPROXIMATE_SIMILARITY")
    smallest = sorted(set().union(*sets))[:size]
    shared = sum(all(value in each for each in sets) for value in smallest)
    return shared / len(smallest) if smallest else 1.0


def _minhash_text(hashes: list[int], size: int) -> str:
    return encode({"size": size, "state": list(hashes), "type": "minhash", "version": 1})


def _minhash_sets(texts: list[str], function: str) -> tuple[list[set[int]], int]:
    sets: list[set[int]] = []
    sizes: set[int] = set()
    for text in texts:
        hashes = {value for value in _state(text, "minhash", function) if isinstance(value, int)}
        found = decode(text)
        size = found.get("size") if isinstance(found, dict) else None
        if not isinstance(size, int):
            raise _invalid(function)
        sets.append(hashes)
        sizes.add(size)
    if len(sizes) > 1:
        raise EvaluationError(f"States of different sizes in function {function}")
    return sets, next(iter(sizes))


# ---------------------------------------------------------------- the most frequent values


def top_state(values: list[str], counters: int) -> str:
    """Return the most frequent values of a group with their counts as an OBJECT."""
    return _top_text(Counter(values), counters)


def top_combine(texts: list[str], counters: int) -> str:
    """Return the state of several; with 0 counters as many as the largest of them has."""
    total: Counter[str] = Counter()
    largest = 0
    for text in texts:
        pairs, size = _top_pairs(text, "APPROX_TOP_K_COMBINE")
        total.update(pairs)
        largest = max(largest, size)
    return _top_text(total, counters or largest)


def top_estimate(text: str, count: int) -> str:
    """Return an ARRAY of the most frequent values, each with its count, the most frequent first."""
    pairs, _ = _top_pairs(text, "APPROX_TOP_K_ESTIMATE")
    return encode([[decode(value), times] for value, times in list(pairs.items())[: max(count, 0)]])


def _top_text(counted: Counter[str], counters: int) -> str:
    found = sorted(counted.items(), key=lambda pair: (-pair[1], pair[0]))[:counters]
    state: list[Variant] = [[decode(value), times] for value, times in found]
    return encode({"counters": counters, "state": state, "type": "topk", "version": 1})


def _top_pairs(text: str, function: str) -> tuple[dict[str, int], int]:
    found = decode(text)
    size = found.get("counters") if isinstance(found, dict) else None
    pairs: dict[str, int] = {}
    for pair in _state(text, "topk", function):
        if not isinstance(pair, list) or len(pair) != 2 or not isinstance(pair[1], int):
            raise _invalid(function)
        pairs[encode(pair[0])] = pair[1]
    if not isinstance(size, int):
        raise _invalid(function)
    return pairs, size


ROWS: tuple[tuple[str, Callable[..., Any], tuple[str, ...], str], ...] = (
    ("hll_state", hll_state, ("BIGINT[]",), "BLOB"),
    ("hll_combine", hll_combine, ("BLOB[]",), "BLOB"),
    ("hll_estimate", hll_estimate, ("BLOB",), "BIGINT"),
    ("hll_export", hll_export, ("BLOB",), "VARCHAR"),
    ("hll_import", hll_import, ("VARCHAR",), "BLOB"),
    ("bitmap_of", bitmap_of, ("BIGINT[]",), "BLOB"),
    ("bitmap_or", bitmap_or, ("BLOB[]",), "BLOB"),
    ("bitmap_count", bitmap_count, ("BLOB",), "BIGINT"),
    ("digest_state", digest_state, ("DOUBLE[]",), "VARCHAR"),
    ("digest_combine", digest_combine, ("VARCHAR[]",), "VARCHAR"),
    ("digest_estimate", digest_estimate, ("VARCHAR", "DOUBLE"), "DOUBLE"),
    ("minhash_state", minhash_state, ("BIGINT[]", "BIGINT"), "VARCHAR"),
    ("minhash_combine", minhash_combine, ("VARCHAR[]",), "VARCHAR"),
    ("similarity", similarity, ("VARCHAR[]",), "DOUBLE"),
    ("top_state", top_state, ("VARCHAR[]", "BIGINT"), "VARCHAR"),
    ("top_combine", top_combine, ("VARCHAR[]", "BIGINT"), "VARCHAR"),
    ("top_estimate", top_estimate, ("VARCHAR", "BIGINT"), "VARCHAR"),
)
