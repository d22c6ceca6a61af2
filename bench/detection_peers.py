"""Score Prophet and StatsForecast models on the detection benchmark, each in a throwaway virtual environment.

Run: python bench/detection_peers.py --series 40

The peers are refitted every four weeks on all the days before, forecast the next four weeks, and are scored by the
largest mean standardised residual over windows of 1 to 28 days, the same scan for all.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import time
import venv
from pathlib import Path

import pandas as pd
from detectors import ours
from integrity_bench import evaluate, make_bench

PACKAGES = ("prophet", "statsforecast")
MODELS = ("prophet", "mstl", "auto_ets")
WORKER = Path(__file__).with_name("detection_peer_worker.py")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--series", type=int, default=40)
    parser.add_argument("--seed", type=int, default=7)
    arguments = parser.parse_args()
    bench = make_bench(arguments.seed, n_series=arguments.series)
    begun = time.perf_counter()
    print(_row("ours", ours(bench), bench, time.perf_counter() - begun))
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        venv.create(home / "venv", with_pip=True)
        python = home / "venv" / "bin" / "python"
        subprocess.run([python, "-m", "pip", "install", "--quiet", *PACKAGES], check=True)
        bench.obs.to_csv(home / "observed.csv", index=False)
        for model in MODELS:
            begun = time.perf_counter()
            answer = home / f"{model}.csv"
            command = [python, WORKER, model, home / "observed.csv", answer, str(bench.warmup)]
            if subprocess.run(command, check=False).returncode:
                print(f"{model}: does not run here", file=sys.stderr)
                continue
            scores = pd.read_csv(answer, index_col=0, parse_dates=True)[bench.meta["series_id"]]
            print(_row(model, scores, bench, time.perf_counter() - begun))


def _row(name: str, scores: pd.DataFrame, bench: object, seconds: float) -> str:
    found = [evaluate(bench, scores, budget) for budget in (1.0, 0.25)]
    figures = ", ".join(f"recall {one['recall']:.3f} value {one['value']:.3f}" for one in found)
    return f"{name}: {figures} (at 1 and 0.25 a year), {seconds:.0f} s"


if __name__ == "__main__":
    main()
