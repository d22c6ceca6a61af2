"""The inbox and the incidents: each state of them, and what people do there, on a casework file of their own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from integrity_metrics.casework.casework import Casework, open_casework
from integrity_metrics.casework.event_states import EventState
from integrity_metrics.casework.event_types import DetectedEvent
from integrity_metrics.casework.incident_types import IncidentStatus, Severity
from integrity_metrics.interface.context import get_casework
from integrity_metrics.settings import get_settings

Open = Callable[..., AppTest]
START = date(2025, 11, 12)


@pytest.fixture(autouse=True)
def casework(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Casework]:
    """The pages' casework is a file of this test; what the test does there, somebody else did."""
    url = f"sqlite:///{tmp_path}/casework.sqlite3"
    monkeypatch.setenv("INTEGRITY_CASEWORK_URL", url)
    monkeypatch.setenv("INTEGRITY_ALERT_TARGETS", '{"dead": "json://127.0.0.1:9/x?rto=0.3&cto=0.3"}')
    get_settings.cache_clear()
    get_casework.cache_clear()
    opened = open_casework(url)
    yield opened
    opened.close()
    get_casework().close()
    get_settings.cache_clear()
    get_casework.cache_clear()


def silence(platform: str = "TikTok", **changes: Any) -> DetectedEvent:
    days = 60
    given: dict[str, Any] = {
        "metric": "dsa_statements",
        "segment": {"platform": platform},
        "start": START,
        "peak": START,
        "end": START + timedelta(days=11),
        "type": "sustained fall",
        "direction": "down",
        "expected": 2e7,
        "observed": 1e6,
        "excess": -1.9e7,
        "excess_low": -2.1e7,
        "excess_high": -1.7e7,
        "score": 9.0,
        "owner": "industry",
        "why": {
            "counted": "statements",
            "raised_on": START.isoformat(),
            "threshold": 1.0,
            "since": (START - timedelta(days=42)).isoformat(),
            "observed": [1e6] * days,
            "expected": [1.6e6] * days,
            "low": [1.2e6] * days,
            "high": [2.0e6] * days,
        },
    }
    return DetectedEvent(**(given | changes))


def words(app: AppTest) -> str:
    parts = [*app.markdown, *app.caption, *app.info, *app.warning, *app.success, *app.error, *app.subheader]
    return "\n".join(str(part.value) for part in parts)


def press(app: AppTest, key: str) -> AppTest:
    return next(button for button in app.button if button.key == key).click().run()


def test_an_empty_inbox_offers_a_scan(open_page: Open) -> None:
    app = open_page("anomalies")
    assert not app.exception
    assert "The inbox is empty" in words(app)
    assert [b.label for b in app.button if b.key == "scan_now"] == ["Scan now"]
    assert "integrity scan" in words(app)


def test_the_strangest_event_is_shown_with_why_it_was_raised_and_explained(open_page: Open, casework: Casework) -> None:
    casework.events.record([silence(), silence("Uber", score=3.0)])
    app = open_page("anomalies")
    assert not app.exception
    said = words(app)
    assert "Statements of reasons: TikTok" in said
    assert "1.0 million statements observed, 20.0 million expected: 19.0 million fewer" in said
    assert "less than once in 1,000 years (score 9.0); that scan raised scores from 1.0" in said
    assert "New 2 · Acknowledged 0" in said
    tables = [frame.value for frame in app.dataframe]
    assert tables[0]["Where"].tolist() == ["TikTok", "Uber"]
    explained = next(table for table in tables if "Share explained" in table)
    assert explained["Share explained"].sum() == pytest.approx(1.0)


def test_a_verdict_is_recorded_under_the_visitor_s_name(open_page: Open, casework: Casework) -> None:
    casework.events.record([silence()])
    app = press(open_page("anomalies"), "to_acknowledged")
    assert not app.exception
    assert "is acknowledged now" in words(app)
    (event,) = casework.events.inbox()
    assert event.state is EventState.ACKNOWLEDGED
    entry = casework.audit.entries(kind="events", row_id=event.id)[0]
    assert (entry.by, entry.action) == ("demo", "acknowledged")


def test_an_edit_of_what_somebody_else_changed_is_refused_with_their_change(
    open_page: Open, casework: Casework
) -> None:
    casework.events.record([silence()])
    app = open_page("anomalies")
    (event,) = casework.events.inbox()
    casework.events.assign(event.id, "ana", seen=event.version, by="ana")
    app = press(app, "to_resolved")
    said = words(app)
    assert "Nothing was saved" in said
    assert "ana changed assignee from None to 'ana'" in said
    assert casework.events.get(event.id).state is EventState.NEW
    # The page shows what is so now, and the same button works.
    assert casework.events.get(event.id).assignee == "ana"
    press(app, "to_resolved")
    assert casework.events.get(event.id).state is EventState.RESOLVED


def test_taking_an_event_and_giving_it_back(open_page: Open, casework: Casework) -> None:
    casework.events.record([silence()])
    app = press(open_page("anomalies"), "take")
    assert casework.events.inbox()[0].assignee == "demo"
    press(app, "take")
    assert casework.events.inbox()[0].assignee is None


def test_links_choose_state_and_event_and_a_wrong_one_says_so(open_page: Open, casework: Casework) -> None:
    casework.events.record([silence(), silence("Uber", score=3.0)])
    uber = casework.events.inbox()[1]
    assert "Statements of reasons: Uber" in words(open_page("anomalies", event=str(uber.id)))
    none = open_page("anomalies", state="Resolved")
    assert "No event passes these filters" in words(none)
    odd = open_page("anomalies", event="' or 1=1 --")
    assert not odd.exception
    assert "names no event" in words(odd)
    gone = open_page("anomalies", event="999")
    assert not gone.exception
    assert "There is no events entry 999" in words(gone)


def test_no_incident_says_how_to_open_one(open_page: Open) -> None:
    app = open_page("incidents")
    assert not app.exception
    assert "There is no incident" in words(app)


def test_an_incident_with_its_events_impact_and_clean_up(open_page: Open, casework: Casework) -> None:
    casework.events.record([silence()])
    (event,) = casework.events.inbox()
    opened = casework.incidents.open("TikTok fell silent", Severity.S1, by="ana", lead="ana")
    casework.events.link(event.id, opened.id, seen=event.version, by="ana")
    casework.incidents.set_remediation(opened.id, START, 200, 50, seen=None, by="ana")
    app = open_page("incidents")
    assert not app.exception
    assert "Incident 1: TikTok fell silent" in words(app)
    app = press(app, "take_impact")
    assert "Impact: 19.0 million fewer statements (17.0 million to 21.0 million)" in words(app)
    clean = next(frame.value for frame in app.dataframe if "Share actioned" in frame.value)
    assert clean["Share actioned"].tolist() == [0.25]
    press(app, "status_resolved")
    assert casework.incidents.get(opened.id).status is IncidentStatus.RESOLVED
    assert casework.events.get(event.id).state is EventState.RESOLVED


def test_alert_quality_counts_verdicts_with_their_interval(open_page: Open, casework: Casework) -> None:
    casework.events.record([silence(), silence("Uber", score=3.0)])
    first, _ = casework.events.inbox()
    casework.events.move(first.id, EventState.RESOLVED, seen=first.version, by="ana")
    app = open_page("incidents", view="Alert quality")
    assert not app.exception
    assert "**100.0%** of 1 events with a verdict were real, 95% interval 20.7% to 100.0%." in words(app)


def test_a_test_message_to_a_dead_webhook_says_so(open_page: Open) -> None:
    app = open_page("incidents", view="Alert targets")
    assert "No alert was queued yet" in words(app)
    app = press(app, "test_dead")
    assert "dead: json://127.0.0.1 could not be reached" in words(app)
