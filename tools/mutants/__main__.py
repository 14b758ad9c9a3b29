"""Try the mutants: ``python -m tools.mutants``, some of them with ``--only``."""

from __future__ import annotations

import argparse
import fcntl
import hashlib
import json
import re
import signal
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor, as_completed
from pathlib import Path
from queue import SimpleQueue

from tools.mutants.listing import PROJECT, CannotApplyError, Listing, Mutant, listing
from tools.mutants.report import PAGE, git, page
from tools.mutants.worker import CannotTestError, Death, StoppedError, Worker, timed

FOLDER = PROJECT / "build/mutants"
RESULTS = FOLDER / "results.jsonl"
WORKERS = 2
# What changes no result.
OTHER = re.compile(r"^(docs|tools/mutants)/|\.md$|^tests/python/test_mutants\.py$")


def main() -> int:
    """Run what has no result yet, print a line each, and write the page when all have one."""
    parser = argparse.ArgumentParser(prog="python -m tools.mutants", description=__doc__)
    parser.add_argument("--only", default="", help="regular expression over file and id")
    only = parser.parse_args().only
    every = listing()
    chosen = [each for each in every.mutants if re.search(only, f"{each.file} {each.id}")]
    if not chosen:
        raise CannotTestError(f"No mutant has '{only}' in its file or id.")
    for mutant in chosen:
        mutant.applied((PROJECT / mutant.file).read_text())
    files = [each for each in git("ls-files").splitlines() if (PROJECT / each).exists()]
    tree = tree_digest(files)
    FOLDER.mkdir(parents=True, exist_ok=True)
    with (FOLDER / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise CannotTestError("Another run, or what it started, is still at work.") from None
        workers = [
            Worker(FOLDER / f"worker-{n}", every, lock.fileno()) for n in range(1, WORKERS + 1)
        ]
        known = read_results()
        waiting = [each for each in chosen if every.digest(each, tree) not in known]
        if waiting:
            print(f"{len(waiting)} of {len(chosen)} mutants to try", flush=True)
            try_all(every, waiting, files, tree, workers)
    return tell(every, chosen, tree)


def try_all(
    every: Listing, waiting: list[Mutant], files: list[str], tree: str, workers: list[Worker]
) -> None:
    """Prepare the workers, see that the tests pass without a mutant, then try each mutant."""

    def tried(worker: Worker, mutant: Mutant) -> None:
        death, seconds = timed(lambda: worker.fate(mutant))
        append(every.digest(mutant, tree), mutant.id, death, seconds)
        fate = f"killed by {death.kind} {death.test}" if death else "SURVIVED"
        print(f"{seconds:6.1f} s  {mutant.id}: {fate}", flush=True)

    def checked(worker: Worker, what: tuple) -> None:
        name = hashlib.sha256(f"{tree} {what}".encode()).hexdigest()[:16]
        if name in read_results():
            return
        death, seconds = timed(lambda: worker.first_failure(*what))
        if death:
            raise CannotTestError(
                f"The fast tests fail without a mutant ({death.kind} {death.test}); correct them."
            )
        append(name, "unmutated", None, seconds)

    prepared = [lambda worker=worker: worker.prepare(files, tree) for worker in workers]
    run_all(workers, prepared)
    runs = {str(run): run for mutant in waiting for run in every.runs_of(mutant.file)}
    on_any(workers, checked, [(["test_type:unit"],), *((None, run) for run in runs.values())])
    on_any(workers, tried, waiting)


def on_any(workers: list[Worker], action: Callable, items: list) -> None:
    """Do something with each item, by whichever worker is free."""
    free: SimpleQueue[Worker] = SimpleQueue()
    for worker in workers:
        free.put(worker)

    def one(item: object) -> None:
        worker = free.get()
        try:
            action(worker, item)
        finally:
            free.put(worker)

    run_all(workers, [lambda item=item: one(item) for item in items])


def run_all(workers: list[Worker], actions: list[Callable[[], None]]) -> None:
    """Run actions on as many threads as there are workers; the first failure stops all of them."""
    with ThreadPoolExecutor(len(workers)) as pool:
        try:
            for done in as_completed([pool.submit(action) for action in actions]):
                done.result()
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            for worker in workers:
                worker.stop()
            raise


def tree_digest(files: list[str]) -> str:
    """A digest of every tracked file that a fast test may read, as it is in the working tree."""
    digest = hashlib.sha256()
    for file in sorted(files):
        if not OTHER.search(file):
            digest.update(
                f"{file}\0".encode() + hashlib.sha256((PROJECT / file).read_bytes()).digest()
            )
    return digest.hexdigest()[:16]


def append(digest: str, name: str, death: Death | None, seconds: float) -> None:
    """Add a line to the results: short enough to be written whole or not at all."""
    row = {
        "digest": digest,
        "id": name,
        "killed_by": death.kind if death else None,
        "test": death.test if death else None,
        "seconds": round(seconds, 1),
    }
    with RESULTS.open("a") as file:
        file.write(json.dumps(row) + "\n")


def read_results() -> dict[str, dict]:
    """The results so far by digest."""
    return {row["digest"]: row for row in rows_of(RESULTS)}


def rows_of(path: Path) -> Iterator[dict]:
    """The lines of a file of results; one that a kill cut short is passed over."""
    for line in path.read_text().splitlines() if path.exists() else ():
        try:
            yield json.loads(line)
        except json.JSONDecodeError:
            continue


def tell(every: Listing, chosen: list[Mutant], tree: str) -> int:
    """Print what became of the mutants; 1 where one survived that should not, or died that should.

    The page is written when every mutant of the list has a result.
    """
    known = read_results()
    results = {each.id: known.get(every.digest(each, tree)) for each in every.mutants}
    survivors = [each for each in chosen if results[each.id]["killed_by"] is None]
    unexpected = [each for each in survivors if not each.survives]
    explained = [each for each in chosen if each.survives and each not in survivors]
    print(f"{len(chosen) - len(survivors)} of {len(chosen)} mutants were killed.")
    for mutant in unexpected:
        print(f"  survived: {mutant.id} ({mutant.file}): {mutant.rule}")
    for mutant in explained:
        print(f"  was killed, though the list says why it survives: {mutant.id}")
    if all(results.values()):
        PAGE.write_text(page(every.mutants, results))
        print(f"Written: {PAGE.relative_to(PROJECT)}")
    return 1 if unexpected or explained else 0


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        sys.exit(main())
    except (CannotApplyError, CannotTestError) as problem:
        sys.exit(str(problem))
    except (KeyboardInterrupt, StoppedError):
        sys.exit("Stopped; what has a result is kept.")
