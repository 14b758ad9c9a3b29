"""The list of mutants fits the project, and a mutant is tried on what it can change."""

from __future__ import annotations

import pytest

from tools.mutants.listing import PROJECT, CannotApplyError, Listing, Mutant, existing, listing
from tools.mutants.worker import unit_tests_of

# Any file that is there.
GOLDEN = "tests/python/test_mutants.py"


def mutant(before: str = "<", after: str = "<=", occurrence: int | None = None) -> Mutant:
    return Mutant("closed", "models/a.sql", before, after, "a rule", occurrence)


def test_every_mutant_still_applies():
    for each in listing().mutants:
        each.applied((PROJECT / each.file).read_text())


def test_there_are_eighty_mutants_and_more():
    assert len(listing().mutants) >= 80


def test_an_edit_replaces_the_occurrence_meant_and_nothing_else():
    assert mutant().applied("a < b") == "a <= b"
    assert mutant(occurrence=2).applied("a < b < c < d") == "a < b <= c < d"


@pytest.mark.parametrize(
    ("given", "source"),
    [
        (mutant(), "a > b"),
        (mutant(), "a < b < c"),
        (mutant(occurrence=3), "a < b < c"),
        (mutant(after="<"), "a < b"),
    ],
)
def test_a_mutant_that_is_not_what_the_list_says_is_named(given, source):
    with pytest.raises(CannotApplyError, match="'closed'"):
        given.applied(source)


def test_an_id_is_used_once():
    edit = "{id: twice, before: a, after: b, rule: c}"
    text = f"{{golden: [], pytest: {{}}, mutants: {{x.sql: [{edit}], y.sql: [{edit}]}}}}"
    with pytest.raises(CannotApplyError, match="'twice' is listed twice"):
        listing(text)


def test_a_result_holds_for_the_same_edit_tree_and_tests_only():
    digests = {
        mutant().digest("tree", ["a test"]),
        mutant().digest("another tree", ["a test"]),
        mutant().digest("tree", ["another test"]),
        mutant(after=">").digest("tree", ["a test"]),
        mutant(occurrence=1).digest("tree", ["a test"]),
    }
    assert len(digests) == 5
    assert mutant().digest("tree", ["a test"]) in digests


def test_what_is_cheap_runs_before_the_golden_build():
    given = Listing([], {"centroid/b.py": ["tests/python/test_project.py"]}, [GOLDEN])
    assert given.runs_of("centroid/fits/identity.py") == [
        ("pytest", ["tests/python/test_identity.py"]),
        ("golden build", [GOLDEN]),
    ]
    assert given.runs_of("centroid/b.py")[0] == ("pytest", ["tests/python/test_project.py"])
    assert given.runs_of("models/a.sql") == [("golden build", [GOLDEN])]
    assert Listing([], {}, ["tests/python/test_of_nothing.py"]).runs_of("models/a.sql") == []


def test_tests_that_are_not_there_are_left_out():
    assert existing(["tests/python/test_mutants.py", "-k", "edit"]) == [
        "tests/python/test_mutants.py",
        "-k",
        "edit",
    ]
    assert existing(["tests/python/test_of_nothing.py", "-k", "edit"]) == []


def test_an_edit_is_tried_on_the_unit_tests_that_it_can_change():
    def node(file: str, nodes: list[str] = (), macros: list[str] = ()) -> dict:
        return {
            "original_file_path": file,
            "resource_type": file.split("/")[0][:-1],
            "depends_on": {"nodes": list(nodes), "macros": list(macros)},
        }

    manifest = {
        "nodes": {
            "seed.a": node("seeds/a.csv"),
            "model.b": node("models/b.sql", ["seed.a"]),
            "model.c": node("models/c.sql", ["model.b"], ["macro.outer"]),
        },
        "macros": {
            "macro.outer": node("macros/outer.sql", macros=["macro.inner"]),
            "macro.inner": node("macros/inner.sql"),
            "macro.unused": node("macros/unused.sql"),
        },
        "unit_tests": {
            f"unit_test.{each}": {
                "name": f"test_{each}",
                "depends_on": {"nodes": [f"model.{each}"]},
            }
            for each in "bc"
        },
    }
    assert unit_tests_of(manifest, "models/b.sql") == ["test_b"]
    assert unit_tests_of(manifest, "seeds/a.csv") == ["test_b"]
    assert unit_tests_of(manifest, "macros/outer.sql") == ["test_c"]
    assert unit_tests_of(manifest, "macros/inner.sql") == ["test_c"]
    assert unit_tests_of(manifest, "macros/unused.sql") == []
