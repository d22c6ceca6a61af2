"""One dated change with everything the methods need to judge it: outcome by unit and period, who was treated, when."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
from numpy.typing import ArrayLike, NDArray

from integrity_metrics.statistics.causal.calendar_terms import Days, holiday_terms, weekday_terms
from integrity_metrics.statistics.causal.inputs import as_panel
from integrity_metrics.statistics.checks import FloatArray


@dataclass(frozen=True, slots=True, eq=False)
class ChangeStudy:
    """A change to be judged; build it with `change_study`.

    Parameters
    ----------
    outcome : shape (units, periods)
    units
        Names, in the order of the rows.
    treated : shape (units,)
        True where the change applied. All true: nothing to compare with, only the series' own history.
    change
        Position of the first period after the change.
    calendar : shape (periods, columns)
        Weekdays and holidays.
    """

    outcome: FloatArray
    units: tuple[str, ...]
    treated: NDArray[np.bool_]
    change: int
    calendar: FloatArray

    @property
    def treated_mean(self) -> FloatArray:
        """Mean of the treated units, shape (periods,)."""
        mean: FloatArray = self.outcome[self.treated].mean(axis=0)
        return mean

    @property
    def controls(self) -> FloatArray:
        """Untreated units, shape (controls, periods)."""
        return self.outcome[~self.treated]

    @property
    def n_after(self) -> int:
        """Periods from the change on."""
        return int(self.outcome.shape[1]) - self.change

    def moved(self, change: int, end: int) -> ChangeStudy:
        """Return the same study with another change date and the data cut before `end`: a placebo in time."""
        return replace(self, outcome=self.outcome[:, :end], calendar=self.calendar[:end], change=change)


def change_study(
    outcome: ArrayLike,
    *,
    days: Sequence[date] | NDArray[np.datetime64],
    change: date | np.datetime64,
    treated: Sequence[str],
    units: Sequence[str],
    excluded: Sequence[str] = (),
    holidays: Sequence[date] = (),
) -> ChangeStudy:
    """Check names and dates, drop excluded units and lay out the calendar.

    Parameters
    ----------
    outcome : shape (units, periods)
        One row per unit; give only mature periods.
    days : shape (periods,)
        First day of each period, evenly spaced and increasing. Weekday terms are added when periods are days.
    change
        First day the change was in force; the first period that starts on or after it is the first after it.
    treated, units
        Names of the treated units; names of all rows.
    excluded
        Units the change touched indirectly: neither treated nor a control.
    holidays
        Days to give a coefficient of their own.

    Raises
    ------
    ValueError
        For an unknown, repeated or doubly used name, uneven days, or a change outside the days.

    Examples
    --------
    >>> days = np.arange("2026-01-01", "2026-01-05", dtype="datetime64[D]")
    >>> study = change_study([[1, 2, 9, 9], [1, 1, 2, 1]], days=days, change=date(2026, 1, 3),
    ...                      treated=["DE"], units=["DE", "FR"])
    >>> study.change, study.treated.tolist()
    (2, [True, False])
    """
    panel = as_panel(outcome)
    names = list(units)
    if len(names) != len(panel):
        raise ValueError(f"units has {len(names)} names but outcome has {len(panel)} rows; one name a row")
    for position, name in enumerate(names):
        if name in names[:position]:
            raise ValueError(f"units[{position}] = {name!r} is repeated; every row needs its own name")
    _check_known("treated", treated, names)
    _check_known("excluded", excluded, names)
    if not treated:
        raise ValueError("treated names no unit; at least one must be treated")
    for position, name in enumerate(excluded):
        if name in treated:
            raise ValueError(f"excluded[{position}] = {name!r} is also in treated; a unit can be only one of them")
    calendar_days = _as_days(days, panel.shape[1])
    kept = np.array([name not in excluded for name in names])
    step = calendar_days[1] - calendar_days[0] if len(calendar_days) > 1 else np.timedelta64(0, "D")
    daily = step == np.timedelta64(1, "D")
    weekdays = weekday_terms(calendar_days) if daily else np.empty((len(calendar_days), 0))
    return ChangeStudy(
        outcome=panel[kept],
        units=tuple(name for name in names if name not in excluded),
        treated=np.array([name in treated for name in names])[kept],
        change=_position(change, calendar_days, step),
        calendar=np.column_stack([weekdays, holiday_terms(calendar_days, holidays)]),
    )


def _check_known(argument: str, given: Sequence[str], names: list[str]) -> None:
    """Refuse the first name that is not a unit, and a single text where a list belongs."""
    if isinstance(given, str):
        raise ValueError(f"{argument} is the text {given!r}; give a list of names")
    for position, name in enumerate(given):
        if name not in names:
            raise ValueError(f"{argument}[{position}] = {name!r} is unknown; units are {', '.join(names[:10])}")


def _as_days(days: Sequence[date] | NDArray[np.datetime64], periods: int) -> Days:
    """Return days as an even, increasing array, refusing the first that is not."""
    values = np.asarray(days, dtype="datetime64[D]")
    if values.shape != (periods,):
        raise ValueError(f"days has {len(values)} values but outcome has {periods} periods; one day a period")
    if np.isnat(values).any():
        raise ValueError(f"days[{int(np.flatnonzero(np.isnat(values))[0])}] is not a date")
    steps = np.diff(values)
    uneven = np.flatnonzero((steps <= np.timedelta64(0, "D")) | (steps != steps[:1])) if len(steps) else steps
    if len(uneven):
        position = int(uneven[0]) + 1
        raise ValueError(f"days[{position}] is {values[position]}; days must increase in even steps, gaps filled first")
    return values


def _position(change: date | np.datetime64, days: Days, step: np.timedelta64) -> int:
    """Position of the first period that starts on or after the change."""
    moment = np.asarray(change, dtype="datetime64[D]")[()]
    if not days[0] <= moment < days[-1] + max(step, np.timedelta64(1, "D")):
        raise ValueError(f"change is {moment} but the data runs from {days[0]} to {days[-1]}; choose a day inside")
    position = int(np.searchsorted(days, moment))
    if position == len(days):
        raise ValueError(f"change is {moment}, inside the last period ({days[-1]}); no whole period follows it yet")
    return position
