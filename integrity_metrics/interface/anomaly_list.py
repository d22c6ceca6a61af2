"""The list of events and the series behind one: a click on a row, or a link, chooses which."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import streamlit as st

from integrity_metrics.charts import theme
from integrity_metrics.charts.expected_band import expected_band
from integrity_metrics.interface.address import keep_only
from integrity_metrics.interface.words import words_for
from integrity_metrics.metrics.anomalies import DIMENSIONS, METRIC, Watch, events_on
from integrity_metrics.metrics.catalogue import metric
from integrity_metrics.metrics.labels import format_value, name_of

MOST_EVENTS = 200
_LINK = "series"
_SEPARATOR = "~"
_TABLE = "event_table"


def chosen_row(found: Watch) -> int:
    """Return the series to draw: the one clicked, else the one a link names, else the one of the largest event."""
    keys = {_SEPARATOR.join(key): row for row, key in enumerate(found.series.keys)}
    picked = st.session_state.get(_TABLE)
    if picked and picked["selection"]["rows"]:
        row = int(found.events.iloc[picked["selection"]["rows"][0]]["series"])
        st.query_params[_LINK] = _SEPARATOR.join(found.series.keys[row])
        return row
    named = st.query_params.get(_LINK)
    keep_only((_LINK,))
    if named is None:
        return int(found.events.iloc[0]["series"])
    if named in keys:
        return keys[named]
    del st.query_params[_LINK]
    st.warning("The link names a series that is not watched; the largest event is shown.", icon=":material/link_off:")
    return int(found.events.iloc[0]["series"])


def series_chart(found: Watch, row: int) -> None:
    """Draw one series with its expected range and its events."""
    entry = metric(METRIC)
    name = ", ".join(name_of(part) for part in found.series.keys[row])
    events = events_on(found.events, row)
    words = replace(words_for(entry), title=f"{entry.title}: {name}")
    subtitle = f"{found.period} (UTC days), by day, only {name}"
    largest = found.events[found.events["series"] == row]
    with st.container(border=True, key="frame_series"):
        figure = expected_band(found.band(row), words, subtitle, events=events)
        file_name = f"{METRIC}_{found.period.since}_{found.period.last_day}_series"
        alt = f"{words.title}, observed and expected by day"
        st.plotly_chart(figure, key="series_figure", config=theme.config(file_name), alt=alt)
        if len(largest):
            st.markdown(_sentence(largest.iloc[0]))
        st.caption(
            "Expected from the eight weeks before each day: the recent level and the usual share of the weekday. "
            "The grey range is four robust standard deviations wide on either side."
        )
        with st.container(horizontal=True):
            sql = st.popover("View SQL", icon=":material/code:", type="tertiary", key="sql_series", on_change="rerun")
            if sql.open:
                for executed in found.executed:
                    sql.code(executed.as_text(), language="sql", wrap_lines=True)
            st.download_button(
                "CSV",
                data=lambda: _band_csv(found, row, subtitle),
                file_name=f"{file_name}.csv",
                mime="text/csv",
                icon=":material/download:",
                type="tertiary",
                on_click="ignore",
            )


def event_list(found: Watch) -> None:
    """Draw the events, largest first; a click on a row draws its series."""
    shown = found.events.head(MOST_EVENTS)
    rows = pd.DataFrame(
        {
            "Platform": shown["platform"],
            "Category": shown["category"].map(name_of),
            "Watched days": shown["recent"],
            "What": shown["type"],
            "From": shown["start"],
            "Through": shown["end"],
            "Excess": [format_value(v, "count") for v in shown["excess"]],
            "Observed": [format_value(v, "count") for v in shown["observed"]],
            "Expected": [format_value(v, "count") for v in shown["expected"]],
            "Deviations": shown["score"].round(1),
        }
    )
    st.subheader("Largest departures", anchor="events")
    st.caption("Click the box of a row to draw its series. Excess is observed minus expected, summed over the event.")
    st.dataframe(
        rows,
        key=_TABLE,
        hide_index=True,
        height=460,
        on_select="rerun",
        selection_mode="single-row",
        column_config={
            "Watched days": st.column_config.LineChartColumn(width="small"),
            "Deviations": st.column_config.NumberColumn(help="Largest departure, in robust standard deviations"),
        },
    )
    if len(found.events) > MOST_EVENTS:
        st.caption(f"The {MOST_EVENTS} largest of {len(found.events):,}; the CSV holds them all.")
    st.download_button(
        "All events as CSV",
        data=lambda: _events_csv(found),
        file_name=f"events_{found.period.since}_{found.period.last_day}.csv",
        mime="text/csv",
        icon=":material/download:",
        type="tertiary",
        on_click="ignore",
    )


def _sentence(event: pd.Series) -> str:
    more = "more" if event["excess"] > 0 else "fewer"
    low, high = sorted((abs(event["excess_low"]), abs(event["excess_high"])))
    return (
        f"**{str(event['type']).capitalize()}**, {event['start']} to {event['end']}: "
        f"{format_value(event['observed'], 'count')} observed, {format_value(event['expected'], 'count')} expected; "
        f"{format_value(abs(event['excess']), 'count')} {more} (range {format_value(low, 'count')} to "
        f"{format_value(high, 'count')})."
    )


def _band_csv(found: Watch, row: int, scope: str) -> str:
    named = dict(zip(DIMENSIONS, found.series.keys[row], strict=True))
    return found.band(row).assign(**named, metric=METRIC, scope=scope).to_csv(index=False)


def _events_csv(found: Watch) -> str:
    rows = found.events.drop(columns=["recent", "series"])
    scope = f"{found.period} (UTC days), by day, by platform, by category"
    return rows.assign(metric=METRIC, scope=scope).to_csv(index=False)
