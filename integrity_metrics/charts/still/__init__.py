"""Charts as files, for reports and messages. Only those import Matplotlib: no visitor waits for it."""
