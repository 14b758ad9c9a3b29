"""What visits and e-mails cost beside order lines: from nothing to the features of all dates."""

from __future__ import annotations

import argparse
from pathlib import Path

import duckdb

from tools.bench.building import NO_TESTS, dbt, generated, renew
from tools.bench.measure import middle
from tools.generator import inputs

EVENTS = ["web_sessions", "email_events"]
FEATURES = ("build", "--select", "+customer_features", *NO_TESTS)


def signals(arguments: argparse.Namespace) -> None:
    """Build the features of a shop with and without visits and e-mails; print CPU per million."""
    customers = arguments.customers or arguments.lines // 20
    small = arguments.lines // 10
    few = generated(arguments.folder, small, small // 20, arguments.seed, arguments.ids)
    shop = generated(
        arguments.folder, arguments.lines, customers, arguments.seed, arguments.ids, signals=1
    )
    given = inputs(shop, signals=True)
    orders = {name: given[name] for name in inputs(shop)}
    contenders = {
        "a tenth of the lines": inputs(few),
        "order lines": orders,
        "order lines, visits and e-mails": orders | {name: given[name] for name in EVENTS},
    }
    counts = {name: count(given[name]["path"]) / 1_000_000 for name in ("order_lines", *EVENTS)} | {
        "few": count(contenders["a tenth of the lines"]["order_lines"]["path"]) / 1_000_000
    }
    runs: dict[str, list] = {name: [] for name in contenders}
    for _ in range(arguments.rounds):
        for name, mapped in contenders.items():
            folder = arguments.folder / "signals"
            renew(folder)
            found = dbt(folder, *FEATURES, variables={"inputs": mapped})
            print(f"  {name}: {found}", flush=True)
            runs[name].append(found)
    few_cpu, lines_cpu, all_cpu = (middle(runs[name]).cpu for name in contenders)
    per_lines = (lines_cpu - few_cpu) / (counts["order_lines"] - counts["few"])
    events = sum(counts[name] for name in EVENTS)
    per_events = (all_cpu - lines_cpu) / events
    print(
        f"\n{counts['order_lines']:.2f} million order lines, {events:.2f} million visits and "
        f"e-mail events, median of {arguments.rounds}: CPU per million order lines "
        f"{per_lines:.1f} s, per million events {per_events:.1f} s, "
        f"{per_events / per_lines:.2f} times"
    )


def count(path: str | Path) -> int:
    """Rows of Parquet files."""
    return duckdb.sql(f"select count(*) from read_parquet('{path}')").fetchall()[0][0]
