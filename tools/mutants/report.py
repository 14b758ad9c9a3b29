"""docs/mutants.md, from the results."""

from __future__ import annotations

import subprocess
from collections import Counter
from datetime import date
from pathlib import PurePosixPath

from tools.mutants.listing import PROJECT, Mutant

PAGE = PROJECT / "docs/mutants.md"
KINDS = ["parse", "unit test", "pytest", "golden build"]
OPENING = """# Mutants

A mutant is one small wrong edit of the project: a bound, a sign, a window, a join, a tie-break, a
null rule, another column of the same type. `make mutants` applies the edits of
tools/mutants/mutants.yml one at a time to a copy of the project, and runs the fast tests until one
fails. The fast tests are dbt's parse, the dbt unit tests of the models that the edited file
reaches, the pytest files of the edited module, and the golden build. A mutant that no test kills
survives: nobody would notice such a line.

`make mutants ONLY=centroid/fits/due.py` tries the mutants whose file or id that regular expression
matches. A run that was stopped goes on where it was, and an edit is not tried again on the same
sources.
"""


def page(mutants: list[Mutant], results: dict[str, dict]) -> str:
    """The page, written on the day and at the commit of the run.

    Parameters
    ----------
    mutants : list of Mutant
    results : dict of str to dict
        By id: killed_by, test and seconds.
    """
    killed = [mutant for mutant in mutants if results[mutant.id]["killed_by"]]
    survivors = [mutant for mutant in mutants if mutant not in killed]
    minutes = sum(results[mutant.id]["seconds"] for mutant in mutants) / 60
    lines = [
        OPENING,
        f"Of {len(mutants)} mutants {len(killed)} were killed and {len(survivors)} survived; "
        f"{minutes:.0f} minutes of tests, by two workers. Measured on {date.today()} "
        f"at {commit()}.",
        "",
        "## By folder",
        "",
        *table(["folder", "mutants", *KINDS, "survived"], by_folder(mutants, results)),
        "",
    ]
    if survivors:
        rows = [[mutant.id, mutant.survives or "not explained"] for mutant in survivors]
        lines += ["## Survivors", "", *table(["mutant", "why"], rows), ""]
    rows = [
        [
            mutant.id,
            f"`{mutant.file}`",
            mutant.rule,
            results[mutant.id]["killed_by"] or "survived",
            f"{results[mutant.id]['seconds']:.0f}",
        ]
        for mutant in mutants
    ]
    heads = ["mutant", "file", "rule that it breaks", "killed by", "seconds"]
    lines += ["## All", "", *table(heads, rows), ""]
    return "\n".join(lines)


def by_folder(mutants: list[Mutant], results: dict[str, dict]) -> list[list]:
    """A row per folder: how many mutants, by what they were killed, and how many survived."""
    rows = []
    folders = sorted({str(PurePosixPath(mutant.file).parent) for mutant in mutants})
    for folder in folders:
        own = [m for m in mutants if str(PurePosixPath(m.file).parent) == folder]
        fates = Counter(results[mutant.id]["killed_by"] for mutant in own)
        rows.append([folder, len(own), *(fates[kind] for kind in KINDS), fates[None]])
    return rows


def table(heads: list[str], rows: list[list]) -> list[str]:
    """Lines of a Markdown table."""
    lines = [heads, ["---"] * len(heads), *rows]
    return [
        "| " + " | ".join(str(cell).replace("|", "\\|") for cell in row) + " |" for row in lines
    ]


def commit() -> str:
    """The commit at hand, and whether files differ from it."""
    name = git("rev-parse", "--short", "HEAD").strip()
    is_changed = git("status", "--porcelain", "--untracked-files=no")
    return f"commit {name}" + (" with changes that are not committed" if is_changed else "")


def git(*arguments: str) -> str:
    """What a git command prints about the project."""
    command = ["git", "-C", str(PROJECT), *arguments]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout
