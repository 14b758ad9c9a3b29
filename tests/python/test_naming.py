"""Names of segments: true, unique, kept while they hold, and people's own words first."""

from decimal import Decimal
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from centroid.words.naming import (
    NAMED,
    NEAR_LEVEL,
    TELLING_LEVEL,
    TOLD_SHARE,
    TRUE_LEVEL,
    Name,
    Segment,
    best_archetypes,
    digest_of,
    is_true,
    named_segments,
    strength,
    told_share,
    traits_name,
)
from tools.features import declared

ROOT = Path(__file__).parents[2]
ARCHETYPES, PLAYBOOK, OVERRIDES = (
    pd.read_csv(ROOT / "seeds" / f"{seed}.csv")
    for seed in ("archetypes", "playbook", "segment_name_overrides")
)
DECLARED = [
    (column["name"], column["config"]["meta"]) for column in declared(ROOT / "models" / "features")
]
VARS = yaml.safe_load((ROOT / "dbt_project.yml").read_text())["vars"]
GROUPS = [
    group if isinstance(group, dict) else {"name": group} for group in VARS["category_groups"]
]
CATALOGUE = pd.DataFrame(
    [
        {
            "feature": name,
            "is_signed": meta.get("signed", False),
            "high_label": meta["words"]["high"],
            "low_label": meta["words"]["low"],
        }
        for name, meta in DECLARED
        if "words" in meta
    ]
    + [
        {
            "feature": f"{group['name']}_share_365d",
            "is_signed": False,
            "high_label": group.get("high", f"{group['name']}-led"),
            "low_label": group.get("low", f"little {group['name']}"),
        }
        for group in GROUPS
    ]
)
VALUE = (
    "recency_days",
    "order_count_365d",
    "net_revenue_365d",
    "average_order_value_365d",
    "revenue_trend_90d",
)
ARCHETYPES["feature"] = ARCHETYPES.feature.str.replace("_in_window", "_365d")
SHIPPED = {
    segmentation: {
        archetype: {
            row.feature: int(row.direction)
            for row in rows.itertuples()
            if not pd.isna(row.direction)
        }
        for archetype, rows in group.groupby("archetype")
    }
    for segmentation, group in ARCHETYPES.groupby("segmentation")
}
LABELS = {row.feature: {1: row.high_label, -1: row.low_label} for row in CATALOGUE.itertuples()}
# Bounds are tested in SQL; here they count as met.
BOUNDED = ARCHETYPES.dropna(subset=["at_least", "at_most"], how="all")[
    ["segmentation", "archetype"]
].drop_duplicates()
# Archetypes of customers with a single order, which those of most tests have not.
OF_ONE_ORDER = set(ARCHETYPES.archetype[ARCHETYPES.at_most.notna()])


def true_words(levels: dict) -> set[tuple[str, int]]:
    """The words that are true if all of a segment's customers are at its levels."""
    words = set()
    for feature, level in levels.items():
        if level is None or np.isnan(level):
            continue
        words |= {(feature, way) for way in (1, -1) if way * level > 0}
        words |= {(feature, 0)} if abs(level) <= 1.3 else set()
    return words


def segment(levels: dict, words=None, barred=()) -> Segment:
    """A segment whose features are all its segmentation's own."""
    return Segment(levels, set(levels), true_words(levels) if words is None else words, barred)


def frames(segments: dict, segmentation: str, untrue=(), unmet=(), one_order=False) -> tuple:
    """Levels and words as SQL gives them; `untrue` are words, `unmet` archetypes, by segment."""
    barred = set() if one_order else OF_ONE_ORDER
    measured = pd.DataFrame(
        [
            (f"fit of {segmentation}", segmentation, segment_id, feature, level, True)
            for segment_id, levels in segments.items()
            for feature, level in levels.items()
        ],
        columns=["fit_id", "segmentation", "segment_id", "feature", "level", "is_own"],
    )
    words = [
        (segmentation, segment_id, feature, way, None, (segment_id, feature, way) not in untrue)
        for segment_id, levels in segments.items()
        for feature, way in sorted(true_words(levels))
    ]
    words += [
        (segmentation, segment_id, None, None, archetype, is_met)
        for segment_id in segments
        for archetype in BOUNDED.archetype
        for is_met in [archetype not in barred and (segment_id, archetype) not in unmet]
    ]
    columns = ["segmentation", "segment_id", "feature", "direction", "archetype", "is_true"]
    return measured, pd.DataFrame(words, columns=columns)


def as_levels(levels) -> dict:
    return levels if isinstance(levels, dict) else dict(zip(VALUE, levels, strict=True))


def overrides_frame(overrides, segmentation="value") -> pd.DataFrame:
    """Overrides given as (segment id or the name that is replaced, new name)."""
    return pd.DataFrame(
        [
            (segmentation, *((key, None) if isinstance(key, int) else (None, key)), words)
            for key, words in overrides
        ],
        columns=OVERRIDES.columns,
    )


def named(
    *builds: dict,
    overrides=(),
    archetypes=ARCHETYPES,
    segmentation="value",
    **truths,
) -> pd.DataFrame:
    """Names in the last build, of builds given as segment id to levels (of `VALUE`, or a dict)."""
    before = None
    for build in builds:
        segments = {segment_id: as_levels(levels) for segment_id, levels in build.items()}
        before = named_segments(
            *frames(segments, segmentation, **truths),
            archetypes,
            CATALOGUE,
            overrides_frame(overrides, segmentation),
            before,
        )
    return before


def names(*builds: dict, **settings) -> dict[int, str]:
    """Segment id to name in the last build."""
    result = named(*builds, **settings)
    return dict(zip(result.segment_id, result.segment_name, strict=True))


unhurried = settings(deadline=None, max_examples=50)

# Tenths, so that borders are hit.
levels = st.integers(-25, 25).map(lambda tenths: tenths / 10)
centers = st.dictionaries(
    st.integers(1, 9), st.tuples(*[levels] * len(VALUE)), min_size=1, max_size=9
)
histories = st.lists(centers, min_size=1, max_size=4)
renamings = st.dictionaries(
    st.integers(1, 9),
    st.sampled_from(["Gold", "Average", "Lapsed", "VIP Champions", "Frequent, high spend"]),
    max_size=3,
).filter(lambda given_names: len(set(given_names.values())) == len(given_names))


@pytest.mark.parametrize(
    ("center", "name"),
    [
        ((-1.0, 1.0, 1.0, 0.0, 0.0), "VIP Champions"),
        ((-0.6, 0.7, 0.9, 0.7, 0.0), "VIP Champions"),
        ((-0.6, 0.8, 0.2, 0.0, 0.0), "Loyal Regulars"),
        ((-0.5, 0.6, 0.1, -0.7, 0.0), "Everyday Top-Up Shoppers"),
        ((-0.1, 0.2, 0.5, 0.9, 0.0), "Big Spenders"),
        ((0.5, -0.5, 0.1, 0.9, -0.2), "Big-Basket Occasionals"),
        ((0.6, 0.1, 0.8, 0.2, -1.0), "Cooling High-Value"),
        ((0.0, 0.5, 0.9, 0.4, 0.9), "Growing High-Value"),
        ((-0.5, 0.0, 0.1, 0.2, 1.0), "Rising Stars"),
        ((0.4, -1.0, -1.1, -0.5, 1.4), "Promising Risers"),
        ((0.0, 0.1, -0.5, -0.9, 0.0), "Small-Basket Shoppers"),
    ],
)
def test_typical_values_get_the_sensible_name(center, name):
    assert names({1: center}) == {1: name}


SPENDING = (
    "recency_days",
    "order_count_365d",
    "net_revenue_365d",
    "order_count_90d",
    "net_revenue_90d",
)


@pytest.mark.parametrize(
    ("center", "settings", "name"),
    [
        ((-0.8, 0.9, 0.9, 0.9, 0.8), {}, "VIP Champions"),
        ((0.0, 0.1, 0.0, 0.0, -0.1), {}, "Steady Core"),
        ((0.6, -0.9, -0.9, -0.6, -0.9), {}, "Occasional Shoppers"),
        (
            (2.5, -2.0, -2.0, -2.2, -3.0),
            {"unmet": {(1, "Occasional Shoppers")}},
            "Quiet Light Buyers",
        ),
        ((2.0, 0.3, 0.9, -2.2, -2.0), {}, "Quiet High-Value"),
        ((-1.0, 0.0, 0.1, 0.0, 0.0), {"one_order": True}, "Recent One-Time Buyers"),
        ((1.0, 0.0, 0.1, -0.1, -0.1), {"one_order": True}, "Earlier One-Time Buyers"),
        ((0.1, 0.0, 1.5, 0.0, 0.1), {"one_order": True}, "Big First Orders"),
        ((0.1, 0.0, -1.5, 0.0, -0.1), {"one_order": True}, "Small First Orders"),
    ],
)
def test_the_shipped_value_segments_get_the_sensible_name(center, settings, name):
    assert names({1: dict(zip(SPENDING, center, strict=True))}, **settings) == {1: name}


@pytest.mark.parametrize(
    ("shares", "name"),
    [
        ((0.8, 0.0, -0.2, 0.0, 0.0, 0.2), "Pantry Stockers"),
        ((-0.5, 2.2, -0.2, 0.4, 0.1, 0.3), "Fresh Food Enthusiasts"),
        ((-0.2, 0.0, 1.6, 0.0, -0.2, 0.3), "Meat Lovers"),
        ((-0.5, 0.2, -0.1, 2.8, 0.0, 0.4), "Bakery & Deli Fans"),
        ((-0.8, -0.3, -0.4, -0.1, 2.3, 0.3), "Household & Care Shoppers"),
        ((-0.8, 0.0, -0.3, 0.0, 0.1, 2.5), "Fuel & Go"),
        ((0.1, 0.2, -0.1, 0.0, 0.0, 0.3), "Multi-Category Shoppers"),
    ],
)
def test_the_leading_category_names_the_segment(shares, name):
    groups = ("grocery", "fresh", "meat", "bakery_deli", "household", "fuel")
    center = {f"{group}_share_365d": level for group, level in zip(groups, shares, strict=True)}
    assert names({1: center}, segmentation="product_affinity") == {1: name}


def test_the_segment_that_fits_best_gets_the_name_and_not_the_greatest_number_of_segments():
    # Segment 1 could leave "One" to segment 2, of which it tells little, and be called "Both".
    segments = {
        1: segment({"a": 2.0, "b": 0.35, "c": 0.0}),
        2: segment({"a": 0.5, "b": 0.0, "c": 0.8}),
    }
    choice = {"One": {"a": 1}, "Both": {"a": 1, "b": 1}}
    assert best_archetypes(segments, dict.fromkeys(segments, choice)) == {1: "One"}
    alone = {2: segments[2]}
    assert best_archetypes(alone, {2: choice}) == {2: "One"}
    assert best_archetypes({}, {}) == {}


def test_no_lesser_segment_bears_the_name_of_a_greater_one():
    # The told sum would be greatest if the first were "Repeat Buyers", as the second has no other.
    segments = {
        1: segment({"orders": 2.5, "revenue": 3.0, "recency": -0.2}),
        2: segment({"orders": 0.9, "revenue": 0.8, "recency": 0.0}),
    }
    high, repeat = {"orders": 1, "revenue": 1}, {"orders": 1}
    allowed = {1: {"High": high, "Repeat": repeat}, 2: {"High": high}}
    assert best_archetypes(segments, allowed) == {1: "High"}
    assert best_archetypes({2: segments[2]}, allowed) == {2: "High"}


@unhurried
@given(centers)
def test_the_match_is_stable(centers):
    """No segment and archetype prefer each other to what they have."""
    segments = {segment_id: segment(as_levels(levels)) for segment_id, levels in centers.items()}
    value = SHIPPED["value"]
    match = best_archetypes(segments, dict.fromkeys(segments, value))
    bearers = {archetype: segment_id for segment_id, archetype in match.items()}
    assert len(bearers) == len(match)
    for segment_id, one in segments.items():
        own = told_share(one, value[match[segment_id]]) if segment_id in match else TOLD_SHARE
        for archetype, signature in value.items():
            is_allowed = is_true(one, Name(archetype, signature, archetype), TELLING_LEVEL)
            if is_allowed and told_share(one, signature) > own:
                bearer = segments[bearers[archetype]]
                assert strength(bearer, signature) >= strength(one, signature)


@unhurried
@given(histories, renamings)
def test_names_are_unique_and_come_for_every_segment(history, overrides):
    result = named(*history, overrides=overrides.items())
    assert result.segment_id.tolist() == sorted(history[-1])
    assert result.segment_name.is_unique and result.own_name.is_unique
    assert result.archetype.dropna().is_unique
    assert result.segment_name.notna().all()
    assert result.dtypes.equals(pd.DataFrame(columns=list(NAMED)).astype(NAMED).dtypes)


@unhurried
@given(histories, renamings, st.randoms(use_true_random=False))
def test_names_say_only_what_is_true_of_most_customers(history, overrides, chance):
    last = {segment_id: as_levels(levels) for segment_id, levels in history[-1].items()}
    untrue = {
        (segment_id, *word)
        for segment_id, levels in last.items()
        for word in sorted(true_words(levels))
        if chance.random() < 0.3
    }
    unmet = {
        (segment_id, row.archetype)
        for segment_id in last
        for row in BOUNDED.itertuples()
        if chance.random() < 0.5
    }
    result = named(*history, overrides=overrides.items(), untrue=untrue, unmet=unmet)
    for row in result.itertuples():
        said = {
            getattr(row, f"feature_{number}"): getattr(row, f"direction_{number}")
            for number in (1, 2, 3)
            if pd.notna(getattr(row, f"feature_{number}"))
        }
        if pd.notna(row.archetype):
            assert row.own_name == row.archetype
            assert (row.segment_id, row.archetype) not in unmet
            assert not said
            said = SHIPPED["value"][row.archetype]
        elif said:
            labels = [LABELS[feature][way] for feature, way in said.items()]
            assert row.own_name.split(" (")[0].lower() == ", ".join(labels).lower()
        else:
            assert row.own_name.startswith(("Average", "Mixed"))
        for feature, direction in said.items():
            assert (row.segment_id, feature, direction) not in untrue
            level = last[row.segment_id][feature]
            assert direction * level >= TRUE_LEVEL if direction else abs(level) <= NEAR_LEVEL


@unhurried
@given(histories, st.randoms(use_true_random=False))
def test_the_order_of_rows_does_not_matter(history, chance):
    def shuffled(frame):
        return frame.sample(frac=1, random_state=chance.randrange(1000))

    before = named(*history)
    segments = {segment_id: as_levels(levels) for segment_id, levels in history[-1].items()}
    given_frames = (*frames(segments, "value"), ARCHETYPES, CATALOGUE, OVERRIDES, before)
    pd.testing.assert_frame_equal(
        named_segments(*given_frames), named_segments(*map(shuffled, given_frames))
    )


def test_both_engines_give_archetypes_one_digest():
    bounds = ["direction", "at_least", "at_most"]
    rows = ARCHETYPES.assign(segmentation="value", at_least=0.5, at_most=np.nan)
    doubles = rows.astype(dict.fromkeys(bounds, "float64"))
    digest = digest_of(doubles)
    as_decimals = doubles[bounds].map(lambda each: None if pd.isna(each) else Decimal(str(each)))
    assert digest_of(doubles.assign(**as_decimals)) == digest
    assert digest_of(rows.astype({"direction": "Int64"})) == digest
    assert digest_of(doubles.iloc[::-1]) == digest
    for column in bounds:
        changed = doubles[column].fillna(0) + 1
        assert digest_of(doubles.assign(**{column: changed})) != digest


@unhurried
@given(centers, centers)
def test_a_name_stays_while_it_is_true(before, after):
    old, new = named(before).set_index("segment_id"), named(before, after).set_index("segment_id")
    for segment_id in set(before) & set(after):
        levels = as_levels(after[segment_id])
        archetype = old.archetype[segment_id]
        if pd.notna(archetype):
            name = Name(archetype, SHIPPED["value"][archetype], archetype)
            still = is_true(segment(levels), name)
            assert (new.own_name[segment_id] == archetype) is still
        elif old.own_name[segment_id] == "Average":
            still = max(map(abs, levels.values())) <= NEAR_LEVEL
            assert (new.own_name[segment_id] == "Average") or not still


@unhurried
@given(histories)
def test_without_a_change_nothing_is_renamed(history):
    assert names(*history) == names(*history, history[-1])


@unhurried
@given(histories, renamings)
def test_overrides_win(history, overrides):
    result = named(*history, overrides=overrides.items())
    for row in result.itertuples():
        assert (row.name_source == "override") is (row.segment_id in overrides)
        assert row.segment_name == overrides.get(row.segment_id, row.segment_name)


def test_a_kept_name_is_reserved_before_a_better_one_can_take_it():
    before, weaker = (-0.5, 0.6, 0.6, 0.0, 0.0), (-0.2, 0.2, 0.2, 0.0, 0.0)
    best = (-2.0, 2.0, 2.0, 0.0, 0.0)
    assert names({1: before}, {1: weaker, 2: best}) == {
        1: "VIP Champions",
        2: "Frequent High Spenders",
    }


def test_a_name_that_is_no_longer_true_goes_to_the_segment_it_is_true_of():
    vip, light = (-1.0, 1.0, 1.0, 0.0, 0.0), (0.0, -1.0, -1.0, 0.0, 1.0)
    assert names({1: vip}, {1: light, 2: vip}) == {1: "Promising Risers", 2: "VIP Champions"}


def test_a_name_goes_when_it_is_no_longer_true_of_most():
    vip = {1: (-1.0, 1.0, 1.0, 0.0, 0.0)}
    assert names(vip, untrue={(1, "recency_days", -1)}) == {1: "Frequent High Spenders"}
    bounded = {(1, archetype) for archetype in BOUNDED.archetype}
    assert names(vip, unmet=bounded) == {1: "High spend, frequent"}
    before = named(vip)
    after = named_segments(
        *frames({1: as_levels(vip[1])}, "value", untrue={(1, "recency_days", -1)}),
        ARCHETYPES,
        CATALOGUE,
        OVERRIDES,
        before,
    )
    assert after.segment_name.tolist() == ["Frequent High Spenders"]


def test_a_change_of_the_archetypes_names_anew():
    weaker = {1: (-0.2, 0.2, 0.2, 0.0, 0.0)}
    before = named({1: (-0.5, 0.6, 0.6, 0.0, 0.0)})
    same = (*frames({1: as_levels(weaker[1])}, "value"), ARCHETYPES, CATALOGUE, OVERRIDES)
    assert named_segments(*same, before).segment_name.tolist() == ["VIP Champions"]
    changed = (*same[:2], ARCHETYPES.iloc[:-1], *same[3:])
    assert named_segments(*changed, before).segment_name.tolist() == ["Average"]
    # A table from before these columns is no memory.
    assert named_segments(*same, before[["segment_id"]]).segment_name.tolist() == ["Average"]


def test_a_name_from_traits_stays_while_its_words_are_true():
    no_archetypes = ARCHETYPES.head(0)
    first, drifted, turned = (
        (-0.4, 0.8, 0.5, 0.0, 0.0),
        (-1.0, 0.2, 0.2, 0.0, 0.0),
        (-1.0, -0.5, 0.2, 0.0, 0.0),
    )
    assert names({1: first}, archetypes=no_archetypes) == {1: "Frequent, high spend"}
    kept = names({1: first}, {1: drifted}, archetypes=no_archetypes)
    assert kept == {1: "Frequent, high spend"}
    lost = names({1: first}, {1: drifted}, {1: turned}, archetypes=no_archetypes)
    assert lost == {1: "Recent, infrequent"}


def test_names_from_traits_take_a_third_trait_and_then_a_number_to_differ():
    same = dict(zip(VALUE, (-0.4, 0.8, 0.5, 0, 0), strict=True))
    two = {"order_count_365d": 0.8, "net_revenue_365d": 0.5}
    assert names({1: same, 2: same, 3: same, 4: two}, archetypes=ARCHETYPES.head(0)) == {
        1: "Frequent, high spend",
        2: "Frequent, high spend, recent",
        3: "Frequent, high spend (2)",
        4: "Frequent, high spend (3)",
    }


def test_nothing_to_tell_is_average_or_mixed_and_a_label_is_not_said_twice():
    none = {"recency_days": 0.29, "order_count_365d": -0.29}
    assert names({1: none, 2: none}, segmentation="mine") == {1: "Average", 2: "Average (2)"}
    # Far from the median by the middle customer, and in no direction by most.
    far = {"recency_days": 0.9}
    assert names({1: far}, segmentation="mine", untrue={(1, "recency_days", 1)}) == {1: "Mixed"}
    diverse = {"category_diversity_365d": 0.9, "category_concentration_365d": -0.8}
    assert names({1: diverse}, segmentation="mine") == {1: "Diverse"}
    assert traits_name(segment(diverse), LABELS, ()).signature == {"category_diversity_365d": 1}
    least = segment({"order_count_365d": TELLING_LEVEL})
    assert traits_name(least, LABELS, ()).words == "Frequent"


def test_a_name_that_says_the_same_as_another_gets_a_third_trait():
    levels = {"order_count_365d": 0.9, "net_revenue_365d": 0.8, "recency_days": -0.4}
    archetype = Name("Frequent High Spenders", {"order_count_365d": 1, "net_revenue_365d": 1})
    at_the_median = Name("Near", {**archetype.signature, "recency_days": 0})
    assert traits_name(segment(levels), LABELS, ()).words == "Frequent, high spend"
    for other in archetype, at_the_median:
        name = traits_name(segment(levels), LABELS, [other])
        assert name.words == "Frequent, high spend, recent"
    without = {feature: level for feature, level in levels.items() if feature != "recency_days"}
    assert traits_name(segment(without), LABELS, [archetype]).words == "Frequent, high spend"


def test_the_features_of_the_segmentation_are_told_first_and_one_measure_once():
    levels = {"order_count_365d": 0.5, "recency_days": -2.0, "order_count_90d": 1.0}
    other = Segment(levels, {"order_count_365d"}, true_words(levels))
    assert traits_name(other, LABELS, ()).words == "Frequent, recent"


def test_an_unknown_level_forbids_the_words_of_its_feature():
    result = named({1: (1.2, -0.5, -0.4, 0.1, None), 2: (None,) * 5})
    assert result.archetype.isna().all()
    assert result.segment_name.tolist() == ["Less recent, infrequent", "Mixed"]


def test_an_archetype_needs_every_feature_of_its_signature():
    assert names({1: {"recency_days": -1.0, "order_count_365d": 0.2}}) == {1: "Recent"}


def test_an_archetype_that_tells_little_is_not_used():
    signature = {"fuel_share_365d": 1, "grocery_share_365d": -1}
    center = dict.fromkeys(signature, 0.0) | {
        "fuel_share_365d": 0.35,
        "grocery_share_365d": -0.4,
        "x_share": 3.0,
    }
    assert is_true(segment(center), Name("Fuel & Go", signature, "Fuel & Go"), TELLING_LEVEL)
    assert told_share(segment(center), signature) < 0.05
    assert names({1: center}, segmentation="product_affinity") == {1: "Little grocery, buys fuel"}


def test_told_share_is_the_squared_cosine():
    def share(levels, signature):
        return told_share(segment(levels), signature)

    assert share({"a": 2.0, "b": -2.0}, {"a": 1, "b": -1}) == pytest.approx(1)
    assert share({"a": 3.0, "b": 4.0}, {"a": 1}) == pytest.approx(9 / 25)
    assert share({"a": 0.0, "b": 0.0}, {"a": 0, "b": 0}) == 1
    assert share({"a": 0.3, "b": 0.4}, {"a": 0, "b": 0}) == pytest.approx(0.5)
    assert share({"a": 0.1, "b": 4.0}, {"a": 0}) == 0
    assert share({"a": 1.0, "b": np.nan}, {"a": 1}) == 1
    # Features of neither the segmentation nor the name do not count.
    levels = {"a": 3.0, "b": 4.0, "c": 9.0}
    assert told_share(Segment(levels, {"a", "b"}, set()), {"a": 1}) == pytest.approx(9 / 25)


def test_an_override_keeps_the_archetype_of_its_segment():
    result = named({1: (-1.0, 1.0, 1.0, 0.0, 0.0)}, overrides=[(1, "Gold Club"), (7, "Nobody")])
    columns = ["segment_id", "segment_name", "own_name", "archetype", "name_source"]
    assert result[columns].iloc[0].tolist() == [
        1,
        "Gold Club",
        "VIP Champions",
        "VIP Champions",
        "override",
    ]


def test_an_override_can_be_given_by_the_name_it_takes_the_place_of():
    segments = {1: (-1.0, 1.0, 1.0, 0.0, 0.0), 2: (-1.0, 0.0, 0.0, 0.0, 0.0)}
    overrides = [("VIP Champions", "Gold Club"), ("Recent", "Fresh"), ("Nobody", "None")]
    result = named(segments, overrides=overrides)
    assert result.segment_name.tolist() == ["Gold Club", "Fresh"]
    assert result.name_source.tolist() == ["override", "override"]
    # It stays with the name, and not with the number of the segment.
    swapped = named({2: segments[1], 1: segments[2]}, overrides=overrides)
    assert swapped.segment_name.tolist() == ["Fresh", "Gold Club"]


def test_an_override_takes_its_name_from_the_segment_that_bore_it():
    vip, light = (-1.0, 1.0, 1.0, 0.0, 0.0), (0.0, -1.0, -1.0, 0.0, 1.0)
    result = named({1: vip}, {1: vip, 2: light}, overrides=[(2, "VIP Champions")])
    assert result.segment_name.tolist() == ["Frequent High Spenders", "VIP Champions"]
    assert result.archetype.tolist() == ["Frequent High Spenders", "Promising Risers"]


def test_an_override_takes_its_name_from_traits_too():
    same = (-0.4, 0.8, 0.5, 0.0, 0.0)
    taken = [(2, "Frequent, high spend")]
    assert names({1: same, 2: same}, archetypes=ARCHETYPES.head(0), overrides=taken) == {
        1: "Frequent, high spend, recent",
        2: "Frequent, high spend",
    }


@pytest.mark.parametrize("first", [1, "VIP Champions"])
def test_two_overrides_with_one_name_are_refused(first):
    with pytest.raises(ValueError) as caught:
        named({1: (0.0,) * 5}, overrides=[(first, "Gold"), (4, "Gold")])
    assert str(caught.value) == (
        "seeds/segment_name_overrides.csv: segmentation 'value' gives the name 'Gold' 2 times; "
        "names must differ."
    )


def test_segmentations_are_named_apart():
    vip = {1: as_levels((-1.0, 1.0, 1.0, 0.0, 0.0))}
    measured, words = (
        pd.concat(both) for both in zip(frames(vip, "value"), frames(vip, "mine"), strict=True)
    )
    result = named_segments(measured, words, ARCHETYPES, CATALOGUE, OVERRIDES)
    assert result.segmentation.tolist() == ["mine", "value"]
    assert result.segment_name.tolist() == ["High spend, frequent", "VIP Champions"]
    assert named_segments(measured.head(0), words, ARCHETYPES, CATALOGUE, OVERRIDES).empty


def test_shipped_archetypes_are_well_formed():
    assert not ARCHETYPES.duplicated(["segmentation", "archetype", "feature"]).any()
    assert set(ARCHETYPES.direction.dropna()) == {-1, 0, 1}
    assert set(ARCHETYPES.feature) <= set(LABELS)
    for segmentation in SHIPPED:
        group = ARCHETYPES[ARCHETYPES.segmentation == segmentation]
        asked = {
            archetype: tuple(
                sorted(rows.drop(columns="archetype").map(str).itertuples(index=False))
            )
            for archetype, rows in group.groupby("archetype")
        }
        assert len(set(asked.values())) == len(asked)


@pytest.mark.parametrize(
    ("segmentation", "archetype"),
    [(segmentation, archetype) for segmentation in SHIPPED for archetype in SHIPPED[segmentation]],
)
def test_every_shipped_archetype_is_met_by_its_own_signature(segmentation, archetype):
    signature = SHIPPED[segmentation][archetype]
    other = {(1, bounded) for bounded in BOUNDED.archetype if bounded != archetype}
    center = {feature: float(way) for feature, way in signature.items()}
    found = names({1: center}, segmentation=segmentation, unmet=other, one_order=True)
    assert found == {1: archetype}


def test_every_shipped_archetype_has_its_playbook():
    key = ["segmentation", "archetype"]
    assert set(PLAYBOOK[key].itertuples(index=False, name=None)) == set(
        ARCHETYPES[key].itertuples(index=False, name=None)
    )
    assert not PLAYBOOK.duplicated(key).any()
    assert PLAYBOOK.notna().all(axis=None)
    for _, rows in PLAYBOOK.groupby("segmentation"):
        assert rows.priority.tolist() == list(range(1, len(rows) + 1))


def test_no_override_is_shipped():
    assert OVERRIDES.empty
    assert OVERRIDES.columns.tolist() == [
        "segmentation",
        "segment_id",
        "instead_of",
        "segment_name",
    ]
