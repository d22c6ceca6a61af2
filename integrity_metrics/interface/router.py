"""What runs on every visit: sign-in first, then the navigation, then the page. app.py points Streamlit here."""

from __future__ import annotations

import streamlit as st

from integrity_metrics.interface.guard import admit, withdraw
from integrity_metrics.interface.page_style import icon_data, page_style
from integrity_metrics.interface.sign_in import require_user, sign_out_button
from integrity_metrics.paths import ICON, PAGES
from integrity_metrics.settings import get_settings

# As data: a file would be read again in every run, and a named icon asked of a font service.
ICON_DATA = icon_data(ICON)
st.set_page_config(page_title="Integrity Metrics", page_icon=ICON_DATA, layout="wide")
withdraw()
# Every page is registered for everybody and the sign-in form is drawn first: with a navigation of the sign-in page
# only, a deep link would end at "Page not found" and lose its path.
page = st.navigation(
    {
        "": [
            st.Page(PAGES / "weekly_review.py", title="Weekly review", icon=":material/today:", default=True),
            st.Page(PAGES / "prevalence.py", title="Prevalence", icon=":material/visibility:"),
            st.Page(PAGES / "unwanted_impressions.py", title="Unwanted impressions", icon=":material/report:"),
            st.Page(PAGES / "enforcement.py", title="Enforcement", icon=":material/gavel:"),
        ],
        "Rules and policies": [
            st.Page(PAGES / "rules.py", title="Rules", icon=":material/rule:"),
            st.Page(PAGES / "rule.py", title="Rule", icon=":material/tune:", visibility="hidden"),
            st.Page(PAGES / "backtests.py", title="Backtests", icon=":material/experiment:"),
            st.Page(PAGES / "policies.py", title="Policies", icon=":material/policy:"),
            st.Page(PAGES / "consistency.py", title="Consistency", icon=":material/balance:"),
        ],
        "What is abnormal": [
            st.Page(PAGES / "anomalies.py", title="Anomalies", icon=":material/notifications_active:"),
            st.Page(PAGES / "incidents.py", title="Incidents", icon=":material/local_fire_department:"),
        ],
        "Data": [
            st.Page(PAGES / "industry.py", title="Industry", icon=":material/public:"),
            st.Page(PAGES / "glossary.py", title="Glossary", icon=":material/menu_book:"),
            st.Page(PAGES / "data_health.py", title="Data health", icon=":material/health_and_safety:"),
        ],
    },
    position="top",
)
st.set_page_config(page_title=f"{page.title} · Integrity Metrics")
settings = get_settings()
user = require_user(settings)
page_style()
with st.container(horizontal=True, vertical_alignment="center", key="banner"):
    if settings.needs_sign_in:
        st.caption(f"Signed in as {user.name}")
        sign_out_button()
    else:
        st.caption(
            ":material/lock_open: Demo on this machine: public and simulated data, no sign-in. "
            "Any other warehouse or address asks for one.",
            help="Make users with `integrity user add`, then set INTEGRITY_USERS_FILE.",
        )
admit()
page.run()
