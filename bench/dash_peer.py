"""The Industry page once more, in Dash: same questions, same figures, same memory of answers; only the UI differs.

python bench/dash_peer.py 8661

It runs on the threaded server Dash starts by itself: one process, like the product.
"""

from __future__ import annotations

import gc
import logging
import sys

import plotly.graph_objects as go
from dash import Dash, Input, Output, dcc, html

from integrity_metrics.interface import industry_frames as frames
from integrity_metrics.interface.bars import industry_bar
from integrity_metrics.interface.context import get_warehouse
from integrity_metrics.interface.links import scope_of
from integrity_metrics.interface.warm_up import warm_up_first_page
from integrity_metrics.metrics.compare import headline
from integrity_metrics.metrics.labels import name_of, name_of_dimension
from integrity_metrics.metrics.memory import remembered
from integrity_metrics.scope import GRAINS_IN_LINKS, Scope
from integrity_metrics.warehouse.engine import Warehouse

GRAPHS = ("trend", "ranking", "movers", *frames.DELAYS)


def figures(warehouse: Warehouse, scope: Scope) -> list[go.Figure]:
    """Return the page's own five charts of a scope, in the order of `GRAPHS`."""
    moved = frames.changed(warehouse, scope)
    return [
        frames.over_time(warehouse, scope, share=False, logarithmic=False).figure,
        frames.largest(warehouse, scope, logarithmic=False).figure,
        moved.figure if moved is not None else go.Figure(),
        *(frames.delay(warehouse, key, scope).figure for key in frames.DELAYS),
    ]


def cards(warehouse: Warehouse, scope: Scope) -> list[html.Div]:
    """Return the four headline numbers."""
    data = industry_bar(warehouse).data
    found = [headline(warehouse, key, scope, data) for key in frames.CARDS]
    return [html.Div([html.P(c.title), html.H2(c.value), html.Small(f"n = {c.n:,}; {c.change}")]) for c in found]


def page(warehouse: Warehouse) -> Dash:
    """Return the app with its one page."""
    bar = industry_bar(warehouse)
    app = Dash(__name__, title="Industry (Dash)", update_title=None)
    dropdowns = [
        dcc.Dropdown(
            [{"label": name_of(p), "value": p} for p in bar.allowed("without_platform")],
            [],
            multi=True,
            id="without_platform",
            placeholder="Excluding platform",
        ),
        dcc.Dropdown(
            [{"label": name_of_dimension(d), "value": d} for d in bar.by], bar.by[0], clearable=False, id="by"
        ),
        dcc.Dropdown([g.value for g in GRAINS_IN_LINKS], bar.grain.value, clearable=False, id="grain"),
    ]
    beside = {"display": "grid", "gridTemplateColumns": "1fr 1fr", "gap": "1rem"}
    graphs = [dcc.Graph(id=name) for name in GRAPHS]
    app.layout = html.Div(
        [
            html.H1("Industry"),
            html.Div(dropdowns, style={**beside, "gridTemplateColumns": "2fr 1fr 1fr"}),
            html.Div(id="cards", style={**beside, "gridTemplateColumns": "repeat(4, 1fr)"}),
            graphs[0],
            html.Div(graphs[1:3], style=beside),
            html.Div(graphs[3:], style=beside),
        ],
        style={"fontFamily": "sans-serif", "padding": "0 5rem"},
    )

    @app.callback(
        [*(Output(name, "figure") for name in GRAPHS), Output("cards", "children")],
        [Input("without_platform", "value"), Input("by", "value"), Input("grain", "value")],
    )
    def draw(without_platform: list[str], by: str, grain: str) -> list[object]:
        scope = scope_of({"without_platform": without_platform, "by": by, "grain": grain}, bar)
        drawn = remembered(("dash figures", warehouse.version, scope), lambda: figures(warehouse, scope))
        return [*drawn, cards(warehouse, scope)]

    return app


def main() -> None:
    """Warm up like the product does, then serve."""
    warehouse = get_warehouse()
    warm_up_first_page(warehouse)
    app = page(warehouse)
    gc.collect()
    gc.freeze()
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    app.run(host="127.0.0.1", port=int(sys.argv[1]), debug=False, threaded=True)


if __name__ == "__main__":
    main()
