"""dbt commands over generated shops, in processes of their own."""

from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path

from tools.bench.measure import Measurement, measured

PROJECT = Path(__file__).parents[2]
NO_TESTS = ("--exclude-resource-type", "test", "--exclude-resource-type", "unit_test")


def python(*arguments: object) -> list[str]:
    """A command that runs a module of this repository."""
    return [sys.executable, "-m", *map(str, arguments)]


def renew(folder: Path) -> None:
    """Make a folder, empty."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)


def dbt(
    folder: Path,
    *arguments: str,
    variables: dict | None = None,
    memory_limit: str | None = None,
    node_by_node: bool = False,
) -> Measurement:
    """Run dbt over the warehouse in a folder.

    Parameters
    ----------
    folder : Path
        Where the warehouse, the target folder and the logs are, or will be.
    *arguments : str
        The command and its options.
    variables : dict, optional
        What is passed as ``--vars``.
    memory_limit : str, optional
        What DuckDB may hold before it spills to disk; by default what profiles.yml says.
    node_by_node : bool, default=False
        Run one node at a time and report what each took; see `bench.nodes`.

    Returns
    -------
    Measurement
    """
    program = [str(Path(sys.executable).with_name("dbt"))]
    command = [
        *(python("tools.bench.nodes") if node_by_node else program),
        *arguments,
        *("--project-dir", str(PROJECT), "--profiles-dir", str(PROJECT)),
        *("--target-path", str(folder / "target"), "--log-path", str(folder / "logs")),
        *(("--vars", json.dumps(variables)) if variables else ()),
    ]
    environment = {
        "CENTROID_WAREHOUSE": str(folder / "centroid.duckdb"),
        "CENTROID_PUBLISHED": str(folder / "published.duckdb"),
    }
    if memory_limit:
        environment["CENTROID_MEMORY_LIMIT"] = memory_limit
    return measured(command, environment)


def generated(
    folder: Path,
    lines: int,
    customers: int,
    seed: int,
    ids: str,
    days_after: int = 0,
    gift_season: int = 0,
    signals: float = 0,
) -> Path:
    """The folder of a generated shop, made where it is not there yet or stands on another day."""
    name = f"shop-{lines}-{customers}-{seed}-{ids}"
    name += f"-gifts-{gift_season}" if gift_season else ""
    shop = folder / (f"{name}-signals-{signals}" if signals else name)
    options = ["--lines", lines, "--customers", customers, "--seed", seed, "--ids", ids]
    options += ["--gift-season", gift_season, "--signals", signals]
    measured(python("tools.generator", "--out", shop, *options, "--days-after", days_after))
    return shop
