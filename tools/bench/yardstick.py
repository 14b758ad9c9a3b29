"""A fixed piece of work, done over and over beside a long measurement: how fast the machine was.

A machine whose clock or neighbours change within the hour makes one build look dearer than another.
The CPU that this work took meanwhile, the same work each time, says by how much.
"""

from __future__ import annotations

import json
import select
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from statistics import median

import duckdb

SECONDS_BETWEEN = 5
# Some 40 ms of what builds do most: groups of hashes that are not met in order.
WORK = """
select max(row_count)
from (
    select count(*) as row_count
    from range(1000000) as numbers (number)
    group by hash(number) % 200000
)
"""


@contextmanager
def yardstick() -> Iterator[list[float]]:
    """Work while the block runs; the list has the median afterwards, in ms of CPU.

    Yields
    ------
    list of float
        Empty until the block ends.
    """
    pace: list[float] = []
    process = subprocess.Popen(
        [sys.executable, "-m", "tools.bench.yardstick"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        yield pace
    finally:
        # It ends when nobody holds its input any more, whatever became of this process.
        printed, _ = process.communicate()
    pace.append(json.loads(printed)["median"])


def main() -> None:
    """Work until the input is closed; print the median CPU of a piece as JSON."""
    connection = duckdb.connect(config={"threads": 1})
    taken = []
    while True:
        before = time.process_time()
        connection.execute(WORK).fetchall()
        taken.append((time.process_time() - before) * 1000)
        if select.select([sys.stdin], [], [], SECONDS_BETWEEN)[0]:
            break
    print(json.dumps({"median": round(median(taken), 1)}))


if __name__ == "__main__":
    main()
