"""From a scan to somebody's inbox: events are recorded in casework, and alerts about them queued."""
