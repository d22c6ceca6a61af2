"""The rest of the subject: precision, missed part, reasons, reach, delays and sources, on rows made by hand."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd
import pytest

from integrity_metrics.errors import ScopeError
from integrity_metrics.estimates import Estimates
from integrity_metrics.metrics.ask import ask, data_period
from integrity_metrics.metrics.exposure import ExposureTable, exposure_table
from integrity_metrics.metrics.exposure_delays import delay_curves
from integrity_metrics.metrics.exposure_missed import METHOD, UNADJUSTED, missed_part
from integrity_metrics.metrics.exposure_precision import COLUMNS, ViewPrecision, estimated, view_precision
from integrity_metrics.metrics.exposure_reach import reach_before_action, summarised
from integrity_metrics.metrics.exposure_reasons import REASONS, exposure_reasons
from integrity_metrics.metrics.exposure_sources import let_through
from integrity_metrics.scope import Filter, Grain, Period, Scope
from integrity_metrics.warehouse.demo import create_contract
from integrity_metrics.warehouse.engine import Warehouse
from integrity_metrics.warehouse.marts.build import build_marts

DAY = date(2025, 3, 10)
WEEK = Period(DAY, DAY + timedelta(days=7))
TOTAL = Scope(WEEK, Grain.TOTAL)
# Content, views on DAY + 3, first action on day n (None: never), found on day n, let go on day n, taken back on day n.
FATES = (
    ("before", 4, 4, None, None),
    ("same", 3, 3, None, None),
    ("queue", 5, 1, None, None),
    ("passed", 5, 4, 1, None),
    ("passed_never", None, None, 2, None),
    ("up", 1, 1, None, None),
    ("back", 1, 1, None, 2),
    ("never", None, None, None, None),
    ("passed_later", None, None, 3, None),
)
WHY = {
    "before": ("before_detection", "yes"),
    "same": ("before_detection", "yes"),
    "queue": ("waiting", "yes"),
    "passed": ("wrong_decision", "yes"),
    "passed_never": ("wrong_decision", "no"),
    "up": ("left_up", "no"),
    "back": ("wrong_decision", "no"),
    "never": ("never_found", "no"),
    "passed_later": ("never_found", "no"),
}


def moment(day: int | None) -> pd.Timestamp | None:
    return None if day is None else pd.Timestamp(DAY + timedelta(days=day)) + pd.Timedelta(hours=10)


def insert(connection: duckdb.DuckDBPyConnection, table: str, rows: list[dict[str, object]]) -> None:
    frame = pd.DataFrame(rows)
    connection.register("rows", frame)
    connection.execute(f"insert into {table} ({', '.join(frame.columns)}) select * from rows")  # noqa: S608


def action(
    content: str, acted: int, found: int | None, back: int | None, source: str = "automated"
) -> dict[str, object]:
    return {
        "action_id": f"a-{content}",
        "content_id": content,
        "creator_id": "creator",
        "policy_id": "spam",
        "detection_source": source,
        "action_type": "label",
        "content_type": "text",
        "market": "DE",
        "detected_at": moment(found),
        "actioned_at": moment(acted),
        "automated_detection": True,
        "automated_decision": "full",
        "reversed_at": moment(back),
        "failed": False,
    }


@pytest.fixture(scope="module")
def fates(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Warehouse]:
    """Ten violating labels for each fate and 910 benign ones, all of views on the fourth day of the week."""
    path: Path = tmp_path_factory.mktemp("fates") / "w.duckdb"
    seen_on = DAY + timedelta(days=3)
    place = {"market": "DE", "surface": "feed"}
    contents = [(fate[0], 100) for fate in FATES] + [("benign", 9_100)]
    with duckdb.connect(str(path)) as connection:
        create_contract(connection)
        insert(
            connection,
            "content_impressions",
            [{"day": seen_on, "content_id": c, **place, "impressions": n} for c, n in contents],
        )
        days = [DAY + timedelta(days=n) for n in range(60)]
        total = {**place, "content_type": "text", "impressions": 10_000}
        insert(connection, "impressions_daily", [{"day": day, **total} for day in days])
        insert(connection, "sampling_frame", [{"day": seen_on, "stratum": "all", **total}])
        labels = [(c, n // 10, c != "benign") for c, n in contents]
        insert(
            connection,
            "prevalence_labels",
            [
                {
                    "sample_id": f"s-{content}-{i}",
                    "day": seen_on,
                    "stratum": "all",
                    "content_id": content,
                    **place,
                    "content_type": "text",
                    "inclusion_probability": 0.1,
                    "labelled_at": moment(5),
                    "policy_id": "spam" if is_violating else None,
                    "is_violating": is_violating,
                }
                for content, n, is_violating in labels
                for i in range(n)
            ],
        )
        acted = [action(c, a, d, r) for c, a, d, _, r in FATES if a is not None]
        late = [action(f"late{n}", n, n, None, "user_report") for n in range(8, 60)]
        insert(connection, "enforcement_actions", [*acted, action("benign", 6, 6, None, "user_report"), *late])
        insert(
            connection,
            "content_impressions",
            [
                {"day": DAY + timedelta(days=n), "content_id": f"late{n}", **place, "impressions": 1}
                for n in range(8, 60)
            ],
        )
        decisions = [(c, moment(p), False, "production") for c, _, _, p, _ in FATES if p is not None]
        decisions += [(c, moment(9), c != "benign", "qa") for c in ("before", "same", "queue", "benign")]
        insert(
            connection,
            "review_decisions",
            [
                {
                    "decision_id": f"d{i}",
                    "content_id": content,
                    "reviewer_id": "r",
                    "is_violating": says,
                    "decided_at": at,
                    "purpose": purpose,
                }
                for i, (content, at, says, purpose) in enumerate(decisions)
            ],
        )
    build_marts(path)
    warehouse = Warehouse(f"duckdb:///{path}")
    yield warehouse
    warehouse.close()


def test_every_violating_view_has_the_reason_of_its_content(fates: Warehouse) -> None:
    told = exposure_reasons(fates, TOTAL)
    frame = told.frame.set_index("why")
    for why in REASONS:
        count = sum(reason == why for reason, _ in WHY.values())
        assert frame.loc[why, "n"] == 10 * count, why
        assert frame.loc[why, "value"] == pytest.approx(0.01 * count), why
        assert frame.loc[why, "low"] < frame.loc[why, "value"] < frame.loc[why, "high"]
    assert frame["share_of_violating"].sum() == pytest.approx(1)
    in_time = told.in_time.set_index("is_found")
    assert in_time["value"].to_dict() == pytest.approx({"yes": 0.04, "no": 0.05})
    recall = told.recall.iloc[0]
    assert (recall["n"], recall["status"]) == (90, "ok")
    assert recall["value"] == pytest.approx(4 / 9)
    assert recall["low"] < 4 / 9 < recall["high"] <= 1


def test_reasons_of_a_policy_without_labels_and_of_the_future_say_so(fates: Warehouse) -> None:
    none = exposure_reasons(fates, replace(TOTAL, filters=(Filter("policy", ("hate",)),)))
    assert set(none.frame["status"]) == {"upper_bound_only"}
    assert none.recall.iloc[0]["status"] == "undefined"
    later = exposure_reasons(fates, replace(TOTAL, period=Period(date(2030, 1, 1), date(2030, 1, 8))))
    assert later.frame.iloc[0][["status", "reason"]].tolist() == [
        "undefined",
        "There are no violating labels in this period.",
    ]


def reviewed(stratum: int, *alike: tuple[int, int, int], **segment: str) -> dict[str, object]:
    """Return the sums of one stratum, of contents that are alike: (how many, confirmed or not, views of each)."""
    sums = {
        "contents": sum(n for n, _, _ in alike),
        "confirmed": sum(n * yes for n, yes, _ in alike),
        "impressions": sum(n * views for n, _, views in alike),
        "impressions_squared": sum(n * views**2 for n, _, views in alike),
        "confirmed_impressions": sum(n * yes * views for n, yes, views in alike),
        "confirmed_impressions_squared": sum(n * yes * views**2 for n, yes, views in alike),
        "largest": max(views for _, _, views in alike),
    }
    return {**segment, "stratum": stratum, **sums}


def test_precision_weighs_contents_by_their_views() -> None:
    spam = reviewed(0, (40, 1, 1), (40, 0, 3), policy="spam")
    rows = pd.DataFrame([spam, reviewed(0, (1, 1, 5), policy="hate")])
    found_views = pd.DataFrame({"policy": ["spam", "hate"], "stratum": 0, "impressions": [9_000, 100]})
    frame = estimated(rows, found_views, ("policy",)).set_index("policy")
    assert frame.loc["spam", "value"] == pytest.approx(0.25)
    assert frame.loc["spam", "low"] < 0.25 < frame.loc["spam", "high"]
    assert (frame.loc["hate", "status"], frame.loc["hate", "reason"]) == (
        "suppressed",
        "Too few second reviews of actions: 29 more needed.",
    )
    assert estimated(rows.iloc[:0], found_views, ("policy",)).empty


def test_precision_does_not_lean_to_what_is_reviewed_more_often() -> None:
    """Content let go often is drawn more often, and is never violating: its weight is that of its views."""
    never = reviewed(0, (30, 1, 10), (10, 0, 10))
    views = pd.DataFrame({"stratum": [0, 3], "impressions": [9_000, 1_000]})
    found = estimated(pd.DataFrame([never, reviewed(3, (40, 0, 10))]), views, ()).iloc[0]
    assert found["value"] == pytest.approx(0.9 * 0.75)
    # One review alone has no error of its own: its views are judged with those of the stratum before.
    joined = estimated(pd.DataFrame([never, reviewed(3, (1, 0, 10))]), views, ()).iloc[0]
    assert joined["value"] == pytest.approx(300 / 410)
    assert joined["status"] == "ok"


def test_precision_reads_second_reviews_after_the_action_only(fates: Warehouse) -> None:
    frame = view_precision(fates, TOTAL).frame
    assert (int(frame["reviewed"].iloc[0]), int(frame["confirmed"].iloc[0])) == (4, 3)
    assert np.isnan(frame["value"].iloc[0])


def told(value: float, low: float, high: float, status: str = "ok") -> Estimates:
    row = {"period_start": DAY, "value": value, "low": low, "high": high, "n": 900, "method": "m", "status": status}
    return Estimates("prevalence", "per_10k", TOTAL, pd.DataFrame([{**row, "is_mature": True}]))


def found(final: float, status: str = "ok") -> ExposureTable:
    row = {"period_start": DAY, "seen": 1e6, "final": final, "low": final, "high": final, "status": status}
    return ExposureTable(pd.DataFrame([{**row, "is_mature": True, "reason": ""}]), ())


def precise(value: float, low: float, high: float) -> ViewPrecision:
    return ViewPrecision(pd.DataFrame([[value, low, high, 100, 50, "ok", ""]], columns=list(COLUMNS)), ())


NO_REVIEWS = ViewPrecision(pd.DataFrame(columns=list(COLUMNS)), ())


def test_missed_is_what_prevalence_says_less_what_was_rightly_found() -> None:
    row = missed_part(found(8_000), told(0.01, 0.008, 0.012), precise(0.5, 0.5, 0.5), TOTAL).frame.iloc[0]
    assert (row["violating"], row["found_violating"], row["missed"], row["recall"]) == pytest.approx(
        (10_000, 4_000, 6_000, 0.4)
    )
    assert (row["missed_low"], row["missed_high"]) == pytest.approx((4_000, 8_000))
    assert (row["recall_low"], row["recall_high"]) == pytest.approx((4 / 12, 0.5))
    assert (row["status"], row["method"], row["reason"]) == ("ok", METHOD, "")


def test_without_reviews_the_missed_part_is_a_lower_bound_whatever_the_precision() -> None:
    row = missed_part(found(8_000), told(0.01, 0.008, 0.012), NO_REVIEWS, TOTAL).frame.iloc[0]
    assert row["missed"] == pytest.approx(2_000)
    assert row["missed_high"] >= 10_000
    assert row["recall_low"] == 0
    assert (row["status"], row["method"]) == ("interval_only", UNADJUSTED)
    assert "lower bound" in row["reason"]


def test_the_worst_part_decides_and_limits_stay_possible() -> None:
    more = missed_part(found(30_000), told(0.01, 0.008, 0.012), precise(0.9, 0.8, 1.0), TOTAL).frame.iloc[0]
    assert (more["missed"], more["missed_low"], more["recall"], more["status"]) == (0, 0, 1, "interval_only")
    assert "More was found than prevalence says" in more["reason"]
    young = missed_part(found(8_000, "immature"), told(0.01, 0.008, 0.012), precise(0.5, 0.4, 0.6), TOTAL)
    assert young.frame["status"].tolist() == ["immature"]
    none = missed_part(found(8_000), told(np.nan, 0, 0.01, "upper_bound_only"), precise(0.5, 0.4, 0.6), TOTAL)
    assert none.frame["status"].tolist() == ["upper_bound_only"]
    with pytest.raises(ScopeError, match="ask both the same question"):
        missed_part(found(1), told(0.01, 0.008, 0.012), NO_REVIEWS, replace(TOTAL, by=("policy",)))


def test_parts_of_a_simulated_platform_fit_together(simulated: Warehouse) -> None:
    data = data_period(simulated, "unwanted_impressions")
    scope = Scope(Period(data.since + timedelta(days=20), data.until - timedelta(days=30)), Grain.TOTAL, by=("policy",))
    precision = view_precision(simulated, scope)
    frame = missed_part(
        exposure_table(simulated, scope, 30), ask(simulated, "prevalence", scope), precision, scope
    ).frame
    known = frame[frame["violating"].notna()]
    assert len(known) > 3
    for name in ("violating", "found_violating", "missed", "recall"):
        assert (known[f"{name}_low"] <= known[name] + 1e-9).all(), name
        assert (known[name] <= known[f"{name}_high"] + 1e-9).all(), name
    assert set(frame.loc[frame["status"] != "ok", "reason"].map(bool)) <= {True}


def test_reach_counts_never_seen_contents_and_bounds_its_quantiles() -> None:
    counted = pd.DataFrame(
        {
            "market": ["DE"] * 3 + ["FR"],
            "views": [0, 5, 1000, 3],
            "contents": [200, 150, 50, 3],
            "impressions": [0, 750, 51000, 9],
        }
    )
    frame = summarised(counted, ("market",)).set_index("market")
    german = frame.loc["DE"]
    assert (german["contents"], german["views"], german["zero_share"]) == (400, 51_750, 0.5)
    assert german["zero_low"] < 0.5 < german["zero_high"]
    assert (german["median"], german["p90"], german["p99"]) == (0, 1000, 1000)
    assert german["median_low"] <= german["median"] <= german["median_high"]
    assert (frame.loc["FR", "status"], np.isnan(frame.loc["FR", "median"])) == ("suppressed", True)
    assert frame.loc["FR", "reason"] == "Too few: 3 contents acted on, 10 are needed."
    assert summarised(counted.iloc[:0], ("market",)).empty


def test_reach_of_a_warehouse_adds_up(fates: Warehouse) -> None:
    reach = reach_before_action(fates, TOTAL)
    # "up" and "back" were first seen after their action.
    assert reach.frame[["contents", "views"]].iloc[0].tolist() == [7, 9_500]
    assert reach.top["content_id"].iloc[0] == "benign"
    assert reach.distribution["share"].iloc[-1] == 1
    with pytest.raises(ScopeError, match="seen on more than one surface"):
        reach_before_action(fates, replace(TOTAL, by=("surface",)))
    assert reach_before_action(fates, replace(TOTAL, period=Period(date(2030, 1, 1), date(2030, 1, 2)))).frame.empty


def test_delays_and_sources(fates: Warehouse) -> None:
    curves = delay_curves(fates, TOTAL)
    # 9,100 of 9,500 found views were found after three days.
    row = curves.summary.iloc[0]
    assert (row["found"], row["median_days"], row["status"]) == (9_500, 3, "ok")
    assert curves.curve.set_index("delay_days").loc[[0, 1, 2, 3], "share"].tolist() == pytest.approx(
        [100 / 9_500, 200 / 9_500, 400 / 9_500, 1]
    )
    frame = let_through(fates, TOTAL).frame.set_index("detection_source")
    assert frame["views"].to_dict() == {"user_report": 9_100, "automated": 400}
    assert frame.loc["user_report", "view_share"] == pytest.approx(9_100 / 9_500)
    assert frame.loc["automated", "delay_status"] == "suppressed"
    with pytest.raises(ScopeError, match="take that filter off"):
        let_through(fates, replace(TOTAL, filters=(Filter("market", ("DE",)),)))
    future = Scope(Period(date(2030, 1, 1), date(2030, 1, 2)), by=("policy",))
    assert delay_curves(fates, future).summary.empty
    assert let_through(fates, replace(future, by=())).frame.empty
