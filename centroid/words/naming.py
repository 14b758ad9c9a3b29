"""Name segments: by an override, else by an archetype that fits, else by their traits."""

from __future__ import annotations

from collections.abc import Container, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.optimize import linear_sum_assignment

# In standard deviations from the customers' median. A new name requires TELLING_LEVEL. Keeping a
# name requires only TRUE_LEVEL, or a segment near the border would change its name at every refit.
TELLING_LEVEL = 0.3
TRUE_LEVEL = 0.1
NEAR_LEVEL = 0.5
# A name can be true but beside the point, so it must cover this share of what sets a segment apart.
TOLD_SHARE = 0.25
TRAIT_COUNTS = (2, 3)

NAMED = {
    "fit_id": "string",
    "segmentation": "string",
    "segment_id": "Int64",
    "segment_name": "string",
    "archetype": "string",
    "name_source": "string",
}

Levels = Mapping[str, float]
Signature = Mapping[str, int]


@dataclass(frozen=True)
class Name:
    """The name of a segment, and the conditions under which it is true.

    Attributes
    ----------
    words : str
        The name.
    signature : mapping of str to int
        Feature to direction: 1 above the customers' median, -1 below, 0 near it. Empty says that
        the segment is near the median in everything.
    archetype : str or None
        The archetype that the name is, if it is one.
    """

    words: str
    signature: Signature
    archetype: str | None = None


def is_true(levels: Levels, signature: Signature, least: float = TRUE_LEVEL) -> bool:
    """Tell whether a segment's center agrees with every direction of a signature.

    Parameters
    ----------
    levels : mapping of str to float
        Feature to the center minus the sample's median, in standard deviations. With NaN no
        direction of the feature is true, so no name can mention it.
    signature : mapping of str to int
        As in `Name`. If a feature has no level, the signature is not true.
    least : float
        Distance from the median at which the directions 1 and -1 begin.

    Returns
    -------
    bool
    """
    if not signature:
        return not any(abs(level) > NEAR_LEVEL for level in levels.values())
    return all(
        feature in levels
        and (
            direction * levels[feature] >= least
            if direction
            else abs(levels[feature]) <= NEAR_LEVEL
        )
        for feature, direction in signature.items()
    )


def told_share(levels: Levels, signature: Signature) -> float:
    """Share, from 0 to 1, of what sets a segment apart that a signature covers.

    Parameters
    ----------
    levels, signature : mapping
        As in `is_true`, and true.

    Returns
    -------
    float
        The squared cosine of the angle between levels and signature: the part of the levels' sum of
        squares that lies along the signature. A signature with only zeros has no direction; its
        share falls from 1 at the median to 0 where the root mean square of the levels is 0.5.
    """
    length = sum(level**2 for level in levels.values() if not np.isnan(level))
    count = sum(direction != 0 for direction in signature.values())
    if not count:
        return max(0.0, 1 - length / (len(levels) * NEAR_LEVEL**2))
    along = sum(way * levels[feature] for feature, way in signature.items() if way)
    return along**2 / (count * length)


def best_archetypes(
    segments: Mapping[int, Levels], allowed: Mapping[int, Mapping[str, Signature]]
) -> dict[int, str]:
    """Match segments and archetypes one to one so that the names cover as much as possible.

    Parameters
    ----------
    segments : mapping of int to mapping
        Segment id to its levels.
    allowed : mapping of int to mapping
        Segment id to the archetypes it may have, each with its signature.

    Returns
    -------
    dict of int to str
        The match with the highest sum of `told_share` (Kuhn, 1955, The Hungarian method for the
        assignment problem), over pairs whose signature is true at 0.3 and tells at least a quarter.
        The number of pairs is not maximised, because a segment would then lose its best name to
        another segment, which can be named by its traits.
    """
    ids = sorted(segments)
    archetypes = sorted({archetype for choice in allowed.values() for archetype in choice})
    shares = np.zeros((len(ids), len(archetypes)))
    for row, segment_id in enumerate(ids):
        for column, archetype in enumerate(archetypes):
            signature = allowed[segment_id].get(archetype)
            if signature and is_true(segments[segment_id], signature, TELLING_LEVEL):
                share = told_share(segments[segment_id], signature)
                shares[row, column] = share if share >= TOLD_SHARE else 0
    pairs = zip(*linear_sum_assignment(shares, maximize=True), strict=True)
    return {ids[row]: archetypes[column] for row, column in pairs if shares[row, column] > 0}


def traits_name(
    levels: Levels, labels: Mapping[str, Mapping[int, str]], taken: Container[str]
) -> Name:
    """Name a segment by its strongest traits, or as average if it has none.

    Parameters
    ----------
    levels : mapping of str to float
        As in `is_true`.
    labels : mapping of str to mapping
        Feature to its words by direction, 1 and -1.
    taken : container of str
        Names of other segments.

    Returns
    -------
    Name
        Two traits of at least 0.3. If that name is taken, a third trait; then a number.
    """
    traits: dict[str, tuple[str, int]] = {}
    telling = [feature for feature, level in levels.items() if abs(level) >= TELLING_LEVEL]
    for feature in sorted(telling, key=lambda feature: (-abs(levels[feature]), feature)):
        direction = 1 if levels[feature] > 0 else -1
        label = labels.get(feature, {}).get(direction)
        # Two features can have one label, such as diversity and the lack of concentration.
        if label and label not in traits:
            traits[label] = (feature, direction)
    plain = None
    for count in TRAIT_COUNTS:
        words = ", ".join(list(traits)[:count]) or "average"
        name = Name(words[0].upper() + words[1:], dict(list(traits.values())[:count]))
        if name.words not in taken:
            return name
        plain = plain or name
    number = 2
    while f"{plain.words} ({number})" in taken:
        number += 1
    return Name(f"{plain.words} ({number})", plain.signature)


def names_of_fit(
    segments: Mapping[int, Levels],
    borne: Mapping[int, Name],
    archetypes: Mapping[str, Signature],
    labels: Mapping[str, Mapping[int, str]],
    given: Mapping[int, str],
) -> dict[int, Name]:
    """Name the segments of one fit; those with an override only get an archetype.

    Parameters
    ----------
    segments : mapping of int to mapping
        Segment id to its levels.
    borne : mapping of int to Name
        Names of the segments in the previous fit.
    archetypes : mapping of str to mapping
        Archetype to its signature.
    labels : mapping of str to mapping
        As in `traits_name`.
    given : mapping of int to str
        Overrides by segment id.

    Returns
    -------
    dict of int to Name
        Names that are still true are kept before new ones are chosen. An override of one segment is
        not used for another.
    """
    given = {segment_id: words for segment_id, words in given.items() if segment_id in segments}
    names = {}
    for segment_id, name in borne.items():
        others = {words for other, words in given.items() if other != segment_id}
        if (
            segment_id in segments
            and is_true(segments[segment_id], name.signature)
            and name.words not in others
        ):
            names[segment_id] = name

    open_ids = sorted(set(segments) - set(names))
    used = {name.archetype for name in names.values()}
    allowed = {
        segment_id: {
            archetype: signature
            for archetype, signature in archetypes.items()
            if archetype not in used
            and all(words != archetype for other, words in given.items() if other != segment_id)
        }
        for segment_id in open_ids
    }
    matched = best_archetypes({each: segments[each] for each in open_ids}, allowed)
    for segment_id, archetype in matched.items():
        names[segment_id] = Name(archetype, archetypes[archetype], archetype)

    for segment_id in open_ids:
        if segment_id not in names and segment_id not in given:
            taken = {name.words for name in names.values()} | set(given.values())
            names[segment_id] = traits_name(segments[segment_id], labels, taken)
    return names


def named_segments(
    fits: pd.DataFrame,
    centers: pd.DataFrame,
    archetypes: pd.DataFrame,
    catalogue: pd.DataFrame,
    overrides: pd.DataFrame,
) -> pd.DataFrame:
    """Name the segments of every fit, each segmentation's fits in order.

    A segment gets the archetype that is true of it and covers most of what sets it apart, else a
    name from its two strongest traits. It keeps the name in later fits while the name is true.
    Names are computed from all fits and the present seeds: editing a seed renames older fits too.

    Parameters
    ----------
    fits : DataFrame
        One row per fit: fit_id, segmentation, fit_order (rising in time within the segmentation).
    centers : DataFrame
        One row per fit, segment and feature: fit_id, segment_id, feature, level. The id is the same
        at every fit that the segment lives through. The level is the center less the sample's
        median, in standard deviations of the sample, all in the transformed space. Null means that
        no name may mention the feature, such as "rising" for spend that falls less than others'.
    archetypes : DataFrame
        One row per segmentation, archetype and feature: and direction, as in `Name`.
    catalogue : DataFrame
        One row per feature: feature, high_label, low_label.
    overrides : DataFrame
        Names chosen by people: segmentation, segment_id, segment_name. Ids that a fit does not have
        are ignored.

    Returns
    -------
    DataFrame
        One row per fit and segment, by segmentation, fit_order and segment_id: fit_id,
        segmentation, segment_id, segment_name (unique within the fit), archetype (null if none is
        true; an override keeps its segment's), name_source (archetype, traits or override).

    Raises
    ------
    ValueError
        If the overrides give one name to two segments of a segmentation.
    """
    given: dict[str, dict[int, str]] = {}
    for row in overrides.itertuples():
        given.setdefault(row.segmentation, {})[int(row.segment_id)] = row.segment_name
    for segmentation, names in given.items():
        for words in names.values():
            ids = [str(segment_id) for segment_id in sorted(names) if names[segment_id] == words]
            if len(ids) > 1:
                raise ValueError(
                    f"seeds/segment_name_overrides.csv: segmentation '{segmentation}' gives the "
                    f"name '{words}' to segments {', '.join(ids)}; names must differ."
                )
    signatures: dict[str, dict[str, dict[str, int]]] = {}
    # Sorted, because sums of doubles, and the choice between equal matches, depend on the order.
    for row in archetypes.sort_values(["segmentation", "archetype", "feature"]).itertuples():
        signature = signatures.setdefault(row.segmentation, {}).setdefault(row.archetype, {})
        signature[row.feature] = int(row.direction)
    labels = {
        row.feature: {1: row.high_label, -1: row.low_label}
        for row in catalogue.dropna(subset=["high_label", "low_label"]).itertuples()
    }
    levels: dict[str, dict[int, dict[str, float]]] = {}
    measured = centers.assign(level=centers.level.to_numpy(dtype=float, na_value=np.nan))
    for row in measured.sort_values(["fit_id", "segment_id", "feature"]).itertuples():
        segment = levels.setdefault(row.fit_id, {}).setdefault(int(row.segment_id), {})
        segment[row.feature] = row.level

    rows = []
    borne: dict[str, dict[int, Name]] = {}
    for fit in fits.sort_values(["segmentation", "fit_order", "fit_id"]).itertuples():
        if fit.fit_id not in levels:
            continue
        own_words = given.get(fit.segmentation, {})
        borne[fit.segmentation] = names = names_of_fit(
            levels[fit.fit_id],
            borne.get(fit.segmentation, {}),
            signatures.get(fit.segmentation, {}),
            labels,
            own_words,
        )
        for segment_id in levels[fit.fit_id]:
            name = names.get(segment_id)
            archetype = name.archetype if name else None
            rule = "archetype" if archetype else "traits"
            overridden = segment_id in own_words
            rows.append(
                {
                    "fit_id": fit.fit_id,
                    "segmentation": fit.segmentation,
                    "segment_id": segment_id,
                    "segment_name": own_words[segment_id] if overridden else name.words,
                    "archetype": archetype,
                    "name_source": "override" if overridden else rule,
                }
            )
    return pd.DataFrame(rows, columns=list(NAMED)).astype(NAMED)
