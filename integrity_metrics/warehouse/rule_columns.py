"""What a draft rule may be written with: its columns and functions, and what kind of value each is.

The SQL of every name is the projection of that name in ``queries/metrics/rules/columns.sql``.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from integrity_metrics.errors import IntegrityError


class RuleExpressionError(IntegrityError, ValueError):
    """A draft rule says something it may not; the sentence names the token."""


class Kind(StrEnum):
    """What sort of value an operand has."""

    TEXT = "text"
    NUMBER = "number"
    BOOLEAN = "true or false"


@dataclass(frozen=True, slots=True)
class RuleColumn:
    """A column a draft rule may read.

    Parameters
    ----------
    name, kind, meaning
        As people write it; what it holds, with its unit.
    may_be_missing
        Whether it may be NULL; a comparison with a missing value does not match.
    lowest
        Smallest possible number, where there is one.
    """

    name: str
    kind: Kind
    meaning: str
    may_be_missing: bool = False
    lowest: float | None = None


COLUMNS: dict[str, RuleColumn] = {
    column.name: column
    for column in (
        RuleColumn("content_type", Kind.TEXT, "kind of content, lower case"),
        RuleColumn("market", Kind.TEXT, "ISO 3166-1 alpha-2 code, upper case"),
        RuleColumn("language", Kind.TEXT, "ISO 639-1 code, lower case", may_be_missing=True),
        RuleColumn("created_hour", Kind.NUMBER, "UTC hour of the day it was made, 0 to 23", lowest=0),
        RuleColumn("creator_age_days", Kind.NUMBER, "days since the creator's first content", lowest=0),
        RuleColumn("creator_contents_before", Kind.NUMBER, "contents the creator had made before", lowest=0),
        RuleColumn("creator_actions_before", Kind.NUMBER, "actions on the creator's contents before", lowest=0),
        RuleColumn("model_score", Kind.NUMBER, "score of the model at sampling time", may_be_missing=True),
    )
}
# Known of sampled views only: a rule that reads one is evaluated on the label sample, not on every content.
SAMPLED_COLUMNS = frozenset({"model_score"})
# Functions of one text, and of the id of a rule, with the kind of their value.
TEXT_FUNCTIONS: dict[str, Kind] = {"lower": Kind.TEXT, "upper": Kind.TEXT, "length": Kind.NUMBER}
RULE_FUNCTIONS: dict[str, Kind] = {"rule_hit": Kind.BOOLEAN, "rule_score": Kind.NUMBER}
FUNCTIONS: tuple[str, ...] = (*TEXT_FUNCTIONS, "coalesce", *RULE_FUNCTIONS)
