"""The Policies and Consistency pages: they open, obey every parameter of a link, and say what they cannot do."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from integrity_metrics.interface import consistency_bar, policy_bar
from integrity_metrics.warehouse.engine import Warehouse

Open = Callable[..., AppTest]
HARASSMENT = "2025-01-11 Harassment policy tightened with strikes (policy change: tightened)"
# Every parameter a link may hold, with a value that is not the default.
POLICIES = {
    "policy": ("Harassment", "harassment"),
    "change": (HARASSMENT, HARASSMENT),
    "outcome": ("Enforcement actions", "actions"),
    "controls": ("unaffected markets", "market"),
    "against": ("Self harm", ["self_harm"]),
    "before": ("104", "104"),
    "after": ("26", "26"),
}
CONSISTENCY = {
    "policy": ("Harassment", "harassment"),
    "measure": ("Appealed", "appeal_rate"),
    "over": ("Content type", "content_type"),
    "weeks": ("last 13 weeks", "13"),
}


@pytest.fixture(autouse=True)
def _own_casework(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("INTEGRITY_CASEWORK_URL", f"sqlite:///{tmp_path}/casework.sqlite3")


def whole(app: AppTest, title: str) -> AppTest:
    assert not app.exception
    assert [error.value for error in app.error] == []
    assert [t.value for t in app.title] == [title]
    return app


def verdict(app: AppTest) -> str:
    return next(m.value for m in app.markdown if "effect of" in m.value or "verdict on" in m.value)


def test_policies_opens_with_a_verdict_on_the_newest_change(open_page: Open) -> None:
    app = whole(open_page("policies"), "Policies")
    assert "Copyright policy reworded" in verdict(app)
    assert len(app.get("plotly_chart")) == 6
    assert len(app.table) == 1
    assert next(iter(app.table[0].value["Method"])) == "interrupted time series"
    assert [w.value for w in app.warning] == []


def test_a_link_restores_the_study(open_page: Open) -> None:
    app = whole(
        open_page("policies", policy="Harassment", change=HARASSMENT, outcome="Enforcement actions"), "Policies"
    )
    assert "enforcement actions of harassment: a fall" in verdict(app)
    assert [w.value for w in app.warning] == []


@pytest.mark.parametrize("name", POLICIES)
def test_every_parameter_of_policies_is_obeyed(open_page: Open, name: str) -> None:
    link = {"policy": "Harassment", name: POLICIES[name][0]}
    app = whole(open_page("policies", **link), "Policies")
    assert [w.value for w in app.warning] == []
    assert app.session_state[name] == POLICIES[name][1]


def test_a_code_in_a_link_is_understood(open_page: Open) -> None:
    app = whole(open_page("policies", policy="harassment", outcome="appeal_rate"), "Policies")
    assert app.session_state["policy"] == "harassment"
    assert [w.value for w in app.warning] == []


@pytest.mark.parametrize(
    ("link", "said"),
    [
        ({"policy": "Harassment", "controls": "unaffected markets"}, "applied in every market"),
        ({"policy": "Harassment", "against": "Misinformation"}, "Misinformation changed itself inside the window"),
        ({"policy": "Self harm"}, "no dated change"),
    ],
)
def test_what_cannot_be_run_is_a_sentence_and_the_timeline_stays(
    open_page: Open, link: dict[str, str], said: str
) -> None:
    app = whole(open_page("policies", **link), "Policies")
    assert any(said in info.value for info in app.info)
    assert len(app.get("plotly_chart")) == 1


def test_every_outcome_of_a_change_is_judged_when_it_is_opened(open_page: Open) -> None:
    app = open_page("policies", policy="Misinformation")
    app.session_state["outcomes_open"] = True
    told = whole(app.run(), "Policies").table[1].value.set_index("Outcome")
    # The count-only change: more actions, and nothing that people see.
    assert told.loc["Enforcement actions", "Verdict"] == "agree effect"
    assert told.loc["Prevalence", "Verdict"] == "agree none"
    assert len(told) == 6


def test_what_nobody_offers_is_named_and_left_out(open_page: Open) -> None:
    app = whole(open_page("policies", outcome="likes", colour="red"), "Policies")
    assert [w.value.split(" is ")[0] for w in app.warning] == ["outcome=`likes`", "`colour`"]


def test_consistency_opens_worst_first(open_page: Open) -> None:
    app = whole(open_page("consistency"), "Consistency")
    assert len(app.get("plotly_chart")) == 2
    table = app.dataframe[0].value
    assert {"Market", "Times the others", "Differs"} <= set(table.columns)
    assert any("beyond chance" in m.value for m in app.markdown)


@pytest.mark.parametrize("name", CONSISTENCY)
def test_every_parameter_of_consistency_is_obeyed(open_page: Open, name: str) -> None:
    app = whole(open_page("consistency", **{name: CONSISTENCY[name][0]}), "Consistency")
    assert [w.value for w in app.warning] == []
    assert app.session_state[name] == CONSISTENCY[name][1]


def test_a_measure_without_a_site_says_which_it_has(open_page: Open) -> None:
    app = whole(open_page("consistency", measure="Appealed", over="Site"), "Consistency")
    assert any("It can be by market, content type" in info.value for info in app.info)


def test_the_tried_parameters_are_all_there_are(warehouse: Warehouse) -> None:
    for module, tried in ((policy_bar, POLICIES), (consistency_bar, CONSISTENCY)):
        text = Path(module.__file__).read_text(encoding="utf-8")
        assert text.count("bind=BIND") == len(tried)
        assert all(f'key="{name}"' in text for name in tried)
