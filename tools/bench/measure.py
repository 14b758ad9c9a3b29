"""Run commands as child processes and say what each took: wall, CPU and peak memory."""

from __future__ import annotations

import json
import os
import subprocess
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path
from statistics import median


@dataclass
class Measurement:
    """What one process took. It counts its own threads and the children it waited for.

    Attributes
    ----------
    wall, cpu : float
        Seconds; cpu is user and system time together.
    peak : float
        Largest resident set, in megabytes.
    report : dict
        What the process printed as its last line, where that is a JSON object.
    yardstick : float, optional
        Milliseconds that `bench.yardstick` took meanwhile: more on a slower machine.
    """

    wall: float
    cpu: float
    peak: float
    report: dict = field(default_factory=dict)
    yardstick: float | None = None

    def __str__(self) -> str:
        """What it took, in a line."""
        took = f"cpu {self.cpu:.1f} s, wall {self.wall:.1f} s, peak {self.peak:.0f} MB"
        return took if self.yardstick is None else f"{took}, yardstick {self.yardstick:.1f} ms"


def measured(command: list[str], environment: dict[str, str] | None = None) -> Measurement:
    """Run a command to its end.

    The caller must be small: until a child replaces its memory, it counts its parent's as its own.

    Parameters
    ----------
    command : list of str
    environment : dict, optional
        Variables set on top of this process's own.

    Raises
    ------
    RuntimeError
        If the command fails; the message ends with what it printed.
    """
    # OpenMP threads that spin while they wait burn CPU without doing anything, up to seven times
    # the work itself on a busy machine. That would flatter the contender that uses them least.
    variables = {**os.environ, "OMP_WAIT_POLICY": "passive", **(environment or {})}
    with tempfile.TemporaryFile("w+") as output:
        started = time.perf_counter()
        process = subprocess.Popen(
            command, env=variables, stdout=output, stderr=subprocess.STDOUT, text=True
        )
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.perf_counter() - started
        process.returncode = os.waitstatus_to_exitcode(status)
        output.seek(0)
        printed = output.read().strip()
    if process.returncode:
        raise RuntimeError(f"{' '.join(command)}\n{printed[-4000:]}")
    last = printed.rsplit("\n", 1)[-1]
    return Measurement(
        wall=wall,
        cpu=usage.ru_utime + usage.ru_stime,
        peak=usage.ru_maxrss / 1024,
        report=json.loads(last) if last.startswith("{") else {},
    )


def interleaved(
    contenders: dict[str, Callable[[], Measurement]], rounds: int
) -> dict[str, list[Measurement]]:
    """Run every contender once per round, so that a slow minute of the machine hits all of them.

    Parameters
    ----------
    contenders : dict of callable
        By name.
    rounds : int

    Returns
    -------
    dict of list of Measurement
    """
    runs: dict[str, list[Measurement]] = {name: [] for name in contenders}
    for number in range(rounds):
        for name, run in contenders.items():
            runs[name].append(run())
            print(f"  round {number + 1}, {name}: {runs[name][-1]}", flush=True)
    return runs


def middle(measurements: list[Measurement]) -> Measurement:
    """The median of each number on its own, with the last run's report."""
    paces = [each.yardstick for each in measurements if each.yardstick is not None]
    return Measurement(
        wall=median(each.wall for each in measurements),
        cpu=median(each.cpu for each in measurements),
        peak=median(each.peak for each in measurements),
        report=measurements[-1].report,
        yardstick=median(paces) if paces else None,
    )


def table(runs: dict[str, list[Measurement]], reference: str) -> str:
    """A Markdown table of medians, with ratios to one of the contenders."""
    medians = {name: middle(measurements) for name, measurements in runs.items()}
    base = medians[reference]
    rows = [
        f"| | CPU s | wall s | peak MB | CPU / {reference} | memory / {reference} |",
        "|---|---:|---:|---:|---:|---:|",
    ]
    for name, each in medians.items():
        rows.append(
            f"| {name} | {each.cpu:.1f} | {each.wall:.1f} | {each.peak:.0f} "
            f"| {each.cpu / base.cpu:.2f} | {each.peak / base.peak:.2f} |"
        )
    return "\n".join(rows)


def machine() -> str:
    """The processor, cores, memory and versions, read now."""
    facts = dict(
        line.split(":", 1)
        for line in Path("/proc/cpuinfo").read_text().split("\n\n")[0].splitlines()
        if ":" in line
    )
    model = next((value for key, value in facts.items() if key.strip() == "model name"), "unknown")
    memory = int(Path("/proc/meminfo").read_text().split("MemTotal:")[1].split()[0]) / 1024**2
    libraries = ["dbt-core", "dbt-duckdb", "duckdb", "pandas", "polars", "scikit-learn", "numpy"]
    versions = ", ".join(f"{name} {version(name)}" for name in libraries)
    return f"{model.strip()}, {os.cpu_count()} cores, {memory:.0f} GB; {versions}"
