"""Whether the type a column has in a warehouse serves for the type the contract gives it."""

from __future__ import annotations

from sqlglot import exp
from sqlglot.errors import SqlglotError

_TEXT = {"VARCHAR", "TEXT", "CHAR", "NCHAR", "NVARCHAR", "BPCHAR", "NAME", "ENUM"}
_WHOLE = {
    *("TINYINT", "SMALLINT", "MEDIUMINT", "INT", "BIGINT", "INT128"),
    *("UTINYINT", "USMALLINT", "UMEDIUMINT", "UINT", "UBIGINT", "UINT128"),
}
_TIMESTAMP = {"TIMESTAMP", "TIMESTAMPNTZ", "TIMESTAMP_S", "TIMESTAMP_MS", "TIMESTAMP_NS", "DATETIME"}
_DECIMAL = dict.fromkeys(("DECIMAL", "BIGDECIMAL"), "sums come back as decimals, which is slow")
_ZONED = dict.fromkeys(
    ("TIMESTAMPTZ", "TIMESTAMPLTZ"), "days are cut in UTC here, and by other tools in the time zone of their session"
)

# The contract's type -> the types that serve as they are.
_SERVING = {
    "VARCHAR": _TEXT,
    "DATE": {"DATE", "DATE32"},
    "TIMESTAMP": _TIMESTAMP,
    "DOUBLE": {"DOUBLE", *_WHOLE},
    "BIGINT": _WHOLE,
    "INTEGER": _WHOLE,
    "BOOLEAN": {"BOOLEAN"},
}
# The contract's type -> the types queries run on, with what goes wrong.
_TOLERATED = {
    "DATE": dict.fromkeys(_TIMESTAMP, "a time of day would split a day into several") | _ZONED,
    "TIMESTAMP": _ZONED | dict.fromkeys(("DATE", "DATE32"), "delays are whole days"),
    "DOUBLE": _DECIMAL | {"FLOAT": "it keeps seven digits"},
    "BIGINT": _DECIMAL | {"DOUBLE": "counts above 2^53 are rounded", "FLOAT": "counts above 2^24 are rounded"},
    "INTEGER": _DECIMAL | dict.fromkeys(("DOUBLE", "FLOAT"), "fractions are possible"),
}


def serves(wanted: str, found: str, dialect: str) -> tuple[bool, str]:
    """Return whether queries can run on a column of type `found`, and what goes wrong when they do ("" for nothing).

    Parameters
    ----------
    wanted
        A type of the contract.
    found
        The type as the warehouse names it.
    dialect
        The sqlglot dialect of the warehouse.

    Examples
    --------
    >>> serves("BIGINT", "UBIGINT", "duckdb"), serves("BIGINT", "VARCHAR", "duckdb")
    ((True, ''), (False, ''))
    >>> serves("TIMESTAMP", "timestamp with time zone", "postgres")
    (True, 'days are cut in UTC here, and by other tools in the time zone of their session')
    """
    try:
        kind = exp.DataType.build(found, dialect=dialect).this.value
    except (SqlglotError, AttributeError):
        # A type of the platform's own: no statement of ours was written for it.
        return False, ""
    if kind in _SERVING[wanted]:
        return True, ""
    problem = _TOLERATED.get(wanted, {}).get(kind, "")
    return bool(problem), problem
