"""The little CSS that Streamlit has no setting for: parts side by side go below each other on a narrow screen."""

from __future__ import annotations

import streamlit as st

_CSS = """
<style>
@media (max-width: 1000px) {
  [class*="st-key-pair_"] [data-testid="stHorizontalBlock"],
  [class*="st-key-cards"] [data-testid="stHorizontalBlock"] { flex-wrap: wrap; }
  [class*="st-key-pair_"] [data-testid="stColumn"] { min-width: 100%; }
  [class*="st-key-cards"] [data-testid="stColumn"] { min-width: calc(50% - 1rem); }
}
</style>
"""


def page_style() -> None:
    """Apply the style to the page being drawn."""
    st.html(_CSS)
