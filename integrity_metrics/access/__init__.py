"""Who may look: the password file, checking a password, lock-out, sessions. Knows neither warehouse nor Streamlit."""
