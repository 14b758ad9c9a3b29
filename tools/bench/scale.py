"""The `dbt build` of a schedule at several sizes: from nothing, and the next day."""

from __future__ import annotations

import argparse
from collections import Counter
from dataclasses import replace
from pathlib import Path

import yaml

from tools.bench.building import NO_TESTS, PROJECT, dbt, generated, python, renew
from tools.bench.measure import Measurement, measured, middle
from tools.bench.yardstick import yardstick
from tools.generator import SEGMENTATION, inputs

LINES_PER_CUSTOMER = 20
# The inputs of unit tests never change.
SCHEDULED = ("--exclude-resource-type", "unit_test")


def scale(arguments: argparse.Namespace) -> None:
    """Build every size from nothing and once more on the next day, in turns; print the table."""
    sizes = [round(millions * 1_000_000) for millions in arguments.scale]
    runs: dict[int, list] = {lines: [] for lines in sizes}
    for number in range(arguments.rounds):
        # Up and down: a machine that gets slower or faster meanwhile does so for all sizes.
        for lines in sizes if number % 2 == 0 else sizes[::-1]:
            customers = lines // LINES_PER_CUSTOMER
            print(
                f"\nScale, round {number + 1}: {lines:,} order lines, {customers:,} customers",
                flush=True,
            )
            runs[lines].append(builds(arguments, lines, customers))
            if arguments.nodes:
                full, next_day = builds(arguments, lines, customers, node_by_node=True)
                print_nodes(full.report, next_day.report)
    rows = [
        (lines, *map(middle, zip(*builds_of_size, strict=True)))
        for lines, builds_of_size in runs.items()
    ]
    print(
        f"\ndbt build with all data tests, DuckDB within {arguments.scale_memory_limit}, "
        f"median of {arguments.rounds}\n"
    )
    print(table(rows))


def builds(
    arguments: argparse.Namespace, lines: int, customers: int, node_by_node: bool = False
) -> tuple[Measurement, Measurement]:
    """The build of a new warehouse, and the build of the next day in the same one."""
    folder = arguments.folder / "scale"
    renew(folder)
    measurements = []
    for days_after, name in enumerate(("full", "next day")):
        shop = generated(
            arguments.folder, lines, customers, arguments.seed, arguments.ids, days_after
        )
        with yardstick() as pace:
            build = dbt(
                folder,
                "build",
                *SCHEDULED,
                variables={"inputs": inputs(shop)},
                memory_limit=arguments.scale_memory_limit,
                node_by_node=node_by_node,
            )
        measurements.append(replace(build, yardstick=pace[0]))
        title = f"{name}, node by node" if node_by_node else name
        print(f"  {title}: {measurements[-1]}, {size(folder)}", flush=True)
    if not node_by_node:
        print(f"  agreement with the latent types: {recovered(folder, shop)}")
    return tuple(measurements)


def size(folder: Path) -> str:
    """The sizes of the warehouse and the published file."""
    return ", ".join(
        f"{name} {(folder / name).stat().st_size / 1e6:,.0f} MB"
        for name in ("centroid.duckdb", "published.duckdb")
    )


def table(rows: list[tuple[int, Measurement, Measurement]]) -> str:
    """A Markdown table; growth is to the row above, and is also given at one pace."""
    printed = [
        "| order lines | full: CPU s | wall s | peak MB | yardstick ms "
        "| growth of CPU (at one pace) "
        "| next day: CPU s | wall s | peak MB | next day / full, CPU |",
        "|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|",
    ]
    above = None
    for lines, full, next_day in rows:
        growth = f"{full.cpu / above.cpu:.2f} ({at_one_pace(full, above):.2f})" if above else ""
        printed.append(
            f"| {lines:,} | {full.cpu:.1f} | {full.wall:.1f} | {full.peak:.0f} "
            f"| {full.yardstick:.1f} | {growth} "
            f"| {next_day.cpu:.1f} | {next_day.wall:.1f} | {next_day.peak:.0f} "
            f"| {next_day.cpu / full.cpu:.3f} |"
        )
        above = full
    return "\n".join(printed)


def at_one_pace(build: Measurement, base: Measurement) -> float:
    """The ratio of two builds' CPU, each counted in yardsticks of its own time.

    Of builds that are alike: beside one that keeps both cores busy the yardstick takes longer.
    """
    return (build.cpu / build.yardstick) / (base.cpu / base.yardstick)


def print_nodes(full: dict, next_day: dict) -> None:
    """Print the nodes that take most CPU in either build, and the sums by kind."""
    print("\n| node | full: CPU s | wall s | peak MB | next day: CPU s | wall s | peak MB |")
    print("|---|---:|---:|---:|---:|---:|---:|")
    nothing = {"cpu": 0, "wall": 0, "peak": 0}
    names = sorted(
        full.keys() | next_day.keys(),
        key=lambda name: -max(full.get(name, nothing)["cpu"], next_day.get(name, nothing)["cpu"]),
    )
    for name in names[:40]:
        both = [build.get(name, nothing) for build in (full, next_day)]
        cells = (f"{each['cpu']:.1f} | {each['wall']:.1f} | {each['peak']}" for each in both)
        print(f"| {short(name)} | {' | '.join(cells)} |")
    for title, build in (("full", full), ("next day", next_day)):
        sums = Counter()
        for name, each in build.items():
            sums[name.split(".")[0]] += each["cpu"]
        print(f"  {title}, CPU s: " + ", ".join(f"{kind} {cpu:.1f}" for kind, cpu in sums.items()))


def short(name: str) -> str:
    """A node's unique id without project and hash."""
    kind, _, *rest = name.split(".")
    return rest[0] if kind == "model" else f"{kind} {rest[0]}"


def types(arguments: argparse.Namespace) -> None:
    """Say how well the shipped segmentations, and one meant for it, recover the latent types."""
    lines = min(arguments.lines, 1_000_000)
    shop = generated(
        arguments.folder, lines, lines // LINES_PER_CUSTOMER, arguments.seed, arguments.ids
    )
    folder = arguments.folder / "types"
    renew(folder)
    shipped = yaml.safe_load((PROJECT / "dbt_project.yml").read_text())["vars"]["segmentations"]
    variables = {
        "inputs": inputs(shop),
        "history_months": 0,
        "segmentations": [*shipped, SEGMENTATION],
    }
    print(f"\nTypes: {lines:,} order lines", flush=True)
    dbt(folder, "build", "--select", "+customer_segments", *NO_TESTS, variables=variables)
    print("Customers, segments and agreement with the latent types (adjusted Rand index)")
    for name, facts in recovered(folder, shop).items():
        print(f"  {name}: {facts}")


def recovered(folder: Path, shop: Path) -> dict:
    """How well the segments of the warehouse in a folder recover the latent types."""
    return measured(python("tools.generator.recovery", folder / "centroid.duckdb", shop)).report
