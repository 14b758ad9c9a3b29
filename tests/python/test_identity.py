"""Segment ids across a refit: what is kept, new, split, merged and retired."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from centroid.fits.identity import MOST, match


def flow(*parts: tuple[int, int, int]) -> tuple[np.ndarray, np.ndarray]:
    """Customers from parts of previous segment id, new label and number of customers."""
    previous = np.concatenate([np.full(size, old) for old, _, size in parts])
    labels = np.concatenate([np.full(size, new) for _, new, size in parts])
    return previous, labels


def rows(lineage: pd.DataFrame) -> list[tuple]:
    """Lineage as segment, previous segment, relation and shared customers; 0 is null."""
    wanted = lineage[["segment_id", "previous_segment_id", "relation", "shared_count"]]
    return list(wanted.fillna({"segment_id": 0, "previous_segment_id": 0}).itertuples(index=False))


def test_the_first_fit_numbers_segments_by_size_then_label():
    found = match(*flow((0, 0, 2), (0, 1, 5), (0, 2, 2)), count=3)
    assert found.ids.tolist() == [2, 1, 3]
    assert rows(found.lineage) == [(1, 0, "new", 0), (2, 0, "new", 0), (3, 0, "new", 0)]
    assert found.lineage.share_of_segment.isna().all()


def test_a_masked_previous_segment_is_none():
    previous = np.ma.masked_equal([7, 7, 9, 9], 9)
    found = match(previous, np.array([0, 0, 1, 1]), 2, highest_id=9)
    assert found.ids.tolist() == [7, 10]


@given(st.lists(st.integers(1, 30), min_size=1, max_size=6), st.data())
def test_a_permutation_of_labels_keeps_every_id(sizes, data):
    shuffled = data.draw(st.permutations(range(len(sizes))))
    old_ids = data.draw(st.permutations(range(1, 10)))[: len(sizes)]
    parts = [(old_ids[index], shuffled[index], size) for index, size in enumerate(sizes)]
    found = match(*flow(*parts), len(sizes), highest_id=9)
    assert [found.ids[label] for _, label, _ in parts] == list(old_ids)
    assert found.lineage.relation.eq("kept").all()
    assert found.lineage.share_of_segment.eq(1).all()
    assert found.lineage.share_of_previous.eq(1).all()
    assert found.lineage.shared_count.sum() == sum(sizes)


@given(st.data())
def test_ids_are_unique_and_lineage_is_complete_whatever_happens(data):
    count = data.draw(st.integers(1, 6))
    size = data.draw(st.integers(0, 60))
    previous = np.array(data.draw(st.lists(st.integers(0, 6), min_size=size, max_size=size)), int)
    new_label = st.integers(0, count - 1)
    labels = np.array(data.draw(st.lists(new_label, min_size=size, max_size=size)), int)
    highest = data.draw(st.integers(6, 9))
    ids, lineage = (found := match(previous, labels, count, highest, [6])).ids, found.lineage
    old_ids = {*previous[previous > 0].tolist(), 6}

    assert len(set(ids.tolist())) == count
    fresh = sorted(set(ids.tolist()) - old_ids)
    assert fresh == list(range(highest + 1, highest + 1 + len(fresh)))
    assert set(lineage.segment_id.dropna()) == set(ids.tolist())
    assert not lineage.duplicated(["segment_id", "previous_segment_id"]).any()

    by_relation = {name: part for name, part in lineage.groupby("relation")}
    empty = lineage.iloc[:0]
    kept = by_relation.pop("kept", empty)
    assert kept.segment_id.eq(kept.previous_segment_id).all()
    ended = pd.concat([by_relation.get(name, empty) for name in ("merged", "retired")])
    # Each new segment has one row as a segment, each previous one ends once or is kept.
    assert len(lineage) == count + len(ended)
    assert sorted([*kept.segment_id, *ended.previous_segment_id]) == sorted(old_ids)
    paired = lineage.dropna()
    assert lineage.shared_count.sum() == paired.shared_count.sum() <= (previous > 0).sum()
    for row in paired.itertuples():
        is_new = ids[labels] == row.segment_id if size else np.array([], bool)
        is_old = previous == row.previous_segment_id
        assert row.shared_count == (is_new & is_old).sum() > 0
        assert row.share_of_segment == row.shared_count / is_new.sum() <= 1
        assert row.share_of_previous == row.shared_count / is_old.sum() <= 1
        two_thirds = 3 * row.shared_count >= 2 * max((is_new & (previous > 0)).sum(), is_old.sum())
        assert two_thirds == (row.relation == "kept")
    assert by_relation.get("split", empty).share_of_segment.gt(0.5).all()
    assert by_relation.get("merged", empty).share_of_previous.gt(0.5).all()


@given(st.integers(0, 2**32 - 1))
def test_a_refit_that_agrees_for_nine_in_ten_keeps_every_id(seed):
    chance = np.random.default_rng(seed)
    previous = np.repeat([1, 2, 3, 4], [400, 300, 200, 100])
    moves = chance.random(len(previous)) < 0.1
    labels = np.where(moves, chance.integers(0, 4, len(previous)), 4 - previous)
    assert match(previous, labels, 4, highest_id=4).ids.tolist() == [4, 3, 2, 1]


def test_a_halved_segment_ends_and_both_halves_are_split_from_it():
    found = match(*flow((1, 3, 40), (2, 4, 15), (2, 0, 15), (3, 1, 20), (4, 2, 10)), 5, 4)
    assert found.ids.tolist() == [5, 3, 4, 1, 6]
    assert rows(found.lineage) == [
        (1, 1, "kept", 40),
        (3, 3, "kept", 20),
        (4, 4, "kept", 10),
        (5, 2, "split", 15),
        (6, 2, "split", 15),
        (0, 2, "retired", 0),
    ]
    assert found.lineage.share_of_previous.tolist()[:5] == [1, 1, 1, 0.5, 0.5]


def test_a_segment_that_loses_less_than_a_third_lives_on():
    found = match(*flow((1, 0, 70), (1, 1, 30)), 2, highest_id=1)
    assert rows(found.lineage) == [(1, 1, "kept", 70), (2, 1, "split", 30)]


def test_two_equal_segments_that_merge_end_in_a_new_one():
    found = match(*flow((1, 0, 20), (2, 0, 20), (3, 1, 10)), 2, highest_id=3)
    assert found.ids.tolist() == [4, 3]
    assert rows(found.lineage) == [
        (3, 3, "kept", 10),
        (4, 1, "merged", 20),
        (4, 2, "merged", 20),
        (4, 0, "new", 0),
    ]


def test_a_small_segment_merges_into_one_that_lives_on():
    found = match(*flow((1, 0, 10), (2, 0, 30), (3, 1, 10)), 2, highest_id=3)
    assert rows(found.lineage) == [(2, 1, "merged", 10), (2, 2, "kept", 30), (3, 3, "kept", 10)]
    assert found.lineage.share_of_segment.tolist() == [0.25, 0.75, 1]


@pytest.mark.parametrize(
    ("came_along", "expected"),
    [
        (
            40,
            [(3, 1, "split", 60), (3, 2, "merged", 40), (4, 1, "split", 40), (0, 1, "retired", 0)],
        ),
        (41, [(3, 1, "merged", 60), (3, 2, "merged", 41), (3, 0, "new", 0), (4, 1, "split", 40)]),
    ],
)
def test_of_two_that_have_most_of_each_other_the_smaller_is_a_part_of_the_larger(
    came_along, expected
):
    found = match(*flow((1, 0, 60), (2, 0, came_along), (1, 1, 40)), 2, highest_id=2)
    assert rows(found.lineage) == expected


def test_a_segment_that_falls_to_pieces_is_retired_and_the_pieces_are_split_from_it():
    found = match(*flow((1, 0, 10), (1, 1, 10), (1, 2, 10)), 3, highest_id=4)
    assert found.ids.tolist() == [5, 6, 7]
    assert rows(found.lineage) == [
        (5, 1, "split", 10),
        (6, 1, "split", 10),
        (7, 1, "split", 10),
        (0, 1, "retired", 0),
    ]


def test_a_segment_of_newcomers_is_new_and_one_that_nobody_has_any_more_is_retired():
    found = match(*flow((1, 0, 10), (0, 1, 20), (1, 1, 1)), 2, highest_id=3, previous_ids=[1, 3])
    assert found.ids.tolist() == [1, 4]
    assert rows(found.lineage) == [(1, 1, "kept", 10), (4, 0, "new", 0), (0, 3, "retired", 0)]


def test_newcomers_do_not_cost_a_segment_its_id():
    found = match(*flow((1, 0, 10), (0, 0, 90), (2, 1, 10)), 2, highest_id=2)
    assert found.ids.tolist() == [1, 2]
    assert found.lineage.share_of_segment.tolist() == [0.1, 1]


@pytest.mark.parametrize(("shared", "expected"), [(66, 3), (67, 1)])
@pytest.mark.parametrize("is_of_segment", [True, False])
def test_a_kept_id_shares_two_thirds_both_ways(shared, expected, is_of_segment):
    rest = 100 - shared
    # A third of the segment came from elsewhere, or a third of the previous one went elsewhere.
    parts = [(2, 0, rest), (2, 1, 9)] if is_of_segment else [(1, 1, rest), (2, 1, 9)]
    assert match(*flow((1, 0, shared), *parts), 2, highest_id=2).ids[0] == expected


def test_a_micro_segment_needs_just_more_than_half():
    parts = [(1, 0, 51), (1, 1, 49)]
    assert match(*flow(*parts), 2, highest_id=1, least_share=MOST).ids.tolist() == [1, 2]
    parts = [(1, 0, 50), (1, 1, 50)]
    assert match(*flow(*parts), 2, highest_id=1, least_share=MOST).ids.tolist() == [2, 3]


def test_two_thirds_exactly_are_enough():
    assert match(*flow((1, 0, 2), (1, 1, 1)), 2, highest_id=1).ids.tolist() == [1, 2]


@pytest.mark.parametrize("labels", [[0, 2], [-1, 0], [0]])
def test_labels_that_do_not_fit_are_refused(labels):
    with pytest.raises(ValueError, match="label"):
        match(np.array([1, 1]), np.array(labels), 2)
