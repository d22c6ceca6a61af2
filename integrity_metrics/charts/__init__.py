"""Charts: `Estimates` in, Plotly figure out; one theme."""
