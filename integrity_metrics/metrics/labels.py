"""How codes and numbers read on a screen: one place for names of values, and one formatter for every number."""

from __future__ import annotations

import math

from integrity_metrics.metrics.catalogue import Unit

# Prefixes that the EU DSA database repeats on every code of a dimension.
_PREFIXES = (
    "STATEMENT_CATEGORY_",
    "AUTOMATED_DECISION_",
    "DECISION_VISIBILITY_CONTENT_",
    "DECISION_VISIBILITY_",
    "DECISION_MONETARY_",
    "DECISION_PROVISION_",
    "DECISION_ACCOUNT_",
    "DECISION_GROUND_",
    "CONTENT_TYPE_",
    "ACCOUNT_TYPE_",
    "SOURCE_TYPE_",
    "SOURCE_",
    "KEYWORD_",
)
_NAMES = {
    "STATEMENT_CATEGORY_OTHER_VIOLATION_TC": "Other violation of terms",
    "other_violation_tc": "Other violation of terms",
    "not_specified_notice": "Not specified (notice)",
    "STATEMENT_CATEGORY_NOT_SPECIFIED_NOTICE": "Not specified (notice)",
    "SOURCE_ARTICLE_16": "Notice (Article 16)",
    "SOURCE_TRUSTED_FLAGGER": "Trusted flagger",
    "SOURCE_TYPE_OTHER_NOTIFICATION": "Other notification",
    "SOURCE_VOLUNTARY": "Own initiative",
    "AUTOMATED_DECISION_FULLY": "Fully automated",
    "AUTOMATED_DECISION_PARTIALLY": "Partially automated",
    "AUTOMATED_DECISION_NOT_AUTOMATED": "Not automated",
    "DECISION_GROUND_ILLEGAL_CONTENT": "Illegal content",
    "DECISION_GROUND_INCOMPATIBLE_CONTENT": "Against the terms",
    "Yes": "Automated",
    "No": "Not automated",
    "yes": "Automated",
    "no": "Not automated",
    "ZZ": "Unknown or several markets",
}
DIMENSION_NAMES = {
    "platform": "Platform",
    "category": "Category",
    "source_type": "Source",
    "automated_detection": "Automated detection",
    "automated_decision": "Automated decision",
    "decision_ground": "Ground",
    "decision_visibility": "Visibility decision",
    "decision_account": "Account decision",
    "decision_provision": "Service decision",
    "decision_monetary": "Monetary decision",
    "content_type": "Content type",
    "territorial_scope": "Territory",
    "category_specification": "Keyword",
    "account_type": "Account type",
    "total": "No break-down",
    "area": "Policy area",
    "surface": "Surface",
    "policy": "Policy",
    "action_type": "Action type",
    "detection_source": "Detection source",
    "market": "Market",
    "applies_to": "Promised work",
    "queue_or_severity": "Queue or severity",
    "measure": "Measure",
}
_SCALES = ((1e9, "billion"), (1e6, "million"))


def name_of(value: str) -> str:
    """Return a value as people read it; names that are no codes are left as they are.

    Examples
    --------
    >>> name_of("STATEMENT_CATEGORY_SCAMS_AND_FRAUD"), name_of("Google Shopping"), name_of("suspend_account")
    ('Scams and fraud', 'Google Shopping', 'Suspend account')
    """
    if value in _NAMES:
        return _NAMES[value]
    for prefix in _PREFIXES:
        if value.startswith(prefix):
            value = value.removeprefix(prefix).lower()
            break
    else:
        if not (value.islower() and ("_" in value or value.isalpha())):
            return value
    words = value.replace("_", " ")
    return words[:1].upper() + words[1:]


def name_of_dimension(dimension: str) -> str:
    """Return a dimension as people read it."""
    return DIMENSION_NAMES.get(dimension, dimension.replace("_", " ").capitalize())


def format_value(value: float | None, unit: Unit) -> str:
    """Return a number with its unit, short enough for a card; every number on a page goes through here.

    Examples
    --------
    >>> format_value(36_636_410_373, "count"), format_value(0.0239, "share"), format_value(0.05, "days")
    ('36.6 billion', '2.39%', '1.2 hours')
    >>> format_value(0.00073, "per_10k"), format_value(7e-6, "per_10k")
    ('7.3 of 10,000 views', '0.070 of 10,000 views')
    """
    if value is None or math.isnan(value):
        return "not enough data"
    match unit:
        case "count":
            return _short_count(value)
        case "share":
            return f"{value:.3%}" if 0 < abs(value) < 0.001 else f"{value:.2%}" if abs(value) < 0.1 else f"{value:.1%}"
        case "per_10k":
            return f"{per_10k(value)} of 10,000 views"
        case "days":
            if value >= 1:
                return f"{value:,.1f} days"
            return f"{value * 24:.1f} hours" if value * 24 >= 1 else "under 1 hour"


def format_interval(low: float | None, high: float | None, unit: Unit) -> str:
    """Return an interval with its unit once, as a card shows it; empty where there is none.

    Examples
    --------
    >>> format_interval(0.00061, 0.00087, "per_10k"), format_interval(0.021, 0.0263, "share")
    ('6.1 to 8.7', '2.10% to 2.63%')
    """
    if low is None or high is None or math.isnan(low) or math.isnan(high):
        return ""
    if unit == "per_10k":
        return f"{per_10k(low)} to {per_10k(high)}"
    return f"{format_value(low, unit)} to {format_value(high, unit)}"


def per_10k(value: float) -> str:
    """Return a share as a number of 10,000 views, with two or three figures.

    Examples
    --------
    >>> per_10k(0.0123), per_10k(0.00073), per_10k(0)
    ('123', '7.3', '0')
    """
    size = value * 10_000
    if size == 0:
        return "0"
    decimals = 0 if abs(size) >= 100 else 1 if abs(size) >= 1 else 3
    return f"{size:,.{decimals}f}"


def _short_count(value: float) -> str:
    for scale, word in _SCALES:
        if abs(value) >= scale:
            return f"{value / scale:,.1f} {word}"
    return f"{value:,.0f}"
