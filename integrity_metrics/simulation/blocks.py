"""One block of days: contents, what happens to them, and the rows of the contract that follow."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from integrity_metrics.simulation.appeals import Appeals, appeal
from integrity_metrics.simulation.contents import Contents, Creators, make_contents
from integrity_metrics.simulation.enforcement import Actions, Channels, act, channels_of, first_actions
from integrity_metrics.simulation.randomness import Array
from integrity_metrics.simulation.reports import Reports, report_contents
from integrity_metrics.simulation.reviewers import Reviewers
from integrity_metrics.simulation.rule_hits import RuleHits, hit_contents
from integrity_metrics.simulation.rule_versions import RuleHistory
from integrity_metrics.simulation.span import Span
from integrity_metrics.simulation.views import ends_of
from integrity_metrics.simulation.world import World

# Contents of a block: more need more memory, fewer cost more time.
BLOCK_CONTENTS = 130_000


@dataclass(frozen=True, slots=True)
class Setting:
    """What every block needs to know."""

    world: World
    span: Span
    seed: int
    scale: float
    creators: Creators
    reviewers: Reviewers
    histories: tuple[RuleHistory, ...]


@dataclass(frozen=True, slots=True)
class Block:
    """What happened to the contents of a block of days; `published` says which of them exist for the platform.

    `ends`, `demoted` and `acted` are of `views.ends_of`; `first` is the time of the first action, infinity for none.
    """

    number: int
    contents: Contents
    published: Array
    hits: RuleHits
    reports: Reports
    channels: Channels
    actions: Actions
    appeals: Appeals
    first: Array
    ends: Array
    demoted: Array
    acted: Array


def block_days(counts: Array) -> list[slice]:
    """Return the days of each block, so that a block has about `BLOCK_CONTENTS` contents and at least a day.

    Examples
    --------
    >>> block_days(np.array([50_000, 60_000, 40_000]))
    [slice(0, 2, None), slice(2, 3, None)]
    """
    blocks, first, held = [], 0, 0
    for day, count in enumerate(counts):
        if held and held + count > BLOCK_CONTENTS:
            blocks.append(slice(first, day))
            first, held = day, 0
        held += int(count)
    return [*blocks, slice(first, len(counts))]


def run_block(setting: Setting, number: int, first_day: int, counts: Array, first_content: int) -> Block:
    """Return what happens to the contents made in the days from `first_day` on.

    Parameters
    ----------
    number
        Number of the block, part of the key of its random numbers.
    counts
        Ordinary contents of each day.
    first_content
        Number of its first content.
    """
    world, span, reviewers, seed = setting.world, setting.span, setting.reviewers, setting.seed
    contents = make_contents(
        world, span, setting.creators, counts, seed=seed, block=number, first_day=first_day, number=first_content
    )
    hits = hit_contents(world, span, setting.histories, reviewers, contents, seed=seed, block=number)
    reports = report_contents(world, span, reviewers, contents, seed=seed, block=number, scale=setting.scale)
    channels = channels_of(hits, reports, contents, seed=seed, block=number, world=world)
    first = first_actions(channels, len(contents))
    # What was gone before the span began is not part of it.
    seen = (contents.created >= 0) | ((contents.created + contents.life > 0) & (first >= 0))
    published = seen & ~contents.deterred
    actions = act(world, span, reviewers, contents, hits, reports, channels, seed=seed, block=number)
    actions = actions.take(np.flatnonzero(published[actions.row] & (actions.at >= 0)))
    ends, demoted, acted = ends_of(contents, actions)
    return Block(
        number,
        contents,
        published,
        hits,
        reports,
        channels,
        actions,
        appeal(span, contents, actions, seed=seed, block=number),
        np.where(first < span.days, first, np.inf),
        ends,
        demoted,
        acted,
    )
