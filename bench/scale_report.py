"""What `bench/scale.py` measured, as the tables of docs/scale.md."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from statistics import median
from typing import Any

BEGIN, END = "<!-- measured: begin -->", "<!-- measured: end -->"
LARGEST_RATIO = 1.5
# Statements that take longer than this at the largest scale have a line of their own.
SLOW_S = 0.1
# What scale_engines.py calls a full build.
BUILD = "full build of the marts"
Results = Mapping[str, Any]


def between_markers(text: str, tables: str) -> str:
    r"""Return the page with the tables where the last ones were.

    Examples
    --------
    >>> between_markers(f"a {BEGIN} old {END} b", "new") == f"a {BEGIN}\n\nnew\n\n{END} b"
    True
    """
    head, _, rest = text.partition(BEGIN)
    _, _, tail = rest.partition(END)
    return f"{head}{BEGIN}\n\n{tables}\n\n{END}{tail}"


def tables(results: Results) -> str:
    """Return every table there are figures for."""
    scales = dict(sorted(results["scales"].items(), key=lambda item: float(item[0])))
    parts = []
    if scales:
        built, asked = ({n: s for n, s in scales.items() if part in s} for part in ("builds", "pages"))
        parts += [_machines(scales), _platforms(scales)]
        parts += [_builds(built)] if built else []
        parts += [_pages(asked), _slow(asked), _raw(asked)] if asked else []
    if results["engines"]:
        parts.append(_engines(results["engines"]))
    return "\n\n".join(part for part in parts if part)


def _machines(scales: Results) -> str:
    lines = []
    for scale, found in scales.items():
        machine = found["machine"]
        idle = "" if machine["load"] <= 0.5 else " (not idle: compare columns, not seconds)"
        lines.append(
            f"Scale {scale}: {machine['cores']} cores ({machine['processor']}), {machine['memory_gb']} GB, Python "
            f"{machine['python']}; load average at the start {machine['load']:.2f}{idle}."
        )
    return "\n".join(lines)


def _platforms(scales: Results) -> str:
    rows = [
        (name, *(say(found["size"]) for found in scales.values()))
        for name, say in (
            ("contents", lambda size: f"{size['contents']:,}"),
            ("content-day rows of views", lambda size: f"{size['views']:,}"),
            ("rows of the contract", lambda size: f"{size['rows']:,}"),
            ("on disk", lambda size: f"{size['bytes'] / 1e9:.2f} GB"),
        )
    ]
    return "### The platforms\n\n" + _table(("", *_heads(scales)), rows)


def _builds(scales: Results) -> str:
    first = next(iter(scales.values()))

    def night(found: Results) -> float:
        return float(median(each["seconds"] for each in found["builds"]["nights"]))

    def full(found: Results) -> Results:
        figures: Results = found["builds"]["full"]
        return figures

    def memory(found: Results) -> float:
        return float(max(each["megabytes"] for each in (full(found), *found["builds"]["nights"])))

    rows = [
        ("rows of marts", *(f"{full(f)['rows']:,.0f} ({full(f)['rows'] / full(first)['rows']:.1f} x)"
                            for f in scales.values())),
        ("full build", *(f"{full(f)['seconds']:.0f} s ({full(f)['seconds'] / full(first)['seconds']:.1f} x)"
                         for f in scales.values())),
        ("rows of the contract built a second", *(f"{f['size']['rows'] / full(f)['seconds']:,.0f}"
                                                  for f in scales.values())),
        ("peak memory", *(f"{memory(f):,.0f} MB" for f in scales.values())),
        ("a night: newest day and trailing days", *(f"{night(f):.1f} s ({night(f) / night(first):.1f} x)"
                                                    for f in scales.values())),
        ("... as a share of a full build", *(f"{night(f) / full(f)['seconds']:.1%}" for f in scales.values())),
    ]  # fmt: skip
    return "### Building the marts\n\n" + _table(("", *_heads(scales)), rows)


def _pages(scales: Results) -> str:
    lines = []
    for view in next(iter(scales.values()))["pages"]:
        for what, reads_marts in (("marts", True), ("contract", False)):
            found = [_statements(scale["pages"][view], reads_marts) for scale in scales.values()]
            if not found[0]:
                continue
            warm = [sum(each["warm_s"] for each in one) for one in found]
            cold = [sum(each["cold_s"] for each in one) for one in found]
            ratio = warm[-1] / warm[0]
            judged = reads_marts and len(scales) > 1
            verdict = ("met" if ratio <= LARGEST_RATIO else "**not met**") if judged else ""
            failed = any(scale["pages"][view]["errors"] for scale in scales.values())
            name = f"{view} (**showed an error**)" if failed else view
            seconds = [_milliseconds(each) for each in warm], [_milliseconds(each) for each in cold]
            lines.append((name, what, f"{len(found[-1])}", *seconds[0], f"{ratio:.2f}", verdict, *seconds[1]))
    warm_heads = [f"warm, {head}" for head in _heads(scales)]
    cold_heads = [f"cold, {head}" for head in _heads(scales)]
    head = ("page", "reads", "statements", *warm_heads, "ratio", f"<= {LARGEST_RATIO}", *cold_heads)
    return "### What a page asks: all its statements together, milliseconds of the database\n\n" + _table(head, lines)


def _slow(scales: Results) -> str:
    lines = []
    for view, last in list(scales.values())[-1]["pages"].items():
        for name in sorted({each["name"] for each in last["statements"]}):
            warm = [_of_name(scale["pages"][view], name) for scale in scales.values()]
            if warm[-1] >= SLOW_S:
                reads = "marts" if any(s["marts"] for s in last["statements"] if s["name"] == name) else "contract"
                ratio = f"{warm[-1] / warm[0]:.1f}" if warm[0] else ""
                lines.append((view, f"`{name}`", reads, *(_milliseconds(s) for s in warm), ratio))
    if not lines:
        return ""
    head = ("page", "statement", "reads", *_heads(scales), "ratio")
    return f"### Statements of {SLOW_S * 1000:.0f} ms and more at the largest scale\n\n" + _table(head, lines)


def _raw(scales: Results) -> str:
    lines = []
    for scale, found in scales.items():
        for name, each in _slowest_raw(found["pages"]).items():
            if each["raw_s"] is None:
                lines.append((scale, f"`{name}`", "", each["why"], "", ""))
                continue
            same = "yes" if each["same"] else "**no**"
            times = f"{each['raw_s'] / each['marts_s']:,.0f} x"
            lines.append(
                (scale, f"`{name}`", _milliseconds(each["marts_s"]), _milliseconds(each["raw_s"]), times, same)
            )
    if not lines:
        return ""
    head = ("scale", "statement", "on marts", "on raw rows", "", "same answer")
    return "### The same questions on raw rows, milliseconds\n\n" + _table(head, lines)


def _slowest_raw(pages: Results) -> dict[str, Results]:
    """Return the slowest raw question of each kind over all pages, and any that did not end."""
    found: dict[str, Results] = {}
    for view in pages.values():
        for each in view["raw"]:
            known = found.get(each["name"])
            if known is None or (known["raw_s"] is not None and (each["raw_s"] or float("inf")) > known["raw_s"]):
                found[each["name"]] = each
    return dict(sorted(found.items()))


def _engines(engines: Results) -> str:
    lines = []
    for found in engines.values():
        title = f"{found['title']}, scale {found['scale']}"
        lines += [(title, what, f"{seconds:.2f} s", f"{seconds / duckdb:.1f}" if duckdb else "")
                  for what, (seconds, duckdb) in found["seconds"].items()]  # fmt: skip
        rate = found["rows"] / found["seconds"][BUILD][0] / found["cores"]
        lines.append((title, "rows of the contract built a second and core", f"{rate:,.0f}", ""))
        if any("on raw rows" in what for what in found["seconds"]):
            said = ", ".join(f"`{name}`" for name in found["different"]) or "none"
            lines.append((title, "answers of raw rows that differ from those of marts", said, ""))
    head = ("engine", "what", "measured", "as a ratio to DuckDB in the same run")
    return "### Other engines\n\n" + _table(head, lines)


def _statements(view: Results, reads_marts: bool) -> list[Results]:
    return [each for each in view["statements"] if bool(each["marts"]) == reads_marts]


def _of_name(view: Results, name: str) -> float:
    return float(sum(each["warm_s"] for each in view["statements"] if each["name"] == name))


def _milliseconds(seconds: float) -> str:
    return f"{seconds * 1000:,.0f}"


def _heads(scales: Results) -> list[str]:
    return [f"scale {scale}" for scale in scales]


def _table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    cells = list(head)
    lines = [f"| {' | '.join(cells)} |", "|---" * len(cells) + "|"]
    return "\n".join([*lines, *(f"| {' | '.join(row)} |" for row in rows)])
