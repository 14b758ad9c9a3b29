"""Builds killed at random moments; `make kill` kills ten times as many, with their tests."""

from __future__ import annotations

import pytest
from harness import NO_TESTS, Stage
from kill import Kills


@pytest.fixture(scope="module")
def kills(stage: Stage) -> Kills:
    """The builds to kill."""
    return Kills(stage, seed=1, command=("build", *NO_TESTS))


@pytest.mark.parametrize("number", range(5))
def test_after_a_kill_the_next_build_ends_as_if_there_had_been_none(kills, number):
    kills.kill(number)
