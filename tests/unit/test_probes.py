"""Fault probes: inert unless armed, and counted."""

from __future__ import annotations

import pytest

from frazil.core import probes


def test_a_probe_is_inert_until_it_is_armed() -> None:
    hits: list[int] = []
    probes.hit("unit.somewhere")
    with probes.armed("unit.somewhere", lambda: hits.append(1)):
        probes.hit("unit.somewhere")
        probes.hit("unit.elsewhere")
    probes.hit("unit.somewhere")
    assert hits == [1]


def test_the_environment_arms_the_nth_hit() -> None:
    probes.arm_from_environment({"FRAZIL_FAULT": "unit.one:error,unit.two:error:3"})
    try:
        with pytest.raises(probes.ProbeError):
            probes.hit("unit.one")
        probes.hit("unit.one")
        probes.hit("unit.two")
        probes.hit("unit.two")
        with pytest.raises(probes.ProbeError):
            probes.hit("unit.two")
    finally:
        probes.disarm("unit.one")
        probes.disarm("unit.two")


@pytest.mark.parametrize("text", ["name", "name:explode", ":"])
def test_a_fault_that_cannot_be_read_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="FRAZIL_FAULT"):
        probes.arm_from_environment({"FRAZIL_FAULT": text})
