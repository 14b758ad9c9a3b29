"""Tables kept by month or date: which parts a build computes, and what it leaves alone."""

from __future__ import annotations

import pytest
from harness import OF_ONE_BUILD, Project, Stage

from tools.features import files

# What lists the parts has been built, and an edit does not change the data.
BUILD = ("run", "--select", "config.materialized:by_part")
AFTER_FEATURES = [
    *("wide_features", "customer_rfm", "segment_assignments", "validation_outcomes"),
    *("performance_parts", "period_moves"),
]
FAMILY = "models/features/families/timing_features"
# What is edited, and which tables follow from it.
EDITS = {
    "a family": (
        f"{FAMILY}.sql",
        "weekday >= 6",
        "weekday >= 5",
        ["timing_features", *AFTER_FEATURES],
    ),
    "a macro": (
        "macros/portable/iso_weekday.sql",
        "isodow({{ day }})",
        "1 + isodow({{ day }})",
        ["timing_features", *AFTER_FEATURES],
    ),
    "a seed": (
        "seeds/category_groups.csv",
        "category,category_group\n",
        "category,category_group\nVINYL,grocery\n",
        ["category_group_features", *AFTER_FEATURES],
    ),
    "a var": (
        "dbt_project.yml",
        "new_days: 30",
        "new_days: 60",
        ["lifecycle_features", "order_gap_features", *AFTER_FEATURES],
    ),
    "rules of scores": (
        "seeds/rfm_classes.csv",
        "Champions,",
        "The best,",
        ["customer_rfm", "period_moves"],
    ),
}


def kept_tables(project: Project) -> dict[str, str]:
    """Tables that are kept by parts, with their schemas: those with a digest in every row."""
    rows = project.query(
        "select table_name, schema_name from duckdb_columns() join duckdb_tables() "
        "using (schema_name, table_name) "
        "where column_name = 'digest' and table_name not like '%_dates' "
        "and schema_name <> 'publish'"
    )
    return {name: f"{schema}.{name}" for name, schema in rows}


def parts(project: Project) -> dict[str, set]:
    """The digests of each kept table's parts."""
    return {
        name: {digest for (digest,) in project.query(f"select distinct digest from {table}")}
        for name, table in kept_tables(project).items()
    }


@pytest.mark.parametrize("edit", EDITS)
def test_an_edit_computes_the_tables_that_follow_from_it_and_no_other(small, edit):
    file, before, after, follow = EDITS[edit]
    project = small.copy(f"edited {edit}")
    had = parts(project)
    project.edit(file, before, after)
    project.dbt(*BUILD).succeeded()
    have = parts(project)

    changed = [name for name in had if had[name] != have[name]]
    # This shop has no products, so some tables have no rows to change.
    assert sorted(changed) == sorted(name for name in follow if had[name])
    assert all(not had[name] & have[name] for name in changed)


def test_after_an_edit_the_tables_are_those_of_a_full_refresh(small):
    project = small.copy("edited and refreshed")
    project.edit(*EDITS["a family"][:3])
    project.dbt(*BUILD).succeeded()
    edited = project.digests("features", "segments")
    project.dbt(*BUILD, "--full-refresh").succeeded()

    assert project.digests("features", "segments") == edited
    assert (
        edited["features.timing_features"] != small.digests("features")["features.timing_features"]
    )


def test_a_feature_is_its_sql_and_its_declaration(small):
    project = small.copy("added feature")
    had = parts(project)
    fits = project.query("from fits.fit_registry order by all")
    project.edit(
        f"{FAMILY}.sql",
        "from purchases\n",
        ",\n    nullif(count(*), 1) as repeat_order_count_365d\nfrom purchases\n",
    )
    project.edit(
        f"{FAMILY}.yml",
        "      - name: weekend_order_share_365d\n",
        "      - name: repeat_order_count_365d\n"
        "        data_type: bigint\n"
        "        description: Orders in the last 365 days, of several.\n"
        "        config:\n"
        "          meta: {unit: orders, window: 365 days, absent: 0, words: {high: a, low: b}}\n"
        "      - name: weekend_order_share_365d\n",
    )
    for path, text in files(project.root / "models" / "features").items():
        path.write_text(text)
    project.dbt("build", "--exclude-resource-type", "unit_test").succeeded()
    have = parts(project)

    changed = [name for name in had if had[name] != have[name]]
    assert sorted(changed) == sorted(["timing_features", *AFTER_FEATURES])
    assert project.query("from fits.fit_registry order by all") == fits
    assert project.query(
        "select count(*) filter (repeat_order_count_365d = 0) > 0, "
        "count(*) filter (repeat_order_count_365d > 1) > 0, "
        "count(*) filter (repeat_order_count_365d is null) from features.wide_features"
    ) == [(True, True, 0)]
    assert project.query(
        "select family, unit, time_window, default_transform, value_if_absent, high_label, meaning "
        "from features.feature_catalogue where feature = 'repeat_order_count_365d'"
    ) == [
        ("timing", "orders", "365 days", "none", 0, "a", "Orders in the last 365 days, of several")
    ]
    assert project.query(
        "select count(*) > 0 from segments.segment_profiles "
        "where feature = 'repeat_order_count_365d'"
    ) == [(True,)]

    # What an unknown is counts as code, too.
    project.edit(
        f"{FAMILY}.yml", "365 days, absent: 0, words: {high: a", "365 days, words: {high: a"
    )
    project.dbt(*BUILD).succeeded()
    assert project.query(
        "select count(*) > 0 from features.wide_features where repeat_order_count_365d is null"
    ) == [(True,)]


def test_a_copied_warehouse_computes_nothing(small):
    project = small.copy("another name")
    project.warehouse.rename(project.file("another.duckdb"))
    project.files = project.files | {"warehouse": "another.duckdb"}
    tables = kept_tables(small).values()
    before = {}
    with project.connection(read_only=False) as connection:
        for table in tables:
            # A row given twice stays only where its part is not computed again.
            connection.execute(f"insert into {table} select * from {table} limit 1")
            before[table] = connection.execute(f"select count(*) from {table}").fetchall()
    project.dbt(*BUILD).succeeded()

    assert {table: project.query(f"select count(*) from {table}") for table in tables} == before


def test_empty_makes_every_table_and_leaves_what_is_kept(small):
    fresh = small.copy("empty and fresh")
    fresh.warehouse.unlink()
    fresh.published.unlink()
    fresh.dbt("build", "--empty", "--exclude-resource-type", "unit_test").succeeded()
    assert not fresh.published.exists()

    project = small.copy("empty")
    tables = list(kept_tables(small).values())
    published = project.published.read_bytes()
    project.dbt("run", "--empty").succeeded()
    assert project.published.read_bytes() == published
    counts = [project.query(f"select count(*) from {table}") for table in tables]
    assert counts == [small.query(f"select count(*) from {table}") for table in tables]

    # The next build goes on from what is kept: fits, cut-points, names and builds are the same.
    project.dbt("build", "--exclude-resource-type", "unit_test").succeeded()
    digests = project.digests()
    before = small.digests() | {"fits.new_fits": (0, 0)}
    assert digests.keys() == before.keys()
    assert {name for name in before if digests[name] != before[name]} <= OF_ONE_BUILD


def test_a_part_that_fails_leaves_the_table_as_it_was(small):
    project = small.copy("failing part")
    before = project.digests("features")["features.timing_features"]
    project.edit(
        f"{FAMILY}.sql",
        "from purchases\n",
        "from purchases\nwhere case when {{ part_date() }} < date '2024-05-01' then true "
        "else cast(error('no such day') as boolean) end\n",
    )
    project.dbt("run", "--select", "timing_features").refused("no such day")

    assert project.digests("features")["features.timing_features"] == before


def test_a_model_compiles_to_the_same_sql_in_every_build(stage: Stage, small):
    project = stage.project("nothing built", stage.four_columns)
    project.dbt("compile", "--select", "config.materialized:by_part").succeeded()
    again = small.copy("compiled again")
    again.dbt("compile", "--select", "config.materialized:by_part").succeeded()

    for name in kept_tables(small):
        assert again.compiled(name) == project.compiled(name), name


def test_what_was_published_is_remembered_build_by_build(small):
    project = small.copy("published builds")
    dates = len(project.query("from segments.assignment_dates"))
    read = "select build_number, build_id, count(*) from publish.builds group by all order by all"
    publish = ("run", "--select", "published_tables", "builds")
    (first,) = project.query(read)
    assert first[0] == 1
    assert first[2] == dates

    project.dbt(*publish).succeeded()
    assert project.query(read) == [first]

    with project.connection(read_only=False) as connection:
        connection.execute("update segments.segments set segment_name = 'Another'")
    project.dbt(*publish).succeeded()
    assert project.query(read)[0] == first
    ((number, build_id, rows),) = project.query(read)[1:]
    assert (number, rows) == (2, dates)
    assert build_id != first[1]

    # What nobody could read is not among them.
    project.dbt(*publish, "--empty").succeeded()
    assert len(project.query(read)) == 2
