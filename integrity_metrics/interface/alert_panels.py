"""How good alerts are, and where they go: precision by week, targets with a test, what failed and what was held."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from integrity_metrics.alerts.sender import send_test
from integrity_metrics.alerts.targets import AlertTarget, alert_targets
from integrity_metrics.casework.casework import Casework
from integrity_metrics.casework.outbox_types import OutboxEntry, SendState
from integrity_metrics.interface.casework_acts import act
from integrity_metrics.interface.sign_in import recheck_user
from integrity_metrics.metrics.alert_quality import alert_quality
from integrity_metrics.metrics.labels import format_interval, format_value
from integrity_metrics.settings import get_settings

MOST_MESSAGES = 50
_TESTED = "_alert_tested"


def quality_panel(casework: Casework) -> None:
    """Draw how often alerts were right, by the week an event began."""
    weeks = [(p.week, p.real, p.false_alarms, p.undecided) for p in casework.alert_precision()]
    if not weeks:
        st.info("No event was raised yet.", icon=":material/inbox:")
        return
    quality = alert_quality(weeks)
    whole = quality.iloc[-1]
    decided = int(whole["real"] + whole["false_alarms"])
    if decided:
        said = f"**{format_value(whole['precision'], 'share')}** of {decided:,} events with a verdict were real"
        st.markdown(f"{said}, 95% interval {format_interval(whole['low'], whole['high'], 'share')}.")
    else:
        st.markdown("No event has a verdict yet, so nothing can be said of how often alerts are right.")
    told = quality.iloc[:-1].iloc[::-1]
    rows = pd.DataFrame(
        {
            "Week of": told["week"],
            "Real": told["real"],
            "False alarms": told["false_alarms"],
            "No verdict yet": told["undecided"],
            "Precision": told["precision"],
            "95% interval": [format_interval(*ends, "share") for ends in zip(told["low"], told["high"], strict=True)],
        }
    )
    precision = st.column_config.ProgressColumn(format="percent", min_value=0, max_value=1)
    st.dataframe(rows, hide_index=True, key="alert_quality", column_config={"Precision": precision})
    st.caption(
        "Real: became an incident, or resolved. One card counts once, in the week its event began; muted ones that "
        "nobody looked at are left out."
    )


@st.fragment
def targets_panel(casework: Casework) -> None:
    """Draw the targets with a button to test each, and the messages."""
    recheck_user()
    settings = get_settings()
    targets = alert_targets(settings)
    budget = settings.alert_budget_per_week
    st.caption(
        f"At most {budget} events are alerted in seven days, the highest scores."
        if budget is not None
        else "There is no limit to how many events are alerted."
    )
    if not targets:
        st.info(
            "No target is set. Name some in INTEGRITY_ALERT_TARGETS (docs/casework.md), then send a test here.",
            icon=":material/notifications_off:",
        )
    for target in targets:
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(f"**{target.name}** `{target.shown}`")
            st.button("Send a test", icon=":material/send:", key=f"test_{target.name}", on_click=_test, args=(target,))
    kind, text = st.session_state.pop(_TESTED, (None, ""))
    if kind == "sent":
        st.success(text, icon=":material/check:")
    elif kind == "failed":
        st.error(text, icon=":material/error:")
    _messages(casework)


def _test(target: AlertTarget) -> None:
    error = send_test(target)
    sent = ("sent", f"A test message was sent to {target.name}.")
    st.session_state[_TESTED] = sent if error is None else ("failed", f"{target.name}: {error}")


def _messages(casework: Casework) -> None:
    entries = casework.outbox.entries(limit=MOST_MESSAGES)
    if not entries:
        st.caption("No alert was queued yet. `integrity alerts send`, run every minute, delivers them.")
        return
    rows = pd.DataFrame([_row(entry) for entry in entries])
    st.dataframe(rows, hide_index=True, key="messages", height=min(38 * (len(rows) + 1), 340))
    stuck = [entry for entry in entries if entry.state in (SendState.FAILED, SendState.HELD)]
    if stuck:
        choices = {f"{entry.id}: {entry.title} to {entry.target}": entry.id for entry in stuck}
        with st.container(horizontal=True, vertical_alignment="bottom"):
            picked = st.selectbox("Failed and held messages", list(choices), key="stuck_message", width=420)
            st.button("Send it after all", key="requeue", on_click=_requeue, args=(casework, choices[str(picked)]))


def _row(entry: OutboxEntry) -> dict[str, object]:
    return {
        "Message": entry.id,
        "Event": entry.event_id,
        "Target": entry.target,
        "What": entry.title,
        "State": entry.state.value,
        "Attempts": entry.attempts,
        "Last error": entry.last_error or entry.held_because or "",
        "Queued (UTC)": f"{entry.created_at:%Y-%m-%d %H:%M}",
    }


def _requeue(casework: Casework, entry_id: int) -> None:
    act(lambda by: casework.outbox.requeue(entry_id, by=by), f"Message {entry_id} will be sent with the next delivery.")
