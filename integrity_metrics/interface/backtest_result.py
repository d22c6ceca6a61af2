"""What a backtest found, fresh or saved, and two of them side by side; both are drawn from plain values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
import streamlit as st

from integrity_metrics.metrics.labels import name_of
from integrity_metrics.metrics.rule_report import MEASURE_WORDS

MOST_RULES = 15
MODEL = "estimated from the label sample, as contents seen"


def result_panel(run: Mapping[str, Any], key: str) -> None:
    """Draw one run: its figures, its overlap with the rules there are, and its segments."""
    st.markdown(f"Understood as `{run['understood']}`, {_days(run)}. Run `{run['query_hash']}`.")
    figures = figures_of(run)
    with st.container(key=f"cards_{key}"):
        columns = st.columns(len(figures))
    for column, (title, value, below) in zip(columns, figures, strict=True):
        with column, st.container(border=True):
            st.metric(title, value)
            st.caption(below)
    st.table(_measures(run), border="horizontal", hide_index=True)
    with st.container(key=f"pair_{key}"):
        left, right = st.columns(2)
    left.markdown("**Also hit by**")
    overlap = _overlap(run)
    if overlap.empty:
        left.caption("No rule hit any of the same contents, or the draft is known on the label sample only.")
    else:
        left.dataframe(overlap, hide_index=True, height=320, column_config={"Of the draft's hits": _percent()})
    right.markdown("**By market and kind of content**")
    right.dataframe(
        _segments(run), hide_index=True, height=320, column_config={"Precision": _percent(), "Recall": _percent()}
    )
    _buttons(run, key)


def figures_of(run: Mapping[str, Any]) -> tuple[tuple[str, str, str], ...]:
    """Return the headline figures: title, value, and what it is of."""
    measures = {row["measure"]: row for row in run["estimates"]}
    if run["hits"] is not None:
        hits = ("Hits", f"{run['hits']:,}", f"of {run['contents']:,} contents made; {_known(run)}")
        saved = (
            "Views before action",
            f"{run['impressions_before_action']:,}",
            "counted: views of its hits from when it could know until the action on them; contents acted on only",
        )
    else:
        value, low, high = run["hits_estimated"]
        hits = ("Hits", f"{value:,.0f}", f"95% interval {_number(low)} to {_number(high)}; {MODEL}")
        saved = ("Views before action", "not known", "a rule on the model score is known on the label sample only")
    return hits, _share("Precision", measures["precision"]), _share("Exposure recall", measures["recall"]), saved


def comparison(runs: Sequence[Mapping[str, Any]]) -> pd.DataFrame:
    """Return the figures of runs side by side, a column each."""
    rows: dict[str, list[str]] = {"Rule": [run["understood"] for run in runs], "Days": [_days(run) for run in runs]}
    rows["For"] = [name_of(run["rule"].get("policy") or "any violation") for run in runs]
    for position, (title, _, _) in enumerate(figures_of(runs[0])):
        if title in ("Hits", "Views before action"):
            rows[title] = [figures_of(run)[position][1] for run in runs]
    for measure, words in MEASURE_WORDS.items():
        found = [next(row for row in run["estimates"] if row["measure"] == measure) for run in runs]
        rows[words.capitalize()] = [_told(row) for row in found]
    rows["Run"] = [run["query_hash"] for run in runs]
    frame = pd.DataFrame(rows).T.reset_index()
    return frame.set_axis(["", *(_heading(i, run) for i, run in enumerate(runs, start=1))], axis="columns")


def _heading(position: int, run: Mapping[str, Any]) -> str:
    return f"{position}: {run['rule']['name']}"


def _days(run: Mapping[str, Any]) -> str:
    return f"from {run['since']} until before {run['until']}"


def _known(run: Mapping[str, Any]) -> str:
    return f"{run['hits_of_live_rules']:,} hit by a live rule too, {run['hits_acted_on']:,} acted on"


def _share(title: str, row: Mapping[str, Any]) -> tuple[str, str, str]:
    if row["low"] is None:
        return title, "not known", "no labels"
    return title, f"{row['value']:.1%}", f"95% interval {row['low']:.1%} to {row['high']:.1%}, {row['n']:,} contents"


def _told(row: Mapping[str, Any]) -> str:
    if row["low"] is None:
        return "no labels"
    return f"{row['value']:.1%} ({row['low']:.1%} to {row['high']:.1%}), n = {row['n']:,}"


def _number(value: float | None) -> str:
    return "unknown" if value is None else f"{value:,.0f}"


def _measures(run: Mapping[str, Any]) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "Against labels": [MEASURE_WORDS[row["measure"]].capitalize() for row in run["estimates"]],
            "Value and 95% interval": [_told(row) for row in run["estimates"]],
            "Status": [str(row["status"]).replace("_", " ") for row in run["estimates"]],
        }
    )


def _overlap(run: Mapping[str, Any]) -> pd.DataFrame:
    rows = run["overlap"][:MOST_RULES]
    return pd.DataFrame(
        {
            "Rule": [name_of(row["rule_id"]) for row in rows],
            "Status": [row["status"] for row in rows],
            "Both hit": [int(row["both_hit"]) for row in rows],
            "Of the draft's hits": [row["share_of_draft"] for row in rows],
        }
    )


def _segments(run: Mapping[str, Any]) -> pd.DataFrame:
    rows = run["by_segment"]
    return pd.DataFrame(
        {
            "Segment": [name_of(row["segment"]) for row in rows],
            "Hits": [row["hits"] for row in rows],
            "Views before action": [row["impressions_before_action"] for row in rows],
            "Precision": [row["precision"] for row in rows],
            "Precision, 95%": [_limits(row, "precision") for row in rows],
            "Recall": [row["recall"] for row in rows],
            "Recall, 95%": [_limits(row, "recall") for row in rows],
        }
    )


def _limits(row: Mapping[str, Any], name: str) -> str:
    low, high = row[f"{name}_low"], row[f"{name}_high"]
    return "" if low is None else f"{low:.0%} to {high:.0%}"


def _percent() -> Any:
    return st.column_config.NumberColumn(format="percent")


def _buttons(run: Mapping[str, Any], key: str) -> None:
    with st.container(horizontal=True, key=f"actions_{key}"):
        sql = st.popover("View SQL", icon=":material/code:", type="tertiary", key=f"sql_{key}", on_change="rerun")
        if sql.open:
            for query in run["queries"]:
                sql.code(query["sql"], language="sql", wrap_lines=True)
        st.download_button(
            "CSV",
            data=lambda: _csv(run),
            file_name=f"backtest_{run['query_hash']}.csv",
            mime="text/csv",
            icon=":material/download:",
            type="tertiary",
            key=f"csv_{key}",
            on_click="ignore",
            help="The estimates and the segments, with rule, days and run on every row.",
        )


def _csv(run: Mapping[str, Any]) -> str:
    estimates = pd.DataFrame(run["estimates"]).assign(dimension="total", segment="total")
    frame = pd.concat([estimates, pd.DataFrame(run["by_segment"])], ignore_index=True)
    told = {"rule": run["understood"], "scope": _days(run), "query_hash": run["query_hash"]}
    return frame.assign(method="label sample, clustered by content", **told).to_csv(index=False, lineterminator="\n")
