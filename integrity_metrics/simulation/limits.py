"""What the simulation refuses before it writes anything."""

from __future__ import annotations

import math
import shutil
from pathlib import Path

from integrity_metrics.errors import IntegrityError

FEWEST_DAYS = 60
LEAST_SCALE, MOST_SCALE = 0.001, 1000.0
# Bytes of a day at scale 1: twice what the finished warehouse takes, as intermediate results spill to the same disk.
BYTES_A_DAY = 600_000


class SimulationError(IntegrityError, ValueError):
    """The simulated platform cannot be built as asked."""


def bytes_needed(scale: float, days: int) -> int:
    """Return about how much disk a simulated platform needs.

    Examples
    --------
    >>> bytes_needed(1.0, 730) // 1_000_000
    438
    """
    return int(BYTES_A_DAY * scale * days)


def check_size(scale: float, seed: int, days: int, folder: Path | None) -> None:
    """Refuse a simulation that cannot be built.

    Parameters
    ----------
    scale, seed, days
        As asked.
    folder
        Where the warehouse is written; None does not look at the disk (a database in memory).

    Raises
    ------
    SimulationError
        One sentence: what is wrong, the value, and what to pass instead.

    Examples
    --------
    >>> check_size(-1.0, 1, 730, None)
    Traceback (most recent call last):
    ...
    integrity_metrics.simulation.limits.SimulationError: scale is -1; give a number from 0.001 to 1000 (1 is ...).
    """
    if not math.isfinite(scale) or not LEAST_SCALE <= scale <= MOST_SCALE:
        raise SimulationError(
            f"scale is {scale:g}; give a number from {LEAST_SCALE:g} to {MOST_SCALE:g} (1 is a million contents)."
        )
    if seed < 0:
        raise SimulationError(f"seed is {seed}; give a whole number of 0 or more.")
    if days < FEWEST_DAYS:
        raise SimulationError(f"days is {days}; give {FEWEST_DAYS} or more (730 is two years).")
    if folder is None:
        return
    needed, free = bytes_needed(scale, days), shutil.disk_usage(folder).free
    if needed > free:
        raise SimulationError(
            f"scale {scale:g} over {days:,} days needs about {needed / 1e9:,.1f} GB and the disk has "
            f"{free / 1e9:,.1f} GB free; give a smaller scale or fewer days, or free some space."
        )
