"""Run a dbt command node by node and say what each took: CPU, wall and peak memory."""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

from dbt.cli.main import dbtRunner

HIGH_WATER_MARK = "VmHWM:"


class Clock:
    """Takes the time of the node that runs; dbt's own work is what is left."""

    def __init__(self) -> None:
        self.nodes: dict[str, dict] = {}

    def __call__(self, event: object) -> None:
        """Hear of what dbt does."""
        if event.info.name == "NodeStart":
            # Linux forgets the process's peak, also for whoever waits for this process: the next
            # reading is this node's.
            Path("/proc/self/clear_refs").write_text("5")
            self.started = time.process_time(), time.perf_counter()
        elif event.info.name == "NodeFinished":
            cpu, wall = self.started
            peak = Path("/proc/self/status").read_text().split(HIGH_WATER_MARK)[1].split()[0]
            self.nodes[event.data.node_info.unique_id] = {
                "cpu": round(time.process_time() - cpu, 2),
                "wall": round(time.perf_counter() - wall, 2),
                "peak": int(peak) // 1024,
            }


def main(arguments: list[str]) -> None:
    """Run the command and print the nodes as one line of JSON."""
    clock = Clock()
    outcome = dbtRunner(callbacks=[clock]).invoke([*arguments, "--threads", "1"])
    if not outcome.success:
        raise SystemExit(str(outcome.exception or "a node failed"))
    print(json.dumps(clock.nodes))


if __name__ == "__main__":
    main(sys.argv[1:])
