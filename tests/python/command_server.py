"""Run dbt commands, each in a fresh fork of one process that has dbt imported and warm.

Importing dbt, and what it prepares at its first parse, take longer than most commands. Reads one
JSON request a line and writes one exit code a line. The first request is run in this process, to
warm it; each of the others is the console script `dbt` in a process of its own. With the argument
`lasting` all of them are run in this process, and a Spark session serves one after the other.
"""

import gc
import json
import os
import sys

# Imported here so that no fork has to.
import dbt.adapters.duckdb  # noqa: F401
import dbt.task.build  # noqa: F401
import pandas  # noqa: F401
import sklearn.cluster  # noqa: F401
import sklearn.manifold  # noqa: F401
import sklearn.mixture  # noqa: F401
from dbt.cli.main import cli, dbtRunner, dbtRunnerResult
from dbt.contracts.graph.manifest import Manifest
from dbt_common.clients.jinja import template_cache
from dbt_common.events.base_types import BaseEvent, EventLevel
from dbt_common.events.event_manager import EventManager


def prepare(request: dict) -> None:
    """Take the folder, the environment and the output of a command."""
    os.chdir(request["folder"])
    os.environ.update(request["environment"])
    output = os.open(request["output"], os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
    os.dup2(output, 1)
    os.dup2(output, 2)
    os.close(output)


def run_here(*arguments: str) -> dbtRunnerResult:
    """Run a command in this process."""
    result = dbtRunner().invoke([*arguments])
    if result.exception:
        print(result.exception, flush=True)
    return result


def keep_templates(manifest: Manifest) -> None:
    """Compile all macros; no fork has to, and a build would take a second for it."""
    for macro in manifest.macros.values():
        template_cache.get_node_template(macro)


def leave_out_debug_events() -> None:
    """Say nothing that only a debug log has; dbt spends a tenth of a build on saying it."""
    fire = EventManager.fire_event

    def fire_if_heard(
        manager: EventManager,
        event: BaseEvent,
        level: EventLevel | None = None,
        *more: object,
        **named: object,
    ) -> None:
        if (level or event.level_tag()) != EventLevel.DEBUG:
            fire(manager, event, level, *more, **named)

    EventManager.fire_event = fire_if_heard


def run_in_a_fork(request: dict) -> int:
    """Run a command as the console script would, in a process of its own; its exit code."""
    child = os.fork()
    if child == 0:
        # A sixth of a build would go into looking for garbage among what stays to the end.
        gc.disable()
        prepare(request)
        if "debug" not in request["arguments"]:
            leave_out_debug_events()
        sys.argv = ["dbt", *request["arguments"]]
        cli()
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


if __name__ == "__main__":
    # Answers have a channel of their own: dbt prints.
    answers = os.fdopen(os.dup(1), "w")
    is_lasting = sys.argv[1:] == ["lasting"]
    is_warm = False
    for line in sys.stdin:
        given = json.loads(line)
        if is_warm and not is_lasting:
            code = run_in_a_fork(given)
        else:
            prepare(given)
            # The static parser starts threads, which a fork would wait for and not have.
            result = run_here("--no-static-parser", *given["arguments"])
            code = int(not result.success)
            if result.success and not is_lasting:
                keep_templates(result.result)
            is_warm = True
        print(code, file=answers, flush=True)
