"""How much less customers move between published segments than between raw ones, day by day.

One build of the demo observes sixty consecutive days under one fit. The ledger is then filled back
over them once for each setting, by the project's own models.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import duckdb
import numpy as np
import yaml

ROOT = Path(__file__).parents[2]
MONTH_ENDS = """    {%- for months_back in range(whole_number_var('history_months', 1200) + 1) %}
    select {{ dbt.last_day(dbt.dateadd('month', -months_back, 'as_of_date'), 'month') }}"""
DAYS = """    {{%- for days_back in range({count}) %}}
    select cast({{{{ dbt.dateadd('day', -days_back, 'as_of_date') }}}} as date)"""
UNDONE_WITHIN = 14
# Settings to compare: switch_margin and minimum_days. The first are those as shipped.
SETTINGS = [(0.1, 14), (0.0, 0), (0.05, 14), (0.2, 14), (0.1, 0), (0.1, 7), (0.1, 30), (0.3, 30)]
LEDGER = [
    *("fitted_segments", "segment_lineage", "erased_customers"),
    *("ledger_days", "ledger_steps", "ended_segments", "segment_state"),
]


def moves(published: np.ndarray) -> tuple[int, int]:
    """Moves from day to day, and those of them undone within two weeks.

    Parameters
    ----------
    published : ndarray of shape (n_days, n_customers)
        The segment; below 0 for none.

    Returns
    -------
    tuple of int
    """
    count = undone = 0
    for day in range(1, len(published)):
        before, after = published[day - 1], published[day]
        moved = (before != after) & (before >= 0) & (after >= 0)
        later = published[day + 1 : day + 1 + UNDONE_WITHIN]
        count += int(moved.sum())
        undone += int((moved & (later == before).any(axis=0)).sum())
    return count, undone


def by_day(warehouse: Path, segmentation: str, column: str) -> np.ndarray:
    """The published or raw segment of every customer on every day, (n_days, n_customers)."""
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        state = connection.execute(
            f"select customer_id, observed_on, coalesce(cast({column} as bigint), -1) as segment "
            "from segments.segment_state where classification = ?",
            [segmentation],
        ).df()
    wide = state.pivot(index="observed_on", columns="customer_id", values="segment")
    return wide.sort_index().fillna(-1).to_numpy(dtype=int)


def main() -> None:
    """Build, and print a row for each setting and segmentation."""
    parser = argparse.ArgumentParser(prog="python -m tools.bench.stickiness", description=__doc__)
    parser.add_argument("--days", type=int, default=60)
    parser.add_argument("--folder", type=Path, default=ROOT / "build/stickiness")
    parser.add_argument("--vars", type=json.loads, default={}, help="of the build, as JSON")
    asked = parser.parse_args()
    shutil.rmtree(asked.folder, ignore_errors=True)
    project = asked.folder / "project"
    for part in ("macros", "models", "python_models", "seeds", "tests"):
        shutil.copytree(ROOT / part, project / part, ignore=shutil.ignore_patterns("python"))
    for file in ("dbt_project.yml", "profiles.yml"):
        shutil.copy(ROOT / file, project)
    dates = project / "models/features/observation_dates.sql"
    text = dates.read_text()
    if MONTH_ENDS not in text:
        sys.exit(f"{dates}: the month ends are not where this script looks for them.")
    dates.write_text(text.replace(MONTH_ENDS, DAYS.format(count=asked.days)))
    warehouse = asked.folder / "centroid.duckdb"
    declared = yaml.safe_load((ROOT / "dbt_project.yml").read_text())["vars"]["segmentations"]
    declared = asked.vars.get("segmentations", declared)

    def dbt(*arguments: str, **given: object) -> None:
        environment = {
            **os.environ,
            "CENTROID_WAREHOUSE": str(warehouse),
            "CENTROID_PUBLISHED": str(asked.folder / "published.duckdb"),
        }
        command = [str(Path(sys.executable).with_name("dbt")), "--log-level", "warn", *arguments]
        command += ["--project-dir", str(project), "--profiles-dir", str(project)]
        command += ["--vars", json.dumps({**asked.vars, **given})]
        subprocess.run(command, check=True, env=environment, cwd=project)

    dbt("build", "--exclude-resource-type", "test", "unit_test", "--select", "+segment_assignments",
        "+customer_rfm")  # fmt: skip
    raw: dict[str, tuple[int, int]] = {}
    print("switch_margin,minimum_days,segmentation,moves,undone,moves_of_raw,undone_of_raw,held")
    for margin, days in SETTINGS:
        sticky = [{**each, "switch_margin": margin, "minimum_days": days} for each in declared]
        dbt("run", "--select", *LEDGER, segmentations=sticky)
        totals = np.zeros(4)
        for each in declared:
            name = each["name"]
            published = by_day(warehouse, name, "segment")
            nearest = by_day(warehouse, name, "raw_segment")
            raw.setdefault(name, moves(nearest))
            found = moves(published)
            totals += [*found, *raw[name]]
            held = ((published != nearest) & (nearest >= 0)).sum() / (nearest >= 0).sum()
            shares = [found[place] / max(raw[name][place], 1) for place in (0, 1)]
            print(f"{margin},{days},{name},{found[0]},{found[1]},"
                  f"{shares[0]:.3f},{shares[1]:.3f},{held:.4f}", flush=True)  # fmt: skip
        print(f"{margin},{days},all,{totals[0]:.0f},{totals[1]:.0f},"
              f"{totals[0] / totals[2]:.3f},{totals[1] / totals[3]:.3f},", flush=True)  # fmt: skip


if __name__ == "__main__":
    main()
