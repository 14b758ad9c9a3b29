"""`python -m tools.parity published.duckdb spark-warehouse`: the comparison, printed."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from tools.parity.comparing import differences


def main() -> None:
    """Print one line per table; the exit code is 1 where anything differs."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("published", type=Path, help="the file that DuckDB published")
    parser.add_argument("spark_warehouse", type=Path, help="the folder of Spark's tables")
    arguments = parser.parse_args()
    found = differences(arguments.published, arguments.spark_warehouse)
    print(found.to_string(index=False))
    wrong = found[["only_duckdb", "only_spark"]].to_numpy().sum()
    print(f"{found.row_count.sum():,} rows of {len(found)} tables; {wrong} differ.")
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
