"""Builds killed at random moments; `make kill` kills fifty, with their tests."""

from __future__ import annotations

import pytest
from harness import NO_TESTS, Stage
from kill import Kills


@pytest.fixture(scope="module")
def kills(stage: Stage) -> Kills:
    """The builds to kill."""
    return Kills(stage, seed=1, command=("build", *NO_TESTS))


# The first is killed while it fits, the next while it publishes.
@pytest.mark.parametrize(
    "number", [0, *(pytest.param(number, marks=pytest.mark.long) for number in (1, 2, 3, 4))]
)
def test_after_a_kill_the_next_build_ends_as_if_there_had_been_none(kills, number):
    kills.kill(number)
