"""The list of mutants, mutants.yml, and how one is applied to the text of its file."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

import yaml

PROJECT = Path(__file__).parents[2]
LIST = Path(__file__).with_name("mutants.yml")


class CannotApplyError(ValueError):
    """A mutant whose text is not in its file as the list says; the message names the mutant."""


@dataclass(frozen=True)
class Mutant:
    """One wrong edit.

    Attributes
    ----------
    id : str
        Unique in the list.
    file : str
        Path in the project.
    before, after : str
        The text of the file that is replaced, and what replaces it.
    rule : str
        The rule that the edit breaks, in a few words.
    occurrence : int or None
        Which occurrence of `before` is meant, from 1; None where it occurs once.
    survives : str or None
        Why no test can notice the edit.
    """

    id: str
    file: str
    before: str
    after: str
    rule: str
    occurrence: int | None = None
    survives: str | None = None

    def applied(self, source: str) -> str:
        """The text of its file with the edit.

        Raises
        ------
        CannotApplyError
            If `before` does not occur, or more than once and no occurrence is given.
        """
        count = source.count(self.before)
        wanted = self.occurrence or 1
        if count < wanted or (self.occurrence is None and count > 1):
            raise CannotApplyError(
                f"Mutant '{self.id}': its text occurs {count} times in {self.file}; "
                "correct the mutant in tools/mutants/mutants.yml."
            )
        if self.after == self.before:
            raise CannotApplyError(f"Mutant '{self.id}' changes nothing; give another text after.")
        parts = source.split(self.before)
        head, tail = self.before.join(parts[:wanted]), self.before.join(parts[wanted:])
        return head + self.after + tail

    def digest(self, tree: str, tests: list[str]) -> str:
        """What names a result of this edit, of a tree of sources with that digest and its tests."""
        edit = [tree, self.file, self.before, self.after, str(self.occurrence), *tests]
        return hashlib.sha256("\0".join(edit).encode()).hexdigest()[:16]


@dataclass(frozen=True)
class Listing:
    """The mutants, and the pytest arguments that test the edit of a file.

    Attributes
    ----------
    mutants : list of Mutant
    direct : dict of str to list of str
        By file: pytest arguments, where it is not tested by tests/python/test_<its name>.py.
    golden : list of str
        Pytest arguments of what tests the whole; every mutant that is left comes to it.
    """

    mutants: list[Mutant]
    direct: dict[str, list[str]]
    golden: list[str]

    def runs_of(self, file: str) -> list[tuple[str, list[str]]]:
        """What pytest runs for a file: kinds of test and arguments, the cheap ones first."""
        path = Path(file)
        own = [f"tests/python/test_{path.stem}.py"] if path.parts[0] == "centroid" else []
        runs = [("pytest", self.direct.get(file, own)), ("golden build", self.golden)]
        return [(kind, existing(arguments)) for kind, arguments in runs if existing(arguments)]

    def digest(self, mutant: Mutant, tree: str) -> str:
        """What names the result of a mutant of a tree with that digest."""
        return mutant.digest(tree, [each for run in self.runs_of(mutant.file) for each in run[1]])


def listing(text: str | None = None) -> Listing:
    """Read the list, from the file by default."""
    given = yaml.safe_load(LIST.read_text() if text is None else text)
    mutants = [
        Mutant(file=file, **{name: each[name] for name in each})
        for file, edits in given["mutants"].items()
        for each in edits
    ]
    names = [mutant.id for mutant in mutants]
    for name in names:
        if names.count(name) > 1:
            raise CannotApplyError(f"Mutant '{name}' is listed twice; rename one.")
    return Listing(mutants, given["pytest"], given["golden"])


def existing(arguments: list[str], project: Path = PROJECT) -> list[str]:
    """Pytest arguments without the test files that the project does not have; none if it has none.

    An argument that names no test file belongs to the ones before it.
    """
    files = [each for each in arguments if each.endswith(".py")]
    kept = [each for each in files if (project / each).exists()]
    return [each for each in arguments if each in kept or each not in files] if kept else []
