"""The filter bar every page shares; each widget is bound to the URL, so a pasted link restores the exact view."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

import streamlit as st

from integrity_metrics.errors import ScopeError
from integrity_metrics.interface.links import COMPARISONS, WITHOUT, Bar, known_values, label_of, refusals, scope_of
from integrity_metrics.metrics.labels import name_of, name_of_dimension
from integrity_metrics.scope import GRAINS_IN_LINKS, Grain, Scope

BIND: Final = "query-params"
QUICK_PERIODS = {"Last 4 weeks": 28, "Last 13 weeks": 91, "Last 52 weeks": 364}
EVERYTHING = "Everything"
# With more choices than this, an option is a list.
MOST_SEGMENTS = 6
_NOTICES = "_link_notices"


@dataclass(frozen=True, slots=True)
class Asked:
    """What the filter bar says: the scope, and the page's own options by name."""

    scope: Scope
    options: dict[str, str]


def filter_bar(bar: Bar, *, primary: tuple[str, ...], option_names: dict[str, str]) -> Asked:
    """Draw the bar and return what it asks.

    Parameters
    ----------
    bar
        What the page offers.
    primary
        Parameters of `bar` shown in the first row; the other filters are under "More filters".
    option_names
        Option -> its label.
    """
    notices = _link_notices(bar)
    values: dict[str, object] = {}
    with st.container(key="filter_bar"):
        with st.container(horizontal=True, vertical_alignment="bottom"):
            values["since"] = _date("From", "since", bar.default.since, bar)
            values["through"] = _date("Through", "through", bar.default.last_day, bar)
            _quick_periods(bar)
            if bar.by:
                values["grain"] = st.segmented_control(
                    "Grain",
                    [g.value for g in GRAINS_IN_LINKS],
                    default=bar.grain.value,
                    required=True,
                    key="grain",
                    bind=BIND,
                )
                values["by"] = st.selectbox(
                    "Break down by", bar.by, format_func=name_of_dimension, key="by", bind=BIND, width=190
                )
        with st.container(horizontal=True, vertical_alignment="bottom"):
            for name in primary:
                values[name] = _choices(name, bar)
            others = [n for n in (*bar.filters, *bar.without_names()) if n not in primary]
            if others:
                set_now = sum(bool(st.session_state.get(n) or st.query_params.get(n)) for n in others)
                label = f"More filters ({set_now})" if set_now else "More filters"
                more = st.popover(label, icon=":material/tune:", key="more_filters", on_change="rerun")
                # A dozen lists with hundreds of choices: drawn when wanted, or when one of them filters.
                if more.open or set_now:
                    with more:
                        for name in others:
                            values[name] = _choices(name, bar)
            if bar.by:
                values["compare"] = st.selectbox(
                    "Compare with",
                    list(COMPARISONS),
                    format_func=COMPARISONS.__getitem__,
                    key="compare",
                    bind=BIND,
                    width=165,
                )
            options = {name: _option(name, choices, option_names[name]) for name, choices in bar.options.items()}
            st.button("Reset", icon=":material/restart_alt:", on_click=_reset, args=(bar,), key="reset_filters")
    for notice in notices:
        st.warning(notice, icon=":material/link_off:")
    try:
        scope = scope_of(values, bar)
    except ScopeError as error:
        st.warning(str(error), icon=":material/event_busy:")
        st.stop()
    return Asked(
        scope, {name: value if value in bar.options[name] else bar.options[name][0] for name, value in options.items()}
    )


def ask_for(changes: dict[str, Any]) -> None:
    """Set values of the bar from a callback: a click on a bar or a point asks a narrower question."""
    for name, value in changes.items():
        st.session_state[name] = value


def _link_notices(bar: Bar) -> list[str]:
    """Return what was wrong with the link, and take out of it what is not a scope."""
    parameters = {name: st.query_params.get_all(name) for name in st.query_params}
    found = refusals(parameters, bar)
    rewritten = False
    for name, texts in parameters.items():
        if name not in bar.names():
            del st.query_params[name]
        elif name not in ("since", "through") and name not in st.session_state:
            rewritten |= _write_as_labels(name, texts, bar)
    if rewritten:
        st.session_state[_NOTICES] = found
        st.rerun()
    # What the run before this one found, when it only rewrote the link.
    return found or list(st.session_state.pop(_NOTICES, []))


def _write_as_labels(name: str, texts: list[str], bar: Bar) -> bool:
    """Rewrite what a link says as codes into labels; Streamlit's widgets know only labels, and read them at the start.

    Returns whether anything was rewritten, so that the page must be run again.
    """
    labels = [label_of(name, value) for value in known_values(name, texts, bar)]
    if not labels or not any(text in bar.allowed(name) and text not in labels for text in texts):
        return False
    st.query_params[name] = labels
    return True


def _date(label: str, name: str, default: date, bar: Bar) -> date | None:
    picked = st.date_input(
        label,
        default,
        min_value=bar.data.since,
        max_value=bar.data.last_day,
        key=name,
        bind=BIND,
        format="YYYY-MM-DD",
        width=140,
    )
    return picked if isinstance(picked, date) else None


def _choices(name: str, bar: Bar) -> list[str]:
    dimension = name.removeprefix(WITHOUT)
    label = name_of_dimension(dimension)
    return st.multiselect(
        f"Excluding {label.lower()}" if name.startswith(WITHOUT) else label,
        bar.allowed(name),
        format_func=name_of,
        key=name,
        bind=BIND,
        placeholder="None" if name.startswith(WITHOUT) else "All",
        width=205,
    )


def _option(name: str, choices: tuple[str, ...], label: str) -> str:
    if len(choices) > MOST_SEGMENTS:
        found = st.selectbox(
            label, choices, format_func=lambda value: label_of(name, value), key=name, bind=BIND, width=300
        )
        return str(found)
    return str(st.segmented_control(label, list(choices), default=choices[0], required=True, key=name, bind=BIND))


def _quick_periods(bar: Bar) -> None:
    st.menu_button(
        "Period",
        [*QUICK_PERIODS, EVERYTHING],
        icon=":material/date_range:",
        key="quick_period",
        on_click=_take_quick_period,
        args=(bar,),
    )


def _take_quick_period(bar: Bar) -> None:
    choice = st.session_state.get("quick_period")
    if choice is None:
        return
    days = QUICK_PERIODS.get(choice)
    since = bar.data.since if days is None else max(bar.data.since, bar.data.until - timedelta(days=days))
    grain = Grain.MONTH if days is None or days > 200 else Grain.WEEK if days > 60 else Grain.DAY
    ask_for({"since": since, "through": bar.data.last_day, **({"grain": grain.value} if bar.by else {})})


def _reset(bar: Bar) -> None:
    # Set, not forgotten: a browser keeps the value of a widget that the server merely forgets.
    defaults: dict[str, Any] = {
        "since": bar.default.since,
        "through": bar.default.last_day,
        **({"grain": bar.grain.value, "by": bar.by[0], "compare": next(iter(COMPARISONS))} if bar.by else {}),
        **{name: [] for name in (*bar.filters, *bar.without_names()) if name in st.session_state},
        **{name: choices[0] for name, choices in bar.options.items()},
    }
    ask_for(defaults)
