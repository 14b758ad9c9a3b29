"""Run dbt commands, each in a fresh fork of one process that has dbt imported and warm.

Importing dbt, and what it prepares at its first parse, take longer than most commands. Reads one
JSON request a line and writes one exit code a line. The first request is run in this process, to
warm it; each of the others is the console script `dbt` in a process of its own.
"""

import json
import os
import sys

# Imported here so that no fork has to.
import dbt.adapters.duckdb  # noqa: F401
import dbt.task.build  # noqa: F401
import pandas  # noqa: F401
from dbt.cli.main import cli, dbtRunner


def run(request: dict) -> None:
    """Become the command: its folder, environment, output and exit code."""
    output = os.open(request["output"], os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
    os.dup2(output, 1)
    os.dup2(output, 2)
    sys.argv = ["dbt", *request["arguments"]]
    cli()


if __name__ == "__main__":
    # Answers have a channel of their own: dbt prints.
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    is_warm = False
    for line in sys.stdin:
        given = json.loads(line)
        os.chdir(given["folder"])
        os.environ.update(given["environment"])
        if not is_warm:
            # The static parser starts threads, which a fork would wait for and not have.
            dbtRunner().invoke(["--no-static-parser", *given["arguments"]])
            is_warm = True
            print(0, file=answers, flush=True)
            continue
        child = os.fork()
        if child == 0:
            run(given)
        code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        print(code, file=answers, flush=True)
