"""What people record: events and verdicts, incidents, targets, annotations. Knows neither warehouse nor Streamlit."""
