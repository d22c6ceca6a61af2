"""Writes the rows as markdown, and puts them between the marks of a page."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from calibrate_causal import Row as CausalRow

from calibration.tally import Alarms, Coverage

SHORT = {"interval_only": "interval", "upper_bound_only": "bound"}


def coverage_table(rows: Sequence[Coverage]) -> str:
    """One line a situation and method."""
    return markdown_table(
        ("situation", "question", "method", "status", "covered where ok", "wherever given", "width / truth", "94-97%"),
        [
            (
                row.situation,
                row.question,
                row.method,
                ", ".join(
                    f"{SHORT.get(kind, kind)} {share:.0%}" for kind, share in row.statuses.items() if share > 0.0005
                ),
                _percent(row.covered_ok, row.error_ok),
                _percent(row.covered, row.error),
                "-" if row.width is None else f"{row.width:.2g}",
                row.verdict,
            )
            for row in rows
        ],
    )


def alarms_table(rows: Sequence[Alarms]) -> str:
    """One line a situation and method in which nothing happens."""
    return markdown_table(
        ("situation", "method", "verdict given", "alarms", "promised", "result"),
        [
            (
                row.situation,
                row.method,
                f"{row.judged:.0%}",
                _percent(row.raised, row.error),
                "-" if row.promise.value == "contrast" else row.promise.value,
                row.verdict,
            )
            for row in rows
        ],
    )


def causal_table(rows: Sequence[CausalRow]) -> str:
    """One line a method and situation; nothing planted, so 100% less the coverage is the false alarm share."""
    return markdown_table(
        ("method", "situation", "coverage of 95%", "bias", "mean width"),
        [
            (
                row.method,
                row.situation,
                _percent(row.coverage, (row.coverage * (1 - row.coverage) / row.runs) ** 0.5),
                f"{row.bias:+.2f}",
                f"{row.mean_width:.2f}",
            )
            for row in rows
        ],
    )


def replace_between_marks(page: Path, name: str, text: str) -> None:
    """Put `text` between the comments `begin NAME` and `end NAME` of a markdown page."""
    begin, end = f"<!-- begin {name} -->", f"<!-- end {name} -->"
    before = page.read_text(encoding="utf-8")
    if begin not in before or end not in before:
        raise SystemExit(f"{page.name} has no place for {name}; add the lines {begin} and {end}")
    pattern = re.compile(f"{re.escape(begin)}.*?{re.escape(end)}", re.DOTALL)
    page.write_text(pattern.sub(lambda _: f"{begin}\n{text}\n{end}", before), encoding="utf-8")


def markdown_table(head: Sequence[str], body: Sequence[Sequence[str]]) -> str:
    """Lay out rows of text as a markdown table."""
    lines = [head, ["---"] * len(head), *body]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


def _percent(share: float | None, error: float | None) -> str:
    return "-" if share is None or error is None else f"{share:.1%} ({100 * error:.1f})"
