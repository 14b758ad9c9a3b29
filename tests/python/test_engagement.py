"""A generated shop with visits, e-mails, tickets and more, whose ways to engage are known."""

from __future__ import annotations

import duckdb
import pytest
import yaml
from harness import NO_TESTS, ROOT, Project, Stage
from report_pages import read

from centroid.report.page import page
from tools import generator

DECLARED = yaml.safe_load((ROOT / "dbt_project.yml").read_text())["vars"]["segmentations"]
(ENGAGEMENT,) = [each for each in DECLARED if each["name"] == "engagement"]
LINES, CUSTOMERS = 40_000, 2_000
BY_MONTH = ["inputs.checked_web_sessions", "facts.visit_days", "facts.email_days"]


@pytest.fixture(scope="module")
def omnichannel(stage: Stage) -> Project:
    """The shop, built on its last day."""
    project = stage.project("omnichannel")
    generator.generate(project.file("shop"), LINES, CUSTOMERS, signals=1, threads=2)
    project.variables = {
        "inputs": generator.inputs(stage.current / "shop", signals=True),
        "segmentations": [ENGAGEMENT],
        "history_months": 2,
    }
    project.dbt("build", *NO_TESTS).succeeded()
    return project


def digests(project: Project) -> dict[tuple, str]:
    """The digest of each month of the tables that are stored by month of events."""
    return {
        (table, month): digest
        for table in BY_MONTH
        for month, digest in project.query(f"select distinct happened_month, digest from {table}")
    }


def test_the_latent_types_are_recovered(omnichannel):
    found = generator.recovery(omnichannel.warehouse, omnichannel.file("shop"), "engagement_type")[
        "engagement"
    ]
    assert 6 <= found["segments"] <= 8
    # Chance is 0; a forest that is told the types reaches 0.63 on a shop of 3,000 customers.
    assert found["agreement"] > 0.3


def test_types_that_nothing_hides_have_a_segment_of_their_name(omnichannel):
    rows = omnichannel.query(
        f"""
        select names.segment_name, types.engagement_type, count(*) as customers
        from segments.customer_segments as segments
        inner join segments.segments as names using (segmentation, segment_id)
        inner join read_parquet('{omnichannel.file("shop")}/latent_engagement.parquet') as types
            on segments.customer_id = cast(types.customer_id as varchar)
        group by all
        """
    )
    counts: dict[str, dict[str, int]] = {}
    for name, kind, customers in rows:
        counts.setdefault(kind, {})[name] = customers
    leading = {kind: max(names, key=names.get) for kind, names in counts.items()}
    assert leading["app_regular"] == "App Regulars"
    assert leading["email_engager"] == "E-Mail Engagers"
    assert leading["quiet"] == "Quiet"


def test_names_are_true_and_everything_is_as_it_should_be(omnichannel):
    omnichannel.dbt("test", "--exclude-resource-type", "unit_test").succeeded()


def test_the_report_shows_it(omnichannel):
    with duckdb.connect(str(omnichannel.published), read_only=True) as connection:
        report = read(page(connection))
    shown = {"engaged", "channels", "support", "engagement-engagement", "best-times-engagement"}
    assert shown <= set(report.figures)
    assert not shown & set(report.missing)
    ((visitors,),) = omnichannel.query(
        "select customer_count from history.engagement_months "
        "where measure = 'visits' and month = date '2026-02-01'"
    )
    assert report.figures["engaged"].title.startswith(f"{visitors:,} customers visited in Feb 2026")


def test_the_next_day_computes_the_months_that_changed(omnichannel):
    later = omnichannel.copy("omnichannel next day")
    generator.generate(later.file("shop"), LINES, CUSTOMERS, signals=1, days_after=1)
    before = digests(later)
    later.dbt("build", *NO_TESTS, "--select", "+customer_features").succeeded()
    after = digests(later)
    assert before.keys() == after.keys()
    changed = {month for table, month in before if before[table, month] != after[table, month]}
    assert {str(month) for month in changed} == {"2026-03-01"}
    assert later.query(
        "select max(visited_on)::varchar, max(happened_on)::varchar "
        "from facts.visit_days cross join (select max(happened_on) as happened_on "
        "from facts.email_days)"
    ) == [("2026-03-19", "2026-03-19")]


def test_a_ticket_that_is_closed_leaves_visits_as_they_are(omnichannel):
    closed = omnichannel.copy("omnichannel closed")
    closed.dbt("build", *NO_TESTS, "--select", "+support_features +visit_days").succeeded()
    before = digests(closed)
    ((ticket, customer, tickets),) = closed.query(
        "select min_by(ticket_id, opened_on), min_by(customer_id, opened_on), count(*) "
        "from facts.tickets where closed_on is null"
    )
    file = closed.file("shop/support_tickets.parquet")
    given = duckdb.read_parquet(str(file)).df()
    given.loc[given.ticket_id == ticket, "closed_at"] = given.opened_at.max()
    duckdb.from_df(given).write_parquet(str(file))
    closed.dbt("build", *NO_TESTS, "--select", "+support_features +visit_days").succeeded()
    assert digests(closed) == before
    ((left,),) = closed.query("select count(*) from facts.tickets where closed_on is null")
    assert left == tickets - 1


@pytest.mark.parametrize(
    "name", ["web_sessions", pytest.param("email_events", marks=pytest.mark.long)]
)
def test_visits_or_emails_are_enough(omnichannel, stage, name):
    given = generator.inputs(omnichannel.file("shop"), signals=True)
    inputs = {key: given[key] for key in ("order_lines", "products", "customers", name)}
    project = stage.project(f"only {name}", {**omnichannel.variables, "inputs": inputs})
    project.dbt("build", *NO_TESTS, "--select", "+segment_assignments").succeeded()
    compared = project.query("select feature from fits.segmentation_features order by 1")
    other = "clicked_email_count_365d" if name == "web_sessions" else "visit_count_365d"
    assert len(compared) >= 2
    assert (other,) not in compared
    ((segments, without),) = project.query(
        "select count(distinct raw_segment_id), "
        "count(*) filter (no_segment_reason = 'no_active_fit') "
        "from segments.segment_assignments"
    )
    assert segments >= 6
    assert without == 0
