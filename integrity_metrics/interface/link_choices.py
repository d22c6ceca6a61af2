"""Choices bound to the URL on pages without the common filter bar: what a link says is checked before it is used."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import streamlit as st

from integrity_metrics.interface.links import echo, unknown_parameter

_NOTICES = "_choice_notices"


def settle_link(allowed: Mapping[str, Mapping[str, str]]) -> None:
    """Take out of the address what the page does not offer, write codes as labels, and say what was left out.

    Parameters
    ----------
    allowed
        Parameter -> what a link may say (a code or a label) -> the label, which is what Streamlit reads and writes.
    """
    notices: list[str] = []
    rewritten = False
    for name in list(st.query_params):
        texts = st.query_params.get_all(name)
        if name not in allowed:
            del st.query_params[name]
            notices.append(unknown_parameter(name))
            continue
        known = [allowed[name][text] for text in texts if text in allowed[name]]
        unknown = [text for text in texts if text not in allowed[name]]
        if unknown:
            notices.append(f"{name}=`{echo(unknown[0])}` is not offered here, so the page shows its default.")
        if known == texts or name in st.session_state:
            continue
        if known:
            st.query_params[name] = known
            rewritten = True
        else:
            del st.query_params[name]
    if rewritten:
        st.session_state[_NOTICES] = notices
        st.rerun()
    for notice in notices or st.session_state.pop(_NOTICES, []):
        st.warning(notice, icon=":material/link_off:")


def labels_of(values: Sequence[str], names: Mapping[str, str]) -> dict[str, str]:
    """Return what a link may say for `values`: each as its code and as its label.

    Examples
    --------
    >>> labels_of(["hate"], {"hate": "Hate"})
    {'hate': 'Hate', 'Hate': 'Hate'}
    """
    return {text: names[value] for value in values for text in (value, names[value])}
