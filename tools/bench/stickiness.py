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
SETTINGS = [(0.1, 14), (0.0, 0), (0.05, 14), (0.2, 14), (0.3, 14), (0.1, 0), (0.1, 30)]
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


def picture(points: list[tuple[str, float, float]]) -> str:
    """Settings by the share of moves and of undone moves that are left, as SVG."""
    drawn = []
    for label, moved, undone in points:
        x, y = 60 + 400 * moved, 260 - 220 * undone
        drawn.append(f'<circle cx="{x:.0f}" cy="{y:.0f}" r="4" fill="#4477aa"/>')
        anchor = "end" if moved > 0.9 else "start"
        drawn.append(
            f'<text x="{x + (-8 if moved > 0.9 else 8):.0f}" y="{y + 4:.0f}" '
            f'text-anchor="{anchor}">{label}</text>'
        )
    for share in (0, 0.25, 0.5, 0.75, 1):
        x, y = 60 + 400 * share, 260 - 220 * share
        drawn.append(f'<text x="{x:.0f}" y="278" text-anchor="middle">{share:.0%}</text>')
        drawn.append(f'<text x="52" y="{y + 4:.0f}" text-anchor="end">{share:.0%}</text>')
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 560 310" width="560" '
        'font-family="sans-serif" font-size="11" fill="#333333">'
        '<rect width="560" height="310" fill="white"/>'
        '<path d="M60 40V260H460" fill="none" stroke="#888888"/>'
        '<text x="260" y="300" text-anchor="middle">moves, of those of the nearest segment</text>'
        '<text x="10" y="24">moves undone within 14 days, of those of the nearest segment</text>'
        f"{''.join(drawn)}</svg>\n"
    )


def main() -> None:
    """Build, and print a row for each setting and segmentation."""
    parser = argparse.ArgumentParser(prog="python -m tools.bench.stickiness", description=__doc__)
    parser.add_argument("--days", type=int, default=60)
    parser.add_argument("--folder", type=Path, default=ROOT / "build/stickiness")
    parser.add_argument("--vars", type=json.loads, default={}, help="of the build, as JSON")
    parser.add_argument("--picture", type=Path, help="where to write the picture of it")
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
    points = []
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
        left = (totals[0] / totals[2], totals[1] / totals[3])
        print(f"{margin},{days},all,{totals[0]:.0f},{totals[1]:.0f},"
              f"{left[0]:.3f},{left[1]:.3f},", flush=True)  # fmt: skip
        points.append((f"{margin}, {days} days" if margin else "nearest", *left))
    if asked.picture:
        asked.picture.write_text(picture(points))


if __name__ == "__main__":
    main()
