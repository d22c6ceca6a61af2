"""How fast, and in how much memory, `integrity import sor` reads a large dump.

Repeats the rows of the bundled sample with new ids until the CSV text has the wanted size, writes it as one CSV, or as
a zip of zips like the official dumps, and imports it in a child process of its own, so that the peak is the import's.

    python bench/import_statements.py --gigabytes 1 --form csv --form zip
"""

from __future__ import annotations

import argparse
import csv
import io
import json
import random
import resource
import subprocess
import sys
import tempfile
import time
import uuid
import zipfile
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import duckdb

from integrity_metrics.paths import BUNDLED_DATA
from integrity_metrics.warehouse.statement_import import import_statements

SAMPLE = BUNDLED_DATA / "sor_samples" / "sor-global-2025-07-01-full-00000-00000.csv"
ROWS_PER_CSV = 100_000
CSVS_PER_ZIP = 10


def main() -> None:
    """Write the dump, import it twice in child processes and print one line each."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--gigabytes", type=float, default=1.0, help="size of the CSV text")
    parser.add_argument("--form", action="append", choices=["csv", "zip"], help="default: both")
    parser.add_argument("--import-into", nargs=2, metavar=("WAREHOUSE", "DUMP"), help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.import_into:
        measure(*map(Path, arguments.import_into))
        return
    for form in arguments.form or ["csv", "zip"]:
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            dump = (write_csv if form == "csv" else write_zip)(folder, int(arguments.gigabytes * 1e9))
            print(f"{form}: {dump.stat().st_size / 1e6:,.0f} MB on disk")
            for run in ("first import", "import again"):
                command = [sys.executable, __file__, "--import-into", str(folder / "warehouse.duckdb"), str(dump)]
                result = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
                rate = result["rows"] / result["seconds"]
                print(
                    f"  {run}: {result['rows']:,} rows in {result['seconds']:.1f} s = {rate:,.0f} rows/s, "
                    f"{result['added']:,} added, peak RSS {result['peak_mb']:,.0f} MB, "
                    f"warehouse {(folder / 'warehouse.duckdb').stat().st_size / 1e6:,.0f} MB"
                )


def measure(warehouse: Path, dump: Path) -> None:
    """Import `dump` and print what it took, as JSON."""
    connection = duckdb.connect(str(warehouse))
    start = time.perf_counter()
    report = import_statements(connection, [dump])
    seconds = time.perf_counter() - start
    connection.close()
    result = {
        "rows": report.rows_read,
        "added": report.actions_added,
        "seconds": seconds,
        "peak_mb": peak_bytes() / 1e6,
    }
    print(json.dumps(result))


def peak_bytes() -> int:
    """Return the peak resident memory of this process alone.

    On Linux the peak that getrusage reports is inherited from the parent across exec; the kernel's VmHWM is not.
    """
    status = Path("/proc/self/status")
    if status.exists():
        (line,) = [line for line in status.read_text().splitlines() if line.startswith("VmHWM:")]
        return int(line.split()[1]) * 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)


def header_and_rows() -> tuple[str, Iterator[str]]:
    """Return the sample's header line and an endless series of its rows with new ids."""
    header, *rows = csv.reader(SAMPLE.open(encoding="utf-8", newline=""))
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    templates = []
    place = header.index("platform_uid")
    for row in rows:
        text.seek(0)
        text.truncate()
        writer.writerow(["{uuid}", *row[1:place], "{uid}", *row[place + 1 :]])
        templates.append(text.getvalue())

    def endless() -> Iterator[str]:
        numbers = random.Random(20250701)  # noqa: S311 - repeatable, not secret
        while True:
            for template in templates:
                new = str(uuid.UUID(int=numbers.getrandbits(128), version=4))
                yield template.replace("{uuid}", new, 1).replace("{uid}", new[::-1], 1)

    return ",".join(header) + "\n", endless()


def write_csv(folder: Path, size: int) -> Path:
    """Write one plain CSV of `size` bytes."""
    path = folder / "sor-global-2025-07-01-full.csv"
    header, rows = header_and_rows()
    with path.open("w", encoding="utf-8", newline="") as file:
        written = file.write(header)
        while written < size:
            written += file.write("".join(islice(rows, 10_000)))
    return path


def write_zip(folder: Path, size: int) -> Path:
    """Write a zip of zips of CSVs, laid out like the official dumps, of `size` bytes of CSV text."""
    path = folder / "sor-global-2025-07-01-full.zip"
    header, rows = header_and_rows()
    written = part = 0
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as outer:
        while written < size:
            inner_path = folder / "inner.zip"
            with zipfile.ZipFile(inner_path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as inner:
                for sub in range(CSVS_PER_ZIP):
                    if written >= size:
                        break
                    content = header + "".join(islice(rows, ROWS_PER_CSV))
                    inner.writestr(f"sor-global-2025-07-01-full-{part:05d}-{sub:05d}.csv", content)
                    written += len(content)
            outer.write(inner_path, f"sor-global-2025-07-01-full-{part:05d}.csv.zip")
            part += 1
    return path


if __name__ == "__main__":
    main()
