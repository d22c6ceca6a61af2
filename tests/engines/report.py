"""The table of docs/engines.md: each query file on each engine, how it is said there and how long it took."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from statistics import median

from sqlglot import exp

from integrity_metrics.paths import QUERIES
from integrity_metrics.warehouse.dialects.dialects import DIALECTS
from integrity_metrics.warehouse.dialects.translate import show
from integrity_metrics.warehouse.query_files import all_queries, load_query

from .answers import Answers
from .cases import ELSEWHERE, by_name
from .compare import compared

PAGE = QUERIES.parent / "docs" / "engines.md"
BEGIN, END = "<!-- table: begin -->", "<!-- table: end -->"


def write_report(expected: Answers, found: Mapping[str, Answers], page: Path = PAGE) -> None:
    """Put the table of a run between the marks of the page.

    Parameters
    ----------
    expected
        DuckDB's answers.
    found
        Dialect -> the answers of another engine.
    page
        Markdown with the two marks.
    """
    table = "\n".join(_table(expected, found))
    text = page.read_text(encoding="utf-8")
    before, rest = text.split(BEGIN)
    after = rest.split(END)[1]
    page.write_text(f"{before}{BEGIN}\n{table}\n{END}{after}", encoding="utf-8")


def reported_queries(page: Path = PAGE) -> set[str]:
    """Return the query files, and the folders of those compared elsewhere, that the page's table names."""
    table = page.read_text(encoding="utf-8").split(BEGIN)[1].split(END)[0]
    return set(re.findall(r"^\| `([^`]+)`", table, flags=re.MULTILINE))


def expected_queries() -> set[str]:
    """Return what the table has to name."""
    return {name for name in all_queries() if name in by_name()} | set(ELSEWHERE)


def needs_rule(name: str, dialect: str) -> bool:
    """Return whether a query file is said otherwise in a dialect than sqlglot alone would say it."""
    query = load_query(name)
    tree = query.tree.copy()
    for parameter in list(tree.find_all(exp.Placeholder)):
        parameter.replace(exp.column(f"parameter_{parameter.this}"))
    plain = tree.sql(dialect=dialect, pretty=True, comments=False)
    ours = re.sub(r":(\w+)", r"parameter_\1", show(query.tree, dialect, types=query.parameters))
    return _without_types(plain) != _without_types(ours)


def _without_types(sql: str) -> str:
    """Return a statement without the casts that only say what a parameter holds, on one line."""
    return " ".join(re.sub(r"CAST\((parameter_\w+) AS [A-Z_ ]+\)", r"\1", sql).split())


def _table(expected: Answers, found: Mapping[str, Answers]) -> Iterator[str]:
    titles = [DIALECTS[dialect].title for dialect in found]
    yield f"| query | DuckDB, ms | {' | '.join(titles)} |"
    yield "|---|---:|" + "---|" * len(titles)
    for name in sorted(expected_queries() - set(ELSEWHERE)):
        cells = [_cell(name, dialect, expected, answers) for dialect, answers in found.items()]
        yield f"| `{name}` | {1000 * median(_seconds(name, expected, expected)):.0f} | {' | '.join(cells)} |"
    for folder, reason in ELSEWHERE.items():
        number = sum(name.startswith(folder) for name in all_queries())
        yield f"| `{folder}` ({number} files) | | {' | '.join([reason] * len(titles))} |"


def _cell(name: str, dialect: str, expected: Answers, found: Answers) -> str:
    if compared(name, expected, found):
        return "**differs**"
    here, there = _seconds(name, expected, found), _seconds(name, found, found)
    how = "rule" if needs_rule(name, dialect) else "ok"
    ratio = median(there) / median(here)
    return f"{how}, {ratio:.0f}×" if ratio >= 10 else f"{how}, {ratio:.1f}×"


def _seconds(name: str, answers: Answers, asked: Answers) -> list[float]:
    return [answers.of(case).seconds for case in by_name()[name] if asked.has(case)]
