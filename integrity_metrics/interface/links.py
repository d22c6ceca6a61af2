"""What a link may say: checks every URL parameter against what the page offers, and words what was refused."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from integrity_metrics.metrics.labels import name_of, name_of_dimension
from integrity_metrics.scope import GRAINS_IN_LINKS, Filter, Grain, Period, Scope

LONGEST_ECHO = 40
WITHOUT = "without_"
# What a bar offers instead of a dimension where the answer need not be broken down.
TOTAL = "total"


@dataclass(frozen=True, slots=True)
class Bar:
    """What a page's filter bar offers; the names are the URL's parameter names.

    Parameters
    ----------
    data
        The days there are data for.
    default
        The period shown when the link says nothing.
    by
        Dimensions to break down by; the first is the default. Empty: the page answers its period as a whole, and
        offers neither a grain nor a comparison.
    filters
        Dimension -> the values it can be kept to.
    without
        Dimensions whose values can also be left out, as ``without_<dimension>``.
    options
        Further choices of the page, for example ``measure`` -> ``("count", "share")``; the first is the default.
    grain
        The default grain.
    """

    data: Period
    default: Period
    by: tuple[str, ...]
    filters: Mapping[str, tuple[str, ...]]
    without: tuple[str, ...] = ()
    options: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    grain: Grain = Grain.MONTH

    def names(self) -> tuple[str, ...]:
        """Return every parameter a link to this page may hold."""
        whole = ("grain", "by", "compare") if self.by else ()
        return ("since", "through", *whole, *self.filters, *self.without_names(), *self.options)

    def without_names(self) -> tuple[str, ...]:
        """Return the parameters that leave values out."""
        return tuple(WITHOUT + dimension for dimension in self.without)

    def allowed(self, name: str) -> tuple[str, ...]:
        """Return the values a list parameter may take; dates are checked apart."""
        fixed: dict[str, Sequence[str]] = {
            "grain": GRAINS_IN_LINKS,
            "by": self.by,
            "compare": tuple(COMPARISONS),
        }
        if name in fixed:
            return tuple(fixed[name])
        if name in self.options:
            return tuple(self.options[name])
        return tuple(self.filters[name.removeprefix(WITHOUT)])


COMPARISONS = {"previous": "the period before", "year": "52 weeks earlier"}


def label_of(name: str, value: str) -> str:
    """Return how a value of a parameter reads on the page; Streamlit writes it like this into the link, too."""
    if name == "by":
        return name_of_dimension(value)
    if name == "compare":
        return COMPARISONS.get(value, value)
    return value if name in ("grain", "measure", "scale", "method", "mix") else name_of(value)


def known_values(name: str, texts: Sequence[str], bar: Bar) -> list[str]:
    """Return the values that the texts of a link mean; a value may be written as its code or as its label.

    Examples
    --------
    >>> year = Period(date(2025, 1, 1), date(2026, 1, 1))
    >>> bar = Bar(year, year, ("category",), {})
    >>> known_values("by", ["category"], bar), known_values("by", ["Category"], bar), known_values("by", ["x"], bar)
    (['category'], ['category'], [])
    """
    spellings = {label_of(name, value): value for value in bar.allowed(name)} | {v: v for v in bar.allowed(name)}
    return [spellings[text] for text in texts if text in spellings]


def refusals(parameters: Mapping[str, Sequence[str]], bar: Bar) -> list[str]:
    """Return one sentence for each part of a link that cannot be used; the page falls back to its default there.

    Examples
    --------
    >>> year = Period(date(2025, 1, 1), date(2026, 1, 1))
    >>> bar = Bar(year, year, ("category",), {})
    >>> refusals({"grain": ["fortnight"]}, bar)
    ['grain=`fortnight` is not offered here, so the page shows its default; offered: day, week, month, quarter.']
    """
    found = []
    for name, values in parameters.items():
        if name not in bar.names():
            found.append(unknown_parameter(name))
        elif name in ("since", "through"):
            found += [problem for value in values if (problem := _date_problem(name, value, bar.data))]
        else:
            unknown = [value for value in values if not known_values(name, [value], bar)]
            if unknown:
                labels = [label_of(name, value) for value in bar.allowed(name)]
                listed = ", ".join(labels[:6]) + (", ..." if len(labels) > 6 else "")
                found.append(
                    f"{name}=`{echo(unknown[0])}` is not offered here, so the page shows its default; "
                    f"offered: {listed}."
                )
    return found


def unknown_parameter(name: str) -> str:
    """Return the sentence for a parameter that a page does not have."""
    return f"`{echo(name)}` is not a parameter of this page and was left out."


def scope_of(values: Mapping[str, object], bar: Bar) -> Scope:
    """Return the scope that checked values of the filter bar ask for.

    Parameters
    ----------
    values
        By parameter name: dates for ``since`` and ``through``, strings, lists of strings.
    bar
        What the page offers; anything else is dropped again here, because browsers can send what they like.

    Raises
    ------
    ScopeError
        When the period is empty.
    """
    since, through = _day(values.get("since"), bar.default.since), _day(values.get("through"), bar.default.last_day)
    period = Period(since, date.fromordinal(through.toordinal() + 1))
    filters = [
        Filter(name.removeprefix(WITHOUT), _kept(values.get(name), bar.allowed(name)), name.startswith(WITHOUT))
        for name in (*bar.filters, *bar.without_names())
    ]
    grain, by = values.get("grain"), values.get("by")
    return Scope(
        period=period,
        grain=Grain(str(grain)) if grain in GRAINS_IN_LINKS else bar.grain,
        filters=tuple(filters),
        by=_break_down(str(by) if by in bar.by else bar.by[0]) if bar.by else (),
        comparison=comparison_of(period, str(values.get("compare"))),
    )


def comparison_of(period: Period, choice: str) -> Period:
    """Return the period to compare with: the one just before, or the same days a year (52 weeks) earlier."""
    if choice == "year":
        days = 364  # 52 weeks, so that weekdays match
        return Period(
            date.fromordinal(period.since.toordinal() - days), date.fromordinal(period.until.toordinal() - days)
        )
    return period.previous()


def _break_down(choice: str) -> tuple[str, ...]:
    return () if choice == TOTAL else (choice,)


def _day(value: object, fallback: date) -> date:
    return value if isinstance(value, date) else fallback


def _kept(values: object, allowed: Sequence[str]) -> tuple[str, ...]:
    return tuple(str(v) for v in values if v in allowed) if isinstance(values, (list, tuple)) else ()


def _date_problem(name: str, value: str, data: Period) -> str | None:
    try:
        day = date.fromisoformat(value)
    except ValueError:
        return f"{name}=`{echo(value)}` is not a date written YYYY-MM-DD, so the page shows its default."
    if not data.since <= day <= data.last_day:
        return f"{name}=`{day}` is outside the data ({data}), so the page shows its default."
    return None


def echo(text: str) -> str:
    """Return untrusted text short and without characters that Markdown would act on."""
    plain = "".join(c if c.isprintable() and c not in "`\\" else " " for c in text)
    return plain if len(plain) <= LONGEST_ECHO else plain[:LONGEST_ECHO] + "…"
