"""What a day of 10^12 rows would cost on paper: `python bench/scale_cost.py [--rows 1e12 --bytes 12 ...]`.

Plain arithmetic on assumptions that are all arguments, so that a reader puts in his own. docs/scale.md explains each
and shows the table this prints.
"""

from __future__ import annotations

import argparse
import math
from dataclasses import dataclass, fields


@dataclass(frozen=True, slots=True)
class Assumptions:
    """What the costs follow from; prices are list prices in US dollars, as docs/scale.md cites them."""

    rows: float = 1e12  # content-day rows of views a day
    bytes: float = 12.0  # compressed bytes of such a row, all five columns
    days_before: int = 180  # days before an action whose views count
    trailing: int = 7  # newest action days that are built again each night
    look_back: int = 30  # a shorter window, for the second design
    kept_days: int = 400  # days of rows that are kept
    rows_a_core: float = 5e6  # rows a second and core, scanned, joined and summed
    core_hour: float = 0.05  # $ for an hour of one core
    terabyte_scanned: float = 6.25  # $ for 10^12 bytes scanned, where scans are billed
    terabyte_month: float = 23.0  # $ for 10^12 bytes kept for a month


@dataclass(frozen=True, slots=True)
class Design:
    """What one way to build `found_impressions` and `reach` reads and costs: rows a night, cores, dollars."""

    name: str
    rows: float
    terabytes: float
    core_hours: float
    cores_for_two_hours: float
    dollars_of_cores: float
    dollars_of_scans: float


def designs(given: Assumptions) -> tuple[Design, ...]:
    """Return the ways to build them, from the one our statements take to the one that reads each row once.

    Examples
    --------
    >>> [f"{each.name}: {each.terabytes:,.0f} TB" for each in designs(Assumptions())][0]
    'as the statements are: 187 days of views a night: 2,244 TB'
    """
    whole, short = given.days_before + given.trailing, given.look_back + given.trailing
    return (
        _design(given, f"as the statements are: {whole} days of views a night", whole * given.rows),
        _design(given, f"views of {given.look_back} days before the action: {short} days", short * given.rows),
        _design(given, "views so far kept by content: each row read once", given.rows),
    )


def _design(given: Assumptions, name: str, rows: float) -> Design:
    terabytes = rows * given.bytes / 1e12
    hours = rows / given.rows_a_core / 3600
    return Design(name, rows, terabytes, hours, hours / 2, hours * given.core_hour, terabytes * given.terabyte_scanned)


def storage(given: Assumptions) -> tuple[float, float]:
    """Return the terabytes kept, and dollars a month for them.

    Examples
    --------
    >>> storage(Assumptions(rows=1e9, bytes=10, kept_days=100, terabyte_month=20))
    (1.0, 20.0)
    """
    terabytes = given.rows * given.bytes * given.kept_days / 1e12
    return terabytes, terabytes * given.terabyte_month


def distinct_error(registers: int) -> float:
    """Return the relative standard error of a HyperLogLog count of so many registers (Flajolet et al. 2007).

    Examples
    --------
    >>> [round(100 * distinct_error(2**bits), 2) for bits in (10, 12, 14, 16)]
    [3.25, 1.62, 0.81, 0.41]
    """
    return 1.04 / math.sqrt(registers)


def intersection_error(registers: int, jaccard: float) -> float:
    """Return about the relative standard error of an intersection, from inclusion and exclusion of three counts.

    Parameters
    ----------
    registers
        Of each sketch.
    jaccard
        Size of the intersection over the size of the union. The three errors are taken as independent and the two sets
        as equally large, each (1 + jaccard) / 2 of the union.

    Examples
    --------
    >>> round(intersection_error(2**14, 0.01), 2)
    1.0
    """
    each = (1 + jaccard) / 2
    return distinct_error(registers) * math.sqrt(1 + 2 * each**2) / jaccard


def rounding_error(digits: int) -> float:
    """Return the largest relative error of rounding a whole number to so many significant digits.

    Examples
    --------
    >>> rounding_error(2)
    0.047619047619047616
    """
    # Worst just above a power of ten: 105 becomes 110, with steps of 10.
    half_step, least = 0.5, 10.0 ** (digits - 1)
    return half_step / (least + half_step)


def log_bucket_error(buckets_a_decade: int) -> float:
    """Return the largest relative error of DDSketch with so many buckets for each factor of ten (Masson et al. 2019).

    Examples
    --------
    >>> round(100 * log_bucket_error(90), 2)
    1.28
    """
    step = 10 ** (1 / buckets_a_decade)
    return (step - 1) / (step + 1)


def sampled_total_error(rows: float, share: float, variation: float) -> float:
    """Return the relative standard error of a total estimated from a random share of the rows (Poisson sampling).

    Parameters
    ----------
    rows
        How many the total is of.
    share
        Of them that are read.
    variation
        Standard deviation of the rows' values over their mean.

    Examples
    --------
    >>> f"{sampled_total_error(1e12, 1e-4, 10):.5f}"
    '0.00100'
    """
    return math.sqrt((1 - share) / (share * rows) * (1 + variation**2))


def table(given: Assumptions) -> str:
    """Return the costs of a night as markdown."""
    lines = [
        "| a night | rows read | scanned | core-hours | cores for two hours | $ of cores | $ where scans are billed |",
        "|---|---|---|---|---|---|---|",
    ]
    lines += [
        f"| {d.name} | {d.rows:.3g} | {d.terabytes:,.0f} TB | {d.core_hours:,.0f} | {d.cores_for_two_hours:,.0f} "
        f"| {d.dollars_of_cores:,.0f} | {d.dollars_of_scans:,.0f} |"
        for d in designs(given)
    ]
    kept, monthly = storage(given)
    return "\n".join([*lines, "", f"Kept: {kept:,.0f} TB, {monthly:,.0f} $ a month."])


def main() -> None:
    """Print the table for the assumptions given."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    defaults = Assumptions()
    for each in fields(Assumptions):
        default = getattr(defaults, each.name)
        parser.add_argument(f"--{each.name.replace('_', '-')}", type=type(default), default=default)
    print(table(Assumptions(**vars(parser.parse_args()))))


if __name__ == "__main__":
    main()
