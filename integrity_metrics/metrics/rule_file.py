"""The file a draft rule is kept in (``rule.toml``), checked: name, policy, an expression or a score, author, note."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from integrity_metrics.warehouse.rule_columns import Kind, RuleExpressionError
from integrity_metrics.warehouse.rule_expression import parse_rule
from integrity_metrics.warehouse.rule_nodes import Column, Comparison, Condition, Constant, Order, OtherRule
from integrity_metrics.warehouse.rule_statement import rule_in_words

# A rule file is a page of text at most; a larger one is not read.
MOST_BYTES = 100_000


class DraftRule(BaseModel):
    """A draft rule. Unknown keys are errors.

    Parameters
    ----------
    name, author, note
        In words.
    policy
        Policy id it is for; labels of this policy count as hits that are right. None counts any violation.
    expression
        A condition over the contents, see `parse_rule`.
    score_at_least
        Instead of an expression: hits where the score is at least this.
    score_of
        Whose score: a rule id (its logged scores), or None for the model score of the label sample.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str = Field(min_length=1, max_length=120)
    policy: str | None = None
    expression: str | None = None
    score_at_least: float | None = Field(default=None, allow_inf_nan=False)
    score_of: str | None = None
    author: str = Field(min_length=1, max_length=120)
    note: str = Field(default="", max_length=2000)

    @model_validator(mode="after")
    def _has_one_condition(self) -> Self:
        if (self.expression is None) == (self.score_at_least is None):
            raise ValueError("give either expression or score_at_least, one of them")
        if self.score_of is not None and self.score_at_least is None:
            raise ValueError("score_of needs score_at_least")
        return self

    def condition(self) -> Condition:
        """Return what the rule tests.

        Raises
        ------
        RuleExpressionError
            When the expression says what it may not.
        """
        if self.expression is not None:
            return parse_rule(self.expression)
        score = (
            Column("model_score", Kind.NUMBER)
            if self.score_of is None
            else OtherRule("rule_score", self.score_of, Kind.NUMBER)
        )
        return Comparison(Order.AT_LEAST, score, Constant(float(self.score_at_least or 0.0), Kind.NUMBER))

    def in_words(self) -> str:
        """Return the condition as it was understood."""
        return rule_in_words(self.condition())


def read_rule_file(path: Path) -> DraftRule:
    """Return the rule a file holds.

    Raises
    ------
    RuleExpressionError
        Naming the file and the field: not there, too large, no TOML, unknown or missing keys.
    """
    try:
        if path.stat().st_size > MOST_BYTES:
            raise RuleExpressionError(
                f"{path.name} is larger than {MOST_BYTES:,} bytes; a rule file is a page of text."
            )
        with path.open("rb") as file:
            fields = tomllib.load(file)
    except OSError:
        raise RuleExpressionError(f"{path.name} cannot be read; check the path.") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise RuleExpressionError(f"{path.name} is not TOML ({error}); see docs/rules.md for an example.") from None
    return draft_rule(fields, path.name)


def draft_rule(fields: dict[str, object], where: str = "the rule") -> DraftRule:
    """Return the rule that fields describe, for forms and files.

    Examples
    --------
    >>> draft_rule({"name": "New in Brazil", "author": "Ana", "expression": "market = 'BR'"}).in_words()
    "market = 'BR'"
    >>> draft_rule({"name": "x", "author": "Ana", "threshold": 0.8})
    Traceback (most recent call last):
    ...
    integrity_metrics.warehouse.rule_columns.RuleExpressionError: the rule, threshold: Extra inputs are not permitted...
    """
    try:
        return DraftRule.model_validate(fields)
    except ValidationError as error:
        first = error.errors()[0]
        field = ".".join(str(part) for part in first["loc"]) or "condition"
        message = str(first["msg"]).removeprefix("Value error, ")
        raise RuleExpressionError(
            f"{where}, {field}: {message}; the keys are {', '.join(DraftRule.model_fields)}."
        ) from None
