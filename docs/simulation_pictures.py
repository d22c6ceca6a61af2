"""Draws the pictures of docs/simulated-platform.md from a simulated platform: `python docs/simulation_pictures.py`.

Needs Chromium and playwright (development requirements); builds scale 0.3 in memory, which takes about ten seconds.
"""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

import duckdb
import plotly.graph_objects as go
from playwright.sync_api import sync_playwright
from plotly.subplots import make_subplots

from integrity_metrics.simulation.simulate import simulate
from integrity_metrics.warehouse.demo import create_contract

PICTURES = Path(__file__).parent / "pictures"
SIZE = {"width": 1100, "height": 420}
PREVALENCE = """
    select date_trunc('week', day) as week, policy_id,
        10000 * sum(violating_impressions) / sum(impressions) as per_10k
    from truth.prevalence_daily where dimension = 'all' group by all order by all
"""
SURFACES = """
    select date_trunc('week', day) as week, value as surface,
        10000 * sum(violating_impressions) / sum(impressions) as per_10k
    from truth.prevalence_daily where dimension = 'surface' and policy_id = 'any' group by all order by all
"""
LOGGED = "select day, sum(impressions) / 1e6 as views from content_impressions group by day order by day"
TRUE = "select day, sum(impressions) / 1e6 as views from truth.impressions_daily group by day order by day"
DELAYS = """
    select detection_source, epoch(actioned_at - content_created_at) / 3600 as hours
    from enforcement_actions order by all
"""


def main() -> None:
    """Build the platform and write every picture."""
    PICTURES.mkdir(exist_ok=True)
    with duckdb.connect() as connection:
        create_contract(connection)
        simulate(connection, scale=0.3, seed=1)
        figures = {
            "simulation-prevalence.png": _prevalence(connection),
            "simulation-views.png": _views(connection),
            "simulation-delays.png": _delays(connection),
        }
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        page = browser.new_page(viewport=SIZE)
        for name, figure in figures.items():
            figure.update_layout(template="plotly_white", margin={"l": 60, "r": 20, "t": 50, "b": 40}, **SIZE)
            html = Path(folder) / "figure.html"
            figure.write_html(html, include_plotlyjs=True, config={"displayModeBar": False})
            page.goto(html.as_uri())
            page.wait_for_selector(".main-svg")
            page.screenshot(path=PICTURES / name)
        browser.close()


def _prevalence(connection: duckdb.DuckDBPyConnection) -> go.Figure:
    frame, surfaces = connection.execute(PREVALENCE).df(), connection.execute(SURFACES).df()
    figure = make_subplots(
        1, 2, subplot_titles=("Some policies, views that violate per 10,000", "All policies, by surface, per 10,000")
    )
    for policy in ("spam", "artificial_streaming", "harassment", "regulated_goods", "impersonation"):
        part = frame[frame["policy_id"] == policy]
        figure.add_scatter(x=part["week"], y=part["per_10k"], name=policy, row=1, col=1)
    for surface, part in surfaces.groupby("surface"):
        if surface in ("profile", "home", "autoplay"):
            figure.add_scatter(x=part["week"], y=part["per_10k"], name=f"surface {surface}", row=1, col=2)
    total = frame[frame["policy_id"] == "any"]
    figure.add_scatter(x=total["week"], y=total["per_10k"], name="all surfaces", line={"width": 4}, row=1, col=2)
    figure.update_yaxes(rangemode="tozero")
    return figure


def _views(connection: duckdb.DuckDBPyConnection) -> go.Figure:
    logged, true = connection.execute(LOGGED).df(), connection.execute(TRUE).df()
    logged = true[["day"]].merge(logged, how="left", on="day").fillna(0.0)
    figure = go.Figure()
    figure.add_scatter(x=logged["day"], y=logged["views"], name="as logged", line={"width": 1})
    figure.add_scatter(x=true["day"], y=true["views"], name="true", line={"width": 2})
    figure.update_yaxes(rangemode="tozero")
    return figure.update_layout(title="Views a day in millions: weeks, growth, year end, a missing day, a doubled day")


def _delays(connection: duckdb.DuckDBPyConnection) -> go.Figure:
    frame = connection.execute(DELAYS).df()
    figure = go.Figure()
    for source, part in frame.groupby("detection_source"):
        hours = part["hours"].clip(lower=1 / 60).sort_values().to_numpy()
        step = max(1, len(hours) // 500)
        share = [(number + 1) / len(hours) for number in range(0, len(hours), step)]
        figure.add_scatter(x=hours[::step], y=share, name=str(source), mode="lines")
    figure.update_xaxes(type="log", title="hours from creation to action")
    figure.update_yaxes(tickformat=".0%")
    return figure.update_layout(title="Share of actions taken within a time, by who found the content")


if __name__ == "__main__":
    main()
