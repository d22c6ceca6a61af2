"""Precision of every rule from each source that can say something about it, each under its own name."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np
import pandas as pd

from integrity_metrics.estimates import Executed
from integrity_metrics.metrics.rule_rows import RuleQuestion, ask_rows, rules_in
from integrity_metrics.scope import Filter
from integrity_metrics.statistics.blind_review import BlindReview, ReviewerValidation, blind_review
from integrity_metrics.statistics.clustered_hajek import clustered_hajek
from integrity_metrics.statistics.clustered_share_interval import clustered_share_interval
from integrity_metrics.statistics.status import Status
from integrity_metrics.statistics.wilson import wilson
from integrity_metrics.warehouse.engine import Heartbeat, Warehouse

FATES = ("acted on", "passed", "not reviewed")
MEASURES = ["value", "low", "high", "n", "covered_share", "status"]
# Golden answers below which reviewers' errors are not corrected for.
FEWEST_GOLDEN = 30
# Share of the hits that must have been decided on before production decisions count as a census of them.
MOSTLY_DECIDED = 0.9
# Share of the hits that second reviews must speak for to be the headline.
MOSTLY_REVIEWED = 0.5


class Source(StrEnum):
    """Where a precision comes from; what each can and cannot say is in docs/rules.md."""

    SECOND_REVIEW = "blind second reviews, corrected for reviewer error"
    SECOND_REVIEW_RAW = "blind second reviews, as answered"
    LABELLED_HITS = "labelled sample, per hit that was seen"
    LABELLED_VIEWS = "labelled sample, per view of a hit"
    PRODUCTION = "production decisions on hits"
    APPEALS = "appeals, bounds only"


@dataclass(frozen=True, slots=True)
class RulePrecision:
    """Precision by rule (and period or segment) and source.

    Parameters
    ----------
    frame
        The keys, ``source``, ``value``, ``low``, ``high`` (95%), ``n`` (reviews, contents, decisions or appeals),
        ``covered_share`` (share of the hits the source speaks for) and ``status``.
    reviews
        Rows of ``metrics/rules/reviews`` behind it, which also hold the reviewers' time.
    executed
        The statements.
    spared
        Rules the label sample was not asked about, as second reviews say enough.
    """

    frame: pd.DataFrame
    reviews: pd.DataFrame
    executed: tuple[Executed, ...]
    spared: tuple[str, ...] = ()

    def of(self, source: Source) -> pd.DataFrame:
        """Return the rows of one source."""
        return self.frame[self.frame["source"] == source.value].reset_index(drop=True)


def precision_sources(
    warehouse: Warehouse, question: RuleQuestion, heartbeat: Heartbeat | None = None, *, only_headlines: bool = False
) -> RulePrecision:
    """Return the precision of every rule from every source.

    Parameters
    ----------
    warehouse, question, heartbeat
        As everywhere.
    only_headlines
        Ask the label sample only about rules whose headline it may be: it is most of the work.
    """
    keys = ["rule_id", *question.by]
    reviews = ask_rows(warehouse, "reviews", question, heartbeat)
    golden = ask_rows(warehouse, "validation", question, heartbeat)
    appeals = ask_rows(warehouse, "appeals", question, heartbeat)
    policies = rules_in(warehouse, heartbeat)["policy_id"]
    parts = [
        second_reviews(reviews.frame, keys, golden.frame, policies),
        second_reviews(reviews.frame, keys, None, policies),
        production_decisions(reviews.frame, keys),
        appeal_bounds(appeals.frame, keys),
    ]
    spared = _well_reviewed(pd.concat(parts[:2])) if only_headlines else ()
    found = RulePrecision(
        _together(parts, keys), reviews.frame, (reviews.executed, golden.executed, appeals.executed), spared
    )
    if question.by:
        return found
    others = (Filter("rule", spared, excluded=True),) if spared else ()
    return _with_labels(warehouse, found, question, others, heartbeat)


def with_labels(
    warehouse: Warehouse,
    precision: RulePrecision,
    question: RuleQuestion,
    rule_id: str,
    heartbeat: Heartbeat | None = None,
) -> RulePrecision:
    """Return the same with what the label sample says about one rule, if it was spared before."""
    if rule_id not in precision.spared:
        return precision
    return _with_labels(warehouse, precision, question, (Filter("rule", (rule_id,)),), heartbeat)


def _with_labels(
    warehouse: Warehouse,
    precision: RulePrecision,
    question: RuleQuestion,
    filters: tuple[Filter, ...],
    heartbeat: Heartbeat | None,
) -> RulePrecision:
    asked = RuleQuestion(question.period, (*question.filters, *filters))
    labelled = ask_rows(warehouse, "labelled_hits", asked, heartbeat)
    hits = precision.reviews.groupby("rule_id")["contents"].sum()
    parts = [precision.frame, *(labelled_precision(labelled.frame, hits, source) for source in _LABEL_WEIGHTS)]
    executed = (*precision.executed, labelled.executed)
    return replace(precision, frame=_together(parts, ["rule_id"]), executed=executed)


def _together(parts: list[pd.DataFrame], keys: list[str]) -> pd.DataFrame:
    columns = [*keys, "source", *MEASURES]
    known = [part for part in parts if not part.empty]
    return pd.concat(known, ignore_index=True)[columns] if known else pd.DataFrame(columns=columns)


def _well_reviewed(second: pd.DataFrame) -> tuple[str, ...]:
    """Return the rules whose headline is from second reviews, whatever labels say."""
    is_enough = (second["covered_share"] >= MOSTLY_REVIEWED) & (second["status"] != Status.UNDEFINED.value)
    return tuple(sorted(set(second.loc[is_enough, "rule_id"])))


def second_reviews(
    reviews: pd.DataFrame, keys: list[str], golden: pd.DataFrame | None, policies: pd.Series
) -> pd.DataFrame:
    """Return precision from blind second reviews, post-stratified by what became of the hits.

    Parameters
    ----------
    reviews
        Rows of ``metrics/rules/reviews``.
    keys
        Columns that make a group; the first is ``rule_id``.
    golden
        Rows of ``metrics/rules/validation`` to correct for the reviewers' errors; None leaves their answers as given.
    policies
        Policy of every rule.
    """
    groups, counts = fate_counts(reviews, keys)
    if groups.empty:
        return pd.DataFrame(columns=[*keys, "source", *MEASURES])
    validation = None if golden is None else reviewer_validation(golden, groups["rule_id"].map(policies))
    found = blind_review(counts["second_confirmed"], counts["second_reviews"], counts["contents"], validation)
    source = Source.SECOND_REVIEW_RAW if validation is None else Source.SECOND_REVIEW
    if golden is not None and validation is None:
        return pd.DataFrame(columns=[*keys, "source", *MEASURES])
    return groups.assign(source=source.value, **review_measures(found))


def review_measures(found: BlindReview) -> dict[str, np.ndarray]:
    """Return the columns of a blind review."""
    return {
        "value": found.value,
        "low": found.low,
        "high": found.high,
        "n": found.reviews.astype(np.int64),
        "covered_share": found.covered_share,
        "status": found.status,
    }


def fate_counts(reviews: pd.DataFrame, keys: list[str]) -> tuple[pd.DataFrame, dict[str, np.ndarray]]:
    """Return the groups, and every count as an array of shape (groups, fates)."""
    names = [c for c in reviews.select_dtypes("number").columns if c not in keys]
    groups = reviews[keys].drop_duplicates().sort_values(keys, ignore_index=True)
    codes = reviews[keys].merge(groups.assign(code=np.arange(len(groups))), on=keys, how="left")["code"].to_numpy()
    cell = codes * len(FATES) + pd.Index(FATES).get_indexer(pd.Index(reviews["fate"]))
    cells = len(groups) * len(FATES)
    counts = {
        name: np.bincount(cell, reviews[name].to_numpy(dtype=float), cells).reshape(len(groups), len(FATES))
        for name in names
    }
    return groups, counts


def reviewer_validation(golden: pd.DataFrame, policies: pd.Series) -> ReviewerValidation | None:
    """Return how often reviewers are right on golden items, per rule: a false alarm counts where it names its policy.

    None with fewer than 30 golden items of either kind.
    """
    of = golden.groupby(["reference_is_violating", "is_violating"])["decisions"].sum()
    positives, negatives = of.get(True, pd.Series(dtype=float)), of.get(False, pd.Series(dtype=float))
    if positives.sum() < FEWEST_GOLDEN or negatives.sum() < FEWEST_GOLDEN:
        return None
    wrong = golden[~golden["reference_is_violating"].astype(bool) & golden["is_violating"].astype(bool)]
    alarms = wrong.groupby("policy_id")["decisions"].sum()
    named = policies.map(alarms).fillna(0).to_numpy(dtype=float)
    return ReviewerValidation(
        float(positives.get(True, 0)), float(positives.sum()), float(negatives.sum()) - named, float(negatives.sum())
    )


def production_decisions(reviews: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
    """Return the share of hits that production reviewers confirmed, where they decided on nearly all of them.

    Elsewhere the decided hits are those that were reported: no sample of the rule's hits, and no precision.
    """
    summed = reviews.groupby(keys, as_index=False)[["contents", "decisions", "decisions_confirmed"]].sum()
    decided = summed[summed["decisions"] >= MOSTLY_DECIDED * summed["contents"]].reset_index(drop=True)
    interval = wilson(decided["decisions_confirmed"], decided["decisions"])
    return decided[keys].assign(
        source=Source.PRODUCTION.value,
        value=interval.estimate,
        low=interval.low,
        high=interval.high,
        n=decided["decisions"].to_numpy(dtype=np.int64),
        covered_share=(decided["decisions"] / decided["contents"]).to_numpy(),
        status=interval.status,
    )


def appeal_bounds(appeals: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
    """Return what appeals leave open about the precision of a rule's actions: a lower and an upper bound.

    Lower: 1 - overturned / decided appeals, as wrong actions are appealed more readily than right ones. Upper: 1 -
    overturned / actions, as if every wrong action had been appealed. The outer ends of both Wilson intervals.
    """
    summed = appeals.groupby(keys, as_index=False)[["actions", "decided", "overturned"]].sum()
    lower = wilson(summed["overturned"], summed["decided"])
    upper = wilson(summed["overturned"], summed["actions"])
    none = summed["decided"].to_numpy() == 0
    return summed[keys].assign(
        source=Source.APPEALS.value,
        value=np.nan,
        low=np.where(none, np.nan, 1 - lower.high),
        high=np.where(none, np.nan, 1 - upper.low),
        n=summed["decided"].to_numpy(dtype=np.int64),
        covered_share=(summed["decided"] / summed["actions"]).to_numpy(),
        status=np.where(none, Status.UNDEFINED.value, Status.INTERVAL_ONLY.value),
    )


_LABEL_WEIGHTS = {Source.LABELLED_HITS: True, Source.LABELLED_VIEWS: False}


def labelled_precision(labelled: pd.DataFrame, hits: pd.Series, source: Source) -> pd.DataFrame:
    """Return precision from the label sample, per hit that was seen, or per view of a hit.

    A content's views come into the sample in proportion to how many it had: divided by them, a content counts once
    (Hansen and Hurwitz's multiplicity), as its summed weights have expectation views.

    Parameters
    ----------
    labelled
        Rows of ``metrics/rules/labelled_hits``.
    hits
        Contents hit, by rule.
    """
    known = labelled[labelled["impressions"] > 0]
    if known.empty:
        return pd.DataFrame(columns=["rule_id", "source", *MEASURES])
    weight = known["weight"].to_numpy(dtype=float)
    if _LABEL_WEIGHTS[source]:
        weight = weight / known["impressions"].to_numpy(dtype=float)
    rules, codes = np.unique(known["rule_id"].to_numpy(dtype=str), return_inverse=True)
    outcome = np.clip(known["violating_weight"].to_numpy(dtype=float) / known["weight"].to_numpy(dtype=float), 0, 1)
    # A stratum a rule: its limits are its own, whichever other rules were asked about.
    share = clustered_hajek(outcome, weight, strata=codes, segments=codes)
    interval = clustered_share_interval(share, share.effective_labels)
    estimated = np.bincount(codes, weight) if _LABEL_WEIGHTS[source] else np.full(len(rules), np.nan)
    seen = estimated / pd.Series(rules).map(hits).to_numpy(dtype=float)
    return pd.DataFrame(
        {
            "rule_id": rules,
            "source": source.value,
            "value": interval.estimate,
            "low": interval.low,
            "high": interval.high,
            "n": np.bincount(codes),
            "covered_share": np.minimum(seen, 1.0),
            "status": interval.status,
        }
    )


def headline(precision: RulePrecision) -> pd.DataFrame:
    """Return one precision a rule, by a rule fixed beforehand, with the source it is from.

    Blind second reviews (corrected, else as answered) where they cover at least half of the hits; else the labelled
    sample per hit; else whatever second reviews there are.
    """
    wanted = [Source.SECOND_REVIEW, Source.SECOND_REVIEW_RAW, Source.LABELLED_HITS]
    frame = precision.frame[precision.frame["source"].isin([w.value for w in wanted])]
    rank = frame["source"].map({source.value: i for i, source in enumerate(wanted)})
    is_thin = (frame["source"] != Source.LABELLED_HITS.value) & ~(frame["covered_share"] >= MOSTLY_REVIEWED)
    is_blank = frame["status"] == Status.UNDEFINED.value
    ordered = frame.assign(rank=rank + 10 * is_thin + 100 * is_blank).sort_values("rank", kind="stable")
    best = ordered.drop_duplicates([c for c in frame.columns if c not in ("source", *MEASURES)])
    return best.drop(columns="rank").sort_values("rule_id", ignore_index=True)
