"""`Answers`: what one engine says to every case, asked ahead by a few threads while tests compare."""

from __future__ import annotations

from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import dataclass

import pandas as pd

from integrity_metrics.warehouse.engine import Warehouse
from integrity_metrics.warehouse.failures import WarehouseError

from .case import Case


@dataclass(frozen=True, slots=True)
class Answer:
    """The rows as the product gets them, the statement as it ran, and how long it took."""

    frame: pd.DataFrame
    sql: str
    seconds: float


class Answers:
    """The answers of one engine.

    Parameters
    ----------
    warehouse
        The engine, opened as the product opens it.
    cases
        What to ask.
    marts_schema
        The schema that has the marts.
    threads
        How many statements at a time.
    """

    def __init__(self, warehouse: Warehouse, cases: Iterable[Case], *, marts_schema: str, threads: int) -> None:
        self._warehouse = warehouse
        self._marts_schema = marts_schema
        self._pool = ThreadPoolExecutor(threads)
        self._asked = {(case.name, case.label): self._pool.submit(self._ask, case) for case in cases}

    def of(self, case: Case) -> Answer:
        """Return the answer to a case, or raise what the engine raised."""
        return self._asked[case.name, case.label].result()

    def has(self, case: Case) -> bool:
        """Return whether the engine is asked a case."""
        return (case.name, case.label) in self._asked

    def await_all(self) -> None:
        """Return when everything is answered, so that the next engine has the machine for itself."""
        wait(self._asked.values())

    def close(self) -> None:
        """Ask nothing more."""
        self._pool.shutdown(cancel_futures=True)

    def _ask(self, case: Case) -> Answer:
        statement = case.statement(self._warehouse.dialect, self._marts_schema)
        try:
            result = self._warehouse.run(statement)
        except WarehouseError:
            # Once in some thousand statements Java fails to link code that Spark wrote for it; what is wrong with a
            # statement fails again.
            result = self._warehouse.run(statement)
        return Answer(result.frame, result.executed.sql, result.executed.seconds)
