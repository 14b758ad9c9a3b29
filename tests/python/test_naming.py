"""Names of segments: true, unique, kept while they hold, and people's own words first."""

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
    TRUE_LEVEL,
    best_archetypes,
    is_true,
    named_segments,
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
SHIPPED = {
    segmentation: {
        archetype: dict(zip(rows.feature, rows.direction, strict=True))
        for archetype, rows in group.groupby("archetype")
    }
    for segmentation, group in ARCHETYPES.groupby("segmentation")
}
LABELS = {row.feature: {1: row.high_label, -1: row.low_label} for row in CATALOGUE.itertuples()}


def named(*fits: dict, overrides=(), archetypes=ARCHETYPES, segmentation="value") -> pd.DataFrame:
    """Names at each fit, given as segment id to levels (of `VALUE`, or a dict of any features)."""
    rows = [
        (f"fit {order}", segment_id, feature, level)
        for order, segments in enumerate(fits)
        for segment_id, levels in segments.items()
        for feature, level in (
            levels if isinstance(levels, dict) else dict(zip(VALUE, levels, strict=True))
        ).items()
    ]
    return named_segments(
        pd.DataFrame(
            [(f"fit {order}", segmentation, order) for order in range(len(fits))],
            columns=["fit_id", "segmentation", "fit_order"],
        ),
        pd.DataFrame(rows, columns=["fit_id", "segment_id", "feature", "level"]),
        archetypes,
        CATALOGUE,
        pd.DataFrame(
            [(segmentation, *override) for override in overrides], columns=OVERRIDES.columns
        ),
    )


def names(*fits: dict, **settings) -> dict[int, str]:
    """Segment id to name at the last fit."""
    result = named(*fits, **settings)
    last = result[result.fit_id == f"fit {len(fits) - 1}"]
    return dict(zip(last.segment_id, last.segment_name, strict=True))


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
        ((0.6, 0.1, 0.8, 0.2, -1.0), "At-Risk High-Value"),
        ((0.0, 0.5, 0.9, 0.4, 0.9), "Growing High-Value"),
        ((-0.5, 0.0, 0.1, 0.2, 1.0), "Rising Stars"),
        ((0.4, -1.0, -1.1, -0.5, 1.4), "Promising Risers"),
        ((0.0, 0.1, -0.5, -0.9, 0.0), "Small-Basket Shoppers"),
        ((1.2, -0.5, -0.4, 0.1, -1.2), "Slipping Away"),
        ((1.9, -1.6, -1.9, -0.9, -1.1), "Lapsed"),
        ((2.5, -2.0, -2.0, -0.5, 0.0), "Lost"),
        ((0.0, 0.1, 0.0, -0.1, 0.0), "Steady Core"),
    ],
)
def test_typical_values_get_the_sensible_name(center, name):
    assert names({1: center}) == {1: name}


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
    segments = {1: {"a": 2.0, "b": 0.35, "c": 0.0}, 2: {"a": 0.5, "b": 0.0, "c": 0.8}}
    choice = {"One": {"a": 1}, "Both": {"a": 1, "b": 1}}
    assert best_archetypes(segments, dict.fromkeys(segments, choice)) == {1: "One"}
    alone = {2: segments[2]}
    assert best_archetypes(alone, {2: choice}) == {2: "One"}
    assert best_archetypes({}, {}) == {}


@unhurried
@given(histories, renamings)
def test_names_are_unique_and_come_for_every_segment(history, overrides):
    result = named(*history, overrides=overrides.items())
    assert len(result) == sum(map(len, history))
    assert not result.duplicated(["fit_id", "segment_name"]).any()
    assert not result.dropna(subset="archetype").duplicated(["fit_id", "archetype"]).any()
    assert result.segment_name.notna().all()
    assert result.dtypes.equals(pd.DataFrame(columns=list(NAMED)).astype(NAMED).dtypes)


@unhurried
@given(histories, renamings)
def test_archetypes_and_traits_are_true_of_their_centers(history, overrides):
    for row in named(*history, overrides=overrides.items()).itertuples():
        center = dict(zip(VALUE, history[int(row.fit_id[4:])][row.segment_id], strict=True))
        if pd.notna(row.archetype):
            for feature, direction in SHIPPED["value"][row.archetype].items():
                level = center[feature]
                assert direction * level >= TRUE_LEVEL if direction else abs(level) <= NEAR_LEVEL
        if row.name_source == "traits":
            words = row.segment_name.split(" (")[0].lower().split(", ")
            for feature, labels in LABELS.items():
                for direction, label in labels.items():
                    if feature in VALUE and label in words:
                        assert direction * center[feature] >= TRUE_LEVEL
        if row.name_source == "archetype":
            assert row.segment_name == row.archetype


@unhurried
@given(histories, st.randoms(use_true_random=False))
def test_the_order_of_rows_does_not_matter(history, chance):
    def shuffled(frame):
        return frame.sample(frac=1, random_state=chance.randrange(1000))

    fits = pd.DataFrame(
        [(f"fit {order}", "value", order) for order in range(len(history))],
        columns=["fit_id", "segmentation", "fit_order"],
    )
    measured = pd.DataFrame(
        [
            (f"fit {order}", segment_id, feature, level)
            for order, segments in enumerate(history)
            for segment_id, center in segments.items()
            for feature, level in zip(VALUE, center, strict=True)
        ],
        columns=["fit_id", "segment_id", "feature", "level"],
    )
    given_frames = (fits, measured, ARCHETYPES, CATALOGUE, OVERRIDES)
    pd.testing.assert_frame_equal(
        named_segments(*given_frames), named_segments(*map(shuffled, given_frames))
    )


@unhurried
@given(centers, centers)
def test_a_name_stays_while_it_is_true(before, after):
    result = named(before, after)
    for segment_id in set(before) & set(after):
        old, new = result[result.segment_id == segment_id].itertuples()
        center = dict(zip(VALUE, after[segment_id], strict=True))
        if old.name_source == "archetype":
            still = is_true(center, SHIPPED["value"][old.archetype])
            assert (new.segment_name == old.segment_name) is still
        elif old.segment_name == "Average":
            assert (new.segment_name == "Average") or max(map(abs, center.values())) > NEAR_LEVEL


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
    vip, lapsed = (-1.0, 1.0, 1.0, 0.0, 0.0), (2.0, -2.0, -2.0, 0.0, -1.0)
    assert names({1: vip}, {1: lapsed, 2: vip}) == {1: "Lapsed", 2: "VIP Champions"}


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
    same = {feature: level for feature, level in zip(VALUE, (-0.4, 0.8, 0.5, 0, 0), strict=True)}
    two = {"order_count_365d": 0.8, "net_revenue_365d": 0.5}
    assert names({1: same, 2: same, 3: same, 4: two}, archetypes=ARCHETYPES.head(0)) == {
        1: "Frequent, high spend",
        2: "Frequent, high spend, recent",
        3: "Frequent, high spend (2)",
        4: "Frequent, high spend (3)",
    }


def test_nothing_to_tell_is_average_and_a_label_is_not_said_twice():
    none = {"recency_days": 0.29, "order_count_365d": -0.29}
    assert names({1: none, 2: none}, segmentation="mine") == {1: "Average", 2: "Average (2)"}
    diverse = {"category_diversity_365d": 0.9, "category_concentration_365d": -0.8}
    assert names({1: diverse}, segmentation="mine") == {1: "Diverse"}
    assert traits_name(diverse, LABELS, ()).signature == {"category_diversity_365d": 1}
    assert traits_name({"order_count_365d": TELLING_LEVEL}, LABELS, ()).words == "Frequent"


def test_an_unknown_level_forbids_the_words_of_its_feature():
    result = named({1: (1.2, -0.5, -0.4, 0.1, None), 2: (None,) * 5})
    assert "spend," not in result.segment_name[0]
    assert result.archetype.isna().all()
    assert result.segment_name.tolist() == ["Less recent, infrequent", "Average"]


def test_an_archetype_needs_every_feature_of_its_signature():
    assert names({1: {"recency_days": -1.0, "order_count_365d": 1.0}}) == {1: "Frequent, recent"}


def test_an_archetype_that_tells_little_is_not_used():
    signature = {"fuel_share_365d": 1, "grocery_share_365d": -1}
    center = dict.fromkeys(signature, 0.0) | {
        "fuel_share_365d": 0.35,
        "grocery_share_365d": -0.4,
        "x_share": 3.0,
    }
    assert is_true(center, signature, TELLING_LEVEL)
    assert told_share(center, signature) < 0.05
    assert names({1: center}, segmentation="product_affinity") == {1: "Little grocery, buys fuel"}


def test_told_share_is_the_squared_cosine():
    assert told_share({"a": 2.0, "b": -2.0}, {"a": 1, "b": -1}) == pytest.approx(1)
    assert told_share({"a": 3.0, "b": 4.0}, {"a": 1}) == pytest.approx(9 / 25)
    assert told_share({"a": 0.0, "b": 0.0}, {"a": 0, "b": 0}) == 1
    assert told_share({"a": 0.3, "b": 0.4}, {"a": 0, "b": 0}) == pytest.approx(0.5)
    assert told_share({"a": 0.1, "b": 4.0}, {"a": 0}) == 0
    assert told_share({"a": 1.0, "b": np.nan}, {"a": 1}) == 1


def test_an_override_keeps_the_archetype_of_its_segment():
    result = named({1: (-1.0, 1.0, 1.0, 0.0, 0.0)}, overrides=[(1, "Gold Club"), (7, "Nobody")])
    assert result.iloc[0].tolist() == [
        "fit 0",
        "value",
        1,
        "Gold Club",
        "VIP Champions",
        "override",
    ]


def test_an_override_takes_its_name_from_the_segment_that_bore_it():
    vip, lapsed = (-1.0, 1.0, 1.0, 0.0, 0.0), (2.0, -2.0, -2.0, 0.0, -1.0)
    result = named({1: vip}, {1: vip, 2: lapsed}, overrides=[(2, "VIP Champions")])
    assert result.segment_name.tolist() == [
        "VIP Champions",
        "Frequent High Spenders",
        "VIP Champions",
    ]
    assert result.archetype.tolist() == ["VIP Champions", "Frequent High Spenders", "Lapsed"]


def test_an_override_takes_its_name_from_traits_too():
    same = (-0.4, 0.8, 0.5, 0.0, 0.0)
    taken = [(2, "Frequent, high spend")]
    assert names({1: same, 2: same}, archetypes=ARCHETYPES.head(0), overrides=taken) == {
        1: "Frequent, high spend, recent",
        2: "Frequent, high spend",
    }


def test_two_overrides_with_one_name_are_refused():
    with pytest.raises(ValueError) as caught:
        named({1: (0.0,) * 5}, overrides=[(1, "Gold"), (4, "Gold")])
    assert str(caught.value) == (
        "seeds/segment_name_overrides.csv: segmentation 'value' gives the name 'Gold' to segments "
        "1, 4; names must differ."
    )


def test_segmentations_are_named_apart_and_fits_without_centers_are_passed_over():
    vip = dict(zip(VALUE, (-1.0, 1.0, 1.0, 0.0, 0.0), strict=True))
    fits = pd.DataFrame(
        [("b", "value", 3), ("empty", "value", 2), ("a", "value", 1), ("c", "mine", 1)],
        columns=["fit_id", "segmentation", "fit_order"],
    )
    measured = pd.DataFrame(
        [(fit_id, 1, feature, level) for fit_id in "abc" for feature, level in vip.items()],
        columns=["fit_id", "segment_id", "feature", "level"],
    )
    result = named_segments(fits, measured, ARCHETYPES, CATALOGUE, OVERRIDES)
    assert result.fit_id.tolist() == ["c", "a", "b"]
    assert result.segment_name.tolist() == [
        "High spend, frequent",
        "VIP Champions",
        "VIP Champions",
    ]
    assert named_segments(fits, measured.head(0), ARCHETYPES, CATALOGUE, OVERRIDES).empty


def test_shipped_archetypes_are_well_formed():
    assert not ARCHETYPES.duplicated(["segmentation", "archetype", "feature"]).any()
    assert set(ARCHETYPES.direction) == {-1, 0, 1}
    assert set(ARCHETYPES.feature) <= set(LABELS)
    shares = [f"{group['name']}_share_365d" for group in GROUPS]
    declared = {
        spec["name"]: shares if spec["features"] == ["category_groups"] else spec["features"]
        for spec in VARS["segmentations"]
    }
    for segmentation, archetypes in SHIPPED.items():
        used = {feature for signature in archetypes.values() for feature in signature}
        assert used <= set(declared[segmentation])
        different = {tuple(sorted(signature.items())) for signature in archetypes.values()}
        assert len(different) == len(archetypes)


@pytest.mark.parametrize(
    ("segmentation", "archetype"),
    [(segmentation, archetype) for segmentation in SHIPPED for archetype in SHIPPED[segmentation]],
)
def test_every_shipped_archetype_is_met_by_its_own_signature(segmentation, archetype):
    features = {feature for signature in SHIPPED[segmentation].values() for feature in signature}
    center = dict.fromkeys(features, 0.0) | SHIPPED[segmentation][archetype]
    assert names({1: center}, segmentation=segmentation) == {1: archetype}


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
    assert OVERRIDES.columns.tolist() == ["segmentation", "segment_id", "segment_name"]
