"""The app: routes, headers and warm-up; nothing else. Run it with `integrity serve` or `streamlit run app.py`."""

from __future__ import annotations

import streamlit as st

from integrity_metrics.interface.server import HEADERS, ROUTES, lifespan

app = st.App("integrity_metrics/interface/router.py", routes=ROUTES, middleware=HEADERS, lifespan=lifespan)
