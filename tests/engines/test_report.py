"""The table of docs/engines.md names what there is."""

from __future__ import annotations

from .report import expected_queries, needs_rule, reported_queries


def test_every_query_file_is_in_the_table() -> None:
    missing = expected_queries() ^ reported_queries()
    assert not missing, "renew it: python -m pytest -m engines tests/engines --engines-report"


def test_a_rule_is_told_from_a_plain_translation() -> None:
    assert needs_rule("marts/staged/waited_reports", "postgres")  # extract(second from ...)
    assert not needs_rule("metrics/mart_builds", "spark")  # only the types of its parameters are said
