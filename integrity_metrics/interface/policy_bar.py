"""The choices of the Policies page: policy, change, outcome, controls and window, all in the URL."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import streamlit as st

from integrity_metrics.interface.link_choices import labels_of, settle_link
from integrity_metrics.metrics import promises
from integrity_metrics.metrics.labels import name_of
from integrity_metrics.metrics.policy_changes import PolicyChange, changes_inside, policy_changes
from integrity_metrics.metrics.policy_effect_question import EffectQuestion
from integrity_metrics.metrics.policy_outcomes import known_units, outcomes
from integrity_metrics.warehouse.engine import Heartbeat, Warehouse

BIND: Final = "query-params"
WEEKS = ("26", "52", "104")
CONTROLS = {"policy": "other policies", "market": "unaffected markets"}


@dataclass(frozen=True, slots=True)
class PolicyChoice:
    """What the bar asks: a policy for the timeline, and a question about one of its changes, if it has any."""

    policy: str
    question: EffectQuestion | None


def policy_bar(warehouse: Warehouse, heartbeat: Heartbeat | None = None) -> PolicyChoice:
    """Draw the bar and return what it asks."""
    data, _ = promises.extent(warehouse)
    changes = changes_inside(policy_changes(warehouse, heartbeat), data)
    known, markets = known_units(warehouse, "policy"), known_units(warehouse, "market")
    # Policies that changed first, in the order of their changes.
    policies = tuple(dict.fromkeys([*(c.policy for c in changes if c.policy in known), *known]))
    policy_names = {p: name_of(p) for p in policies}
    titles = {key: outcome.title for key, outcome in outcomes().items()}
    settle_link(
        {
            "policy": labels_of(policies, policy_names),
            "change": {c.key: c.key for c in changes},
            "outcome": labels_of(tuple(titles), titles),
            "controls": labels_of(tuple(CONTROLS), CONTROLS),
            "against": labels_of((*policies, *markets), {**policy_names, **{m: name_of(m) for m in markets}}),
            "before": {w: w for w in WEEKS},
            "after": {w: w for w in WEEKS},
        }
    )
    with st.container(key="filter_bar"):
        with st.container(horizontal=True, vertical_alignment="bottom"):
            policy = st.selectbox("Policy", policies, format_func=name_of, key="policy", bind=BIND, width=220)
            own = {c.key: c for c in changes if c.policy == policy}
            picked = st.selectbox("Change", list(own), key="change", bind=BIND, width=560, disabled=not own)
        if not own:
            return PolicyChoice(str(policy), None)
        change = own.get(str(picked), next(iter(own.values())))
        return PolicyChoice(str(policy), _question(change, policies, markets))


def _question(change: PolicyChange, policies: tuple[str, ...], markets: tuple[str, ...]) -> EffectQuestion:
    """Draw the second row: outcome, controls and window."""
    titles = {key: outcome.title for key, outcome in outcomes().items()}
    with st.container(horizontal=True, vertical_alignment="bottom"):
        outcome = st.selectbox(
            "Outcome", list(titles), format_func=titles.__getitem__, key="outcome", bind=BIND, width=220
        )
        kinds = ("market", "policy") if change.markets else ("policy", "market")
        controls = str(
            st.selectbox("Compare with", kinds, format_func=CONTROLS.__getitem__, key="controls", bind=BIND, width=190)
        )
        offered = markets if controls == "market" else policies
        excluded = change.markets if controls == "market" else (change.policy,)
        against = st.multiselect(
            "Only these controls",
            [unit for unit in offered if unit not in excluded],
            format_func=name_of,
            key="against",
            bind=BIND,
            placeholder="All that may be compared",
            width=330,
        )
        before = st.selectbox("Weeks before, at most", WEEKS, index=1, key="before", bind=BIND, width=170)
        after = st.selectbox("Weeks after, at most", WEEKS, index=1, key="after", bind=BIND, width=170)
    return EffectQuestion(change, str(outcome), controls, tuple(against), int(before), int(after))
