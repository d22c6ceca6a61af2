"""Metrics: the catalogue, and one module a subject that asks the warehouse and returns `Estimates`."""
