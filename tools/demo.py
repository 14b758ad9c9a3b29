"""``make demo SHOP=omnichannel``: generates a shop with visits, e-mails and more, and publishes it.

The shop of 8,000 customers lies in ``warehouse/omnichannel`` with its warehouse, its published file
and its report, so that the demo and your own warehouse stay as they are. How customers buy and how
they deal with the shop between orders is known of a generated shop; at the end stands how well the
segmentation ``engagement`` tells it.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from pathlib import Path

from tools.generator import generate, inputs, recovery

SHOPS = {"omnichannel": {"lines": 160_000, "customers": 8_000, "signals": 1}}
# What the generated shop's app offers, as product_usage names it.
VARIABLES = {"features_to_adopt": ["search", "wish list", "loyalty card"]}


def main() -> int:
    """Generate, build, test, publish and report; the exit code is that of the build."""
    parser = argparse.ArgumentParser(prog="python -m tools.demo", description=__doc__)
    parser.add_argument("shop", choices=SHOPS)
    parser.add_argument("--folder", type=Path, help="default: warehouse/<shop>")
    arguments = parser.parse_args()
    folder = (arguments.folder or Path("warehouse") / arguments.shop).resolve()
    print(f"Generating the shop in {folder / 'shop'}", flush=True)
    generate(folder / "shop", **SHOPS[arguments.shop])
    print("Building, testing and publishing (some three minutes)", flush=True)
    variables = {**VARIABLES, "inputs": inputs(folder / "shop", signals=True)}
    environment = os.environ | {
        "CENTROID_WAREHOUSE": str(folder / "centroid.duckdb"),
        "CENTROID_PUBLISHED": str(folder / "published.duckdb"),
        "DBT_TARGET_PATH": str(folder / "target"),
        "DBT_LOG_PATH": str(folder / "logs"),
    }
    dbt = Path(sys.executable).with_name("dbt")
    build = ["build", "--exclude-resource-type", "unit_test", "--vars", json.dumps(variables)]
    for command in (
        [dbt, "--log-level", "warn", *build],
        [sys.executable, "-m", "centroid.summary"],
        [sys.executable, "-m", "centroid.report"],
    ):
        code = subprocess.run(command, env=environment).returncode
        if code:
            return code
    found = recovery(folder / "centroid.duckdb", folder / "shop", "engagement_type")["engagement"]
    print(
        f"Engagement: {found['segments']} segments of {found['customers']:,} customers, adjusted "
        f"Rand index with the six ways to engage {found['agreement']}"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
