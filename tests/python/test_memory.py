"""Memory is restored from a published file or a backup, and people are erased from it."""

from __future__ import annotations

import shutil
from datetime import date

import duckdb
import pytest
from harness import FOUR_COLUMNS, NO_TESTS, Project, Stage, order_lines, write_csv

from centroid.memory import CannotRememberError, erase, restore

FIRST, SECOND = date(2024, 5, 19), date(2024, 5, 20)
REMEMBERED = ["segments.segment_changes", "fits.fit_registry", "fits.rfm_cut_points"]


@pytest.fixture(scope="module")
def built(stage: Stage) -> Project:
    """A shop of sixty customers, published on its last day but one."""
    project = stage.project("remembered", stage.four_columns)
    customers = [f"c{number}" for number in range(60)]
    lines = order_lines(customers, date(2024, 1, 3), SECOND)
    write_csv(project.file("lines.csv"), FOUR_COLUMNS, lines)
    project.dbt("build", *NO_TESTS, as_of_date=str(FIRST)).succeeded()
    return project


def remembered(project: Project) -> dict[str, list[tuple]]:
    """Every row that builds keep."""
    return {name: project.query(f"from {name} order by all") for name in REMEMBERED}


@pytest.fixture(scope="module")
def next_day(built: Project) -> Project:
    """The same shop a day later, undisturbed."""
    project = built.copy("undisturbed")
    project.dbt("build", *NO_TESTS, as_of_date=str(SECOND)).succeeded()
    return project


@pytest.mark.parametrize("source", ["published.duckdb", "centroid.duckdb"])
def test_the_next_build_goes_on_from_restored_memory(built, next_day, source):
    project = built.copy(f"restored from {source}")
    shutil.move(project.file(source), project.file("kept.duckdb"))
    project.warehouse.unlink(missing_ok=True)
    rows = restore(project.file("kept.duckdb"), project.warehouse)
    assert rows["segments.segment_changes"] > 0
    project.dbt("build", "--exclude-resource-type", "unit_test", as_of_date=str(SECOND)).succeeded()
    assert remembered(project) == remembered(next_day)
    for table in (
        *("segments.customer_segments", "segments.segments", "segments.segment_name_history"),
        "words.named_segments",
    ):
        query = f"from {table} order by all"
        assert project.query(query) == next_day.query(query), table
    assert project.query("select max(build_number) from publish.builds") == [(2,)]


def test_a_warehouse_that_remembers_is_not_overwritten(built, tmp_path):
    with pytest.raises(CannotRememberError, match="has rows in fits.fit_registry; restore into"):
        restore(built.published, built.warehouse)
    with pytest.raises(CannotRememberError, match="there is no such file; name a published file"):
        restore(tmp_path / "nothing.duckdb", tmp_path / "new.duckdb")
    (tmp_path / "lines.csv").write_text("order_id,amount\n1,2\n")
    with pytest.raises(CannotRememberError, match="it is not a DuckDB file; name a published"):
        restore(tmp_path / "lines.csv", tmp_path / "new.duckdb")
    assert not (tmp_path / "new.duckdb").exists()
    other = tmp_path / "other.duckdb"
    duckdb.connect(str(other)).close()
    with pytest.raises(CannotRememberError, match="has no fits.fit_registry; it is of an earlier"):
        restore(other, tmp_path / "new.duckdb")


def test_an_erased_customer_is_in_no_row_and_no_later_build_speaks_of_one(built):
    project = built.copy("erase")
    before = remembered(project)["segments.segment_changes"]
    of_c7 = project.query("select count(*) from segments.segment_changes where customer_id = 'c7'")
    assert erase(["c7", "nobody", "c7"], project.warehouse) == (1, of_c7[0][0])
    left = remembered(project)["segments.segment_changes"]
    assert left == [row for row in before if row[1] != "c7"]
    listed = project.query("select customer_hash, salt, erased_on from segments.erased_customers")
    assert len({row[1] for row in listed}) == 1
    assert {row[2] for row in listed} == {FIRST}
    # A second time uses the same salt, and lists nobody twice.
    assert erase(["c7"], project.warehouse) == (0, 0)
    assert project.query("select count(*) from segments.erased_customers") == [(2,)]

    lines = order_lines([f"c{number}" for number in range(60)], date(2024, 1, 3), SECOND)
    write_csv(project.file("lines.csv"), FOUR_COLUMNS, [row for row in lines if row[1] != "c7"])
    # As from a backup that still has the customer.
    with project.connection(read_only=False) as connection:
        connection.execute(f"attach '{built.warehouse}' as backup (read_only)")
        connection.execute(
            "insert into segments.segment_state from backup.segments.segment_state "
            "where customer_id = 'c7'"
        )
        connection.execute(
            "insert into segments.segment_changes from backup.segments.segment_changes "
            "where customer_id = 'c7'"
        )
    project.dbt("build", *NO_TESTS, as_of_date=str(SECOND)).succeeded()
    assert project.query(
        "select count(*) from segments.segment_changes "
        "where customer_id = 'c7' and observed_on = $1",
        [SECOND],
    ) == [(0,)]


def test_a_warehouse_without_a_ledger_says_so(tmp_path):
    with pytest.raises(CannotRememberError, match="there is no warehouse; set CENTROID_WAREHOUSE"):
        erase(["c7"], tmp_path / "none.duckdb")
    duckdb.connect(str(tmp_path / "empty.duckdb")).close()
    with pytest.raises(CannotRememberError, match="it has no ledger yet; run `dbt build`"):
        erase(["c7"], tmp_path / "empty.duckdb")
