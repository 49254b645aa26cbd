"""What the numbers were measured on."""

from __future__ import annotations

import os
import platform
import re
import subprocess
from dataclasses import dataclass
from pathlib import Path

from benchmarks.micro.fsync import FsyncCost, measure_fsync


@dataclass(frozen=True, slots=True, kw_only=True)
class Machine:
    """The machine, without its name."""

    cpu: str
    cores: int
    memory_gib: float
    system: str
    python: str
    load_average: float
    fsync: FsyncCost

    def sentence(self) -> str:
        """Describe the machine in one line."""
        return (
            f"{self.cpu}, {self.cores} cores, {self.memory_gib:.0f} GiB, {self.system}, Python {self.python}; "
            f"load average {self.load_average:.1f} at the start; 4 KB write and fsync: "
            f"median {self.fsync.median_ms:.2f} ms, p99 {self.fsync.p99_ms:.2f} ms"
        )


def describe_machine(folder: Path) -> Machine:
    """Describe this machine; ``folder`` is where the engines will keep their data."""
    return Machine(
        cpu=_cpu_model(),
        cores=os.cpu_count() or 0,
        memory_gib=os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30,
        system=f"{platform.system()} {platform.release()}",
        python=platform.python_version(),
        load_average=os.getloadavg()[0],
        fsync=measure_fsync(folder),
    )


def _cpu_model() -> str:
    information = Path("/proc/cpuinfo")
    if information.exists():
        found = re.search(r"^model name\s*: *(.+)$", information.read_text(), re.MULTILINE)
        return found[1] if found else platform.machine()
    command = ["sysctl", "-n", "machdep.cpu.brand_string"]
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout.strip() or platform.machine()
