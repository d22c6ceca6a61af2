"""How a column of the warehouse becomes the type the contract gives it, or why it cannot."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from sqlglot import exp
from sqlglot.errors import SqlglotError

from integrity_metrics.warehouse.column_types import serves
from integrity_metrics.warehouse.query_files import AUTHORING_DIALECT

_WHOLE = exp.DataType.INTEGER_TYPES - {exp.DType.BIT}
_DECIMAL = {exp.DType.DECIMAL, exp.DType.BIGDECIMAL}
_FLOAT = {exp.DType.DOUBLE, exp.DType.FLOAT}
_ZONED = {exp.DType.TIMESTAMPTZ, exp.DType.TIMESTAMPLTZ}
_PLAIN_TIME = {
    exp.DType.TIMESTAMP,
    exp.DType.TIMESTAMPNTZ,
    exp.DType.TIMESTAMP_S,
    exp.DType.TIMESTAMP_MS,
    exp.DType.TIMESTAMP_NS,
    exp.DType.DATETIME,
}
_DAY = {exp.DType.DATE, exp.DType.DATE32}
# Not compared or shown as text everywhere: identifiers, lists of values, text filled up with blanks.
_NAMED = {exp.DType.UUID, exp.DType.ENUM, exp.DType.CHAR, exp.DType.NCHAR}
# PostgreSQL's text without case, which the parser does not know.
_CASELESS = "citext"
# Text of the contract that names a thing; platforms often number their things.
_NUMBERED = ("_id", "version")


@dataclass(frozen=True, slots=True)
class Conversion:
    """How to make one type of another.

    Parameters
    ----------
    fit
        How good it is, 0 to 1; 1 is the same type.
    how
        ``as is``, ``cast``, ``round`` (and cast), ``utc`` (a moment with a zone becomes one in UTC), ``utc day`` or
        ``not zero``.
    note
        What a reader should know, "" for nothing.
    """

    fit: float
    how: str
    note: str = ""


@lru_cache(maxsize=4096)
def conversion(wanted: str, found: str, dialect: str, column: str = "") -> Conversion | None:
    """Return how a column of type `found` becomes the contract's type `wanted`; None when it cannot.

    Parameters
    ----------
    wanted
        A type of the contract.
    found
        The type as the warehouse names it.
    dialect
        The sqlglot dialect of the warehouse.
    column
        The contract's column: an id may be a number, a name may not.

    Examples
    --------
    >>> conversion("TIMESTAMP", "timestamp with time zone", "postgres").how
    'utc'
    >>> conversion("VARCHAR", "BIGINT", "duckdb", "content_id").note, conversion("VARCHAR", "BIGINT", "duckdb", "name")
    ('BIGINT becomes text', None)
    """
    kind = _kind(found, dialect)
    if kind is None:
        return None
    if wanted == "VARCHAR":
        return _text(kind, found, dialect, column)
    if wanted in ("DATE", "TIMESTAMP"):
        return _moment(wanted, kind, found, dialect)
    if wanted == "BOOLEAN":
        if kind in _WHOLE and column.startswith(("is_", "has_")):
            return Conversion(0.8, "not zero", "0 is false, any other number true")
        return Conversion(1.0, "as is") if kind is exp.DType.BOOLEAN else None
    return _number(wanted, kind, found)


def _kind(found: str, dialect: str) -> exp.DType | None:
    if found.lower() == _CASELESS:
        return exp.DType.CHAR
    try:
        built = exp.DataType.build(found, dialect=dialect)
    except (SqlglotError, AttributeError):
        # A type of the platform's own.
        return None
    if dialect == "spark" and found.lower() == "timestamp":
        # Spark's own name for a moment of the session's time zone.
        return exp.DType.TIMESTAMPLTZ
    return built.this if isinstance(built.this, exp.DType) else None


def _text(kind: exp.DType, found: str, dialect: str, column: str) -> Conversion | None:
    if kind in _NAMED:
        return Conversion(0.95, "cast", f"{_short(found)} becomes text")
    if serves("VARCHAR", found, dialect)[0]:
        return Conversion(1.0, "as is")
    if kind in _WHOLE and column.endswith(_NUMBERED):
        return Conversion(0.95, "cast", f"{_short(found)} becomes text")
    return None


def _moment(wanted: str, kind: exp.DType, found: str, dialect: str) -> Conversion | None:
    if kind in _ZONED:
        if wanted == "TIMESTAMP":
            return Conversion(0.98, "utc", "converted to UTC")
        return Conversion(0.8, "utc day", "its UTC day; a row a moment would not be a row a day")
    if kind in _PLAIN_TIME:
        if wanted == "DATE":
            return Conversion(0.8, "cast", "its day; a row a moment would not be a row a day")
        # Seconds, milliseconds and nanoseconds are kept by types of their own in some databases.
        same = serves(wanted, found, dialect) == (True, "")
        return Conversion(1.0, "as is", "taken to be UTC") if same else None
    if kind in _DAY:
        if wanted == "DATE":
            return Conversion(1.0, "as is")
        return Conversion(0.85, "cast", "a day without time: delays are whole days")
    return None


def _number(wanted: str, kind: exp.DType, found: str) -> Conversion | None:
    if kind in _WHOLE:
        return Conversion(1.0, "as is")
    if kind in _DECIMAL:
        note = f"{_short(found)} becomes a {'DOUBLE' if wanted == 'DOUBLE' else 'whole number'}"
        return Conversion(0.95, "cast" if wanted == "DOUBLE" else "round", note)
    if kind in _FLOAT:
        return Conversion(1.0, "as is") if wanted == "DOUBLE" else Conversion(0.85, "round", "rounded to whole numbers")
    return None


def _short(found: str) -> str:
    return found if len(found) <= 30 else found[:29] + "…"


def converted(column: exp.Expr, wanted: str, how: str, dialect: str) -> exp.Expr:
    """Return `column` as an expression of the contract's type `wanted`.

    Parameters
    ----------
    column
        The column of the source.
    wanted
        A type of the contract.
    how
        `Conversion.how`.
    dialect
        Of the database that will run it: Spark has no ``at time zone``, and sessions of ours are in UTC there.

    Examples
    --------
    >>> converted(exp.column("seen"), "TIMESTAMP", "utc", "postgres").sql("postgres")
    "seen AT TIME ZONE 'UTC'"
    """
    if how == "as is":
        return column
    if how == "not zero":
        return exp.NEQ(this=column, expression=exp.Literal.number(0))
    if how == "round":
        return exp.cast(exp.func("round", column), contract_type(wanted))
    if how in ("utc", "utc day"):
        zoned: exp.Expr = exp.AtTimeZone(this=column, zone=exp.Literal.string("UTC"))
        if dialect == "spark":
            zoned = exp.cast(column, exp.DType.TIMESTAMPNTZ)
        return zoned if how == "utc" else exp.cast(zoned, "date")
    return exp.cast(column, contract_type(wanted))


def contract_type(name: str) -> exp.DataType:
    """Return a type of the contract; Spark's own TIMESTAMP, for one, is another than the contract's.

    Examples
    --------
    >>> contract_type("TIMESTAMP").sql("spark")
    'TIMESTAMP_NTZ'
    """
    return exp.DataType.build(name, dialect=AUTHORING_DIALECT)
