"""Builds generated shops and prints which alarms they raise: ``python -m tools.monitoring``.

Of every seed a shop is built on the same day of twelve months, undisturbed, and then once with each
fault, from a copy of the warehouse of the day before. Some forty minutes on two cores.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections import defaultdict
from datetime import date, timedelta
from pathlib import Path

import duckdb

from tools.generator import LAST_DAY, generate, inputs
from tools.monitoring.faults import FAULTS, write

TABLES = {
    "input_drift": "measure",
    "feature_drift": "segmentation || '.' || feature",
    "segment_drift": "segmentation || '.' || segment_id",
    "assignment_health": "segmentation",
    "fit_health": "segmentation",
    "move_health": "segmentation",
    "segment_performance": "segmentation || '.' || segment_id",
}
BUILD = ["build", "--exclude-resource-type", "test", "--exclude-resource-type", "unit_test"]
SELECTED = ["--select", "+path:models/monitoring"]


def main() -> None:
    """Read the command line, build, and print the table."""
    parser = argparse.ArgumentParser(prog="python -m tools.monitoring", description=__doc__)
    parser.add_argument("--lines", type=int, default=100_000)
    parser.add_argument("--customers", type=int, default=3_000)
    parser.add_argument("--seeds", type=int, nargs="+", default=[1, 2, 3])
    parser.add_argument("--months", type=int, default=12)
    parser.add_argument("--faults", default="", help="only faults whose name has this text")
    parser.add_argument("--folder", type=Path, help="kept; default: a temporary one")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = arguments.folder or Path(temporary)
        found = [tally(folder / str(seed), seed, arguments) for seed in arguments.seeds]
    print(markdown(found))


def tally(folder: Path, seed: int, arguments: argparse.Namespace) -> dict[str, list[tuple]]:
    """What the builds of one shop raise: by fault rows of table, row, status and sentence."""
    shop, warehouse = folder / "shop", folder / "calm.duckdb"
    generate(shop, arguments.lines, arguments.customers, seed=seed, days_after=0)
    found: dict[str, list[tuple]] = {"undisturbed": []}
    for month in reversed(range(arguments.months)):
        day = months_before(LAST_DAY - timedelta(days=1), month)
        build(warehouse, inputs(shop), day)
        found["undisturbed"] += told(warehouse, f"seed {seed}, {day}")
    for fault in FAULTS:
        if arguments.faults not in fault.name:
            continue
        disturbed = folder / "disturbed.duckdb"
        shutil.copy(warehouse, disturbed)
        given = write(fault, shop, folder / "disturbed", LAST_DAY)
        build(disturbed, given, LAST_DAY)
        found[fault.name] = told(disturbed, f"seed {seed}, {fault.name}")
    return found


def months_before(day: date, months: int) -> date:
    """The same day of an earlier month."""
    years, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return date(years, month + 1, day.day)


def build(warehouse: Path, given: dict, day: date) -> None:
    """Build the tables of the schema monitoring and what they are made of."""
    # Monitoring reads two dates only.
    variables = {"inputs": given, "as_of_date": day.isoformat(), "history_months": 2}
    run = subprocess.run(
        [Path(sys.executable).with_name("dbt"), "--log-level", "warn", *BUILD, *SELECTED]
        + ["--vars", json.dumps(variables)],
        env=os.environ
        | {
            "CENTROID_WAREHOUSE": str(warehouse),
            "DBT_TARGET_PATH": str(warehouse.parent / "target"),
            "DBT_LOG_PATH": str(warehouse.parent / "logs"),
        },
        capture_output=True,
        text=True,
    )
    if run.returncode:
        raise RuntimeError(run.stdout[-3000:])


def told(warehouse: Path, of: str) -> list[tuple]:
    """Rows that are to be watched or acted on, which are printed too."""
    rows = []
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        for table, row in TABLES.items():
            # Of the months of segment_performance, as its test, the latest.
            query = (
                f"select {row}, status, sentence from monitoring.{table} where status <> 'ok' "
                f"and as_of_date = (select max(as_of_date) from monitoring.{table})"
            )
            rows += [
                (table, *each) for each in connection.execute(f"{query} order by all").fetchall()
            ]
    for table, row, status, sentence in rows:
        print(f"{of}: {status} {table} {row}: {sentence}", flush=True)
    print(f"{of}: {len(rows)} rows", flush=True)
    return rows


def markdown(found: list[dict[str, list[tuple]]]) -> str:
    """The tally: a line per fault, with the seeds in which the alarm named it, and all others."""
    alarms = {fault.name: fault.alarm for fault in FAULTS}
    lines = [
        "| fault | alarm | raised by | other alarms | watched besides |",
        "|---|---|---:|---|---|",
    ]
    for name in dict.fromkeys(name for each in found for name in each):
        counts: dict[str, dict[str, int]] = {"act": defaultdict(int), "watch": defaultdict(int)}
        named = 0
        for each in found:
            for table, row, status, _ in each.get(name, []):
                if (table, row) == alarms.get(name):
                    named += status == "act"
                else:
                    counts[status][f"`{row}`" if table == "input_drift" else f"`{table}`"] += 1
        others = [
            ", ".join(f"{row} {count}" for row, count in sorted(counts[status].items())) or "none"
            for status in ("act", "watch")
        ]
        alarm = f"`{alarms[name][1]}`" if name in alarms else ""
        raised = f"{named} of {len(found)}" if name in alarms else ""
        lines.append(f"| {name} | {alarm} | {raised} | {others[0]} | {others[1]} |")
    return "\n".join(lines)


if __name__ == "__main__":
    main()
