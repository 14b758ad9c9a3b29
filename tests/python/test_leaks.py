"""Secrets, e-mail addresses and identifiers: only in the columns that are declared to hold them."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date
from pathlib import Path

import duckdb
import pytest
from harness import FILES, FOUR_COLUMNS, ROOT, Outcome, Project, Stage, order_lines, write_csv

SECRET, OTHER_SECRET = "s3cr3t-key-0f-the-sh0p", "0ther-s3cr3t"
# In every identifier and other personal value: of rows that are kept, and of those refused.
KEPT, REFUSED = "zqkept", "zqrefused"
LEAK = re.compile(f"{KEPT}|{REFUSED}|s3cr3t")
ATTRIBUTES = [
    *("age_band", "gender", "income_band", "marital_status", "home_ownership", "household_size"),
    *("household_type", "child_count", "country", "region", "loyalty_status"),
]
DECLARED = {
    *(("activation", "customer_360", name) for name in ("full_name", "email", "country", "region")),
    *(("features", "customer_features", name) for name in ATTRIBUTES),
    ("features", "customer_area_attributes", "area"),
}
CUSTOMER_COLUMNS = ["customer_id", "full_name", "email", "postal_code", *ATTRIBUTES]
TICKET_COLUMNS = ["ticket_id", "customer_id", "opened_at", "closed_at", "body"]
CONTACT_COLUMNS = ["campaign_id", "customer_id", "contacted_at"]
AREA_COLUMNS = ["area", "attribute", "value"]
TABLES = {
    "customers": ("customers", CUSTOMER_COLUMNS),
    "support_tickets": ("tickets", TICKET_COLUMNS),
    "campaign_contacts": ("contacts", CONTACT_COLUMNS),
    "area_attributes": ("areas", AREA_COLUMNS),
}
PROFILE = """
      attach:
        - path: {path}
          alias: shop
          read_only: true
          options:
            encryption_key: "{{{{ env_var('DBT_ENV_SECRET_SHOP') }}}}"
"""


def personal(mark: str, number: int) -> tuple[str, ...]:
    """Id, name, address, postal code and attributes of a customer."""
    address = f"a{number}@{mark}.example"
    attributes = (f"{mark} {name} {number % 5}" for name in ATTRIBUTES)
    return f"{mark}-{number}", f"Anna {mark} {number}", address, f"{mark}{number}", *attributes


def write_lines(project: Project) -> None:
    """Order lines of marked customers, and rows that are refused for every reason there is."""
    customers = [personal(KEPT, number)[0] for number in range(60)]
    lines = order_lines(customers, date(2024, 1, 3), date(2024, 5, 20))
    who, address = personal(REFUSED, 1)[0], personal(REFUSED, 1)[2]
    lines += [
        ("", who, "2024-02-01", "1"),
        (who, "", "2024-02-01", "1"),
        (who, address, address, "1"),
        (who, who, "2024-02-01", address),
        (who, who, "2031-01-01", "1"),
    ]
    write_csv(project.file("lines.csv"), FOUR_COLUMNS, lines)


def write_shop(path: Path) -> None:
    """Customers and what is known of them in an encrypted database, some unreadable."""
    people = [personal(KEPT, number) for number in range(60)]
    people += [(people[0][0], *personal(REFUSED, 2)[1:]), ("", *personal(REFUSED, 3)[1:])]
    tickets = [
        (f"{KEPT} t{n}", person[0], "2024-03-01", person[2], f"Write to {person[2]}")
        for n, person in enumerate(people)
    ]
    contacts = [(f"{KEPT} campaign", person[0], "2024-03-02") for person in people]
    areas = [(person[3], "density", "4") for person in people]
    rows_of = {
        "customers": people,
        "support_tickets": tickets,
        "campaign_contacts": contacts,
        "area_attributes": areas,
    }
    with duckdb.connect() as connection:
        connection.execute("set force_mbedtls_unsafe = true")
        connection.execute(f"attach '{path}' as shop (encryption_key '{SECRET}')")
        for name, (table, columns) in TABLES.items():
            connection.execute(f"create table shop.{table} ({' text, '.join(columns)} text)")
            marks = ", ".join("?" * len(columns))
            connection.executemany(f"insert into shop.{table} values ({marks})", rows_of[name])


def build(project: Project, *arguments: str, secret: str = SECRET, **variables: object) -> Outcome:
    """A dbt command with the profile of the project, which reads a secret."""
    project.environment = {"DBT_ENV_SECRET_SHOP": secret}
    # The log that says most.
    outcome = project.dbt("--log-level-file", "debug", "--write-json", *arguments, **variables)
    project.printed += outcome.output
    return outcome


@pytest.fixture(scope="module")
def private(stage: Stage) -> Project:
    """A build of personal data, and builds of the same data that fail in different ways."""
    project = stage.project("private", dict(stage.four_columns))
    project.files = FILES | {"profiles": "."}
    project.printed = ""
    inputs = dict(project.variables["inputs"])
    for name, (table, columns) in TABLES.items():
        mapping = {column: column for column in columns}
        inputs[name] = {"relation": f"shop.main.{table}", "columns": mapping}
    project.variables["inputs"] = inputs
    profile, plugins = (ROOT / "profiles.yml").read_text(), "\n      plugins:"
    assert profile.count(plugins) == 1
    attached = PROFILE.rstrip().format(path=project.file("shop.duckdb"))
    project.file("profiles.yml").write_text(profile.replace(plugins, attached + plugins))
    write_lines(project)
    write_shop(project.file("shop.duckdb"))
    build(project, "build", "--exclude-resource-type", "unit_test").succeeded()
    return project


@pytest.fixture(scope="module")
def failed(private: Project) -> dict[str, Outcome]:
    """Commands over the same data that fail, each for another reason."""
    lines = private.file("lines.csv")
    good, who = lines.read_text(), personal(KEPT, 5)[2]
    outcomes = {"another key": build(private, "run", secret=OTHER_SECRET)}
    faults = {
        "times": "\n".join([",".join(FOUR_COLUMNS), *[f"{who},{who},{who},1"] * 9]),
        "amounts": "\n".join([",".join(FOUR_COLUMNS), *[f"{who},{who},2024-01-01,{who}"] * 9]),
        "header": good.split("\n", 1)[1],
        "cells": f'{good}"{who}","{who}"\n',
    }
    for fault, content in faults.items():
        lines.write_text(content)
        outcomes[fault] = build(private, "run", "--select", "+observation_dates")
    lines.write_text(good)
    with private.connection(read_only=False) as connection:
        connection.execute("insert into features.wide_features from features.wide_features")
    outcomes["tests"] = build(private, "test", "--select", "wide_features", "--store-failures")
    return outcomes


def test_the_data_is_there_to_leak(private):
    ((refused,),) = private.query(
        "select count(*) from inputs.rejected_rows where contains(rejected_row, ?)", [REFUSED]
    )
    assert refused == 8
    with duckdb.connect(str(private.published), read_only=True) as connection:
        ((named,),) = connection.execute(
            "select count(*) from activation.customer_360 where contains(email, ?)", [KEPT]
        ).fetchall()
    assert named == 60


def test_every_failure_fails(failed):
    assert {fault for fault, outcome in failed.items() if outcome.code == 0} == set()


def test_no_log_and_no_compiled_file_holds_a_secret_or_personal_value(private, failed):
    files = [*private.file("logs").rglob("*"), *private.file("target").rglob("*")]
    found = {
        file.name: Counter(LEAK.findall(file.read_bytes().decode(errors="replace")))
        for file in files
        if file.is_file()
    }
    assert {"dbt.log", "run_results.json", "manifest.json", "as_of.sql"} <= set(found)
    assert {name for name, leaks in found.items() if leaks} == set()
    assert LEAK.findall(private.printed) == []


def test_a_published_column_holds_personal_values_only_where_declared(private):
    with duckdb.connect(str(private.published), read_only=True) as connection:
        columns = connection.execute(
            "select table_schema, table_name, column_name from information_schema.columns"
        ).fetchall()
        holding = {
            (schema, table, column)
            for schema, table, column in columns
            if connection.execute(
                f'select count(*) from {schema}.{table} where regexp_matches(cast("{column}" as '
                f"varchar), '{LEAK.pattern}')"
            ).fetchall()[0][0]
        }
    ids = {column for column in columns if column[2] == "customer_id"}
    # The shop has no products, so that there is no share of a category group.
    without_rows = {("features", "category_group_shares", "customer_id")}
    assert holding == (ids | DECLARED) - without_rows
    # The page that says so names the tables and columns.
    page = (ROOT / "docs" / "faults.md").read_text().split("## Where personal values are")[1]
    for schema, table, column in ids | DECLARED:
        assert f"`{schema}.{table}`" in page
        assert column == "customer_id" or f"`{column}`" in page
    assert "`postal_code`" not in page


def test_the_published_file_holds_nothing_of_a_refused_row_or_a_secret(private):
    content = private.published.read_bytes()
    assert KEPT.encode() in content
    assert REFUSED.encode() not in content
    assert SECRET.encode() not in content
