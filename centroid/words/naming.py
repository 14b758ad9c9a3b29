"""Name segments: by an override, else by an archetype that fits, else by their traits."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Container, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

# In standard deviations from the customers' median. A new name requires TELLING_LEVEL. Keeping a
# name requires only TRUE_LEVEL, or a segment near the border would change its name every day.
TELLING_LEVEL = 0.3
TRUE_LEVEL = 0.1
NEAR_LEVEL = 0.5
# A name can be true but beside the point, so it must cover this share of what sets a segment apart.
TOLD_SHARE = 0.25
TRAIT_COUNTS = (2, 3)
NOTHING_STANDS_OUT = "Average"
NOTHING_IN_COMMON = "Mixed"

NAMED = {
    "fit_id": "string",
    "segmentation": "string",
    "segment_id": "Int64",
    "segment_name": "string",
    "own_name": "string",
    "archetype": "string",
    "name_source": "string",
    **{f"feature_{number}": "string" for number in (1, 2, 3)},
    **{f"direction_{number}": "Int64" for number in (1, 2, 3)},
    "archetypes_digest": "string",
}

Signature = Mapping[str, int]


@dataclass(frozen=True)
class Segment:
    """What can be said of a segment.

    Attributes
    ----------
    levels : mapping of str to float
        Feature to the median of its customers less the median of all, in standard deviations. NaN
        means that no name may mention the feature, such as "rising" for spend that falls less than
        others'.
    own : container of str
        The features of the segmentation.
    words : container of tuple of (str, int)
        Features with the directions that are true of most of its customers: 1 above the median of
        all, -1 below it, 0 near it.
    barred : container of str
        Archetypes whose bounds most of its customers do not meet.
    """

    levels: Mapping[str, float]
    own: Container[str]
    words: Container[tuple[str, int]]
    barred: Container[str] = frozenset()

    def level(self, feature: str) -> float:
        """The level of a feature; NaN where there is none."""
        return self.levels.get(feature, np.nan)


@dataclass(frozen=True)
class Name:
    """The name of a segment, and the conditions under which it is true.

    Attributes
    ----------
    words : str
        The name.
    signature : mapping of str to int
        Feature to direction: 1 above the customers' median, -1 below, 0 near it. Empty for an
        archetype with bounds alone, and for the names "Average" and "Mixed".
    archetype : str or None
        The archetype that the name is, if it is one.
    """

    words: str
    signature: Signature
    archetype: str | None = None


def is_average(segment: Segment) -> bool:
    """Tell whether most of a segment's customers are near the median in every own feature."""
    return all(
        (feature, 0) in segment.words and not abs(level) > NEAR_LEVEL
        for feature, level in segment.levels.items()
        if feature in segment.own
    )


def is_true(segment: Segment, name: Name, least: float = TRUE_LEVEL) -> bool:
    """Tell whether a name is true of a segment's customers.

    Parameters
    ----------
    segment : Segment
    name : Name
    least : float
        Distance from the median at which the directions 1 and -1 begin.

    Returns
    -------
    bool
        Whether every word of the name is true of most customers and its direction that of the
        level. Without a level no direction of the feature is true.
    """
    if name.archetype is None and not name.signature:
        return name.words.startswith(NOTHING_STANDS_OUT) and is_average(segment)
    return name.archetype not in segment.barred and all(
        (feature, direction) in segment.words
        and (
            direction * segment.level(feature) >= least
            if direction
            else abs(segment.level(feature)) <= NEAR_LEVEL
        )
        for feature, direction in name.signature.items()
    )


def told_share(segment: Segment, signature: Signature) -> float:
    """Share, from 0 to 1, of what sets a segment apart that a signature covers.

    Parameters
    ----------
    segment : Segment
    signature : mapping of str to int
        As in `Name`, and true of the segment.

    Returns
    -------
    float
        The squared cosine of the angle between levels and signature: the part of the levels' sum of
        squares that lies along the signature. Levels are those of the segmentation's own features
        and of the signature's. A signature with only zeros has no direction; its share falls from 1
        at the median to 0 where the root mean square of the levels is 0.5.
    """
    levels = {
        feature: level
        for feature, level in segment.levels.items()
        if (feature in segment.own or feature in signature) and not np.isnan(level)
    }
    length = sum(level**2 for level in levels.values())
    count = sum(direction != 0 for direction in signature.values())
    if not count:
        return max(0.0, 1 - length / (max(len(levels), 1) * NEAR_LEVEL**2))
    along = sum(way * levels[feature] for feature, way in signature.items() if way)
    return along**2 / (count * length)


def strength(segment: Segment, signature: Signature) -> float:
    """How strongly a signature holds of a segment, to compare segments by.

    The length of the levels along the signature, in standard deviations. A signature with only
    zeros holds the more, the nearer the segment is to the median.
    """
    ways = {feature: way for feature, way in signature.items() if way}
    if not ways:
        return told_share(segment, signature)
    return sum(way * segment.level(feature) for feature, way in ways.items()) / len(ways) ** 0.5


def best_archetypes(
    segments: Mapping[int, Segment], allowed: Mapping[int, Mapping[str, Signature]]
) -> dict[int, str]:
    """Match segments and archetypes one to one.

    Parameters
    ----------
    segments : mapping of int to Segment
        By segment id.
    allowed : mapping of int to mapping
        Segment id to the archetypes it may have, each with its signature.

    Returns
    -------
    dict of int to str
        The stable match (Gale and Shapley, 1962, College admissions and the stability of marriage),
        over pairs whose name is true at 0.3 and tells at least a quarter. A segment prefers the
        archetype that tells most of it, an archetype the segment of which it holds most strongly.
        So no segment lacks a name that tells more of it while a segment bears it of which it holds
        less. A segment may end without an archetype; it can be named by its traits.
    """
    preferred = {}
    for segment_id in sorted(segments):
        segment = segments[segment_id]
        shares = {
            archetype: told_share(segment, signature)
            for archetype, signature in allowed[segment_id].items()
            if is_true(segment, Name(archetype, signature, archetype), TELLING_LEVEL)
        }
        # The last is preferred most, so that it can be popped.
        preferred[segment_id] = sorted(
            (archetype for archetype, share in shares.items() if share >= TOLD_SHARE),
            key=lambda archetype, shares=shares: (-shares[archetype], archetype),
            reverse=True,
        )

    def claim(segment_id: int, archetype: str) -> tuple[float, int]:
        signature = allowed[segment_id][archetype]
        return strength(segments[segment_id], signature), -segment_id

    bearers: dict[str, int] = {}
    unnamed = sorted(segments, reverse=True)
    while unnamed:
        segment_id = unnamed.pop()
        if not preferred[segment_id]:
            continue
        archetype = preferred[segment_id].pop()
        bearer = bearers.setdefault(archetype, segment_id)
        if claim(bearer, archetype) < claim(segment_id, archetype):
            bearers[archetype] = segment_id
            unnamed.append(bearer)
        elif bearer != segment_id:
            unnamed.append(segment_id)
    return {segment_id: archetype for archetype, segment_id in bearers.items()}


def measure_of(feature: str) -> str:
    """A feature without its window, so that one measure is not told twice."""
    return re.sub(r"_\d+d$", "", feature)


def traits_name(
    segment: Segment, labels: Mapping[str, Mapping[int, str]], others: Sequence[Name]
) -> Name:
    """Name a segment by its strongest traits, as average, or as mixed.

    Parameters
    ----------
    segment : Segment
    labels : mapping of str to mapping
        Feature to its words by direction, 1 and -1.
    others : sequence of Name
        Names of other segments.

    Returns
    -------
    Name
        Two traits of at least 0.3, those of the segmentation's own features first. If another name
        has or says the same, a third trait; then a number. "Average" if there are none and the
        customers are near the median, else "Mixed".
    """
    traits: dict[str, tuple[str, int]] = {}
    measures = set()
    telling = [
        feature for feature in segment.levels if abs(segment.level(feature)) >= TELLING_LEVEL
    ]
    for feature in sorted(
        telling, key=lambda each: (each not in segment.own, -abs(segment.level(each)), each)
    ):
        direction = 1 if segment.level(feature) > 0 else -1
        label = labels.get(feature, {}).get(direction)
        if (feature, direction) not in segment.words or measure_of(feature) in measures:
            continue
        # Two features can have one label, such as diversity and the lack of concentration.
        if label and label not in traits:
            traits[label] = (feature, direction)
            measures.add(measure_of(feature))
    taken = {name.words for name in others}
    said = [{feature: way for feature, way in name.signature.items() if way} for name in others]
    plain = None
    for count in TRAIT_COUNTS:
        words = ", ".join(list(traits)[:count])
        words = words or (NOTHING_STANDS_OUT if is_average(segment) else NOTHING_IN_COMMON)
        name = Name(words[0].upper() + words[1:], dict(list(traits.values())[:count]))
        # "Frequent, high spend" beside "Frequent High Spenders" tells nobody which is which.
        if name.words not in taken and (not name.signature or name.signature not in said):
            return name
        plain = plain or name
    if plain.words not in taken:
        return plain
    number = 2
    while f"{plain.words} ({number})" in taken:
        number += 1
    return Name(f"{plain.words} ({number})", plain.signature)


def names_of(
    segments: Mapping[int, Segment],
    borne: Mapping[int, Name],
    archetypes: Mapping[str, Signature],
    labels: Mapping[str, Mapping[int, str]],
    given: Mapping[int, str],
    reserved: Collection[str],
) -> dict[int, Name]:
    """Name the segments of one segmentation.

    Parameters
    ----------
    segments : mapping of int to Segment
        By segment id.
    borne : mapping of int to Name
        Names of the segments in the build before.
    archetypes : mapping of str to mapping
        Archetype to its signature.
    labels : mapping of str to mapping
        As in `traits_name`.
    given : mapping of int to str
        Overrides by segment id.
    reserved : collection of str
        Overrides of other names, which no segment gets by itself.

    Returns
    -------
    dict of int to Name
        Names that are still true are kept before new ones are chosen. An override of one segment is
        not used for another.
    """

    def is_free(words: str, segment_id: int) -> bool:
        others = {name for other, name in given.items() if other != segment_id}
        return words not in others and words not in reserved

    names = {
        segment_id: name
        for segment_id, name in borne.items()
        if segment_id in segments
        and is_true(segments[segment_id], name)
        and is_free(name.words, segment_id)
    }
    open_ids = sorted(set(segments) - set(names))
    used = {name.archetype for name in names.values()}
    allowed = {
        segment_id: {
            archetype: signature
            for archetype, signature in archetypes.items()
            if archetype not in used and is_free(archetype, segment_id)
        }
        for segment_id in open_ids
    }
    matched = best_archetypes({each: segments[each] for each in open_ids}, allowed)
    for segment_id, archetype in matched.items():
        names[segment_id] = Name(archetype, archetypes[archetype], archetype)
    for segment_id in open_ids:
        if segment_id not in names:
            given_to_others = {words for other, words in given.items() if other != segment_id}
            others = [Name(words, {}) for words in sorted(given_to_others | set(reserved))]
            others.extend(names.values())
            names[segment_id] = traits_name(segments[segment_id], labels, others)
    return names


def overrides_of(rows: pd.DataFrame) -> tuple[dict[int, str], dict[str, str]]:
    """Overrides of one segmentation, by segment id and by the name that they take the place of.

    Raises
    ------
    ValueError
        If one name is given twice.
    """
    for words, same in rows.groupby("segment_name"):
        if len(same) > 1:
            raise ValueError(
                f"seeds/segment_name_overrides.csv: segmentation '{same.segmentation.iloc[0]}' "
                f"gives the name '{words}' {len(same)} times; names must differ."
            )
    by_id = rows.dropna(subset="segment_id")
    by_name = rows[rows.segment_id.isna()]
    return (
        {int(row.segment_id): row.segment_name for row in by_id.itertuples()},
        {row.instead_of: row.segment_name for row in by_name.itertuples()},
    )


def names_borne(before: pd.DataFrame, archetypes: Mapping[str, Signature]) -> dict[int, Name]:
    """The names of one segmentation in the build before, of archetypes that there still are."""
    borne = {}
    for row in before.itertuples():
        if pd.notna(row.archetype):
            if row.archetype in archetypes:
                signature = archetypes[row.archetype]
                borne[int(row.segment_id)] = Name(row.archetype, signature, row.archetype)
            continue
        said = (
            (getattr(row, f"feature_{number}"), getattr(row, f"direction_{number}"))
            for number in (1, 2, 3)
        )
        signature = {feature: int(way) for feature, way in said if pd.notna(feature)}
        borne[int(row.segment_id)] = Name(row.own_name, signature)
    return borne


def digest_of(archetypes: pd.DataFrame) -> str:
    """A digest of archetypes: after a change of them every name is chosen anew.

    Engines give whole numbers, decimals and doubles; a digest is of their values.
    """
    words = archetypes[["segmentation", "archetype", "feature"]].astype("string").fillna("")
    bounds = archetypes[["direction", "at_least", "at_most"]].astype("float64")
    rows = zip(words.to_numpy().tolist(), bounds.to_numpy().tolist(), strict=True)
    text = "\n".join(sorted(repr(row) for row in rows))
    return hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()


def named_segments(
    levels: pd.DataFrame,
    words: pd.DataFrame,
    archetypes: pd.DataFrame,
    catalogue: pd.DataFrame,
    overrides: pd.DataFrame,
    before: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Name the segments of every segmentation.

    A segment gets the archetype that is true of its customers and covers most of what sets it
    apart, else a name from its two strongest traits. It keeps its name while the name is true, and
    the archetypes are the same.

    Parameters
    ----------
    levels : DataFrame
        One row per segment and feature: fit_id, segmentation, segment_id, feature, level (as in
        `Segment`), is_own.
    words : DataFrame
        What is true of most customers: segmentation, segment_id, feature and direction of words,
        archetype of archetypes with bounds, is_true.
    archetypes : DataFrame
        One row per segmentation, archetype and feature: direction (as in `Name`, or null), at_least
        and at_most.
    catalogue : DataFrame
        One row per feature: feature, high_label, low_label.
    overrides : DataFrame
        Names chosen by people: segmentation, segment_id or instead_of, segment_name. Those that
        match no segment are ignored.
    before : DataFrame, optional
        What this function returned in the build before.

    Returns
    -------
    DataFrame
        One row per segment, by segmentation and segment_id: fit_id, segmentation, segment_id,
        segment_name (unique within the segmentation), own_name (before overrides), archetype (null
        if none is true; an override keeps its segment's), name_source (archetype, traits or
        override), feature_1 to direction_3 (the traits of the name), archetypes_digest.

    Raises
    ------
    ValueError
        If the overrides give one name twice within a segmentation.
    """
    digest = digest_of(archetypes)
    if before is None or not set(NAMED) <= set(before.columns):
        before = pd.DataFrame(columns=list(NAMED))
    before = before[before.archetypes_digest == digest]
    labels = {
        row.feature: {1: row.high_label, -1: row.low_label}
        for row in catalogue.dropna(subset=["high_label", "low_label"]).itertuples()
    }
    measured = levels.assign(level=levels.level.to_numpy(dtype=float, na_value=np.nan))
    true = words[words.is_true.astype(bool)]
    barred = words[words.archetype.notna() & ~words.is_true.astype(bool)]
    rows = []
    # Sorted, because sums of doubles, and the choice between equal matches, depend on the order.
    for segmentation, group in measured.sort_values(["segmentation", "feature"]).groupby(
        "segmentation"
    ):
        signatures: dict[str, dict[str, int]] = {}
        declared = archetypes[archetypes.segmentation == segmentation]
        for row in declared.sort_values(["archetype", "feature"]).itertuples():
            signature = signatures.setdefault(row.archetype, {})
            if pd.notna(row.direction):
                signature[row.feature] = int(row.direction)
        segments = {}
        for segment_id, own_rows in group.groupby("segment_id"):
            said = true[(true.segmentation == segmentation) & (true.segment_id == segment_id)]
            said = said.dropna(subset="feature")
            unmet = barred[
                (barred.segmentation == segmentation) & (barred.segment_id == segment_id)
            ]
            segments[int(segment_id)] = Segment(
                dict(zip(own_rows.feature, own_rows.level, strict=True)),
                frozenset(own_rows.feature[own_rows.is_own.astype(bool)]),
                frozenset(zip(said.feature, said.direction.astype(int), strict=True)),
                frozenset(unmet.archetype),
            )
        by_id, by_name = overrides_of(overrides[overrides.segmentation == segmentation])
        borne = names_borne(before[before.segmentation == segmentation], signatures)
        given = {each: name for each, name in by_id.items() if each in segments}
        reserved = frozenset(by_name.values())
        names = names_of(segments, borne, signatures, labels, given, reserved)
        for segment_id in sorted(segments):
            name = names[segment_id]
            override = given.get(segment_id, by_name.get(name.words))
            traits = list(name.signature.items()) if name.archetype is None else []
            row = {
                "fit_id": group.fit_id.iloc[0],
                "segmentation": segmentation,
                "segment_id": segment_id,
                "segment_name": override or name.words,
                "own_name": name.words,
                "archetype": name.archetype,
                "name_source": "archetype" if name.archetype else "traits",
                "archetypes_digest": digest,
            }
            if override:
                row["name_source"] = "override"
            for number, (feature, direction) in enumerate(traits, start=1):
                row |= {f"feature_{number}": feature, f"direction_{number}": direction}
            rows.append(row)
    return pd.DataFrame(rows, columns=list(NAMED)).astype(NAMED)
