"""Keep segment ids across refits, by matching the new segments to the previous ones."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
import pandas as pd

# What a segment shares with the one before, both ways, to carry on its id. It is more than half, so
# no segment can carry on two.
TWO_THIRDS = Fraction(2, 3)
# The same for micro-segments. They are small and many, and a fifth of them would end at every refit
# if they needed two thirds.
MOST = Fraction(51, 100)

LINEAGE = {
    "segment_id": "Int64",
    "previous_segment_id": "Int64",
    "relation": "string",
    "shared_count": "Int64",
    "share_of_segment": "Float64",
    "share_of_previous": "Float64",
}


@dataclass(frozen=True)
class Identity:
    """The ids of a new fit's segments, shape (count,) by label, and where they come from."""

    ids: np.ndarray
    lineage: pd.DataFrame


def match(
    previous: np.ndarray,
    labels: np.ndarray,
    count: int,
    highest_id: int = 0,
    previous_ids: Iterable[int] = (),
    least_share: Fraction = TWO_THIRDS,
) -> Identity:
    """Give each new segment the id of the previous one it continues, or an id never used before.

    A segment continues a previous one if at least two thirds of its customers come from it, and at
    least two thirds of the previous one's are in it, counted over customers who have a previous
    segment.

    Parameters
    ----------
    previous : ndarray of shape (n_customers,)
        Previous segment id of each customer; 0 or masked if there is none.
    labels : ndarray of shape (n_customers,)
        New label of each customer, from 0 to count - 1.
    count : int
        Number of new segments.
    highest_id : int
        Highest id ever used for the segmentation, by any fit; 0 if there is none.
    previous_ids : iterable of int
        The previous fit's ids, so that one that no customer has any more is retired.
    least_share : Fraction
        What to take instead of two thirds; more than 1/2.

    Returns
    -------
    Identity
        Unmatched segments are numbered from the highest id ever used, plus one, larger segments
        first, then lower labels. The lineage has one row per new segment and one per previous id
        that ended; no pair of ids occurs twice. `shared_count` is in customers and the shares are
        of all the customers of the new and of the previous segment. "Most" is more than half:

        - kept: the segment carries on the previous id.
        - split: a new id most of whose customers come from the previous segment, whose id lives
          on elsewhere or ended.
        - new: a new id without such an origin; no previous id, no shares.
        - merged: a previous id that ended, most of whose customers are now in the segment, which
          carries on another id or is new.
        - retired: a previous id that ended without such a destination; no segment id, no shares.

        Where a new id and an ended one have most of each other's customers, the new one is split
        from it and the previous one retired, or, if the new one is larger, the previous one is
        merged into it and the new one new.

    Raises
    ------
    ValueError
        If the arrays differ in length or a label is outside 0 to count - 1.
    """
    previous = np.ma.filled(previous, 0).astype(int)
    if len(previous) != len(labels):
        raise ValueError(f"{len(previous)} previous segments, but {len(labels)} new labels")
    if len(labels) and not 0 <= labels.min() <= labels.max() < count:
        raise ValueError(
            f"labels reach from {labels.min()} to {labels.max()}, not 0 to {count - 1}"
        )
    returning = previous > 0
    old_ids = np.array(sorted({*previous[returning].tolist(), *map(int, previous_ids)}), dtype=int)
    shared = np.zeros((count, len(old_ids)), dtype=int)
    np.add.at(shared, (labels[returning], np.searchsorted(old_ids, previous[returning])), 1)
    sizes, old_sizes = np.bincount(labels, minlength=count), shared.sum(axis=0)

    # Only customers with a previous segment count, because others say nothing about a match. Whole
    # numbers keep the comparison exact.
    larger = np.maximum(shared.sum(axis=1)[:, None], old_sizes)
    is_match = least_share.denominator * shared >= least_share.numerator * larger
    matched = [(int(label), int(column)) for label, column in np.argwhere(is_match & (shared > 0))]

    ids = np.zeros(count, dtype=int)
    for label, column in matched:
        ids[label] = old_ids[column]
    fresh = sorted(np.flatnonzero(ids == 0), key=lambda label: (-sizes[label], label))
    ids[fresh] = max(highest_id, *old_ids, 0) + 1 + np.arange(len(fresh))

    kept = {column for _, column in matched}
    ended = [column for column in range(len(old_ids)) if column not in kept]
    origins = {label: majority(shared[label], sizes[label]) for label in fresh}
    destinations = {column: majority(shared[:, column], old_sizes[column]) for column in ended}
    for label, column in origins.items():
        if column is not None and destinations.get(column) == label:
            # Most of each is in the other, but not enough to keep the id: the smaller one is a
            # part of the larger.
            if sizes[label] > old_sizes[column]:
                origins[label] = None
            else:
                destinations[column] = None
    relations = [("kept", label, column) for label, column in matched]
    for label, origin in origins.items():
        relations.append(("new" if origin is None else "split", label, origin))
    for column, destination in destinations.items():
        relations.append(("retired" if destination is None else "merged", destination, column))
    rows = []
    for relation, label, column in relations:
        row = {"relation": relation, "shared_count": 0}
        if label is not None:
            row["segment_id"] = ids[label]
        if column is not None:
            row["previous_segment_id"] = old_ids[column]
        if label is not None and column is not None:
            row["shared_count"] = shared[label, column]
            row["share_of_segment"] = shared[label, column] / sizes[label]
            row["share_of_previous"] = shared[label, column] / old_sizes[column]
        rows.append(row)
    lineage = pd.DataFrame(rows, columns=list(LINEAGE)).astype(LINEAGE)
    order = ["segment_id", "previous_segment_id"]
    return Identity(ids, lineage.sort_values(order, ignore_index=True))


def majority(counts: np.ndarray, total: int) -> int | None:
    """The position that holds more than half of a total, or None."""
    return next(iter(np.flatnonzero(2 * counts > total).tolist()), None)
