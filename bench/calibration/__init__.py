"""Simulated situations with a known truth, one family of estimators a module; `bench/calibrate.py` runs them all."""
