"""What each rule and policy change truly caused: the same contents and luck, had the change not been made."""

from __future__ import annotations

from dataclasses import dataclass, field

import duckdb
import numpy as np
import pyarrow as pa

from integrity_metrics.simulation.blocks import Block, Setting
from integrity_metrics.simulation.columns import insert
from integrity_metrics.simulation.enforcement import ENDING, first_actions
from integrity_metrics.simulation.randomness import Array
from integrity_metrics.simulation.span import PlacedEvent
from integrity_metrics.simulation.views import plan_views, unfold
from integrity_metrics.warehouse.native import run_native

RULE_CHANGES = ("rule_stop", "rule_version", "rule_launch")
POLICY_CHANGES = ("policy_deterrent", "policy_counts", "policy_no_effect")


@dataclass(slots=True)
class Effect:
    """Sums over the blocks: differences of the world without the change from the world as it is."""

    placed: PlacedEvent
    violating_impressions: int = 0
    actioned: int = 0
    actioned_without: int = 0
    benign: int = 0
    benign_without: int = 0


@dataclass(slots=True)
class Effects:
    """The effects of all planted rule and policy changes, collected block by block."""

    of: list[Effect] = field(default_factory=list)

    @classmethod
    def of_changes(cls, setting: Setting) -> Effects:
        """Return effects with nothing collected yet."""
        return cls([Effect(placed) for placed in setting.span.of_kind(*RULE_CHANGES, *POLICY_CHANGES)])

    def collect(self, connection: duckdb.DuckDBPyConnection, setting: Setting, block: Block) -> None:
        """Add what a block contributes."""
        for effect in self.of:
            _collect(connection, setting, block, effect)

    def write(self, connection: duckdb.DuckDBPyConnection, setting: Setting) -> None:
        """Write ``truth.effects``."""
        rows = []
        for effect in self.of:
            placed, event = effect.placed, effect.placed.event
            since, until = setting.span.day(placed.first), setting.span.day(placed.end)
            asked = {"policy": event.policy, "since": since, "until": until}
            seen = int(run_native(connection, "simulation/policy_views", asked).fetchall()[0][0])
            without = seen + effect.violating_impressions
            rows.append(
                (
                    event.name,
                    event.policy,
                    event.rule,
                    since,
                    until,
                    seen,
                    without,
                    seen / without - 1 if without else None,
                    effect.actioned,
                    effect.actioned_without,
                    effect.benign,
                    effect.benign_without,
                )
            )
        columns = {f"column_{number}": pa.array(values) for number, values in enumerate(zip(*rows, strict=True))}
        insert(connection, "truth.effects", columns)


def _collect(connection: duckdb.DuckDBPyConnection, setting: Setting, block: Block, effect: Effect) -> None:
    placed, contents, span = effect.placed, block.contents, setting.span
    policy = setting.world.policy_code(placed.event.policy or "")
    without = block.first
    exists, exists_without = block.published, block.published
    if placed.event.kind in RULE_CHANGES:
        rule = [r.rule_id for r in setting.world.rules].index(placed.event.rule or "")
        without = first_actions(block.channels, len(contents), without=placed, rule=rule)
        without = np.where(without < span.days, without, np.inf)
    elif placed.event.kind == "policy_deterrent":
        exists_without = exists | (contents.deterred & (contents.policy == policy))
    concerned = contents.policy == policy
    hit_benign = contents.policy == 0
    inside = (block.first >= placed.first) & (block.first < placed.end)
    inside_without = (without >= placed.first) & (without < placed.end)
    effect.actioned += int((inside & exists & (concerned | hit_benign)).sum())
    effect.actioned_without += int((inside_without & exists_without & (concerned | hit_benign)).sum())
    effect.benign += int((inside & exists & hit_benign).sum())
    effect.benign_without += int((inside_without & exists_without & hit_benign).sum())
    moved = concerned & ((without != block.first) | (exists != exists_without)) & exists_without
    rows = np.flatnonzero(moved)
    if len(rows):
        ends_without = _ends(block, rows, without)
        ends_with = np.where(exists[rows], _ends(block, rows, block.first), -1e6)
        effect.violating_impressions += _views(connection, setting, block, rows, ends_without, placed)
        effect.violating_impressions -= _views(connection, setting, block, rows, ends_with, placed)


def _ends(block: Block, rows: Array, first: Array) -> Array:
    """Return when contents disappear if first acted on at `first`: with the action they got, or a removal."""
    ending = np.ones(len(block.contents), dtype=bool)
    ending[block.actions.row[::-1]] = (ENDING[block.actions.action_type] & ~block.actions.failed)[::-1]
    ends: Array = np.where(ending, first, np.inf)[rows]
    return ends


def _views(
    connection: duckdb.DuckDBPyConnection,
    setting: Setting,
    block: Block,
    rows: Array,
    ends: Array,
    placed: PlacedEvent,
) -> int:
    never = np.full(len(rows), np.inf)
    plan = plan_views(setting.span, block.contents.take(rows), ends, never, np.zeros(len(rows), dtype=bool))
    unfold(connection, plan, setting.seed)
    days = {"first": placed.first, "until": placed.end}
    return int(run_native(connection, "simulation/views_between", days).fetchall()[0][0])
