"""What cannot be fitted, tested or published: said in a sentence, and the published file stays."""

from __future__ import annotations

import re
import signal
import subprocess
import sys
from datetime import date, timedelta

import duckdb
import pytest
from harness import FOUR_COLUMNS, NO_TESTS, ROOT, Project, Stage, write_csv

ACTIVE_FIT_TEST = "assert_every_segmentation_has_an_active_fit"
UNSUPPORTED = {
    "nobody": {"population": "order_count > 100000", "features": ["recency_days"]},
    "few": {"population": "order_count >= 1 and recency_days = 0", "features": ["net_revenue"]},
    "unknown": {"features": ["recency_days", "private_label_share_365d"]},
    "alike": {"features": ["store_count_365d", "channel_count_365d"]},
}


def fits(project: Project) -> dict[str, tuple[str, bool, str]]:
    """Status, whether it is active, and reason, by segmentation."""
    rows = project.query(
        "select segmentation, status, is_active, reason from fits.segmentation_fits"
    )
    return {segmentation: tuple(rest) for segmentation, *rest in rows}


@pytest.fixture(scope="module")
def unsupported(small: Project) -> Project:
    """The small warehouse, with segmentations that its data cannot support."""
    project = small.copy("unsupported")
    project.before = project.published.read_bytes()
    segmentations = [
        {"name": name, "segments": {"min": 40, "max": 41} if name == "few" else 3, **spec}
        for name, spec in UNSUPPORTED.items()
    ]
    segmentations.append({"name": "sound", "segments": 2, "features": ["net_revenue"]})
    project.changes = {"segmentations": segmentations}
    project.built = project.dbt("build", "--exclude-resource-type", "unit_test", **project.changes)
    return project


def test_what_cannot_be_fitted_is_recorded_with_a_reason(unsupported):
    found = fits(unsupported)
    customers = len({line[1] for line in unsupported.lines})
    latest = {line[1] for line in unsupported.lines if line[2].startswith("2024-05-20")}
    assert 2 <= len(latest) < 40
    assert found["sound"][:2] == ("fitted", True)
    assert found["nobody"] == (
        "failed",
        False,
        "Segmentation 'nobody': no customer is in its population; loosen the condition.",
    )
    assert found["few"] == (
        "failed",
        False,
        f"Segmentation 'few': {len(latest)} different customer(s) among {len(latest)} in the "
        "population, fewer than the smallest number of segments, 40; add data or lower "
        "segments.min.",
    )
    assert found["unknown"] == (
        "failed",
        False,
        "Segmentation 'unknown': feature 'private_label_share_365d' is unknown for every customer "
        "of the population; map the input it needs or leave it out.",
    )
    assert found["alike"] == (
        "failed",
        False,
        f"Segmentation 'alike': 1 different customer(s) among {customers} in the population, fewer "
        "than the smallest number of segments, 3; the others are the same in all features: look at "
        "what these are computed from or lower segments.min.",
    )


def test_what_cannot_be_fitted_fails_a_test_and_is_not_published(unsupported):
    assert unsupported.built.code != 0
    assert ACTIVE_FIT_TEST in unsupported.built.output
    assert "Traceback" not in unsupported.built.output
    for name in UNSUPPORTED:
        assert f"Segmentation '{name}':" in unsupported.built.output
    assert unsupported.published.read_bytes() == unsupported.before
    leftovers = [file.name for file in unsupported.folder.glob("published.duckdb*")]
    assert leftovers == ["published.duckdb"]


def test_customers_of_a_segmentation_without_a_fit_have_a_reason(unsupported):
    unsupported.dbt(
        "run", "--select", "scoring_fits", "segment_assignments", **unsupported.changes
    ).succeeded()
    rows = unsupported.query(
        "select segmentation, no_segment_reason, count(raw_segment_id) "
        "from segments.segment_assignments where segmentation <> 'sound' group by all order by all"
    )
    assert rows == [(name, "no_active_fit", 0) for name in sorted(UNSUPPORTED)]


def one_customer() -> list[tuple]:
    """Orders of one customer."""
    return [(f"o{day}", "only", f"2024-{day:02}-10", "20") for day in range(1, 7)]


def identical_customers() -> list[tuple]:
    """Orders of thirty customers who all buy the same on the same days."""
    days = [date(2024, 1, 1) + timedelta(days=9 * number) for number in range(10)]
    return [(f"{who}/{day}", f"c{who}", str(day), "20") for who in range(30) for day in days]


def test_one_customer_is_said_to_be_too_few_and_not_published(stage: Stage):
    project = stage.project("one customer", stage.four_columns)
    write_csv(project.file("lines.csv"), FOUR_COLUMNS, one_customer())
    outcome = project.dbt("build", "--exclude-resource-type", "unit_test")
    assert outcome.code != 0
    assert "Traceback" not in outcome.output
    failed = re.findall(r"(?:FAIL \d+|ERROR creating .* model) (?!in )(\S+)", outcome.output)
    assert failed == [ACTIVE_FIT_TEST]
    (status, is_active, reason) = fits(project)["value"]
    assert (status, is_active) == ("failed", False)
    assert "1 different customer(s) among 1 in the population, fewer than" in reason
    assert reason in outcome.output
    assert not project.published.exists()
    # What does not hang on a fit is there.
    assert project.query("select distinct customer_id from rfm.customer_rfm") == [("only",)]


def test_identical_customers_are_said_not_to_differ(stage: Stage):
    project = stage.project("identical customers", stage.four_columns)
    write_csv(project.file("lines.csv"), FOUR_COLUMNS, identical_customers())
    outcome = project.dbt(
        "build", *NO_TESTS, "--select", "+segmentation_fits", "+customer_rfm"
    ).succeeded()
    (status, is_active, reason) = fits(project)["value"]
    assert (status, is_active) == ("failed", False)
    assert "1 different customer(s) among 30 in the population, fewer than" in reason
    assert reason in outcome.output
    # Equal customers have equal scores.
    scores = project.query(
        "select as_of_date, count(distinct (r_score, f_score, m_score, rfm_class)), count(*) "
        "from rfm.customer_rfm group by all order by all"
    )
    assert [rest for _, *rest in scores] == [[1, 30]] * len(scores)


def test_a_failed_test_leaves_the_published_file_as_it_is(small):
    project = small.copy("failing")
    before = project.published.read_bytes()
    ((active,),) = project.query("select count(*) from fits.segmentation_fits where is_active")
    with project.connection(read_only=False) as connection:
        connection.execute("update fits.fit_registry set text = 'failed' where measure = 'status'")
    models = ["fit_status", "fit_terms", "scoring_fits", "segmentation_fits", "published_tables"]
    outcome = project.dbt("build", "--select", *models)
    assert outcome.code != 0
    assert "Traceback" not in outcome.output
    assert f"FAIL {active} {ACTIVE_FIT_TEST}" in outcome.output
    assert "SKIP relation publish.published_tables" in outcome.output
    assert project.published.read_bytes() == before


@pytest.mark.parametrize(
    "value",
    [
        "top_category_share_365d = 1.01",
        "revenue_trend_90d = -1.01",
        "order_count_30d = -1",
        "returned_revenue_365d = -0.01",
        # What rounds to a limit is within it, and what zero divides may be below zero.
        pytest.param("top_category_share_365d = 1 + 1e-12", id="rounded"),
        pytest.param("days_overdue = -9", id="signed"),
    ],
)
def test_a_feature_outside_its_range_is_found(small, value):
    project = small.copy(f"range {value[:12]}{len(value)}")
    with project.connection(read_only=False) as connection:
        connection.execute(
            f"update features.wide_features set {value} where customer_id = 'customer 3'"
        )
        (changed,) = connection.execute(
            "select count(*) from features.wide_features where customer_id = 'customer 3'"
        ).fetchone()
    outcome = project.dbt("test", "--select", "assert_features_are_within_their_range")
    is_within = "1e-12" in value or "days_overdue" in value
    assert outcome.code == (0 if is_within else 1)
    assert is_within or f"Got {changed} result" in outcome.output


@pytest.mark.parametrize(
    ("table", "source", "column"),
    [
        ("segments.customer_segments", "segments.micro_assignments", "micro_segment_id"),
        ("words.segment_names", "words.segment_archetypes", "direction"),
    ],
    ids=["sql", "python"],
)
def test_a_model_that_fails_keeps_the_rows_it_had(small, table, source, column):
    project = small.copy(f"failing {table}")
    with project.connection(read_only=False) as connection:
        connection.execute(f"alter table {source} drop column {column}")
    before = project.digests()
    assert before[table][0] > 0
    assert project.dbt("run", "--select", table.split(".")[1]).code != 0
    assert project.digests() == before


def test_a_killed_fit_leaves_the_registry_and_the_next_build_fits_again(small):
    project = small.copy("killed")
    before = project.digests("fits")["fits.fit_registry"]
    models = ["run", "--select", "segmentation_specs", "new_fits", "fit_registry"]
    models += ["fit_status", "fit_terms", "scoring_fits", "segmentation_fits"]
    running = project.start(*models, refit="value")
    printed = next((line for line in running.stdout if "Fitting segmentation 'value'" in line), "")
    running.kill()
    assert running.wait() == -signal.SIGKILL
    assert "asked for by the var refit" in printed
    assert project.digests("fits")["fits.fit_registry"] == before
    project.dbt(*models, refit="value").succeeded()
    attempts = project.query(
        "select attempt, is_active from fits.segmentation_fits "
        "where segmentation = 'value' order by all"
    )
    assert attempts == [(1, False), (2, True)]


READER = """
import sys, duckdb
connection = duckdb.connect(sys.argv[1], read_only=True)
for line in sys.stdin:
    rows = connection.execute(
        "select min(segment_name), count(*) from segments.segments"
    ).fetchall()
    print(rows, flush=True)
"""


def test_a_reader_keeps_reading_while_a_build_publishes(small):
    project = small.copy("read")
    reader = subprocess.Popen(
        [sys.executable, "-c", READER, str(project.published)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )

    def read() -> str:
        print("again", file=reader.stdin, flush=True)
        return reader.stdout.readline()

    before = read()
    with project.connection(read_only=False) as connection:
        connection.execute("update segments.segments set segment_name = 'Renamed'")
    project.dbt("run", "--select", "published_tables").succeeded()
    assert read() == before
    reader.stdin.close()
    assert reader.wait() == 0
    with duckdb.connect(str(project.published), read_only=True) as connection:
        assert connection.execute(
            "select distinct segment_name from segments.segments"
        ).fetchall() == [("Renamed",)]


def test_the_summary_says_what_was_published(small):
    printed = subprocess.run(
        [sys.executable, "-m", "centroid.summary"],
        env={
            "CENTROID_PUBLISHED": str(small.published), "CENTROID_WAREHOUSE": str(small.warehouse)
        },
        capture_output=True, text=True, check=True, cwd=ROOT,
    ).stdout  # fmt: skip
    customers = len({line[1] for line in small.lines})
    assert f"{customers} customers as of 2024-05-20" in printed
    segments = small.query("select count(*) from segments.segments")[0][0]
    given, refused = len(small.lines) + 7, 7
    assert f"order_lines: {refused} of {given:,} rows rejected" in printed
    left_out = small.query("select count(*) from fits.segmentation_fits where status = 'skipped'")[
        0
    ][0]
    assert printed.count("is left out: it needs") == left_out > 0
    noted = small.query(
        "select segmentation, outside_population_count from segments.segmentations "
        "where outside_population_count > 0 or separation = 'poor'"
    )
    for segmentation, outside in noted:
        assert f"  {segmentation}: " in printed
        assert not outside or f"{outside:,} customers are outside of its population" in printed
    assert len(printed.splitlines()) == 1 + segments + len(noted) + left_out + 1


def test_the_summary_without_its_warehouse_says_what_to_do(small, tmp_path):
    run = subprocess.run(
        [sys.executable, "-m", "centroid.summary"],
        env={
            "CENTROID_PUBLISHED": str(small.published),
            "CENTROID_WAREHOUSE": str(tmp_path / "none.duckdb"),
        },
        capture_output=True, text=True, check=False, cwd=ROOT,
    )  # fmt: skip
    assert run.returncode == 1
    assert "the warehouse of" in run.stderr
    assert "Traceback" not in run.stderr


def test_the_summary_during_another_build_says_what_to_do(small):
    project = small.copy("summary")
    with project.connection(read_only=False):
        run = subprocess.run(
            [sys.executable, "-m", "centroid.summary"],
            env={
                "CENTROID_PUBLISHED": str(project.published),
                "CENTROID_WAREHOUSE": str(project.warehouse),
            },
            capture_output=True, text=True, check=False, cwd=ROOT,
        )  # fmt: skip
    assert run.returncode == 1
    assert "Could not set lock" in run.stderr
    assert "let other builds end" in run.stderr
    assert "Traceback" not in run.stderr


def test_the_summary_of_nothing_says_what_to_do(tmp_path):
    run = subprocess.run(
        [sys.executable, "-m", "centroid.summary"],
        env={"CENTROID_PUBLISHED": str(tmp_path / "none.duckdb")},
        capture_output=True, text=True, check=False, cwd=ROOT,
    )  # fmt: skip
    assert run.returncode == 1
    assert "nothing is published yet; run `dbt build`" in run.stderr
    assert "Traceback" not in run.stderr


def test_a_row_given_twice_fails_the_grain(small):
    project = small.copy("twice")
    with project.connection(read_only=False) as connection:
        connection.execute(
            "insert into features.spending_features "
            "select * from features.spending_features order by as_of_date desc, customer_id limit 1"
        )
        connection.execute("delete from features.wide_features")
    project.dbt("run", "--select", "wide_features").succeeded()
    test = "unique_combination_customer_features_customer_id__as_of_date"
    tested = project.dbt("test", "--select", test)
    assert tested.code != 0
    assert "Got 1 result, configured to fail if != 0" in tested.output


def test_a_customer_assigned_twice_is_found(small):
    project = small.copy("assigned twice")
    with project.connection(read_only=False) as connection:
        connection.execute(
            "insert into segments.segment_assignments "
            "select * from segments.segment_assignments order by all limit 1"
        )
    tested = project.dbt("test", "--select", "assert_every_customer_is_assigned")
    assert tested.code != 0
    assert "Got 1 result, configured to fail if != 0" in tested.output


def test_a_seed_with_an_empty_cell_fails(small):
    project = small.copy("empty cell")
    with project.connection(read_only=False) as connection:
        connection.execute("update reference.playbook set message = null where priority = 1")
    tested = project.dbt("test", "--select", "playbook")
    assert tested.code != 0
    assert "Failure in test complete_playbook_" in tested.output


def test_a_failing_test_says_which_rows(small):
    project = small.copy("wrong seeds")
    edits = {
        "value,Big Spenders,order_count_in_window,": "valeu,Big Spenders,order_count_in_window,",
        "value,Rising Stars,recency_days,": "value,Rising Stars,recensy_days,",
        "value,Loyal Regulars,order_count_in_window,1,3,": (
            "value,Loyal Regulars,order_count_in_window,1,3,2"
        ),
        "value,Cooling Off,revenue_trend_90d,-1,,": "value,Cooling Off,revenue_trend_90d,,2,",
    }
    for before, after in edits.items():
        project.edit("seeds/archetypes.csv", before, after)
    tests = ["assert_archetypes_can_be_met", "assert_archetypes_have_a_playbook"]
    failed = project.dbt("build", "--select", "archetypes", *tests)
    assert failed.code != 0
    said = [line for line in failed.output.splitlines() if line.startswith("assert_archetypes")]
    assert sorted(said) == [
        f"{tests[0]}: segmentation {segmentation}, archetype {archetype}, reason {reason}"
        for segmentation, archetype, reason in [
            (
                *("valeu", "Big Spenders, feature order_count_in_window"),
                "the segmentation is not declared; is value meant?",
            ),
            (
                *("value", "Cooling Off, feature revenue_trend_90d"),
                "the feature is never above 1",
            ),
            (
                *("value", "Loyal Regulars, feature order_count_in_window"),
                "at_least is above at_most",
            ),
            (
                *("value", "Rising Stars, feature recensy_days"),
                "there is no such feature; is recency_days meant?",
            ),
        ]
    ] + [f"{tests[1]}: segmentation valeu, archetype Big Spenders"]


def test_names_for_no_segment_and_segments_that_lost_half_are_said(small):
    project = small.copy("said at the end")
    with project.connection(read_only=False) as connection:
        connection.execute(
            "insert into reference.segment_name_overrides values "
            "('value', null, 'Nobody Home', 'Ghosts'), ('value', 1, null, 'Somebody')"
        )
        connection.execute(
            "insert into publish.published_segments "
            "select build_number + number, segmentation, segment_id, segment_name, "
            "case when number = 1 then 40 when segment_id = 1 then 20 else 21 end "
            "from publish.published_segments, (values (1), (2)) as builds (number) "
            "where segmentation = 'value' and not (segment_id = 2 and number = 2)"
        )
    tests = ["assert_overrides_name_a_segment", "assert_no_segment_lost_half"]
    output = project.dbt("test", "--select", *tests).succeeded().output
    said = sorted(line for line in output.splitlines() if line.startswith("assert_"))
    names = dict(
        project.query(
            "select distinct segment_id, segment_name from publish.published_segments "
            "where segmentation = 'value'"
        )
    )
    assert said == [
        f"{tests[1]}: segmentation value, segment_id {number}, segment_name {names[number]}, "
        f"customers_before 40, customers {now}"
        for number, now in [(1, 20), (2, 0)]
    ] + [f"{tests[0]}: segmentation value, instead_of Nobody Home, segment_name Ghosts"]


def test_a_segment_says_what_it_was_called_before_and_since_when_not(small):
    project = small.copy("renamed")
    with project.connection(read_only=False) as connection:
        connection.execute("update publish.builds set as_of_date = as_of_date - interval 31 days")
        connection.execute(
            "update publish.published_segments set segment_name = 'Old Friends' "
            "where segmentation = 'value' and segment_id = 1"
        )
    project.dbt("run", "--select", "segment_name_history", "segments").succeeded()
    renamed = project.query(
        "select segment_id, previous_name, named_on = as_of_date from segments.segments "
        "where previous_name is not null"
    )
    assert renamed == [(1, "Old Friends", True)]
    others = project.query(
        "select distinct as_of_date - named_on from segments.segments where previous_name is null"
    )
    assert others == [(31,)]


def test_a_seed_whose_lines_end_in_two_ways_is_read(small):
    project = small.copy("line ends")
    before = project.digests("reference")
    seed = "seeds/category_groups.csv"
    project.edit(seed, "category,category_group\n", "category,category_group\r\n")
    assert b"\r\n" in (project.root / seed).read_bytes()
    project.dbt("seed", "--select", "category_groups").succeeded()
    assert project.digests("reference") == before
