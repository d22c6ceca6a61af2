"""What a warehouse says of itself when it is connected: its version, and its own time zone."""

from __future__ import annotations

import re
from dataclasses import dataclass

from sqlglot import exp

from integrity_metrics.warehouse.check_statements import Query
from integrity_metrics.warehouse.engine import Warehouse

# What follows it is how the database was built.
_VERSION = re.compile(r"(?:[A-Za-z]+ )?v?\d+(?:\.\d+)*")
_UTC = ("UTC", "Etc/UTC", "GMT")


@dataclass(frozen=True, slots=True)
class Greeting:
    """What a warehouse says of itself; `time_zone` is "" where a database has none of its own."""

    name: str
    version: str
    time_zone: str

    @property
    def lines(self) -> list[str]:
        """The greeting in words.

        Examples
        --------
        >>> Greeting("DuckDB shop.duckdb", "v2.0.0", "").lines
        ['DuckDB shop.duckdb answers: v2.0.0.']
        """
        lines = [f"{self.name} answers: {self.version}."]
        if self.time_zone and self.time_zone not in _UTC:
            lines.append(
                f"Note: its own time zone is {self.time_zone}. The product's sessions are in UTC; a moment stored "
                "without a time zone is taken to be in UTC, so convert it in the view if it is not."
            )
        return lines


def greeting(warehouse: Warehouse) -> Greeting:
    """Ask a warehouse for its version and its own time zone; raises when it cannot be reached."""
    version = Query("connect/version", exp.select(exp.alias_(exp.Anonymous(this="version"), "version")))
    said = str(warehouse.run(version.bound(warehouse.dialect)).frame.iloc[0, 0])
    zone = ""
    if warehouse.dialect == "postgres":
        # What a session begins with; ours has set its own since.
        own = exp.select("reset_val").from_("pg_settings").where("name = 'TimeZone'")
        zone = str(warehouse.run(Query("connect/time_zone", own).bound("postgres")).frame.iloc[0, 0])
    short = _VERSION.match(said)
    return Greeting(warehouse.name, short.group() if short is not None else said, zone)
