"""What the machine is like, and how much memory a process and its children hold."""

from __future__ import annotations

import os
import platform
from dataclasses import dataclass

import psutil

IDLE_LOAD = 0.5


@dataclass(frozen=True, slots=True)
class Machine:
    """Facts a reader needs before comparing figures; `load` is the one-minute average when the run began."""

    cores: int
    processor: str
    memory_gb: float
    system: str
    python: str
    load: float

    @property
    def is_idle(self) -> bool:
        """Whether nothing else was running, so that the figures can be compared with others."""
        return self.load <= IDLE_LOAD


def this_machine() -> Machine:
    """Return the facts of this machine, now."""
    return Machine(
        cores=len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else psutil.cpu_count() or 1,
        processor=_processor(),
        memory_gb=round(psutil.virtual_memory().total / 1e9, 1),
        system=f"{platform.system()} {platform.release()}",
        python=platform.python_version(),
        load=round(psutil.getloadavg()[0], 2),
    )


def resident_mb(pid: int) -> float:
    """Return the resident memory of a process and its children in MB; pages they share count once each."""
    root = psutil.Process(pid)
    return sum(process.memory_info().rss for process in (root, *root.children(recursive=True))) / 1e6


def _processor() -> str:
    try:
        with open("/proc/cpuinfo", encoding="utf-8") as lines:
            return next(line.split(":", 1)[1].strip() for line in lines if line.startswith("model name"))
    except (OSError, StopIteration):
        return platform.processor() or platform.machine()
