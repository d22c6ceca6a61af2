"""`python -m integrity_metrics` is the command line."""

from __future__ import annotations

from integrity_metrics.cli import main

main()
