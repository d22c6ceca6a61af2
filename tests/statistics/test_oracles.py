"""Every case of every reference file passes at its stated tolerance, through the one adapter."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from integrity_metrics.statistics.oracle import FAMILIES, run

FOLDER = Path(__file__).parents[1] / "data" / "oracles"
FILES = {path.stem: json.loads(path.read_text(encoding="utf-8")) for path in sorted(FOLDER.glob("*.json"))}
# Fields the files themselves mark as context (other programs' answers to the same question), not as expected.
CONTEXT = {
    name
    for content in FILES.values()
    for name, meaning in content["expected_fields"].items()
    if meaning.startswith("context")
}
CASES = [(family, case) for family, content in FILES.items() for case in content["cases"]]


def leaves(expected: Any, got: Any, path: str) -> Iterator[tuple[str, Any, Any]]:
    """Walk what is expected beside what was got; a field that is not there is a failure."""
    if isinstance(expected, dict):
        for name, value in expected.items():
            # What a witness got wrong stands beside the right value, under a name that says so.
            if name.endswith("_DEFECT") or name in CONTEXT:
                continue
            assert name in got, f"{path}.{name} is missing"
            yield from leaves(value, got[name], f"{path}.{name}")
    elif isinstance(expected, list):
        assert isinstance(got, list) and len(got) == len(expected), f"{path} has another length"
        for position, value in enumerate(expected):
            yield from leaves(value, got[position], f"{path}[{position}]")
    else:
        yield path, expected, got


def test_every_family_of_the_folder_is_wired() -> None:
    assert set(FILES) == set(FAMILIES)
    assert len(CASES) == 148
    assert {"confseq_bernoulli", "confseq_betting_grid_0.001"} == CONTEXT


def test_unknown_family_names_the_known_ones() -> None:
    with pytest.raises(ValueError, match=r"'wald' is unknown; known: .*binomial_intervals"):
        run("wald", {})


@pytest.mark.parametrize(("family", "case"), CASES, ids=[case["id"] for _, case in CASES])
def test_reference_case(family: str, case: dict[str, Any]) -> None:
    tolerance = FILES[family]["tolerance"]
    got = run(family, case["input"])
    for path, expected, value in leaves(case["expected"], got, family):
        if isinstance(expected, int | float) and not isinstance(expected, bool):
            assert isinstance(value, int | float), f"{path} is {value}, expected {expected}"
            assert abs(value - expected) <= tolerance["abs"] + tolerance["rel"] * abs(expected), f"{path}: {value}"
        elif expected is None:
            assert value is None or math.isfinite(value), f"{path} is {value}"
        else:
            assert value == expected, path
