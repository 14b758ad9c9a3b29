"""The SQL scorer against plain arithmetic: labels, ties, runners-up, fills and reasons."""

from __future__ import annotations

import math
from datetime import date

import numpy as np
import pytest
from harness import SEGMENTATIONS, Stage, in_memory_session, steady
from hypothesis import given, settings
from hypothesis import strategies as st

TODAY, DAY_WITHOUT_FIT = date(2024, 6, 30), date(2024, 5, 31)
FEATURES = {spec["name"]: spec["features"] for spec in SEGMENTATIONS}
LARGEST = {spec["name"]: spec["segments"]["max"] for spec in SEGMENTATIONS}


class Scorer:
    """The compiled scoring model over tables in memory."""

    def __init__(self, sql: str) -> None:
        self.session = in_memory_session()
        names = sorted({name for names in FEATURES.values() for name in names})
        self.session.execute("attach ':memory:' as centroid")
        for statement in (
            "create schema centroid.features",
            "create schema centroid.fits",
            "create table centroid.features.wide_features "
            "(customer_id varchar, as_of_date date, order_count bigint, "
            f"{', '.join(f'{name} double' for name in names)})",
            "create table centroid.fits.scoring_fits "
            "(segmentation varchar, as_of_date date, fit_id varchar)",
            "create table centroid.fits.segment_parameters "
            "(fit_id varchar, segmentation varchar, segment_id bigint, center_id bigint, "
            "component bigint, feature varchar, center double, weight double, intercept double, "
            "radius double)",
            "create table centroid.fits.feature_preparation "
            "(fit_id varchar, segmentation varchar, feature varchar, feature_position bigint, "
            "transform varchar, fill_value double)",
            "create table centroid.fits.feature_knots "
            "(fit_id varchar, feature varchar, knot_number bigint, knot double)",
        ):
            self.session.execute(statement)
        # Planning takes longer than scoring a few rows.
        self.session.execute(
            f"prepare scored as select * from ({sql}) as scored where segmentation = $1 "
            "order by cast(customer_id as bigint)"
        )

    def score(self, name: str, customers: list[tuple], fit: Fit) -> list[dict]:
        """Score customers (order_count, *features) with a fit; rows in the customers' order."""
        for table in (
            "features.wide_features",
            "fits.scoring_fits",
            "fits.segment_parameters",
            "fits.feature_preparation",
        ):
            self.session.execute(f"delete from centroid.{table}")
        columns = ", ".join(["customer_id", "as_of_date", "order_count", *FEATURES[name]])
        places = ", ".join("?" * (3 + len(FEATURES[name])))
        for day in (TODAY, DAY_WITHOUT_FIT):
            self.session.executemany(
                f"insert into centroid.features.wide_features ({columns}) values ({places})",
                [(str(number), day, *values) for number, values in enumerate(customers)],
            )
        # A fit of another segmentation, which must not be mixed up with this one's.
        other = next(spec for spec in FEATURES if spec != name)
        for segmentation, fit_id in ((name, "fit"), (other, "other")):
            self.session.execute(
                "insert into centroid.fits.scoring_fits values (?, ?, ?)",
                [segmentation, TODAY, fit_id],
            )
        self.session.executemany(
            "insert into centroid.fits.segment_parameters values "
            "('fit', ?, ?, ?, ?, ?, ?, ?, 0, 1)",
            [
                (name, segment + 1, segment + 1, place + 1, feature, center, weight)
                for segment, centers in enumerate(fit.centers)
                for place, (feature, center, weight) in enumerate(
                    zip(FEATURES[name], centers, fit.weights, strict=True)
                )
            ],
        )
        self.session.executemany(
            "insert into centroid.fits.feature_preparation values ('fit', ?, ?, ?, ?, ?)",
            [
                (name, feature, place + 1, transform, fill)
                for place, (feature, transform, fill) in enumerate(
                    zip(FEATURES[name], fit.transforms, fit.fills, strict=True)
                )
            ],
        )
        for row in self.scored(name, DAY_WITHOUT_FIT, len(customers)):
            assert row["no_segment_reason"] == "no_active_fit"
            assert row["raw_segment_id"] is row["distance"] is row["runner_up_distance"] is None
        return self.scored(name, TODAY, len(customers))

    def scored(self, name: str, day: str, count: int) -> list[dict]:
        """The rows of a day, one per customer."""
        self.session.execute(f"set variable as_of_date = date '{day}'")
        result = self.session.execute(f"execute scored('{name}')")
        names = [column[0] for column in result.description]
        rows = [dict(zip(names, row, strict=True)) for row in result.fetchall()]
        assert len(rows) == count
        return rows


class Fit:
    """A fit to score with; arrays over the features, centers over the segments as well."""

    def __init__(self, centers, weights, fills, transforms) -> None:
        self.centers = np.array(centers, dtype=float)
        self.weights = np.array(weights, dtype=float)
        self.fills = np.array(fills, dtype=float)
        self.transforms = transforms

    def distances(self, values: tuple) -> np.ndarray:
        """Distance of a customer to every center."""
        filled = [
            fill if value is None else value for value, fill in zip(values, self.fills, strict=True)
        ]
        x = [
            math.copysign(math.log1p(abs(value)), value) if transform == "log1p" else value
            for value, transform in zip(filled, self.transforms, strict=True)
        ]
        with np.errstate(over="ignore"):
            return np.sqrt((((np.array(x) - self.centers) * self.weights) ** 2).sum(axis=1))


def reason(values: tuple) -> str | None:
    """Why a customer has no segment, by the documented rules."""
    order_count, *features = values
    if order_count is None or order_count < 1:
        return "outside_population"
    if any(value is not None and not abs(value) < 1e300 for value in features):
        return "non_finite_feature"
    return None


@pytest.fixture(scope="module")
def scorer(stage: Stage):
    """The scoring model of two segmentations, compiled once."""
    project = stage.project("scoring", stage.three_inputs)
    project.dbt("compile", "--select", "segment_assignments").succeeded()
    scorer = Scorer(project.compiled("segment_assignments"))
    yield scorer
    scorer.session.close()


def fits(name: str, numbers: st.SearchStrategy, transforms: st.SearchStrategy) -> st.SearchStrategy:
    """Fits of a segmentation, with two segments up to as many as it may have."""
    count = len(FEATURES[name])
    row = st.lists(numbers, min_size=count, max_size=count)
    return st.builds(
        Fit,
        st.lists(row, min_size=2, max_size=LARGEST[name], unique_by=tuple),
        st.lists(st.sampled_from([0.5, 1.0, 2.0]), min_size=count, max_size=count),
        row,
        st.lists(transforms, min_size=count, max_size=count),
    )


def customers(name: str, numbers: st.SearchStrategy) -> st.SearchStrategy:
    """Customers: order_count and the features of a segmentation."""
    feature = st.none() | numbers
    order_count = st.sampled_from([1, 2, 3, 0, None])
    return st.lists(
        st.tuples(order_count, *[feature for _ in FEATURES[name]]), min_size=1, max_size=12
    )


# Small whole numbers: distances are exact, and ties are frequent.
whole = st.integers(-2, 2).map(float)
special = st.sampled_from([math.nan, math.inf, -math.inf, 1e300, -1e300, 1.7e308])
real = st.floats(-1e6, 1e6, allow_subnormal=False)
plain = st.just("none")


@settings(steady, max_examples=100)
@given(st.data())
def test_labels_and_runners_up_are_the_nearest_and_ties_go_to_the_lowest_id(scorer, data):
    name = data.draw(st.sampled_from(sorted(FEATURES)))
    fit = data.draw(fits(name, whole, plain))
    given_customers = data.draw(customers(name, whole | special))
    for values, row in zip(given_customers, scorer.score(name, given_customers, fit), strict=True):
        assert row["no_segment_reason"] == reason(values)
        if reason(values):
            assert row["filled_feature_count"] == 0
            assert row["raw_segment_id"] is row["distance"] is row["margin"] is None
            assert row["runner_up_segment_id"] is row["runner_up_distance"] is None
            continue
        assert row["filled_feature_count"] == sum(value is None for value in values[1:])
        distances = fit.distances(values[1:])
        label = int(np.argmin(distances))
        others = np.where(np.arange(len(distances)) == label, np.inf, distances)
        runner_up = int(np.argmin(others))
        assert row["raw_segment_id"] == label + 1
        assert row["distance"] == distances[label]
        assert row["runner_up_segment_id"] == runner_up + 1
        assert row["runner_up_distance"] == distances[runner_up]
        lead = distances[runner_up] - distances[label]
        assert row["margin"] == (lead / distances[runner_up] if distances[runner_up] else None)
        assert row["is_outlier"] == (distances[label] > 1)
        assert row["fit_id"] == "fit"


@settings(steady, max_examples=60)
@given(st.data())
def test_distances_of_any_features_under_any_transforms(scorer, data):
    name = data.draw(st.sampled_from(sorted(FEATURES)))
    fit = data.draw(fits(name, real, st.sampled_from(["none", "log1p"])))
    given_customers = data.draw(customers(name, real))
    for values, row in zip(given_customers, scorer.score(name, given_customers, fit), strict=True):
        if reason(values):
            continue
        distances = fit.distances(values[1:])
        tolerance = 1e-9 * (1 + distances.max())
        label, runner_up = row["raw_segment_id"] - 1, row["runner_up_segment_id"] - 1
        assert label != runner_up
        assert row["distance"] == pytest.approx(distances[label], rel=1e-9, abs=tolerance)
        assert distances[label] <= distances.min() + tolerance
        assert distances[runner_up] <= np.delete(distances, label).min() + tolerance
        assert row["runner_up_distance"] == pytest.approx(
            distances[runner_up], rel=1e-9, abs=tolerance
        )


@pytest.mark.parametrize("value", [1e155, -1e160, 1e200, 9.9e299])
def test_a_value_too_large_to_square_is_no_error(scorer, value):
    fit = Fit([[0, 0, 0], [1, 1, 1]], [1, 1, 1], [0, 0, 0], ["none"] * 3)
    (row,) = scorer.score("plain", [(1, value, 0.0, 0.0)], fit)
    if row["no_segment_reason"] is None:
        assert row["raw_segment_id"] == 1
        assert row["margin"] is None or 0 <= row["margin"] <= 1
    else:
        assert row["raw_segment_id"] is None


def test_everything_unknown_is_scored_at_the_fill_values_and_counted(scorer):
    fit = Fit([[5, 5, 5], [1, 2, 3]], [1, 1, 1], [1, 2, 3], ["none"] * 3)
    (row,) = scorer.score("plain", [(1, None, None, None)], fit)
    assert (row["raw_segment_id"], row["distance"], row["filled_feature_count"]) == (2, 0.0, 3)
    assert row["margin"] == 1


def test_fewer_segments_than_slots_never_give_an_unused_one(scorer):
    fit = Fit([[0.0], [10.0]], [1.0], [0.0], ["none"])
    rows = scorer.score("logged", [(1, value) for value in (0.0, 4.9, 5.0, 5.1, 1e6)], fit)
    assert [row["raw_segment_id"] for row in rows] == [1, 1, 1, 2, 2]
    assert [row["runner_up_segment_id"] for row in rows] == [2, 2, 2, 1, 1]


def test_a_population_that_cannot_be_judged_is_outside(scorer):
    fit = Fit([[0.0], [10.0]], [1.0], [0.0], ["none"])
    rows = scorer.score("logged", [(None, 1.0), (0, math.nan)], fit)
    assert [row["no_segment_reason"] for row in rows] == ["outside_population"] * 2


def test_features_far_from_zero_are_told_apart(scorer):
    centers = [[1e9, 0, 0], [1e9 + 1, 0, 0], [1e9 + 3, 0, 0], [1e9, 1, 0]]
    fit = Fit(centers, [1, 1, 1], [0, 0, 0], ["none"] * 3)
    rows = scorer.score(
        "plain", [(1, 1e9 + step, 0.0, 0.0) for step in (0.25, 0.75, 1.75, 2.5)], fit
    )
    assert [row["raw_segment_id"] for row in rows] == [1, 2, 2, 3]
    assert [row["runner_up_segment_id"] for row in rows] == [2, 1, 3, 2]
    assert [row["distance"] for row in rows] == [0.25, 0.25, 0.75, 0.5]
