"""Integrity Metrics: the open dashboard for Trust & Safety measurement."""

__version__ = "0.1.0"
