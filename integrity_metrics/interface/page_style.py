"""The little CSS that Streamlit has no setting for: narrow screens, the scroll bar, readable axes."""

from __future__ import annotations

from base64 import b64encode
from functools import cache
from pathlib import Path

import streamlit as st

_CSS = """
<style>
/* Room for the scroll bar from the start: when it appears, the width changes and every chart is drawn again. */
[data-testid="stMain"] { scrollbar-gutter: stable; }
/* Streamlit's grey for the numbers on an axis has a contrast of 3.7 to 1 in the light theme. */
.js-plotly-plot .xtick text, .js-plotly-plot .ytick text { fill: currentColor !important; }
.im-card { line-height: 1.35; }
.im-title { font-weight: 600; }
.im-value { font-size: 1.7rem; font-weight: 600; line-height: 1.25; }
.im-unit { font-size: 0.95rem; font-weight: 400; }
.im-small { font-size: 0.85rem; opacity: 0.8; }
.im-verdict { font-size: 0.87rem; margin-top: 0.35rem; }
.im-worse, .im-better { border-left: 3px solid; padding-left: 0.45rem; }
.im-worse { border-color: #D55E00; }
.im-better { border-color: #0072B2; }
.im-worth { font-size: 0.85rem; margin-top: 0.35rem; font-style: italic; }
@media (max-width: 1000px) {
  [class*="st-key-pair_"] [data-testid="stHorizontalBlock"],
  [class*="st-key-cards"] [data-testid="stHorizontalBlock"] { flex-wrap: wrap; }
  [class*="st-key-pair_"] [data-testid="stColumn"] { min-width: 100%; }
  [class*="st-key-cards"] [data-testid="stColumn"] { min-width: calc(50% - 1rem); }
}
</style>
"""


@cache
def icon_data(path: Path) -> str:
    """Return an image file as a data URL."""
    return f"data:image/png;base64,{b64encode(path.read_bytes()).decode()}"


def page_style() -> None:
    """Apply the style to the page being drawn."""
    st.html(_CSS)
