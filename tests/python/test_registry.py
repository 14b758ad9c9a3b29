"""The registry: what is due for a fit, and a fit as rows."""

from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest

from centroid.fits.choosing import InUse
from centroid.fits.due import COLUMNS, drifted_features, due, fits_of, typed
from centroid.fits.registry import active_fit, in_use_of, new_fits, registered_fit

TODAY = date(2024, 6, 30)


def specs(*names: str, spec_hash: str = "a" * 32, **changes) -> pd.DataFrame:
    """Rows of `segmentation_specs`."""
    given = {
        "spec_hash": spec_hash,
        "algorithm": "kmeans",
        "minimum_segments": 2,
        "maximum_segments": 3,
        "scaling": "standard",
        "reduce_pca": None,
        "covariance": "diagonal",
        "minimum_share": 0.02,
        "minimum_stability": 0.6,
        "outlier_quantile": 0.99,
        "seed": 5,
        "refit_every_days": 90,
        "refit_on_drift": False,
        "is_refit_asked": False,
        "unmet_needs": None,
        "micro_target_size": None,
        "micro_minimum_size": None,
    }
    return pd.DataFrame([{"segmentation": name, **given, **changes} for name in names])


def features_of(*names: str) -> pd.DataFrame:
    """Rows of `segmentation_features`: two features each, out of order."""
    rows = [
        {
            "segmentation": name,
            "feature_position": position,
            "feature": feature,
            "transform": how,
            "weight": 1.0,
        }
        for name in names
        for position, feature, how in [(2, "spend", "log1p"), (1, "recency", "none")]
    ]
    return pd.DataFrame(rows)


def sample(rows: int = 40) -> pd.DataFrame:
    """Rows of `fit_samples`: two groups, out of order."""
    chance = np.random.default_rng(3)
    group = np.arange(rows) % 4 == 0
    frame = pd.DataFrame(
        {
            "customer_id": [f"c{number}" for number in range(rows)],
            "sample_position": np.arange(rows) + 1,
            "population_size": rows + 2,
            "recency": np.where(group, 300.0, 10.0) + chance.normal(size=rows),
            "spend": np.where(group, 5.0, 900.0) + chance.normal(size=rows),
        }
    )
    return frame.iloc[::-1]


NO_CUSTOM_ROWS = pd.DataFrame(
    columns=["segmentation", "segment_id", "center_id", "component", "feature", "center",
             "weight", "intercept"]
)  # fmt: skip


def fitted(
    registered=None,
    as_of=TODAY,
    read_sample=None,
    declared=None,
    custom_rows=NO_CUSTOM_ROWS,
    read_features=None,
    **changes,
) -> pd.DataFrame:
    """What a build appends for the segmentation `value`."""
    declared = specs("value", **changes) if declared is None else declared
    return new_fits(
        declared,
        features_of(*declared.segmentation),
        registered,
        as_of,
        read_sample or (lambda name: sample()),
        read_features or (lambda names: sample()[["customer_id", *names]]),
        custom_rows,
    )


def text(rows: pd.DataFrame, measure: str) -> str:
    """A fact of the only fit among the rows."""
    (value,) = rows.text[(rows.record == "fit") & (rows.measure == measure)]
    return value


def number(rows: pd.DataFrame, measure: str) -> float:
    """A number of the only fit among the rows."""
    (value,) = rows.value[(rows.record == "fit") & (rows.measure == measure)]
    return value


def known(*fits: tuple[str, str, date]) -> pd.DataFrame:
    """Registered fits of `value`: status, spec_hash and day of each."""
    rows = [
        {
            "fit_id": f"fit-{position}",
            "segmentation": "value",
            "status": status,
            "spec_hash": spec_hash,
            "as_of_date": day.isoformat(),
        }
        for position, (status, spec_hash, day) in enumerate(fits)
    ]
    columns = ["fit_id", "segmentation", "status", "spec_hash", "as_of_date", "parameters_digest"]
    columns.append("challenger_since")
    numbers = {"attempt": 1.0, "segment_count": 4.0, "challenger_segment_count": np.nan}
    frame = pd.DataFrame(rows, columns=columns, dtype="string").assign(**numbers)
    return frame.assign(
        effective_on=frame.as_of_date, after_attempt=frame.attempt, promotion_number=np.nan
    )


def ago(days: int) -> date:
    """A day before the one that the build stands on."""
    return TODAY - timedelta(days=days)


@pytest.mark.parametrize(
    ("fits", "changes", "trigger"),
    [
        ([], {}, "never fitted"),
        ([("failed", "new", ago(1))], {}, "never fitted"),
        ([("fitted", "new", ago(-1))], {}, "never fitted"),
        ([("fitted", "old", ago(1))], {}, "its specification changed"),
        ([("fitted", "old", ago(1)), ("failed", "new", ago(1))], {}, "its specification changed"),
        ([("fitted", "old", ago(9)), ("fitted", "new", ago(-9))], {}, "its specification changed"),
        ([("fitted", "new", ago(0))], {}, None),
        ([("fitted", "new", ago(89))], {}, None),
        ([("fitted", "new", ago(90))], {}, "the last fit is 90 days old"),
        ([("fitted", "new", ago(400)), ("fitted", "new", ago(10))], {}, None),
        (
            [("fitted", "new", ago(120)), ("fitted", "new", ago(-5))],
            {},
            "the last fit is 120 days old",
        ),
        ([("fitted", "new", ago(90))], {"refit_every_days": 91}, None),
        ([("fitted", "new", ago(0))], {"is_refit_asked": True}, "asked for by the var refit"),
        ([("fitted", "new", ago(99)), ("rejected", "new", ago(9))], {}, None),
        ([("below_gates", "new", ago(9))], {}, None),
        ([], {"is_refit_asked": True}, "never fitted"),
    ],
)
def test_due(fits, changes, trigger):
    (row,) = specs("value", spec_hash="new", **changes).to_dict("records")
    assert due(row, known(*fits), TODAY) == trigger


DRIFTED = "its customers have drifted in spend, visits"


@pytest.mark.parametrize(
    ("fits", "changes", "drifted", "trigger"),
    [
        ([("fitted", "new", ago(28))], {}, ["fit-0"], DRIFTED),
        ([("fitted", "new", ago(27))], {}, ["fit-0"], None),
        ([("fitted", "new", ago(28))], {"refit_on_drift": False}, ["fit-0"], None),
        ([("fitted", "new", ago(28))], {}, ["another"], None),
        ([("fitted", "new", ago(60)), ("fitted", "new", ago(28))], {}, ["fit-0"], None),
        ([("fitted", "new", ago(60)), ("rejected", "new", ago(27))], {}, ["fit-0"], None),
        (
            [("fitted", "new", ago(60)), ("rejected", "new", ago(28))],
            {},
            ["fit-0"],
            DRIFTED,
        ),
        ([("rejected", "new", ago(28))], {}, ["fit-0"], None),
        ([("fitted", "new", ago(90))], {}, ["fit-0"], "the last fit is 90 days old"),
    ],
    ids=[
        "drifted", "cooling down", "not asked for", "another fit", "a fit of before",
        "just rejected", "rejected a while ago", "only rejected", "old anyway",
    ],
)  # fmt: skip
def test_drift_makes_a_fit_due(fits, changes, drifted, trigger):
    changes = {"refit_on_drift": True, **changes}
    (row,) = specs("value", spec_hash="new", **changes).to_dict("records")
    far = dict.fromkeys(drifted, ["spend", "visits"])
    assert due(row, known(*fits), TODAY, far) == trigger


def test_features_that_have_drifted():
    rows = [
        ("fit-1", "visits", "act", ago(0)),
        ("fit-1", "spend", "act", ago(0)),
        ("fit-1", "recency", "watch", ago(0)),
        ("fit-2", "spend", "ok", ago(9)),
        ("fit-3", "spend", "act", ago(-1)),
    ]
    drift = pd.DataFrame(rows, columns=["fit_id", "feature", "status", "fitted_on"])
    drift = drift.assign(fitted_on=pd.to_datetime(drift.fitted_on), as_of_date=pd.Timestamp(ago(0)))
    calm = pd.DataFrame({"status": ["ok", "watch"]})
    assert drifted_features(drift, calm) == {"fit-1": ["spend", "visits"]}
    assert drifted_features(drift, None) == {"fit-1": ["spend", "visits"]}
    assert drifted_features(None, None) == {}
    # Nothing is learned from data that are broken.
    assert drifted_features(drift, pd.DataFrame({"status": ["ok", "act"]})) == {}


def test_due_does_not_count_the_fits_of_another_segmentation():
    (row,) = specs("other", spec_hash="new").to_dict("records")
    assert due(row, known(("fitted", "new", ago(1))), TODAY) == "never fitted"


@pytest.mark.parametrize(
    ("fits", "replaced"),
    [
        ([], None),
        ([("fitted", "new", ago(9)), ("fitted", "new", ago(2)), ("fitted", "new", ago(5))], 1),
        ([("below_gates", "new", ago(5)), ("fitted", "new", ago(9))], 0),
        ([("fitted", "new", ago(9)), ("rejected", "new", ago(2)), ("failed", "new", ago(1))], 0),
        ([("fitted", "new", ago(9)), ("fitted", "old", ago(2))], 0),
        ([("fitted", "old", ago(9)), ("fitted", "old", ago(2))], 1),
        ([("fitted", "new", ago(0)), ("fitted", "new", ago(-1))], 0),
        ([("fitted", "new", ago(-1))], None),
    ],
    ids=[
        "none", "the latest", "below the gates", "not rejected or failed", "own specification",
        "any specification", "not of tomorrow", "none by then",
    ],
)  # fmt: skip
def test_a_fit_replaces_the_latest_usable_one(fits, replaced):
    (row,) = specs("value", spec_hash="new").to_dict("records")
    found = active_fit(known(*fits), row, TODAY)
    assert (found and found["fit_id"]) == (None if replaced is None else f"fit-{replaced}")


def test_of_two_fits_of_one_day_the_later_attempt_is_replaced():
    (row,) = specs("value", spec_hash="new").to_dict("records")
    fits = known(*[("fitted", "new", ago(1))] * 3).assign(after_attempt=[1.0, 10.0, 9.0])
    assert active_fit(fits, row, TODAY)["fit_id"] == "fit-1"


def registry_of(*fits: tuple[str, str, int], promoted: list[tuple[int, date, int]]) -> pd.DataFrame:
    """A registry of fits (status, day, attempt) and of promotions (fit, day, attempts)."""
    rows = []
    for position, (status, day, attempt) in enumerate(fits):
        header = {"fit_id": f"fit-{position}", "segmentation": "value", "record": "fit"}
        facts = {"status": status, "spec_hash": "new", "as_of_date": day.isoformat()}
        rows += [{**header, "measure": name, "text": text} for name, text in facts.items()]
        numbers = {"attempt": attempt, "segment_count": 3 + position}
        rows += [{**header, "measure": name, "value": value} for name, value in numbers.items()]
    for number, (position, day, attempts) in enumerate(promoted, start=1):
        row = {"fit_id": f"fit-{position}", "segmentation": "value", "record": "status"}
        row["item"] = number
        rows.append({**row, "measure": "promoted_on", "text": day.isoformat()})
        rows.append({**row, "measure": "after_attempt", "value": attempts})
    return typed(rows)


@pytest.mark.parametrize(
    ("fits", "promoted", "active", "changed_on"),
    [
        # Rolled back: the next fit goes on from the one before.
        ([("fitted", ago(90), 1), ("fitted", ago(9), 1)], [(0, ago(5), 0)], 0, ago(5)),
        # A challenger that was rejected.
        ([("fitted", ago(90), 1), ("rejected", ago(9), 1)], [(1, ago(9), 1)], 1, ago(9)),
        # Back and forth again: the last word counts.
        (
            [("fitted", ago(90), 1), ("fitted", ago(9), 1)],
            [(0, ago(5), 0), (1, ago(5), 0)],
            1,
            ago(5),
        ),
        # A later fit takes the place of what was promoted, also on the day itself.
        (
            [("fitted", ago(90), 1), ("fitted", ago(9), 1), ("fitted", ago(9), 2)],
            [(0, ago(9), 1)],
            2,
            ago(9),
        ),
        (
            [("fitted", ago(90), 1), ("fitted", ago(9), 1), ("fitted", ago(9), 2)],
            [(0, ago(9), 2)],
            0,
            ago(9),
        ),
    ],
    ids=["rolled back", "challenger", "back and forth", "fitted again", "after two attempts"],
)
def test_a_promoted_fit_is_the_one_that_the_next_goes_on_from(fits, promoted, active, changed_on):
    (row,) = specs("value", spec_hash="new").to_dict("records")
    made = fits_of(registry_of(*fits, promoted=promoted))
    found = active_fit(made, row, TODAY)
    assert found["fit_id"] == f"fit-{active}"
    in_use = in_use_of(found, made, row, TODAY)
    assert (in_use.segment_count, in_use.changed_on) == (3 + active, changed_on)
    # The age is that of the last fit made, so rolling back does not bring the same fit again.
    assert due(row, made, TODAY) is None
    drifted = {f"fit-{active}": ["spend"]}
    drifting = {**row, "refit_on_drift": True}
    assert due(drifting, made, TODAY + timedelta(days=28), drifted) is not None
    assert due(drifting, made, TODAY + timedelta(days=28), {"fit-9": ["spend"]}) is None


def test_nothing_due_is_a_typed_empty_frame():
    registered = fitted()
    again = fitted(registered)
    assert again.empty
    assert again.dtypes.astype(str).to_dict() == COLUMNS
    pd.testing.assert_series_equal(again.dtypes, registered.dtypes)
    assert typed([]).dtypes.astype(str).to_dict() == COLUMNS


def test_no_segmentation_at_all_is_a_typed_empty_frame():
    assert (
        fitted(declared=specs("value").iloc[:0], as_of=None).dtypes.astype(str).to_dict() == COLUMNS
    )


def test_a_fit_stores_how_its_sample_is_distributed():
    rows = fitted()
    own = rows[(rows.feature == "recency") & (rows.record == "bin")]
    shares = own[own.measure == "share"].sort_values("item")
    assert shares["item"].tolist() == list(range(1, 11))
    assert shares.value.tolist() == pytest.approx([0.1] * 10)
    edges = own[own.measure == "upper_edge"].sort_values("item")
    assert edges["item"].tolist() == list(range(1, 10))
    values = sample().recency.sort_values().to_numpy()
    assert edges.value.tolist() == pytest.approx(values[3:36:4].tolist())
    moments = rows[(rows.feature == "recency") & (rows.record == "feature")]
    moments = moments.set_index("measure").value
    assert moments["own_mean"] == pytest.approx(values.mean())
    assert moments["own_stddev"] == pytest.approx(values.std())
    assert moments["missing_share"] == 0
    assert number(rows, "separation") > 0.9


def test_a_fit_as_rows():
    rows = fitted()
    assert set(rows.fit_id) == {"value-20240630-aaaaaaaa"}
    assert set(rows.segmentation) == {"value"}
    assert text(rows, "status") == "fitted"
    assert text(rows, "trigger") == "never fitted"
    assert text(rows, "as_of_date") == "2024-06-30"
    assert text(rows, "spec_hash") == "a" * 32
    assert (number(rows, "population_size"), number(rows, "sample_size")) == (42, 40)
    assert (number(rows, "attempt"), number(rows, "seed"), number(rows, "segment_count")) == (
        1,
        5,
        2,
    )
    sizes = rows[(rows.record == "segment") & (rows.measure == "sample_size")]
    assert dict(zip(sizes.segment_id, sizes.value, strict=True)) == {1: 30, 2: 10}
    positions = rows[(rows.record == "feature") & (rows.measure == "feature_position")]
    assert dict(zip(positions.feature, positions.value, strict=True)) == {"recency": 1, "spend": 2}
    assert set(rows.segment_count[rows.record == "candidate"]) == set(range(2, 11))


def test_parameters_are_in_transformed_units():
    rows = fitted()
    is_parameter = rows.record.isin(["center", "parameter"])
    parameters = rows[is_parameter].set_index(["segment_id", "feature", "measure"]).value
    facts = rows[rows.record == "feature"].set_index(["feature", "measure"])
    given = sample()
    far = given.recency > 100
    assert parameters[1, "recency", "center"] == pytest.approx(given.recency[~far].mean())
    assert parameters[2, "spend", "center"] == pytest.approx(np.log1p(given.spend[far]).mean())
    assert parameters[2, "recency", "weight"] == pytest.approx(1 / given.recency.std(ddof=0))
    assert facts.value["spend", "fill_value"] == given.spend.median()
    assert facts.text["spend", "transform"] == "log1p"


def test_the_sample_is_read_in_its_own_order():
    shuffled = fitted(read_sample=lambda name: sample().sample(frac=1, random_state=1))
    pd.testing.assert_frame_equal(shuffled, fitted())


def test_each_segmentation_is_judged_alone():
    rows = fitted(declared=specs("value", "basket"))
    assert set(rows.fit_id) == {"value-20240630-aaaaaaaa", "basket-20240630-aaaaaaaa"}
    assert fitted(rows, declared=specs("value", "basket")).empty
    only = fitted(rows, declared=specs("value", "basket", "third"))
    assert set(only.segmentation) == {"third"}


def test_a_refit_that_is_asked_for_is_a_second_attempt():
    registered = fitted()
    second = fitted(registered, is_refit_asked=True)
    assert set(second.fit_id) == {"value-20240630-aaaaaaaa-2"}
    assert number(second, "attempt") == 2
    assert text(second, "trigger") == "asked for by the var refit"
    third = fitted(pd.concat([registered, second]), is_refit_asked=True)
    assert set(third.fit_id) == {"value-20240630-aaaaaaaa-3"}
    assert fitted(pd.concat([registered, second])).empty


def test_a_later_day_and_another_specification_have_ids_of_their_own():
    registered = fitted()
    later = fitted(registered, as_of=TODAY + timedelta(days=90))
    assert set(later.fit_id) == {"value-20240928-aaaaaaaa"}
    assert text(later, "trigger") == "the last fit is 90 days old"
    changed = fitted(registered, spec_hash="b" * 32)
    assert set(changed.fit_id) == {"value-20240630-bbbbbbbb"}
    assert text(changed, "trigger") == "its specification changed"


def test_a_failed_fit_is_stored_once_and_a_later_success_gets_its_own_id(capsys):
    failed = fitted(read_sample=lambda name: sample(1))
    (failed_id,) = set(failed.fit_id)
    assert failed_id.startswith("value-20240630-aaaaaaaa-failed-")
    assert set(failed.record) == {"fit"}
    assert text(failed, "status") == "failed"
    sentence = (
        "Segmentation 'value': 1 different customer(s) among 1 in the population, fewer than the "
        "smallest number of segments, 2; add data or lower segments.min."
    )
    assert text(failed, "reason") == sentence
    assert sentence in capsys.readouterr().out
    assert fitted(failed, read_sample=lambda name: sample(1)).empty

    other = fitted(failed, read_sample=lambda name: sample(0))
    assert set(other.fit_id) != {failed_id}
    assert number(other, "population_size") == 0

    success = fitted(pd.concat([failed, other]))
    assert set(success.fit_id) == {"value-20240630-aaaaaaaa"}
    assert text(success, "trigger") == "never fitted"
    assert fitted(pd.concat([failed, success])).empty


def test_what_is_left_out_is_stored_on_the_first_day(capsys):
    first = fitted(as_of=ago(1), unmet_needs="products.category")
    assert text(first, "status") == "skipped"
    assert fitted(first, unmet_needs="products.category").empty
    assert "Fitting" not in capsys.readouterr().out
    another = fitted(first, unmet_needs="products.brand, not mapped in the var inputs")
    assert text(another, "reason") == (
        "Segmentation 'value' is left out: it needs products.brand, not mapped in the var inputs."
    )
    assert text(fitted(first), "status") == "fitted"


def test_fits_of_an_empty_registry_has_its_columns():
    for registered in (None, typed([])):
        fits = fits_of(registered)
        assert fits.empty
        assert list(fits) == list(known())


@pytest.mark.parametrize(
    ("day", "spec_hash", "announced"),
    [
        (TODAY, "new", 6),
        # The same data on the same day is no second refit that finds the same.
        (ago(30), "new", None),
        # A changed specification chooses afresh.
        (TODAY, "newer", "afresh"),
    ],
)
def test_an_announcement_of_an_earlier_day_counts(day, spec_hash, announced):
    fits = known(
        ("fitted", "new", ago(60)), ("rejected", "new", ago(30)), ("failed", "new", ago(1))
    )
    fits.loc[1, "challenger_segment_count"] = 6.0
    fits.loc[1, "challenger_since"] = ago(30).isoformat()
    spec_row = {"segmentation": "value", "spec_hash": spec_hash}
    active = active_fit(fits, spec_row, day)
    found = in_use_of(active, fits, spec_row, day)
    if announced == "afresh":
        assert found is None
    else:
        since = None if announced is None else ago(30)
        assert found == InUse(4, day, announced, since)


def test_the_day_of_the_last_change_is_known():
    fits = known(*(("fitted", "new", ago(days)) for days in (90, 60, 30)))
    spec_row = {"segmentation": "value", "spec_hash": "new"}
    assert in_use_of(active_fit(fits, spec_row, TODAY), fits, spec_row, TODAY).changed_on is None
    fits["segment_count"] = [5.0, 4.0, 4.0]
    found = in_use_of(active_fit(fits, spec_row, TODAY), fits, spec_row, TODAY)
    assert (found.segment_count, found.changed_on) == (4, ago(60))


def lineage(rows: pd.DataFrame) -> dict[tuple, str]:
    """Relations of the only fit among the rows, by segment and previous segment."""
    own = rows[(rows.record == "lineage") & (rows.measure == "relation")]
    pairs = zip(own.segment_id, own["item"], strict=True)
    places = [tuple(None if pd.isna(number) else int(number) for number in pair) for pair in pairs]
    return dict(zip(places, own.text, strict=True))


def test_the_first_fit_has_new_segments_only():
    assert lineage(fitted()) == {(1, None): "new", (2, None): "new"}


def test_a_refit_keeps_the_ids_though_their_sizes_change_places():
    registered = fitted()

    def read_turned(name=None):
        turned = sample()
        # Most of the large group move over to the small one.
        moved = turned.sample_position % 4 != 1
        turned.loc[moved & (turned.sample_position > 8), ["recency", "spend"]] = [300.0, 5.0]
        return turned

    later = fitted(
        registered,
        as_of=TODAY + timedelta(days=90),
        read_sample=read_turned,
        read_features=lambda names: read_turned()[["customer_id", *names]],
    )
    assert lineage(later) == {(1, 1): "kept", (2, 2): "kept"}
    sizes = later[(later.record == "segment") & (later.measure == "sample_size")]
    sizes = dict(zip(sizes.segment_id, sizes.value, strict=True))
    assert sizes[2] > sizes[1]
    assert text(later, "previous_fit_id") == "value-20240630-aaaaaaaa"


def micro_numbers(rows: pd.DataFrame) -> dict[tuple[int, int], float]:
    """The recency of each micro-segment's center, by segment and number."""
    centers = rows[(rows.record == "micro_center") & (rows.feature == "recency")]
    return {
        (int(row.segment_id), int(row["item"])): float(row.value) for _, row in centers.iterrows()
    }


def test_micro_segments_keep_their_numbers_through_a_refit():
    sizes = {"micro_target_size": 10, "micro_minimum_size": 5, "maximum_segments": 2}
    read = {"read_sample": lambda name: sample(200)}
    read["read_features"] = lambda names: sample(200)[["customer_id", *names]]
    first = fitted(**sizes, **read)
    again = fitted(first, ago(-90), **sizes, **read)
    before, after = micro_numbers(first), micro_numbers(again)
    assert len(before) > 10
    # A refit goes on from the active segments, but starts micro-segments anew.
    shared = set(before) & set(after)
    assert len(shared) > 5
    for place in shared:
        assert after[place] == pytest.approx(before[place], abs=2)
    fresh = set(after) - set(before)
    for segment_id, number in fresh:
        assert number > max(own for segment, own in before if segment == segment_id)


def test_an_id_is_never_given_to_another_segment():
    registered = fitted()
    # Nobody of the active fit's segments is left to be matched.
    strangers = fitted(
        registered, spec_hash="b" * 32, read_features=lambda names: sample()[["customer_id"]]
    )
    assert lineage(strangers) == {
        (3, None): "new", (4, None): "new", (None, 1): "retired", (None, 2): "retired",
    }  # fmt: skip
    third = fitted(
        pd.concat([registered, strangers]),
        spec_hash="c" * 32,
        read_features=lambda names: sample()[["customer_id"]],
    )
    assert {number for number, _ in lineage(third) if number} == {5, 6}


def test_a_fit_below_the_gates_is_a_warning_first_and_rejected_later():
    first = fitted(minimum_stability=1.0, minimum_share=0.4)
    assert text(first, "status") == "below_gates"
    later = fitted(
        first, as_of=TODAY + timedelta(days=90), minimum_stability=1.0, minimum_share=0.4
    )
    assert text(later, "status") == "rejected"
    assert "0.4" in text(later, "reason") or "40" in text(later, "reason")
    again = pd.concat([first, later])
    assert fitted(again, as_of=TODAY + timedelta(days=91)).empty


def test_a_registered_fit_segments_as_the_fit_did():
    for changes in ({}, {"algorithm": "hierarchical"}, {"algorithm": "gaussian_mixture"}):
        rows = fitted(**changes)
        read_back = registered_fit(rows)
        given = sample().sort_values("sample_position")
        segments = read_back.segment_of(given[read_back.features].to_numpy())
        sizes = rows[(rows.record == "segment") & (rows.measure == "sample_size")]
        expected = dict(zip(sizes.segment_id, sizes.value, strict=True))
        assert dict(zip(*np.unique(segments, return_counts=True), strict=True)) == expected


def test_custom_parameters_become_a_fit_and_other_ones_another():
    given = ((1, {"recency": 10.0, "spend": 6.8}), (7, {"recency": 300.0, "spend": 1.8}))
    rows = pd.DataFrame(
        [
            {"segmentation": "value", "segment_id": segment, "center_id": None,
             "component": component, "feature": feature, "center": center, "weight": 1.0,
             "intercept": None}
            for segment, centers in given
            for component, (feature, center) in enumerate(centers.items(), start=1)
        ]
    )  # fmt: skip
    first = fitted(custom_rows=rows, algorithm="custom")
    assert text(first, "status") == "fitted"
    sizes = first[(first.record == "segment") & (first.measure == "sample_size")]
    assert dict(zip(sizes.segment_id, sizes.value, strict=True)) == {1: 30, 7: 10}
    assert fitted(first, custom_rows=rows, algorithm="custom").empty
    moved = rows.assign(center=rows.center + 1)
    second = fitted(first, custom_rows=moved, algorithm="custom")
    assert text(second, "trigger") == "its parameters changed"
    assert lineage(second) == {(1, 1): "kept", (7, 7): "kept"}
    incomplete = fitted(custom_rows=rows.iloc[1:], algorithm="custom")
    assert text(incomplete, "status") == "failed"
    assert "no row for center 1 and feature 'recency'" in text(incomplete, "reason")
