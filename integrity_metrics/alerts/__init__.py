"""Telling people of events: where to, when, and the sending itself. The messages wait in casework's outbox."""
