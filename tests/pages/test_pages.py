"""Each page, as it opens and with each parameter of its link: no error, the cards there, and the numbers right."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from streamlit.testing.v1 import AppTest

from integrity_metrics.interface.bars import enforcement_bar, exposure_bar, industry_bar, prevalence_bar
from integrity_metrics.interface.links import Bar, known_values
from integrity_metrics.metrics.ask import ask
from integrity_metrics.metrics.catalogue import catalogue
from integrity_metrics.scope import Filter, Grain, Period, Scope
from integrity_metrics.warehouse.engine import Warehouse

Open = Callable[..., AppTest]
BARS: dict[str, Callable[[Warehouse], Bar]] = {
    "prevalence": prevalence_bar,
    "unwanted_impressions": exposure_bar,
    "industry": industry_bar,
    "enforcement": enforcement_bar,
}
TITLES = {
    "weekly_review": "Weekly review",
    "prevalence": "Prevalence",
    "unwanted_impressions": "Unwanted impressions",
    "industry": "Industry",
    "enforcement": "Enforcement",
    "rules": "Rules",
    "backtests": "Backtests",
    "policies": "Policies",
    "consistency": "Consistency",
    "anomalies": "Anomalies",
    "incidents": "Incidents",
    "glossary": "Glossary",
    "data_health": "Data health",
}
CARDS: dict[str, list[str]] = {
    "weekly_review": [],
    "prevalence": [],
    "unwanted_impressions": [],
    "industry": [
        "Statements of reasons",
        "Moderation delay",
        "Disclosure delay",
        "Share with zero moderation delay",
    ],
    "enforcement": ["Enforcement actions", "Median time to action"],
    "rules": [],
    "backtests": [],
    "policies": [],
    "consistency": [],
    "anomalies": [],
    "incidents": [],
    "glossary": [],
    "data_health": ["Tables present", "Errors", "Warnings"],
}
# Every parameter a link may hold, with a value that is not the default; a test keeps the list complete.
PARAMETERS: dict[str, dict[str, str | list[str]]] = {
    "prevalence": {
        "since": "2025-08-04",
        "through": "2025-11-30",
        "grain": "month",
        "by": "Policy",
        "compare": "52 weeks earlier",
        "policy": "Spam",
        "area": "Fraud",
        "market": ["BR", "IN"],
        "surface": "Search",
        "content_type": "Track",
        "method": "corrected",
        "mix": "market",
    },
    "unwanted_impressions": {
        "since": "2025-11-03",
        "through": "2025-12-21",
        "grain": "week",
        "by": "Policy",
        "compare": "52 weeks earlier",
        "policy": "Spam",
        "market": "BR",
        "surface": "Search",
        "content_type": "Track",
        "detection_source": "Automated",
    },
    "industry": {
        "since": "2025-06-15",
        "through": "2025-08-15",
        "grain": "week",
        "by": "Category",
        "compare": "52 weeks earlier",
        "platform": ["TikTok", "X"],
        "without_platform": "Google Shopping",
        "category": "Violence",
        "source_type": "Trusted flagger",
        "automated_detection": "Automated",
        "automated_decision": "Not automated",
        "decision_ground": "Illegal content",
        "decision_visibility": "Removed",
        "decision_account": "Suspended",
        "decision_provision": "Total suspension",
        "decision_monetary": "Suspension",
        "content_type": "Video",
        "territorial_scope": "FR",
        "category_specification": "Nudity",
        "account_type": "Business",
        "measure": "share",
        "scale": "log",
    },
    "enforcement": {
        "since": "2025-06-15",
        "through": "2024-03-14",
        "grain": "week",
        "by": "Action type",
        "compare": "52 weeks earlier",
        "policy": "Scams",
        "action_type": "Remove",
        "detection_source": "Automated",
        "automated_detection": "Automated",
        "automated_decision": "Full",
        "decision_ground": "Terms",
        "market": "DE",
        "content_type": "Track",
        "measure": "share",
        "scale": "log",
    },
}
CASES = [(page, name) for page, parameters in PARAMETERS.items() for name in parameters]


def _is_whole(app: AppTest, page: str) -> bool:
    assert not app.exception
    assert [error.value for error in app.error] == []
    assert [title.value for title in app.title] == [TITLES[page]]
    assert [button.key for button in app.button if str(button.key).startswith("retry_")] == []
    return True


def _labels(app: AppTest) -> list[str]:
    return [card.label for card in app.metric]


def _words(app: AppTest) -> list[str]:
    """Everything written in small print: what stands under the cards, then the captions."""
    return [block.proto.body for block in app.get("html")] + [caption.value for caption in app.caption]


def _exact(app: AppTest) -> int:
    """The exact count under the first card."""
    counts = [found[1] for words in _words(app) if (found := re.search(r"n = ([\d,]+)", words))]
    return int(counts[0].strip(",").replace(",", ""))


@pytest.mark.parametrize("page", TITLES)
def test_a_page_opens_whole(open_page: Open, page: str) -> None:
    app = open_page(page)
    assert _is_whole(app, page)
    assert [warning.value for warning in app.warning] == []
    assert _labels(app) == CARDS[page]


@pytest.mark.parametrize("page", PARAMETERS)
def test_every_parameter_of_a_page_is_tried(warehouse: Warehouse, page: str) -> None:
    assert set(PARAMETERS[page]) == set(BARS[page](warehouse).names())


@pytest.mark.parametrize(("page", "name"), CASES)
def test_a_parameter_of_the_link_is_obeyed(open_page: Open, warehouse: Warehouse, page: str, name: str) -> None:
    value = PARAMETERS[page][name]
    texts = value if isinstance(value, list) else [value]
    app = open_page(page, **{name: value})
    assert _is_whole(app, page)
    assert [warning.value for warning in app.warning] == []
    assert CARDS[page][:1] == _labels(app)[:1]
    held = app.session_state[name]
    if isinstance(held, date):
        assert [held.isoformat()] == texts
    else:
        assert (held if isinstance(held, list) else [held]) == known_values(name, texts, BARS[page](warehouse))


@pytest.mark.parametrize(
    "name", ["since", "grain", "by", "compare", "platform", "without_platform", "category", "scale"]
)
def test_a_value_nobody_offers_is_named_and_left_out(open_page: Open, name: str) -> None:
    app = open_page("industry", **{name: "'; drop table dsa_statements_daily; --"})
    assert _is_whole(app, "industry")
    assert [name in warning.value for warning in app.warning] == [True]
    assert _labels(app) == CARDS["industry"]
    assert _exact(app) == 12_991_068_172


@pytest.mark.parametrize("page", PARAMETERS)
def test_one_day(open_page: Open, page: str) -> None:
    app = open_page(page, since="2025-07-01", through="2025-07-01", grain="day")
    assert _is_whole(app, page)
    assert [warning.value for warning in app.warning] == []
    assert _labels(app) == CARDS[page]
    if CARDS[page]:
        assert _exact(app) > 0


def test_the_first_day_has_nothing_to_compare_with_and_says_so(open_page: Open) -> None:
    app = open_page(since="2023-09-25", through="2023-09-25", grain="day")
    assert _is_whole(app, "industry")
    assert any("Top movers need an earlier period" in note.value for note in app.info)
    assert any("no data before 2023-09-25" in words for words in _words(app))


def test_a_period_without_anything_says_so_on_every_chart(open_page: Open) -> None:
    # Hotel Hideaway had not begun to report in 2023; the simulated platform took no such action on that day.
    app = open_page(platform="Hotel Hideaway", since="2023-10-01", through="2023-10-31")
    assert _is_whole(app, "industry")
    assert sum("Nothing in this period" in note.value for note in app.info) >= 2
    app = open_page("enforcement", policy="Minor safety", since="2024-04-13", through="2024-04-13")
    assert _is_whole(app, "enforcement")
    assert sum("Nothing in this period" in note.value for note in app.info) >= 2


def test_an_end_before_the_start_is_explained(open_page: Open) -> None:
    app = open_page(since="2025-07-01", through="2025-01-01")
    assert not app.exception
    assert ["The period is empty" in warning.value for warning in app.warning] == [True]


def test_the_glossary_finds_by_words_and_says_when_there_is_nothing(open_page: Open) -> None:
    app = open_page("glossary")
    assert [s.value for s in app.subheader] == [entry.title for entry in catalogue().values()]
    app.text_input[0].input("disclosure").run()
    titles = [s.value for s in app.subheader]
    assert "Disclosure delay" in titles
    assert "Enforcement actions" not in titles
    app.text_input[0].input("zzz").run()
    assert [s.value for s in app.subheader] == []
    assert any("No metric has this word" in note.value for note in app.info)


GOLDEN = {
    ("2025-07-01", "Google Shopping"): 10_465_008,
    ("2025-07-01", "Facebook"): 1_511_046,
    ("2025-07-01", "Temu"): 1_079_194,
    ("2024-06-18", "TikTok"): 21_429_710,
    ("2024-02-24", None): 738_796_406,
}
WHOLE_DATABASE = 36_636_410_373


@pytest.mark.parametrize(("day", "platform"), GOLDEN, ids=str)
def test_golden_values_on_the_page_and_in_ask(
    open_page: Open, warehouse: Warehouse, day: str, platform: str | None
) -> None:
    kept = {"platform": platform} if platform else {}
    app = open_page(since=day, through=day, grain="day", **kept)
    assert _exact(app) == GOLDEN[day, platform]

    first = date.fromisoformat(day)
    filters = (Filter("platform", (platform,)),) if platform else ()
    answer = ask(warehouse, "dsa_statements", Scope(Period(first, first + timedelta(days=1)), Grain.DAY, filters))
    assert list(answer.frame["value"]) == [GOLDEN[day, platform]]


def test_the_total_of_the_database(open_page: Open) -> None:
    app = open_page(since="2023-09-25", through="2026-01-10")
    assert _exact(app) == WHOLE_DATABASE
    assert any(f"**{WHOLE_DATABASE:,}**" in text.value for text in app.markdown)


def test_single_valued_dimensions_add_up_to_the_total(warehouse: Warehouse) -> None:
    everything = Period(date(2023, 9, 25), date(2026, 1, 11))
    for dimension in ("platform", "category", "source_type", "automated_detection", "automated_decision"):
        answer = ask(warehouse, "dsa_statements", Scope(everything, Grain.TOTAL, by=(dimension,)))
        assert answer.frame["value"].sum() == WHOLE_DATABASE, dimension
