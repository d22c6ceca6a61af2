"""The address holds the scope and nothing else: what does not belong to a page is taken out and said."""

from __future__ import annotations

from collections.abc import Collection

import streamlit as st

from integrity_metrics.interface.links import unknown_parameter


def keep_only(names: Collection[str] = ()) -> None:
    """Take every parameter but `names` out of the address of a page without a filter bar, and say so."""
    for name in [name for name in st.query_params if name not in names]:
        del st.query_params[name]
        st.warning(unknown_parameter(name), icon=":material/link_off:")
