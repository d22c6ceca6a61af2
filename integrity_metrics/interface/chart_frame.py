"""The frame every chart stands in: definition, notes, the SQL, the table, and exports that say their scope."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from integrity_metrics.charts import theme
from integrity_metrics.estimates import Estimates, Executed
from integrity_metrics.interface.sign_in import recheck_user
from integrity_metrics.interface.view_sql import view_sql
from integrity_metrics.interface.words import sentences_of
from integrity_metrics.metrics.catalogue import metric

ROWS_SHOWN = 2_000
_DRILLED = "_drilled"


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table behind a chart that is no metric's answer: of delays, of contents, of parts of a change.

    Parameters
    ----------
    title
        What it is of; the frame's heading when there is nothing to draw.
    frame
        The rows, with method, status and reason where they are estimates.
    scope
        What was asked, in words.
    executed
        The statements behind it.
    mind
        What to mind when reading it.
    """

    title: str
    frame: pd.DataFrame
    scope: str
    executed: tuple[Executed, ...] = ()
    mind: str = ""

    def to_csv(self) -> str:
        """Return the rows as CSV; each also says the scope in words."""
        return self.frame.assign(scope=self.scope).to_csv(index=False, lineterminator="\n")


@dataclass(frozen=True, slots=True)
class Framed:
    """What a frame shows.

    Parameters
    ----------
    key
        Unique on the page.
    figure
        The chart.
    answers
        What it was made from: their tables, statements and notes are offered.
    alt
        What a screen reader says.
    caption
        A sentence under the title; the metric's definition when empty.
    drill
        Called with the segment a visitor clicked; it changes the filter bar. None: a click does nothing.
    notes
        Further sentences to show under the chart.
    sheet
        The table behind a chart that is no metric's answer; then `answers` may be empty.
    """

    key: str
    figure: go.Figure
    answers: tuple[Estimates, ...]
    alt: str
    caption: str = ""
    drill: Callable[[str], None] | None = None
    notes: tuple[str, ...] = field(default=())
    sheet: Sheet | None = None

    @property
    def title(self) -> str:
        """What the frame is of."""
        return self.sheet.title if self.sheet else metric(self.answers[0].metric).title

    @property
    def scope(self) -> str:
        """What was asked, in words."""
        return self.sheet.scope if self.sheet else self.answers[0].scope.in_words()

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to draw."""
        if self.sheet is not None:
            return self.sheet.frame.empty
        return all(answer.is_empty for answer in self.answers)

    @property
    def is_blank(self) -> bool:
        """Whether there are rows, none of them with a figure to draw."""
        figures = ["value", "low", "high"]
        return self.sheet is None and all(answer.frame[figures].isna().all(axis=None) for answer in self.answers)

    @property
    def executed(self) -> tuple[Executed, ...]:
        """Every statement behind the chart, each once."""
        behind = [*(self.sheet.executed if self.sheet else ()), *(e for a in self.answers for e in a.executed)]
        return tuple({e.as_text(): e for e in behind}.values())

    @property
    def mind(self) -> str:
        """What to mind when reading the chart."""
        return self.sheet.mind if self.sheet else metric(self.answers[0].metric).misuse


@st.fragment
def chart_frame(framed: Framed) -> None:
    """Draw a chart in its frame. A fragment: opening the SQL or the table does not run the page again."""
    recheck_user()
    with st.container(border=True, key=f"frame_{framed.key}"):
        if framed.is_empty:
            st.markdown(f"**{framed.title}**")
            st.info(
                f"Nothing in this period: {framed.scope}. Choose other dates or filters.",
                icon=":material/search_off:",
            )
            return
        file_name = _file_name(framed)
        if framed.is_blank:
            st.markdown(f"**{framed.title}**")
            st.info(
                f"Too little data for any figure: {framed.scope}. The table says what each row lacks; choose other "
                "dates or filters.",
                icon=":material/search_off:",
            )
            _actions(framed, file_name)
            return
        if framed.drill is None:
            st.plotly_chart(framed.figure, key=framed.key, config=theme.config(file_name), alt=framed.alt)
        else:
            st.plotly_chart(
                framed.figure,
                key=framed.key,
                config=theme.config(file_name),
                alt=framed.alt,
                on_select=lambda: _drill(framed),
                selection_mode="points",
            )
            if st.session_state.pop(_DRILLED, False):
                st.rerun()
        notes = dict.fromkeys([*framed.notes, *(s for a in framed.answers for s in sentences_of(a))])
        said = framed.caption or metric(framed.answers[0].metric).definition
        below = [said, *(f":material/info: {note}" for note in notes)]
        # One element: each is a message of its own to every visitor.
        st.caption("\n\n".join(below), help=f"Mind: {framed.mind}" if framed.mind else None)
        _actions(framed, file_name)


def _actions(framed: Framed, file_name: str) -> None:
    with st.container(horizontal=True, key=f"actions_{framed.key}"):
        view_sql(framed.key, framed.executed)
        table = st.popover(
            "View table", icon=":material/table:", type="tertiary", key=f"table_{framed.key}", on_change="rerun"
        )
        if table.open:
            if framed.sheet is not None:
                table.caption(framed.sheet.scope)
                table.dataframe(framed.sheet.frame.head(ROWS_SHOWN), hide_index=True, width=860)
            for answer in framed.answers:
                table.caption(answer.scope.in_words())
                table.dataframe(
                    answer.frame.head(ROWS_SHOWN), hide_index=True, width=860, column_config=_columns(answer.unit)
                )
                if len(answer.frame) > ROWS_SHOWN:
                    table.caption(f"The first {ROWS_SHOWN:,} of {len(answer.frame):,} rows; the CSV holds them all.")
        st.download_button(
            "CSV",
            data=lambda: _csv(framed),
            file_name=f"{file_name}.csv",
            mime="text/csv",
            icon=":material/download:",
            type="tertiary",
            key=f"csv_{framed.key}",
            on_click="ignore",
            help="The numbers of this chart, with unit, method, status and the scope in words on every row. "
            "The camera on the chart saves it as PNG.",
        )


def _columns(unit: str) -> dict[str, Any]:
    value = st.column_config.NumberColumn(format="percent" if unit == "share" else "localized")
    return {"value": value, "low": value, "high": value, "n": st.column_config.NumberColumn(format="localized")}


def _csv(framed: Framed) -> str:
    if framed.sheet is not None:
        return framed.sheet.to_csv()
    return "".join(a.to_csv() if i == 0 else a.to_csv().split("\n", 1)[1] for i, a in enumerate(framed.answers))


def _drill(framed: Framed) -> None:
    picked = st.session_state[framed.key].selection.points
    if picked and framed.drill is not None:
        data = picked[0].get("customdata") or [""]
        segment = data[0] if isinstance(data, list) else data.get("0", "")
        framed.drill(str(segment))
        st.session_state[_DRILLED] = True


def _file_name(framed: Framed) -> str:
    if not framed.answers:
        return f"integrity_metrics_{framed.key}"
    scope = framed.answers[0].scope
    return f"{framed.answers[0].metric}_{scope.period.since}_{scope.period.last_day}_{framed.key}"
