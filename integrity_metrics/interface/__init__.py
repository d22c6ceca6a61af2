"""The router, and the Streamlit pieces pages share: filter bar, cards, chart frame, errors, exports."""
