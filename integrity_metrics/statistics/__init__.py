"""Arrays in, estimates out: the estimators, one method a file (see docs/estimators.md)."""
