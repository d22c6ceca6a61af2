"""What is marked on a trend: changes the warehouse knows, and the notes and incidents that people recorded."""

from __future__ import annotations

from datetime import date, timedelta

import streamlit as st

from integrity_metrics.errors import IntegrityError
from integrity_metrics.interface.context import get_casework
from integrity_metrics.interface.sign_in import current_user
from integrity_metrics.metrics.catalogue import metric
from integrity_metrics.metrics.happenings import Happening, happenings, touching
from integrity_metrics.scope import Scope
from integrity_metrics.warehouse.engine import Warehouse


def marks_of(warehouse: Warehouse, key: str, scope: Scope) -> tuple[Happening, ...]:
    """Return what to mark on a trend of a metric, oldest first; casework out of reach leaves the rest standing.

    Hashable, so that it can be part of the key under which a drawn chart is remembered.
    """
    known = touching(happenings(warehouse, scope.period), scope)
    kept = {f.dimension: scope.values_of(f.dimension) for f in scope.filters}
    segment = {dimension: values[0] for dimension, values in kept.items() if len(values) == 1}
    try:
        casework = get_casework()
        notes = casework.annotations.shown(scope.period.since, scope.period.until, metric=key, segment=segment)
        incidents = casework.incidents.all(since=scope.period.since, until=scope.period.until)
    except IntegrityError:
        return known
    recorded = [Happening(max(n.since, scope.period.since), "note", f"{n.text} (note by {n.by})") for n in notes]
    recorded += [
        Happening(max(i.opened_at.date(), scope.period.since), "incident", f"{i.title} (incident, {i.severity})")
        for i in incidents
    ]
    return tuple(sorted((*known, *recorded)))


def mark_lines(marks: tuple[Happening, ...]) -> tuple[str, ...]:
    """Return what the numbers on a chart stand for, a line each."""
    return tuple(f"{i}: {h.day}, {h.text}" for i, h in enumerate(marks, start=1))


def note_form(key: str, scope: Scope) -> None:
    """Draw the button that opens the form for a note on the trends of a metric, and the form."""
    popover = st.popover("Add a note", icon=":material/edit_note:", type="tertiary", key="add_note", on_change="rerun")
    if not popover.open:
        return
    with popover:
        st.caption("Marked on every trend of the days it is about, with your name.")
        day = st.date_input(
            "Day", scope.period.last_day, min_value=scope.period.since, max_value=scope.period.last_day, key="note_day"
        )
        text = st.text_input("What happened", max_chars=200, key="note_text")
        everywhere = st.checkbox("On the trends of every metric", value=True, key="note_everywhere")
        st.caption(f"Otherwise of {metric(key).title} only.")
        if st.button("Save the note", type="primary", disabled=not text.strip(), key="save_note"):
            _save(key, day, text, everywhere)


def _save(key: str, day: object, text: str, everywhere: bool) -> None:
    if not isinstance(day, date):
        st.error("Choose a day first.", icon=":material/error:")
        return
    try:
        get_casework().annotations.add(
            text, day, day + timedelta(days=1), by=current_user().username, metric=None if everywhere else key
        )
    except IntegrityError as error:
        st.error(str(error), icon=":material/error:")
        return
    st.toast("The note is saved.", icon=":material/edit_note:")
    st.rerun()
