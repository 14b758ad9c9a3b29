"""The ledger: what was published of every customer, day by day, and what no build may do to it."""

from __future__ import annotations

import json
from datetime import date, timedelta

import pandas as pd
import pytest
from harness import FOUR_COLUMNS, NO_TESTS, Project, Stage, order_lines, write_csv

from centroid.fits.registry import registered_fit

TO_THE_LEDGER = ("build", *NO_TESTS, "--select", "+segment_changes", "+segment_spells")
FIRST = date(2024, 4, 28)
SEGMENTATIONS = [
    {
        "name": "plain",
        "segments": 3,
        "features": ["recency_days", "order_count_365d", "net_revenue_90d"],
        "minimum_stability": 0.01,
        "minimum_share": 0,
    },
    {"name": "logged", "segments": 2, "features": ["net_revenue_365d"]},
]


def build(project: Project, day: date, is_published: bool = True, **variables: object) -> str:
    """Build the ledger's day; a row in `builds` says that all the rest was published too."""
    built = project.dbt(*TO_THE_LEDGER, as_of_date=day.isoformat(), **variables).succeeded()
    if is_published:
        with project.connection(read_only=False) as connection:
            connection.execute("create schema if not exists publish")
            connection.execute(
                "create table if not exists publish.builds (build_number bigint, "
                "build_id varchar, as_of_date date, observed_on date, digest varchar)"
            )
            connection.execute(
                "insert into publish.builds select coalesce(max(build_number), 0) + 1, "
                "'x', $1, $1, 'x' from publish.builds",
                [day],
            )

    return built.output


def ledger(project: Project, where: str = "true") -> pd.DataFrame:
    """Rows of the ledger, in order."""
    return project.frame(
        f"from segments.segment_changes where {where} "
        "order by classification, observed_on, change_id"
    )


def broken_chains(project: Project) -> list[tuple]:
    """Changes that do not begin where the one before ended, or end elsewhere than the state."""
    return project.query(
        """
        with changes as (
            select *, lag(to_segment) over (own order by observed_on) as before,
                row_number() over (own order by observed_on desc) as back
            from segments.segment_changes window own as (partition by customer_id, classification)
        ),
        now as (
            select * from segments.segment_state
            qualify observed_on = max(observed_on) over (partition by classification)
        )
        select customer_id, classification from changes where before is distinct from from_segment
        union all
        select customer_id, classification from now left join changes
            using (customer_id, classification)
        where coalesce(back, 1) = 1 and now.segment is distinct from to_segment
        """
    )


def write_lines(project: Project, without: str = "") -> None:
    """The orders of sixty customers, to the middle of May."""
    customers = [f"c{number}" for number in range(60)]
    lines = order_lines(customers, date(2024, 1, 3), date(2024, 5, 20))
    write_csv(project.file("lines.csv"), FOUR_COLUMNS, [row for row in lines if row[1] != without])


@pytest.fixture(scope="module")
def first(stage: Stage) -> Project:
    """A shop whose first day is published."""
    project = stage.project("ledger", {**stage.four_columns, "segmentations": SEGMENTATIONS})
    write_lines(project)
    build(project, FIRST)
    return project


def test_the_first_build_fills_the_ledger_back(first):
    days = first.query(
        "select distinct observed_on, is_backfilled from segments.segment_changes order by 1"
    )
    assert days == [
        *((date(2024, month, day), True) for month, day in ((1, 31), (2, 29), (3, 31))),
        (FIRST, False),
    ]
    assert first.query("select count(distinct classification) from segments.segment_changes") == [
        (4,)
    ]
    assert not broken_chains(first)
    # The state keeps three days, from which any of them can be built again.
    assert first.query("select count(distinct observed_on) from segments.segment_state") == [(3,)]


def test_a_next_day_adds_its_rows_and_changes_no_others(first):
    project = first.copy("next days")
    before = ledger(project)
    for number in range(1, 5):
        build(project, FIRST + timedelta(days=number))
    kept = ledger(project, f"observed_on <= '{FIRST}'")
    pd.testing.assert_frame_equal(kept, before)
    added = ledger(project, f"observed_on > '{FIRST}'")
    assert len(added) > 0
    assert not added.is_backfilled.any()
    assert not broken_chains(project)
    spells = project.query(
        "select count(*) from ledger.segment_spells where valid_to <= valid_from"
    )
    assert spells == [(0,)]


def test_days_may_be_missed(first):
    project = first.copy("missed days")
    build(project, FIRST + timedelta(days=9))
    observed = project.query(
        f"select distinct observed_on from segments.segment_changes where observed_on > '{FIRST}'"
    )
    assert observed == [(FIRST + timedelta(days=9),)]
    assert not broken_chains(project)


def test_the_same_day_again_replaces_its_rows_even_with_none(first):
    project = first.copy("same day")
    build(project, FIRST)
    pd.testing.assert_frame_equal(ledger(project), ledger(first))
    state = "from segments.segment_state order by all"
    assert project.query(state) == first.query(state)
    # Without stickiness every raw move counts; with a margin that is never reached, none does.
    spec = [{**SEGMENTATIONS[0], "switch_margin": 0}, SEGMENTATIONS[1]]
    build(project, FIRST, segmentations=spec)
    where = f"classification = 'plain' and observed_on = '{FIRST}' and cause <> 'entered'"
    assert len(ledger(project, where)) > 0
    spec = [{**SEGMENTATIONS[0], "switch_margin": 0.999, "minimum_days": 0}, SEGMENTATIONS[1]]
    build(project, FIRST, segmentations=spec)
    assert len(ledger(project, where)) == 0
    assert not broken_chains(project)


def test_what_a_failed_build_wrote_was_never_published(first):
    project = first.copy("failed")
    for number in (1, 2):
        build(project, FIRST + timedelta(days=number), is_published=False)
    # The first day again: the state still has the day before it.
    build(project, FIRST)
    pd.testing.assert_frame_equal(ledger(project), ledger(first))
    build(project, FIRST + timedelta(days=3), is_published=False)
    build(project, FIRST + timedelta(days=4))
    observed = project.query(
        f"select distinct observed_on from segments.segment_changes where observed_on > '{FIRST}'"
    )
    assert observed == [(FIRST + timedelta(days=4),)]
    assert not broken_chains(project)


def test_a_build_killed_between_state_and_ledger_is_made_good(first):
    project = first.copy("half")
    # What an upgrade leaves that was killed after the state: a published day whose moves the
    # ledger does not have.
    with project.connection(read_only=False) as connection:
        connection.execute("delete from segments.segment_changes")
    build(project, FIRST)
    pd.testing.assert_frame_equal(ledger(project), ledger(first))


def test_a_look_at_an_earlier_day_adds_nothing(first):
    project = first.copy("earlier")
    before = project.query("from segments.segment_state order by all")
    said = build(project, FIRST - timedelta(days=3), is_published=False)
    assert "segments.segment_state: this day is before the last one published" in said
    pd.testing.assert_frame_equal(ledger(project), ledger(first))
    assert project.query("from segments.segment_state order by all") == before


def test_a_segmentation_taken_out_and_declared_again_goes_on(first):
    project = first.copy("taken out")
    day = FIRST + timedelta(days=1)
    build(project, day, segmentations=SEGMENTATIONS[:1])
    ended = project.query(
        "select distinct valid_to from ledger.segment_spells "
        "where classification = 'logged' and (valid_to is null or valid_to > $1)",
        [FIRST],
    )
    assert ended == [(FIRST + timedelta(days=1),)]
    build(project, day + timedelta(days=5))
    rows = ledger(project, "classification = 'logged'")
    known = ledger(first, "classification = 'logged'")
    pd.testing.assert_frame_equal(rows[: len(known)].reset_index(drop=True), known)
    assert not (rows.cause.eq("entered") & rows.observed_on.gt(pd.Timestamp(FIRST))).any()
    assert not broken_chains(project)


def test_a_customer_who_is_no_longer_known_leaves_and_an_erased_one_is_not_spoken_of(first):
    project = first.copy("unknown")
    write_lines(project, without="c7")
    build(project, FIRST + timedelta(days=1))
    rows = ledger(project, "customer_id = 'c7' and cause = 'left'")
    assert set(rows.reason) == {"not_known"}
    assert set(rows.classification) == {"plain", "logged", "rfm_class", "lifecycle_stage"}
    build(project, FIRST + timedelta(days=2))
    assert len(ledger(project, "customer_id = 'c7' and cause = 'left'")) == len(rows)

    project = first.copy("erased")
    write_lines(project, without="c7")
    with project.connection(read_only=False) as connection:
        connection.execute(
            "insert into segments.erased_customers select md5('salt' || 'c7'), 'salt', $1", [FIRST]
        )
    build(project, FIRST + timedelta(days=1))
    assert len(ledger(project, f"customer_id = 'c7' and observed_on > '{FIRST}'")) == 0


def test_after_a_refit_the_cause_says_who_moved(first):
    project = first.copy("refit")
    day = FIRST + timedelta(days=16)
    # Other weights move the borders.
    other = {**SEGMENTATIONS[0], "weights": {"recency_days": 9}, "switch_margin": 0}
    build(project, day, segmentations=[other, SEGMENTATIONS[1]])
    moved = ledger(project, f"classification = 'plain' and observed_on = '{day}'")
    moved = moved[moved.cause.isin(["behaviour", "definition"])]
    registry = project.frame("from fits.fit_registry")
    (old_id,) = project.query(
        "select fit_id from fits.segmentation_fits where segmentation = 'plain' "
        "order by as_of_date limit 1"
    )[0]
    old = registered_fit(registry[registry.fit_id == old_id])
    values = ", ".join(f"cast({name} as double) as {name}" for name in old.features)
    features = project.frame(
        f"select customer_id, {values} from features.wide_features where as_of_date = '{day}'"
    ).set_index("customer_id")
    before = old.segment_of(features.loc[moved.customer_id, old.features].to_numpy(float))
    would_stay = before.astype(str) == moved.from_segment.to_numpy()
    assert {*moved.cause} == {"behaviour", "definition"}
    assert (would_stay == (moved.cause == "definition")).all()
    assert moved.deciding_feature_1.notna().all()
    assert not broken_chains(project)

    # Any fit of the registry can be asked about any observation date, and two be compared.
    (new_id,) = project.query(
        "select fit_id from fits.segmentation_fits where segmentation = 'plain' and is_active"
    )[0]
    asked = json.dumps({"date": str(day), "fit": old_id})
    printed = project.dbt("run-operation", "rescore", "--args", asked).succeeded().output
    assert f"60 customers of {day} in " in printed
    rescored = project.frame("from segments.rescored_customers").set_index("customer_id")
    everybody = old.segment_of(features.loc[rescored.index, old.features].to_numpy(float))
    assert (everybody == rescored.segment_id).all()
    asked = json.dumps({"date": str(day), "fit": old_id, "other": new_id})
    printed = project.dbt("run-operation", "compare_fits", "--args", asked).succeeded().output
    new = registered_fit(registry[registry.fit_id == new_id])
    now = new.segment_of(features.loc[rescored.index, new.features].to_numpy(float))
    same = int((now == everybody).sum())
    assert 0 < same < 60
    assert f"{same} of 60 customers are in the same segment" in printed
    assert f"{60 - same} would move" in printed
    for wrong, sentence in [
        ({"date": "2024-02-28", "fit": old_id}, "'2024-02-28' is not an observation date"),
        ({"date": str(day), "fit": "none"}, "'none' is not a fit with segments"),
    ]:
        project.dbt("run-operation", "rescore", "--args", json.dumps(wrong)).refused(sentence)


def promote(project: Project, fit_id: str):
    """The result of the operation that puts a fit in effect."""
    return project.dbt("run-operation", "promote", "--args", json.dumps({"fit": fit_id}))


def test_a_fit_is_rolled_back_and_promoted_again(first):
    project = first.copy("promoted")
    day = FIRST + timedelta(days=1)
    build(project, day, refit=["plain"])
    active = (
        "select fit_id from fits.segmentation_fits where segmentation = 'plain' and is_active = $1"
    )
    ((new_id,),) = project.query(active, [True])
    ((old_id,),) = project.query(active, [False])
    promote(project, new_id).refused(f"'{new_id}' scores plain already")
    assert f"{old_id} scores plain from {day} on" in promote(project, old_id).succeeded().output
    promote(project, old_id).refused("scores plain already")
    before = project.query("select count(*) from fits.fit_registry where record = 'fit'")

    # The same day again, and the next: nothing is fitted, and each day has the fit in effect on it.
    build(project, day)
    build(project, day + timedelta(days=1))
    assert before == project.query("select count(*) from fits.fit_registry where record = 'fit'")
    assert project.query(active, [True]) == [(old_id,)]
    assert project.query(
        "select promoted_on from fits.segmentation_fits where fit_id = $1", [old_id]
    ) == [(day,)]
    fits = "select distinct fit_id from segments.segment_state where classification = 'plain'"
    assert project.query(fits) == [(old_id,)]
    assert not broken_chains(project)

    promote(project, new_id).succeeded()
    build(project, day + timedelta(days=2))
    assert project.query(active, [True]) == [(new_id,)]
    assert project.query(f"{fits} and observed_on = $1", [day + timedelta(days=1)]) == [(old_id,)]
    assert not broken_chains(project)

    # A fit of another specification cannot score, and a look is no day to begin on.
    other = [{**SEGMENTATIONS[0], "seed": 7}, SEGMENTATIONS[1]]
    build(project, day + timedelta(days=3), segmentations=other)
    project.dbt(
        "run-operation", "promote", "--args", json.dumps({"fit": old_id}), segmentations=other
    ).refused("is a fit of another specification of plain")
    build(project, FIRST, is_published=False)
    promote(project, old_id).refused("which is a look at an earlier day")
