"""Benchmark of the core job and of scoring alone; see docs/benchmarks.md."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import yaml

from tools.bench.building import NO_TESTS, PROJECT, dbt, generated, python, renew
from tools.bench.mart import FEATURES as MART
from tools.bench.mart import MODELS
from tools.bench.measure import Measurement, interleaved, machine, measured, table
from tools.bench.scale import scale, types
from tools.bench.signals import signals
from tools.generator import LAST_DAY, inputs

FEATURES = [
    "recency_days",
    "order_count",
    "net_revenue",
    "average_order_value",
    "product_count",
]


def core_build(shop: Path, folder: Path, memory_limit: str | None = None) -> Measurement:
    """The core job in a new warehouse: from order lines to named segments and their profiles.

    The target folder is new as well, so that dbt's own start-up is all there.

    Parameters
    ----------
    shop, folder : Path
        The generated data, and the folder that is emptied and written to.
    memory_limit : str, optional
        What DuckDB may hold before it spills to disk; by default what profiles.yml says.

    Returns
    -------
    Measurement
    """
    renew(folder)
    columns = ["order_id", "customer_id", "ordered_at", "amount", "product_id"]
    path = inputs(shop)["order_lines"]["path"]
    variables = {
        "inputs": {"order_lines": {"path": path, "columns": {name: name for name in columns}}},
        "history_months": 0,
        "segmentations": [
            {
                "name": "value",
                "segments": {"min": 2, "max": 10},
                "features": FEATURES,
                "transforms": dict.fromkeys(FEATURES, "log1p"),
            }
        ],
    }
    command = ["build", "--select", "+customer_segments", *NO_TESTS]
    return dbt(folder, *command, variables=variables, memory_limit=memory_limit)


def core(arguments: argparse.Namespace) -> None:
    """Time the whole job: this project, pandas + scikit-learn and polars + scikit-learn."""
    folder = arguments.folder
    customers = arguments.customers or arguments.lines // 20
    shop = generated(folder, arguments.lines, customers, arguments.seed, arguments.ids)
    print(f"Order lines: {shop.name}", flush=True)
    for library in ("pandas", "polars"):
        (folder / library).mkdir(exist_ok=True)
    recipes = {
        f"{library} + scikit-learn": lambda library=library: measured(
            python(
                f"tools.bench.{library}_recipe",
                shop / "order_lines",
                folder / library,
                arguments.runs,
            )
        )
        for library in ("pandas", "polars")
    }
    builds = {"Centroid": lambda: core_build(shop, folder / "dbt")}
    limit = arguments.memory_limit
    if limit:
        builds[f"Centroid, DuckDB within {limit}"] = lambda: core_build(
            shop, folder / "dbt-limited", limit
        )
    runs = interleaved({**builds, **recipes}, arguments.rounds)
    print(f"\n{arguments.lines:,} order lines, median of {arguments.rounds}\n")
    print(table(runs, "pandas + scikit-learn"))
    print("\nStages of the recipes, CPU s")
    for name in recipes:
        stages = runs[name][-1].report["stages"]
        parts = (f"{stage} {seconds['cpu']:.1f}" for stage, seconds in stages.items())
        print(f"  {name}: {', '.join(parts)}")
    results = json.loads((folder / "dbt" / "target" / "run_results.json").read_text())["results"]
    times = sorted(
        ((each["execution_time"], each["unique_id"].split(".")[-1]) for each in results),
        reverse=True,
    )
    print("Slowest models, wall s")
    print("  " + ", ".join(f"{name} {seconds:.1f}" for seconds, name in times[:10]))
    check = measured(
        python("tools.bench.agreement", folder / "dbt" / "centroid.duckdb", folder / "pandas",
               folder / "polars")
    )  # fmt: skip
    print("Segments, customers and agreement with pandas + scikit-learn (adjusted Rand index)")
    for name, facts in check.report.items():
        print(f"  {name}: {facts}")


def mart(arguments: argparse.Namespace) -> None:
    """Time twenty features per customer: the models' SQL, `dbt build` of the models, polars."""
    shop = generated(
        arguments.folder, arguments.lines, arguments.lines // 20, arguments.seed, arguments.ids
    )
    folder = arguments.folder / "mart"
    variables = {
        "inputs": {"order_lines": inputs(shop)["order_lines"]},
        "history_months": 0,
        "as_of_date": LAST_DAY.isoformat(),
    }
    print(f"\nMart: {arguments.lines:,} order lines, 20 features", flush=True)
    renew(folder)
    dbt(folder, "seed", "--select", "order_line_statuses", variables=variables)
    measured(python("tools.bench.mart", "prepare", folder / "centroid.duckdb", LAST_DAY))
    dbt(folder, "compile", "--select", *MODELS, variables=variables)
    command = python(
        "tools.bench.mart",
        "write",
        folder / "centroid.duckdb",
        folder / "target",
        folder / "sql.parquet",
    )

    def build() -> Measurement:
        renew(arguments.folder / "mart-dbt")
        families = (f"+{family}" for family in MART)
        return dbt(
            arguments.folder / "mart-dbt", "build", "--select", *families, *NO_TESTS,
            variables=variables,
        )  # fmt: skip

    runs = interleaved(
        {
            "SQL of the models, one statement": lambda: measured(command),
            "dbt build of the models": build,
            "polars, streaming": lambda: measured(
                python("tools.bench.polars_mart", shop, LAST_DAY, folder / "polars.parquet")
            ),
        },
        arguments.rounds,
    )
    print(f"\n20 features from {arguments.lines:,} order lines, median of {arguments.rounds}\n")
    print(table(runs, "polars, streaming"))
    marts = [folder / "sql.parquet", folder / "polars.parquet"]
    print(f"SQL and polars: {measured(python('tools.bench.mart', 'compare', *marts)).report}")


CONTENDERS = {
    "scan-and-write": "scan",
    "SQL, label": "label",
    "SQL, five outputs": "five",
    "SQL, centers as lists": "lists",
    "SQL, centers in columns of one row": "columns",
    "SQL, a row per center": "rows",
    "SQL, 100 micro-segments in 5 segments": "micro",
    "predict on Arrow batches, label": "predict",
    "transform on Arrow batches, five outputs": "transform",
}


def scoring(arguments: argparse.Namespace) -> None:
    """Time scoring alone, at the sizes that docs/benchmarks.md speaks of."""
    rows = arguments.scoring_rows or arguments.lines
    score_with(arguments, rows, 12, 6, ["scan", "label", "five", "predict"])
    score_with(arguments, rows // 10, 30, 50, ["transform", "five"])
    score_with(arguments, rows // 10, 20, 100, ["scan", "micro"])


def forms(arguments: argparse.Namespace) -> None:
    """Time the forms of the scorer around the points where it changes from one to another."""
    for features, segments in [(6, 6), (12, 6), (12, 25), (12, 30), (12, 40), (12, 60), (12, 100)]:
        score_with(arguments, 1_000_000, features, segments, ["lists", "columns", "rows"])


def score_with(
    arguments: argparse.Namespace, rows: int, features: int, segments: int, contenders: list[str]
) -> None:
    """Time contenders with each other; ratios are to the first."""
    folder = arguments.folder / f"scoring-{rows}-{features}-{segments}"
    title = f"{rows:,} customers x {features} features x {segments} segments"
    print(f"\nScoring: {title}", flush=True)
    measured(python("tools.bench.scoring", "prepare", folder, rows, features, segments))
    compiled = measured(python("tools.bench.scoring", "compile", folder, PROJECT)).report
    print(f"  the macros' SQL and the seconds to expand them: {compiled}")
    names = {name: key for name, key in CONTENDERS.items() if key in contenders}
    names = dict(sorted(names.items(), key=lambda pair: contenders.index(pair[1])))

    def run(contender: str) -> Measurement:
        whole = measured(python("tools.bench.scoring", contender, folder))
        # Without the interpreter and the imports, which scoring inside a build does not pay again.
        return Measurement(whole.report["wall"], whole.report["cpu"], whole.peak, whole.report)

    runs = interleaved(
        {name: lambda contender=contender: run(contender) for name, contender in names.items()},
        arguments.rounds,
    )
    print(f"\n{title}, median of {arguments.rounds}\n")
    print(table(runs, next(iter(names))))
    labelling = [key for key in contenders if key not in ("scan", "micro")]
    for other in labelling[1:]:
        pair = measured(
            python("tools.bench.scoring", "agreement", folder, labelling[0], other)
        ).report
        print(f"Customers whose labels differ, {labelling[0]} and {other}: {pair['differing']}")


def fits(arguments: argparse.Namespace) -> None:
    """Time the fits of all shipped segmentations, dbt's start-up and the sampling included."""
    customers = (arguments.scoring_rows or arguments.lines) // 10
    shipped = yaml.safe_load((PROJECT / "dbt_project.yml").read_text())["vars"]
    declared = shipped["segmentations"]
    groups = [
        group if isinstance(group, str) else group["name"] for group in shipped["category_groups"]
    ]
    shares = [f"{group}_share_365d" for group in groups]
    features = sorted(
        {*shares, *(name for spec in declared for name in spec["features"])} - {"category_groups"}
    )
    features += [name for name in ["order_count_365d"] if name not in features]
    folder = arguments.folder / "fits"
    print(f"\nFits: {len(declared)} segmentations of {customers:,} customers", flush=True)
    models = ["segmentation_features", "segmentation_specs", "fit_samples", "custom_parameters"]
    models += ["new_fits", "fit_registry"]

    def run() -> Measurement:
        renew(folder)
        warehouse = folder / "centroid.duckdb"
        measured(python("tools.bench.fits", warehouse, customers, *features))
        catalogue = ["category_groups", "largest_categories", "feature_catalogue"]
        return dbt(folder, "build", "--select", *catalogue, *models, *NO_TESTS)

    runs = interleaved({"all shipped segmentations": run}, arguments.rounds)
    print(table(runs, "all shipped segmentations"))


# Order lines and customers of the shops that are refitted month by month.
REFIT_SHOP = (240_000, 12_000)
GIFT_SEASON = 5


def refits(arguments: argparse.Namespace) -> None:
    """Refit the shipped segmentations of four shops monthly; print how often k and ids change."""
    size = (*REFIT_SHOP, arguments.seed, arguments.ids)
    second = (*REFIT_SHOP, arguments.seed + 1, arguments.ids)
    shops = {
        "the demo": None,
        "a generated shop": inputs(generated(arguments.folder, *size)),
        "another generated shop": inputs(generated(arguments.folder, *second)),
        "a shop with a gift season": inputs(
            generated(arguments.folder, *size, gift_season=GIFT_SEASON)
        ),
    }
    models = ["+fit_samples", "+custom_parameters", "+segmentation_specs", "+wide_features"]
    for shop, mapped in shops.items():
        folder = arguments.folder / f"refits-{shop.replace(' ', '-')}"
        renew(folder)
        variables = None if mapped is None else {"inputs": mapped}
        dbt(folder, "build", "--select", *models, *NO_TESTS, variables=variables)
        refitted = measured(python("tools.bench.refits", folder / "centroid.duckdb"))
        print(f"\nRefits of {shop}: {refitted}", flush=True)
        print(refits_table(refitted.report), flush=True)


def refits_table(report: dict) -> str:
    """A Markdown table of what `bench.refits` reports of a shop."""
    rows = [
        f"| {report['days'][0]} to {report['days'][-1]} | k by month | changes of k | announced "
        "| announcements | refused | ids kept by the other refits, median | least |",
        "|---|---|---:|---:|---:|---:|---:|---:|",
    ]
    for row in report["rows"]:
        counts = " ".join("-" if count is None else str(count) for count in row["counts"])
        rows.append(
            f"| `{row['segmentation']}` | {counts} | {row['changes']} | {row['changes_announced']} "
            f"| {row['announcements']} | {row['rejected']} "
            f"| {row['kept_median']:.1%} | {row['kept_least']:.1%} |"
        )
    return "\n".join(rows)


def main() -> None:
    """Read the command line and run the parts asked for."""
    parser = argparse.ArgumentParser(prog="python -m tools.bench", description=__doc__)
    parser.add_argument("--lines", type=int, default=10_000_000)
    parser.add_argument("--customers", type=int, help="default: a twentieth of the lines")
    parser.add_argument("--scoring-rows", type=int, help="default: as many as lines")
    parser.add_argument(
        "--part",
        choices=[
            *("core", "mart", "scale", "types", "scoring", "fits", "forms", "refits", "signals"),
            "all",
        ],
        default="all",
    )
    parser.add_argument(
        "--scale",
        type=float,
        nargs="+",
        default=[0.1, 1, 10],
        metavar="MILLIONS",
        help="sizes of the scale table, in millions of order lines",
    )
    parser.add_argument(
        "--scale-memory-limit", default="2800MB", help="DuckDB's, in the builds of the scale table"
    )
    parser.add_argument(
        "--nodes", action="store_true", help="build every size once more, node by node"
    )
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument(
        "--runs", type=int, default=10, help="k-means initialisations of the recipes (n_init)"
    )
    parser.add_argument(
        "--memory-limit",
        default="600MB",
        help="of a second build whose DuckDB spills beyond it; empty: none",
    )
    parser.add_argument("--ids", choices=["number", "text"], default="number")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--folder", type=Path, default=Path("build/bench"))
    arguments = parser.parse_args()
    arguments.folder = arguments.folder.resolve()
    arguments.folder.mkdir(parents=True, exist_ok=True)
    print(machine())
    if arguments.part in ("core", "all"):
        core(arguments)
    if arguments.part in ("mart", "all"):
        mart(arguments)
    if arguments.part in ("types", "all"):
        types(arguments)
    if arguments.part in ("scale", "all"):
        scale(arguments)
    if arguments.part in ("scoring", "all"):
        scoring(arguments)
    if arguments.part in ("fits", "all"):
        fits(arguments)
    if arguments.part in ("signals", "all"):
        signals(arguments)
    if arguments.part == "refits":
        refits(arguments)
    if arguments.part == "forms":
        forms(arguments)


if __name__ == "__main__":
    main()
