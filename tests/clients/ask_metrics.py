"""Validates the metrics of the dbt project in the working directory, and asks some of them.

It runs in the environment of requirements/metrics.txt, in one process, since mf takes seconds to
start. It reads a JSON list of queries from the standard input and writes the answers to a file.
"""

import json
import sys
from pathlib import Path

from dbt.cli.main import dbtRunner
from dbt_metricflow.cli.cli_configuration import CLIConfiguration
from dbt_metricflow.cli.main import cli
from metricflow.engine.metricflow_engine import MetricFlowQueryRequest


def main(answers: Path) -> None:
    """Parse, validate, ask."""
    queries = json.load(sys.stdin)
    if not dbtRunner().invoke(["--log-level", "error", "parse"]).success:
        sys.exit("dbt parse failed")
    cli(["validate-configs", "--show-all"], standalone_mode=False)
    configuration = CLIConfiguration()
    configuration.setup(configure_file_logging=False)
    found = []
    for query in queries:
        table = configuration.mf.query(MetricFlowQueryRequest.create(**query)).result_df
        rows = [dict(zip(table.column_names, row, strict=True)) for row in table.rows]
        found.append(rows)
    answers.write_text(json.dumps(found, default=str))


main(Path(sys.argv[1]))
