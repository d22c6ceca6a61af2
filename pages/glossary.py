"""Glossary: every metric in words, generated from the catalogue."""

from __future__ import annotations

import streamlit as st

from integrity_metrics.interface.address import keep_only
from integrity_metrics.interface.guard import require_admission
from integrity_metrics.metrics.catalogue import catalogue
from integrity_metrics.metrics.labels import name_of_dimension

require_admission()

st.title("Glossary")
keep_only()
st.markdown("What every number in this product means, and how it is misread. One word for one thing, everywhere.")
wanted = st.text_input("Search", placeholder="A word of a title or a definition", icon=":material/search:").lower()
found = [m for m in catalogue().values() if wanted in f"{m.key} {m.title} {m.definition}".lower()]
if not found:
    st.info("No metric has this word. Search for another one.", icon=":material/search_off:")
for entry in found:
    with st.container(border=True, key=f"metric_{entry.key}"):
        st.subheader(entry.title, anchor=entry.key)
        st.markdown(entry.definition)
        st.markdown(f":material/warning: {entry.misuse}")
        st.caption(
            f"Unit: {entry.unit}. Numerator: {entry.numerator}. Denominator: {entry.denominator}. "
            f"Shown from n = {entry.minimum_n:,}. Mature after {entry.maturity_days} days. "
            f"By: {', '.join(name_of_dimension(d).lower() for d in entry.dimensions)}. "
            f"Command line: `integrity metric {entry.key} --by {entry.dimensions[0]}`."
        )
