"""Kill builds at random moments and look at what is left of them.

``python tests/python/kill.py --times 50 --seed 1`` prints a line per kill and a tally. A first
build and one of changed data with a fit to repeat are killed in turns: of ten, two while they fit,
two while they publish, the others anywhere between the first line that they print and the last.
"""

from __future__ import annotations

import argparse
import random
import re
import signal
import tempfile
import time
from collections import Counter
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from harness import (
    FOUR_COLUMNS,
    OF_ONE_BUILD,
    Project,
    Stage,
    digests,
    order_lines,
    write_csv,
)

BUILD = ("build", "--exclude-resource-type", "unit_test")
FIT, PUBLISH = "fits.new_fits", "publish.published_tables"
# One is fitted again when the data is some weeks older, the other is not.
SEGMENTATIONS = [
    {"name": "again", "segments": 3, "features": ["recency_days"], "refit_every_days": 7},
    {"name": "once", "segments": {"min": 2, "max": 3}, "features": ["net_revenue_365d"]},
]
LEFT = {"lines.csv", "centroid.duckdb", "published.duckdb", "target", "logs", "output.txt"}


@dataclass(frozen=True)
class Moment:
    """When to kill: some seconds after a line was printed.

    Attributes
    ----------
    model : str or None
        The line is the start of this model; of the publish step, the new file has to be there too.
    line_count : int
        Where there is no model: the line that makes them so many.
    seconds : float
        How long after it.
    """

    model: str | None
    line_count: int
    seconds: float

    def is_reached(self, printed: list[str]) -> bool:
        """Whether the line has been printed."""
        if self.model:
            return "START" in printed[-1] and self.model in printed[-1]
        return len(printed) == self.line_count


class Build:
    """A build that nobody disturbs, to compare with.

    Parameters
    ----------
    start : Project
        What there is before it.
    command : tuple of str
        The dbt command.

    Attributes
    ----------
    printed : list of tuple
        Its lines, each with the second in which it came.
    end : Project
        What there is after it.
    tables : list of dict
        Digests of the warehouse after it, and after one that found the fits in the registry.
    published : dict
        Digests of the published file.
    """

    def __init__(self, start: Project, command: tuple[str, ...]) -> None:
        self.start = start
        self.end = start.copy(f"{start.folder.name}, built")
        process = self.end.start(*command)
        began = time.monotonic()
        self.printed = [(time.monotonic() - began, line) for line in process.stdout]
        assert process.wait() == 0, self.printed
        tables = self.end.digests()
        assert tables["fits.new_fits"][0] > 0
        self.tables = [tables, tables | {"fits.new_fits": (0, 0)}]
        self.published = digests(self.end.published)

    def moment(self, chance: random.Random, model: str | None) -> Moment:
        """A random moment: of the time that a model takes, or of the whole build."""
        if model:
            during = [second for second, line in self.printed if model in line]
            # Writing the file is about half of the publish step.
            share = 0.5 if model == PUBLISH else 1.0
            return Moment(model, 0, chance.uniform(0, share * (during[-1] - during[0])))
        second = chance.uniform(self.printed[0][0], self.printed[-1][0])
        passed = [at for at, _ in self.printed if at <= second]
        return Moment(None, len(passed), second - passed[-1])


class Kills:
    """Kills of a first build and of a build of changed data.

    Parameters
    ----------
    stage : Stage
        Where the projects live.
    seed : int
        Decides on the moments.
    command : tuple of str
        The dbt command that is killed, and repeated.
    """

    def __init__(self, stage: Stage, seed: int, command: tuple[str, ...] = BUILD) -> None:
        self.command = command
        self.seed = seed
        empty = stage.project("first", {**stage.four_columns, "segmentations": SEGMENTATIONS})
        write_lines(empty, date(2024, 5, 20), seed=1)
        self.first = Build(empty, command)
        grown = self.first.end.copy("changed")
        write_lines(grown, date(2024, 6, 15), seed=2)
        self.changed = Build(grown, command)

    def kill(self, number: int) -> tuple[str, str]:
        """Kill a build and check what is left; where it was, and what was then published.

        Parameters
        ----------
        number : int
            From 0; decides what is killed, and when.
        """
        build = [self.first, self.changed][number % 2]
        model = {0: FIT, 1: PUBLISH, 5: FIT, 6: PUBLISH}.get(number % 10)
        chance = random.Random(f"{self.seed} {number}")
        for attempt in range(10):
            project = build.start.copy(f"kill {number}.{attempt}")
            printed = killed(project, self.command, build.moment(chance, model))
            if printed:
                break
        assert printed, "the build ended before it could be killed"
        where = stage_of(printed) + (" (file begun)" if new_file(project) else "")
        if project.warehouse.exists():
            # Opens it, and reads every table to its end.
            project.digests()
        published = digests(project.published) if project.published.exists() else None
        before = self.first.published if build is self.changed else None
        assert published in (before, build.published), printed
        project.dbt(*self.command).succeeded()
        others = different(project.digests(), build.tables)
        assert not others.keys() - OF_ONE_BUILD, others
        assert digests(project.published) == build.published
        left = {file.name for file in project.folder.iterdir()}
        assert left - {"centroid.duckdb.wal"} == LEFT, left
        return where, "the new file" if published == build.published else "as before"


def write_lines(project: Project, last: date, seed: int) -> None:
    """Order lines of sixty customers up to a day."""
    customers = [f"customer {number}" for number in range(60)]
    lines = order_lines(customers, date(2024, 1, 3), last, seed)
    write_csv(project.file("lines.csv"), FOUR_COLUMNS, lines)


def killed(project: Project, command: tuple[str, ...], moment: Moment) -> list[str] | None:
    """Start a build and kill it; what it had printed, or None if it had ended by itself."""
    process = project.start(*command)
    printed = []
    for line in process.stdout:
        printed.append(line)
        if moment.is_reached(printed):
            while moment.model == PUBLISH and process.poll() is None and not new_file(project):
                time.sleep(0.001)
            time.sleep(moment.seconds)
            break
    process.kill()
    printed.extend(process.stdout)
    return printed if process.wait() == -signal.SIGKILL else None


def new_file(project: Project) -> bool:
    """Whether there is the beginning of a new published file."""
    return project.published.with_name(project.published.name + ".tmp").exists()


def stage_of(printed: list[str]) -> str:
    """What a build was doing when it had printed this."""
    started = [line for line in printed if "START" in line]
    if not started:
        return "starting"
    if any("Finished running" in line for line in printed):
        return "ending"
    for model in (FIT, PUBLISH):
        if any(model in line for line in started) and not any(
            f"OK created python table model {model}" in line for line in printed
        ):
            return f"in {model}"
    return "in tests" if re.search(r"START test", started[-1]) else "in other models"


def different(found: dict, expected: list[dict]) -> dict:
    """The tables that are in none of the expected states."""
    names = {name for tables in [found, *expected] for name in tables}
    return {
        name: found.get(name)
        for name in names
        if found.get(name) not in [tables.get(name) for tables in expected]
    }


def main() -> None:
    """Kill as often as asked and print what happened."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--times", type=int, default=50)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        stage = Stage(Path(folder))
        kills = Kills(stage, given.seed)
        tally = Counter()
        for number in range(given.times):
            where, published = kills.kill(number)
            print(f"{number + 1:>3} killed {where}; published: {published}", flush=True)
            tally[where, published] += 1
        stage.close()
    print(f"{tally.total()} kills in {time.monotonic() - began:.0f} s: warehouse opened, published")
    print("file whole, next build the same as an undisturbed one and nothing else left, each time.")
    for (where, published), count in sorted(tally.items()):
        print(f"{count:>3} {where}, published {published}")


if __name__ == "__main__":
    main()
