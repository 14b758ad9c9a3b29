"""Centroid as a package in a project of somebody else's, which has its own database and models."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import duckdb
import pytest
from harness import FILES, NO_TESTS, ROOT, Project, digests, order_lines

from centroid.summary import summary

HOST = Path(__file__).with_name("host")
FLAG = "require_ref_searches_node_package_before_root"
RETURNED = 20


@pytest.fixture(scope="module")
def host(stage) -> Project:
    """The project in the folder `host`, over its own order lines; built, tested and published."""
    project = stage.project("acme")
    shutil.copytree(HOST, project.folder, dirs_exist_ok=True)
    project.root = project.folder
    project.files = FILES | {"warehouse": "acme.duckdb", "profiles": "."}
    project.environment = {"CENTROID_PROJECT": str(ROOT)}
    lines = order_lines(
        [f"customer {number}" for number in range(40)], date(2024, 3, 3), date(2024, 5, 20)
    )
    project.lines = [
        (*line, "retour" if number < RETURNED else "paid") for number, line in enumerate(lines)
    ]
    refused = (None, *project.lines[0][1:])
    with project.connection(read_only=False) as connection:
        connection.execute("create schema raw")
        connection.execute(
            "create table raw.order_lines (order_number varchar, buyer varchar, "
            "bought_at timestamp, line_total decimal(18, 2), line_status varchar)"
        )
        connection.executemany(
            "insert into raw.order_lines values (?, ?, ?, ?, ?)", [*project.lines, refused]
        )
    subprocess.run(
        [Path(sys.executable).with_name("dbt"), "--quiet", "deps"],
        cwd=project.root,
        env=os.environ | project.environment,
        check=True,
    )
    project.built = project.dbt("build").succeeded()
    return project


@contextmanager
def edited(project: Project, file: str, before: str, after: str) -> Iterator[None]:
    """The project with another text in one of its own files."""
    path = project.file(file)
    text = path.read_text()
    assert text.count(before) == 1, (file, before)
    path.write_text(text.replace(before, after))
    try:
        yield
    finally:
        path.write_text(text)


def read(file: Path, query: str) -> list[tuple]:
    """Rows of a query of a database file."""
    with duckdb.connect(str(file), read_only=True) as connection:
        return connection.execute(query).fetchall()


def schema(project: Project, model: str, *arguments: str, **variables: object) -> str:
    """The schema that dbt gives to a model."""
    keys = ("--output", "json", "--output-keys", "schema")
    listed = project.dbt(
        *("--quiet", "list", *keys, "--resource-type", "model", "--select", model, *arguments),
        **variables,
    )
    return json.loads(listed.succeeded().output)["schema"]


def test_the_hosts_orders_and_the_packages_are_both_there(host):
    orders = len({line[0] for line in host.lines})
    assert host.query(
        "select count(order_total) from shop.orders where order_number is not null"
    ) == [(orders,)]
    assert host.query("select count(ordered_month) from shop_facts.orders") == [(orders,)]


def test_a_model_of_the_host_is_an_input_although_the_package_has_its_name(host):
    names = read(host.published, "select full_name from activation.customer_360")
    assert set(names) == {(f"{line[1]} of Acme",) for line in host.lines}


def test_the_schemas_begin_with_that_of_the_target(host):
    found = {name.split(".")[0] for name in host.digests()} - {"raw", "shop"}
    assert "shop_fits" in found
    assert all(name.startswith("shop_") for name in found), found


def test_the_published_names_have_no_prefix(host):
    tables = read(host.published, "select table_name from main.published_tables")
    assert ("activation.customer_360",) in tables
    customers = len({line[1] for line in host.lines})
    assert read(host.published, "select count(*) from activation.customer_360") == [(customers,)]
    score = "select segment_name from {}segments.score_customer({{'recency_days': 3}})"
    assert read(host.published, score.format("")) == host.query(score.format("shop_"))


def test_the_summary_finds_the_warehouses_schemas(host):
    printed = summary(host.published, host.warehouse)
    assert f"{len({line[1] for line in host.lines})} customers as of 2024-05-20" in printed
    assert "order_lines: 1 of " in printed


def returned_lines(project: Project) -> list[tuple]:
    """How many order lines the warehouse has as returned."""
    return project.query("select sum(returned_line_count) from shop_facts.orders")


def test_the_hosts_seeds_take_the_place_of_the_packages(host):
    names = read(host.published, "select segment_name from segments.segments")
    assert ("Acme Regulars",) in names
    assert host.query("select count(*) > 0 from shop.regulars") == [(True,)]
    assert returned_lines(host) == [(RETURNED,)]


def test_a_missing_package_is_named_at_the_end_of_the_run(host):
    results = [{"status": "error", "message": "ModuleNotFoundError: No module named 'centroid'"}]
    outcome = host.dbt(
        "run-operation", "centroid.explain_failures", "--args", json.dumps({"results": results})
    )
    assert "the Python package centroid is not in the environment" in outcome.output


def test_an_edited_seed_of_the_host_is_computed_by_the_next_build(host):
    build = ("build", *NO_TESTS, "--select", "order_line_statuses", "orders,package:centroid")
    with edited(host, "seeds/order_line_statuses.csv", "retour,returned", "retour,cancelled"):
        host.dbt(*build).succeeded()
        assert returned_lines(host) == [(0,)]
    host.dbt(*build).succeeded()
    assert returned_lines(host) == [(RETURNED,)]


def test_unit_tests_can_be_left_out(host):
    assert "unit test" not in host.built.output
    assert "data tests" in host.built.output


def test_two_targets_of_one_database_do_not_touch_each_others_tables(host):
    before, published = host.digests(), host.published.read_bytes()
    files, host.files = host.files, host.files | {"published": "dev.duckdb"}
    # This target has no plugin either.
    host.dbt("build", *NO_TESTS, "--target", "dev").succeeded()
    developed, host.files = host.published, files
    after = host.digests()
    assert {name: after[name] for name in before} == before
    assert {name.replace("dev", "shop", 1) for name in after.keys() - before.keys()} == {
        name for name in before if not name.startswith("raw.")
    }
    assert digests(developed) == digests(host.published)
    assert host.published.read_bytes() == published


def test_without_the_flag_nothing_is_built_and_the_flag_is_named(host):
    with (
        edited(host, "dbt_project.yml", f"{FLAG}: true", f"{FLAG}: false"),
        edited(host, "dbt_project.yml", "unit_tests:\n  centroid:\n    +enabled: false\n", ""),
    ):
        outcome = host.dbt("run", "--select", "acme_order_lines")
        unit_tests = host.dbt("--quiet", "list", "--resource-type", "unit_test").succeeded()
    outcome.refused(
        "Centroid would read your known_customers, orders",
        f"set {FLAG}: true",
        "dbt_project.yml of acme",
    )
    assert "START sql" not in outcome.output
    assert "unit_test:centroid." in unit_tests.output


def test_a_path_without_the_plugin_is_refused_with_what_to_add(host, stage):
    variables = {**stage.four_columns, "schema_prefix": ""}
    host.dbt("run", "--select", "acme_order_lines", "--target", "dev", **variables).refused(
        "var 'inputs.order_lines.path'",
        "add plugins: [{module: centroid.warehouse.duckdb_plugin}] to the output dev of the "
        "profile acme in profiles.yml",
    )
    # A var says what the schemas begin with; here nothing.
    assert schema(host, "customer_360", "--target", "dev", **variables) == "activation"


def test_a_prefix_that_no_schema_can_have_is_refused(stage):
    refused = stage.project("own").dbt("list", schema_prefix="a-b")
    refused.refused("var 'schema_prefix': 'a-b' is not a text of letters")


def test_a_schema_of_the_hosts_choice_is_refused(host):
    models = "models:\n  acme:"
    with edited(host, "dbt_project.yml", models, "models:\n  centroid: {+schema: x}\n  acme:"):
        host.dbt("run", "--select", "published_tables").refused(
            "published_tables looks for", "take +schema away", "schema_prefix"
        )
