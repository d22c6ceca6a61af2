"""Targets on a page: what counts for a week and segment, and the form that sets one."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import streamlit as st

from integrity_metrics.casework.casework import Casework
from integrity_metrics.casework.targets import Comparison, Target, pick
from integrity_metrics.errors import IntegrityError
from integrity_metrics.interface.sign_in import current_user
from integrity_metrics.interface.words import SCALES
from integrity_metrics.metrics.catalogue import metric
from integrity_metrics.metrics.labels import format_value, name_of

_UNIT_WORDS = {"per_10k": "of 10,000 views", "share": "%", "days": "hours", "count": ""}
# Shares are typed in per cent and days in hours, as cards show them.
_TYPED = {**SCALES, "share": 100.0, "days": 24.0}


def targets_of(casework: Casework, keys: tuple[str, ...], day: date, segment: Mapping[str, str]) -> dict[str, Target]:
    """Return the target that counts for each metric on a day; metrics without one are left out."""
    every = casework.targets.all()
    found = {key: pick(every, key, day, segment) for key in keys}
    return {key: target for key, target in found.items() if target is not None}


def target_form(casework: Casework, keys: tuple[str, ...], day: date, segment: Mapping[str, str]) -> None:
    """Draw the button that opens the form, and the form; saved at once, with who set it."""
    with st.popover("Set a target", icon=":material/flag:", key="set_target", on_change="rerun") as popover:
        if not popover.open:
            return
        where = ", ".join(name_of(v) for v in segment.values()) or "everywhere"
        st.caption(f"For {where}, from the week shown on. Earlier weeks keep the target they had.")
        key = str(st.selectbox("Metric", keys, format_func=lambda k: metric(k).title, key="target_metric"))
        unit = metric(key).unit
        side = Comparison.AT_MOST if metric(key).direction == "lower" else Comparison.AT_LEAST
        chosen = st.segmented_control(
            "Should be", list(Comparison), default=side, format_func=_side, required=True, key=f"target_side_{key}"
        )
        typed = st.number_input(f"Target, {_UNIT_WORDS[unit]}", min_value=0.0, value=None, key=f"target_value_{key}")
        if (
            st.button("Save the target", type="primary", disabled=typed is None, key="save_target")
            and typed is not None
        ):
            _save(casework, key, typed / _TYPED[unit], Comparison(chosen or side), day, segment)


def _save(casework: Casework, key: str, value: float, side: Comparison, day: date, segment: Mapping[str, str]) -> None:
    """Add the target, or correct the one of the same day and segment."""
    by = current_user().username
    same = [t for t in casework.targets.all(key) if t.valid_from == day and dict(t.segment) == dict(segment)]
    try:
        if same:
            casework.targets.edit(same[0].id, value, side, seen=same[0].version, by=by)
        else:
            casework.targets.add(key, value, side, day, by=by, segment=segment)
    except IntegrityError as error:
        st.error(str(error), icon=":material/error:")
        return
    st.toast(f"Target of {metric(key).title} set to {format_value(value, metric(key).unit)}.", icon=":material/flag:")
    st.rerun()


def _side(comparison: Comparison) -> str:
    return "at most" if comparison is Comparison.AT_MOST else "at least"
