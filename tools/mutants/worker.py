"""A copy of the project with a warehouse of its own, in which mutants are tried one by one."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from tools.mutants.listing import PROJECT, Listing, Mutant

BUILT = ["models", "macros", "seeds", "python_models"]
# A mutant can make a program that never ends.
LONGEST = 900


class CannotTestError(RuntimeError):
    """The fast tests cannot be run, or fail without any mutant; the message is one sentence."""


class StoppedError(RuntimeError):
    """The run was interrupted while a command ran; what it returned means nothing."""


@dataclass(frozen=True)
class Death:
    """What killed a mutant.

    Attributes
    ----------
    kind : str
        parse, unit test, pytest or golden build.
    test : str
        The first test that failed, where it has a name.
    """

    kind: str
    test: str = ""


class Worker:
    """One copy of the project.

    Parameters
    ----------
    folder : Path
        Its own; kept between runs with what dbt has parsed.
    listing : Listing
    lock : int
        A descriptor that its commands keep open, so that a lock on it is held until they end.
    """

    def __init__(self, folder: Path, listing: Listing, lock: int) -> None:
        self.folder = folder
        self.listing = listing
        self.lock = lock
        self.tree = folder / "tree"
        self.command: subprocess.Popen | None = None
        self.is_stopped = False
        self.manifest: dict = {}

    def prepare(self, files: list[str], tree_digest: str) -> None:
        """Bring the copy to the project's state, with a warehouse that has every relation.

        A dbt unit test reads the columns of a model's inputs from the warehouse; their rows come
        from its YAML.
        """
        self.tree.mkdir(parents=True, exist_ok=True)
        for file in files:
            source, copy = PROJECT / file, self.tree / file
            if not copy.exists() or copy.read_bytes() != source.read_bytes():
                copy.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(source, copy)
        known = set(files)
        for copy in self.tree.rglob("*"):
            if copy.is_file() and str(copy.relative_to(self.tree)) not in known:
                copy.unlink()
        mark = self.folder / "built"
        if not mark.exists() or mark.read_text() != tree_digest:
            mark.unlink(missing_ok=True)
            for old in self.folder.glob("centroid.duckdb*"):
                old.unlink()
            code, printed = self.dbt("build", "--exclude-resource-type", "test", "unit_test")
            if code:
                raise CannotTestError(f"The project does not build without a mutant:\n{printed}")
            shutil.copyfile(self.folder / "target/manifest.json", self.folder / "manifest.json")
            mark.write_text(tree_digest)
        self.manifest = json.loads((self.folder / "manifest.json").read_text())

    def fate(self, mutant: Mutant) -> Death | None:
        """Apply a mutant, run the fast tests until one fails, and undo it."""
        path = self.tree / mutant.file
        source = path.read_text()
        path.write_text(mutant.applied(source))
        is_built = mutant.file.split("/")[0] in BUILT
        try:
            return self.first_failure(
                unit_tests_of(self.manifest, mutant.file) if is_built else None,
                *self.listing.runs_of(mutant.file),
            )
        finally:
            path.write_text(source)

    def first_failure(
        self, unit_tests: list[str] | None, *runs: tuple[str, list[str]]
    ) -> Death | None:
        """Run dbt's parse with unit tests, then pytest, until something fails.

        Parameters
        ----------
        unit_tests : list of str or None
            Their names; None where dbt does not read the file.
        runs : tuple of str and list of str
            Kind of test, and arguments for pytest.

        Returns
        -------
        Death or None
            None where all pass.
        """
        if unit_tests is not None:
            # The results of an earlier command must not be taken for this one's.
            results = self.folder / "target/run_results.json"
            results.unlink(missing_ok=True)
            what = ["test", "--select", *unit_tests] if unit_tests else ["parse"]
            code, _ = self.dbt("--warn-error", *what)
            if code:
                failed = failed_nodes(results)
                return Death("unit test", failed[0]) if failed else Death("parse")
        for kind, arguments in runs:
            failed = self.pytest(arguments)
            if failed is not None:
                return Death(kind, failed)
        return None

    def pytest(self, arguments: list[str]) -> str | None:
        """Run tests until one fails; the name of that one, None if all pass."""
        options = ["-q", "-x", "-rfE", "-p", "no:cacheprovider"]
        where = ["--basetemp", str(self.folder / "pytest")]
        code, printed = self.run([sys.executable, "-m", "pytest", *options, *where, *arguments])
        if code == 0:
            return None
        found = re.search(r"^(?:FAILED|ERROR) (.+?)(?: - |$)", printed, re.MULTILINE)
        if found is None and code > 0:
            raise CannotTestError(f"pytest {' '.join(arguments)} ended with {code}:\n{printed}")
        return found.group(1).split("/")[-1] if found else "no end"

    def dbt(self, *arguments: str) -> tuple[int, str]:
        """Run a dbt command; its exit code and what it printed."""
        dbt = str(Path(sys.executable).with_name("dbt"))
        return self.run([dbt, "--no-use-colors", "--log-level", "warn", *arguments])

    def run(self, command: list[str]) -> tuple[int, str]:
        """Run a command in the copy, with the copy's Python package; -1 where it does not end."""
        if self.is_stopped:
            raise StoppedError
        environment = {
            **os.environ,
            "PYTHONPATH": str(self.tree),
            # A cached compilation is told by time in seconds and size: `<` and `>` have both alike.
            "PYTHONDONTWRITEBYTECODE": "1",
            "CENTROID_WAREHOUSE": str(self.folder / "centroid.duckdb"),
            "CENTROID_PUBLISHED": str(self.folder / "published.duckdb"),
            "DBT_TARGET_PATH": str(self.folder / "target"),
            "DBT_LOG_PATH": str(self.folder / "logs"),
        }
        with (self.folder / "output.txt").open("w+", errors="replace") as output:
            self.command = subprocess.Popen(
                command,
                cwd=self.tree,
                env=environment,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                pass_fds=[self.lock],
            )
            try:
                code = self.command.wait(timeout=LONGEST)
            except subprocess.TimeoutExpired:
                self.end()
                code = -1
            if self.is_stopped:
                raise StoppedError
            output.seek(0)
            return code, output.read()

    def stop(self) -> None:
        """End the command that runs, and let none begin."""
        self.is_stopped = True
        self.end()

    def end(self) -> None:
        """Kill the command that runs, with all that it started."""
        if self.command is not None and self.command.poll() is None:
            os.killpg(self.command.pid, signal.SIGKILL)
            self.command.wait()


def failed_nodes(results: Path) -> list[str]:
    """The names of what failed in a dbt command; none where it did not come to run anything."""
    if not results.exists():
        return []
    return [
        result["unique_id"].split(".")[-1]
        for result in json.loads(results.read_text())["results"]
        if result["status"] in ("fail", "error")
    ]


def unit_tests_of(manifest: dict, file: str) -> list[str]:
    """The names of the dbt unit tests whose result an edit of a file can change.

    They are those of the models that are the file, read the seed or call the macro: of every other
    model a unit test has its inputs from its YAML, so nothing upstream reaches it.

    Parameters
    ----------
    manifest : dict
        What dbt writes as manifest.json.
    file : str
        Path in the project.
    """
    macros, nodes = manifest["macros"], manifest["nodes"]
    reached = {name for name, macro in macros.items() if macro["original_file_path"] == file}
    reached |= {name for name, node in nodes.items() if node["original_file_path"] == file}
    count = 0
    while count < len(reached):
        count = len(reached)
        reached |= {
            name
            for name, macro in macros.items()
            if reached.intersection(macro["depends_on"]["macros"])
        }
    models = {
        name
        for name, node in nodes.items()
        if node["resource_type"] == "model"
        and (
            name in reached
            or reached.intersection(node["depends_on"]["macros"])
            or any(
                each in reached and each.startswith("seed.") for each in node["depends_on"]["nodes"]
            )
        )
    }
    return sorted(
        test["name"]
        for test in manifest["unit_tests"].values()
        if models.intersection(test["depends_on"]["nodes"])
    )


def timed(action) -> tuple[object, float]:
    """What an action returns, and how many seconds it took."""
    start = time.monotonic()
    return action(), time.monotonic() - start
