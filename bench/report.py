"""The figures of both pages beside the targets, as a markdown table and as plain values."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from machine import Machine


@dataclass(frozen=True, slots=True)
class Target:
    """What the product's figure should be at most, or at least."""

    limit: float
    at_least: bool = False

    def met(self, value: float) -> bool:
        """Whether `value` reaches the target."""
        return value >= self.limit if self.at_least else value <= self.limit


@dataclass(frozen=True, slots=True)
class Row:
    """One figure of the product, the same of the Dash page, and the target where there is one."""

    figure: str
    unit: str
    product: float
    peer: float | None = None
    target: Target | None = None

    def as_markdown(self) -> str:
        """Return the row of the table."""
        target, verdict = "", ""
        if self.target is not None:
            sign = ">=" if self.target.at_least else "<="
            target = f"{sign} {self._say(self.target.limit)}"
            verdict = "met" if self.target.met(self.product) else "**not met**"
        peer = "" if self.peer is None else self._say(self.peer)
        return f"| {self.figure} | {self._say(self.product)} | {peer} | {target} | {verdict} |"

    def as_record(self) -> dict[str, Any]:
        """Return the row for JSON."""
        return {
            "figure": self.figure,
            "unit": self.unit,
            "integrity_metrics": self.product,
            "dash": self.peer,
            "target": None if self.target is None else self.target.limit,
            "met": None if self.target is None else self.target.met(self.product),
        }

    def _say(self, value: float) -> str:
        if self.unit == "ms":
            return f"{value * 1000:,.{1 if value < 0.01 else 0}f} ms"
        return f"{value:,.{0 if self.unit == 'MB' else 1 if self.unit == '/s' else 2}f} {self.unit}"


def as_markdown(machine: Machine, queries: Iterable[Mapping[str, Any]], rows: Iterable[Row]) -> str:
    """Return the whole report as markdown."""
    lines = [
        f"{machine.cores} cores ({machine.processor}), {machine.memory_gb} GB, {machine.system}, "
        f"Python {machine.python}; load average at the start {machine.load:.2f}.",
    ]
    if not machine.is_idle:
        lines += ["", "**The machine was not idle: these figures cannot be compared with the targets or other runs.**"]
    lines += ["", "| figure | Integrity Metrics | Dash | target | verdict |", "|---|---|---|---|---|"]
    lines += [row.as_markdown() for row in rows]
    lines += ["", "| statement of the default page | asks | rows | cold | warm, best of 7 |", "|---|---|---|---|---|"]
    lines += [
        f"| {q['name']} | {q['asked']} | {q['rows']:,} | {q['cold_s'] * 1000:.1f} ms | {q['warm_s'] * 1000:.1f} ms |"
        for q in queries
    ]
    return "\n".join(lines)
