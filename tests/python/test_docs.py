"""Every block of code in README, CONTRIBUTING and docs runs, or is listed here with the reason."""

from __future__ import annotations

import ast
import importlib.util
import random
import re
import shlex
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from textwrap import dedent
from typing import NamedTuple

import click
import duckdb
import pytest
import yaml
from dbt.cli.main import cli
from harness import FOUR_COLUMNS, NO_TESTS, ROOT, Project, Stage, copy_project, write_csv

from tools.features import files
from tools.picture import PICTURE

PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md"))]
FENCED = re.compile(r"^```(\w*)\n(.*?)^```$", re.M | re.S)
# Four spaces that follow an empty line begin a block of code, or a paragraph of a list.
INDENTED = re.compile(r"(?:\n\n)((?: {4}.*\n)+)")
INLINE = re.compile(r"(?<!`)`((?:make|dbt|pytest|python -m|\.venv/bin/python -m) [^`]+)`")
COMMAND = re.compile(r"(make|dbt|pytest|source|\S*python) ")

# What is shown and not run: the first line of the block, and why.
SHOWN = {
    "pip install dbt-metricflow": "tests/clients/test_metrics.py validates and asks in one process",
    "# packages.yml": "lines for three files, compared with tests/python/host below",
    "calendar → inputs → facts → findings → features → rfm → fits → validation → scoring → ledger"
    " → profiles → words → segments → history → monitoring → metrics → activation → publish": (
        "the rooms, as in test_project.py"
    ),
    "echo 4711 | python -m centroid.memory erase": "test_memory.py erases in one process",
    "{{ config(materialized='by_part', parts='order_months', key='ordered_month', digest="
    "'history_digest') }}": "the head of models/facts/orders.sql, compared with it below",
}
# dbt commands that a fixture or another test runs; any other one is run on a copy of the demo.
RUN_ELSEWHERE = {
    "dbt build": "conftest.py: demo",
    "dbt build --log-level-file debug": "conftest.py: demo, with less in the log",
    "dbt docs generate": "test_project.py",
    "dbt compile": "test_failures.py",
    "dbt deps": "nothing to install, and it asks a registry",
    "dbt build --vars '{refit: [value]}'": "test_refits.py",
    "dbt run-operation rescore --args '{date: 2017-06-30, fit: value-20171231-2cddf83e}'": (
        "test_ledger.py, with fits of its own"
    ),
    "dbt run-operation compare_fits --args '{date: 2017-12-31, fit: value-20170930-2cddf83e, "
    "other: value-20171231-2cddf83e}'": "test_ledger.py, with fits of its own",
    "dbt run-operation promote --args '{fit: value-20170930-2cddf83e}'": (
        "test_ledger.py, with fits of its own"
    ),
}


class Block(NamedTuple):
    """A block of code on a page."""

    page: str
    language: str
    text: str

    @property
    def first(self) -> str:
        """Its first line, by which it is known."""
        return self.text.strip().splitlines()[0].strip()


def blocks(page: Path) -> list[Block]:
    """The fenced and the indented blocks of a page."""
    text, name = page.read_text(), str(page.relative_to(ROOT))
    fenced = [Block(name, language, code) for language, code in FENCED.findall(text)]
    rest = FENCED.sub("", text)
    return fenced + [Block(name, "", code) for code in INDENTED.findall(rest)]


BLOCKS = [block for page in PAGES for block in blocks(page)]


def block(page: str, first: str) -> Block:
    """The one block of a page that begins with a line."""
    (found,) = (each for each in BLOCKS if each.page == page and each.first == first)
    return found


# How each block of SQL and YAML is used; a handler is a test or a fixture below.
FOUR_COLUMNS_OF_A_FILE, EXPORT = (
    each for each in BLOCKS if each.page == "README.md" and each.first == "vars:"
)
DEALS = block("README.md", "- name: deals")
MIXTURE = block("docs/segmentations.md", "vars:")
ENGAGEMENT = block("docs/engagement.md", "vars:")
FEATURE_SQL = block(
    "CONTRIBUTING.md", "cast(max(returned_amount) as decimal(18, 4)) as largest_return_365d,"
)
FEATURE_YAML = block("CONTRIBUTING.md", "- name: largest_return_365d")
USED = [
    *(FOUR_COLUMNS_OF_A_FILE, EXPORT, DEALS, MIXTURE, ENGAGEMENT, FEATURE_SQL, FEATURE_YAML),
]
QUERIES = [each for each in BLOCKS if each.language == "sql" and each not in USED]


def commands(each: Block) -> list[str]:
    """The commands of a block, without comments; empty if it is no block of commands."""
    lines = [line.split(" #")[0].strip() for line in each.text.strip().splitlines()]
    return lines if all(COMMAND.match(f"{line} ") for line in lines) else []


COMMANDS = sorted(
    {command for each in BLOCKS for command in commands(each)}
    | {" ".join(found.split()) for page in PAGES for found in INLINE.findall(page.read_text())}
)
TO_RUN = [each for each in COMMANDS if each.startswith("dbt ") and each not in RUN_ELSEWHERE]


def test_every_block_is_run_or_has_a_reason():
    unknown = [
        (each.page, each.first)
        for each in BLOCKS
        if not commands(each) and each not in [*USED, *QUERIES] and each.first not in SHOWN
    ]
    assert not unknown, "give each a handler in test_docs.py"
    assert not set(SHOWN) - {each.first for each in BLOCKS}
    assert not set(RUN_ELSEWHERE) - set(COMMANDS)


@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_is_one(command):
    words = shlex.split(command)
    if words[0] == "make":
        targets = set(re.findall(r"^([\w-]+):", (ROOT / "Makefile").read_text(), re.M))
        asked = [word for word in words[1:] if "=" not in word and not word.startswith("<")]
        assert asked and set(asked) <= targets
    elif words[0] == "dbt":
        # Unknown commands and options raise a usage error; a context is no run.
        parser, arguments = cli, words[1:]
        while isinstance(parser, click.Group):
            place = next(n for n, word in enumerate(arguments) if word in parser.commands)
            parser.make_context("dbt", arguments[: place + 1])
            parser, arguments = parser.commands[arguments[place]], arguments[place + 1 :]
        parser.make_context("dbt", arguments)
    elif words[0] == "pytest":
        assert all((ROOT / word).exists() for word in words[1:] if word.endswith(".py"))
    elif words[0] == "source":
        assert words[1:] == [".venv/bin/activate"]
    else:
        assert words[0] in ("python", ".venv/bin/python")
        if words[1] == "-m":
            assert importlib.util.find_spec(words[2])
        else:
            assert (ROOT / words[1]).exists()


@pytest.mark.long
def test_the_dbt_commands_that_nothing_else_runs(demo):
    for number, command in enumerate(TO_RUN):
        project = demo.copy(f"documented command {number}")
        project.dbt(*shlex.split(command)[1:]).succeeded()


@pytest.mark.parametrize("query", QUERIES, ids=lambda each: f"{each.page}: {each.first}")
def test_a_query_returns_rows_of_the_published_file(demo, query):
    with duckdb.connect(str(demo.published), read_only=True) as connection:
        assert connection.sql(query.text).fetchall()


def test_rejected_rows_have_their_reason(shop):
    found = shop.query("select rejection_reason, rejected_row from inputs.rejected_rows")
    assert any(reason == "unreadable_amount" and "drei" in row for reason, row in found)


def test_the_five_customers_are_the_demos(demo):
    lines = (ROOT / "README.md").read_text().splitlines()
    top = next(number for number, line in enumerate(lines) if line.startswith("| customer_id |"))
    columns, _, *shown = (
        [cell.strip() for cell in line.strip("|").split("|")] for line in lines[top : top + 7]
    )
    with duckdb.connect(str(demo.published), read_only=True) as connection:
        rows = connection.sql(
            f"select {', '.join(columns)} from activation.customer_360 order by customer_id limit 5"
        ).fetchall()
    written = [
        [f"{cell:.2f}" if name.endswith(("365d", "value")) and "count" not in name else str(cell)
         for name, cell in zip(columns, row, strict=True)]
        for row in rows
    ]  # fmt: skip
    assert shown == written


def test_the_picture_is_small():
    assert 10_000 < PICTURE.stat().st_size < 300_000


def test_the_published_tables_are_those_of_the_readme(demo):
    section = (ROOT / "README.md").read_text().split("## The public tables")[1].split("\n## ")[0]
    named = set()
    for row in re.findall(r"^\| (`.*?`) \|", section, re.M):
        first, *others = re.findall(r"`([\w.]+)`", row)
        named |= {first, *(f"{first.split('.')[0]}.{other}" for other in others)}
    with duckdb.connect(str(demo.published), read_only=True) as connection:
        published = connection.sql("select table_name from main.published_tables").fetchall()
    assert named == {name for (name,) in published} | {"main.published_tables"}


def test_the_number_of_features_is_that_of_the_readme(demo):
    counted = demo.query(
        "select count(*) filter (is_numeric), count(*) filter (not is_numeric) "
        "from features.feature_catalogue where feature in (select column_name from "
        "information_schema.columns where table_name = 'customer_features')"
    )
    text = (ROOT / "README.md").read_text()
    assert re.findall(r"(\d+) numeric features and (\d+) attributes", text) == [
        tuple(map(str, counted[0]))
    ]


def test_every_option_of_a_segmentation_is_explained():
    page = (ROOT / "docs" / "segmentations.md").read_text()
    macro = (ROOT / "macros/segmentations/segmentation_options.sql").read_text()
    options = re.findall(r"^    '(\w+)': \{'default'", macro, re.M)
    assert sorted(re.findall(r"^\| `(\w+)` \|", page, re.M)) == sorted(options)


def test_the_rooms_are_those_of_the_project():
    from test_project import ROOMS

    (shown,) = (each for each in BLOCKS if each.first.startswith("calendar →"))
    assert ["demo", *shown.text.strip().split(" → ")] == ROOMS


def test_the_example_of_a_kept_table_is_a_model():
    (shown,) = (each for each in BLOCKS if "by_part" in each.first)
    model = (ROOT / "models/facts/orders.sql").read_text().splitlines()
    assert [line.strip() for line in shown.text.strip().splitlines()] == model[:2]


def test_the_lines_for_another_project_are_those_of_the_host():
    text = block("docs/dbt-package.md", "# packages.yml").text
    _, *parts = re.split(r"^# (\w+\.yml).*\n", text, flags=re.M)
    shown = {
        name: yaml.safe_load(dedent(lines))
        for name, lines in zip(parts[::2], parts[1::2], strict=True)
    }
    # test_guest.py builds it.
    host = {name: yaml.safe_load((ROOT / "tests/python/host" / name).read_text()) for name in shown}
    assert [list(package) for package in shown["packages.yml"]["packages"]] == [
        list(package) for package in host["packages.yml"]["packages"]
    ]
    assert shown["profiles.yml"].items() <= host["profiles.yml"]["acme"]["outputs"]["prod"].items()
    project = shown["dbt_project.yml"]
    assert project["flags"].items() <= host["dbt_project.yml"]["flags"].items()
    assert project["unit_tests"] == host["dbt_project.yml"]["unit_tests"]
    (mapping,) = project["vars"]["centroid"]["inputs"].values()
    assert mapping["columns"].keys() <= {*FOUR_COLUMNS}
    for seed, config in project["seeds"]["centroid"].items():
        assert (ROOT / "seeds" / f"{seed}.csv").exists() and config == {"+enabled": False}


def test_links_lead_somewhere():
    for page in PAGES:
        for link in re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", page.read_text()):
            assert link.startswith("https://") or (page.parent / link).exists(), (page, link)


@pytest.fixture(scope="module")
def shop(stage: Stage) -> Project:
    """A shop with unit prices and without order numbers, set up as README and CONTRIBUTING say."""
    project = stage.project("shop of the docs")
    project.root = project.folder / "project"
    copy_project(project.root)
    family = "models/features/families/return_features"
    project.edit(f"{family}.sql", "    {{ ratio(", FEATURE_SQL.text + "    {{ ratio(")
    project.edit(
        f"{family}.yml",
        "      - name: return_rate_365d\n",
        FEATURE_YAML.text + "      - name: return_rate_365d\n",
    )
    for path, text in files(project.root / "models" / "features").items():
        path.write_text(text)
    variables = yaml.safe_load(EXPORT.text.replace("/data", str(stage.current)))["vars"]
    everybody = {
        "name": "everybody",
        "segments": 2,
        "population": "order_count >= 0",
        "features": ["order_count_365d", "largest_return_365d"],
    }
    project.variables = {
        **variables,
        "history_months": 0,
        "segmentations": [everybody, *yaml.safe_load(DEALS.text)],
    }
    write_shop(project)
    project.dbt("seed").succeeded()
    models = ["+new_fits", "path:models/fits", "customer_features", "+rejected_rows"]
    project.dbt("run", "--select", *models).succeeded()
    return project


def write_shop(project: Project) -> None:
    """Sales of forty customers with two equal lines and one unreadable, and five more customers."""
    chance = random.Random(1)
    sales = []
    for number in range(40):
        day = date(2024, 1, 2) + timedelta(days=number % 7)
        while day < date(2024, 4, 1):
            for hour in (10, 17):
                price = f"{chance.randrange(100, 900) / 100:.2f}".replace(".", ",")
                sales.append((f"C{number:02} ", f"{day:%d.%m.%Y} {hour}:00", "Müsli", "2", price))
            day += timedelta(days=5 + number)
    sales.append(("C01", "01.03.2024 12:00", "P2", "-1", "3,50"))
    sales += [("C00", "31.03.2024 12:00", "P3", "3", "1.001,10")] * 2
    sales.append(("C00", "31.03.2024 12:00", "P3", "drei", "1,10"))
    columns = ["CustomerID", "SoldAt", "Sku", "Quantity", "Unit Price"]
    file = project.file("sales.csv")
    write_csv(file, columns, sales)
    file.write_bytes(file.read_text().encode("latin-1"))
    joined = [(f"C{number:02}", "2024-01-01") for number in range(45)]
    write_csv(project.file("customers.csv"), ["Number", "Joined"], joined)
    project.lines = sales


def test_an_amount_and_an_order_are_computed(shop):
    assert shop.query(
        "select count(*), sum(amount), min(order_id), max(order_id), min(ordered_at) "
        "from inputs.stg_order_lines where customer_id = 'C00' and ordered_at >= '2024-03-31'"
    ) == [(1, Decimal("3003.30"), *["C00 2024-03-31"] * 2, datetime(2024, 3, 31, 12))]
    ((named,),) = shop.query(
        "select count(*) from inputs.stg_order_lines where product_id = 'Müsli'"
    )
    assert named > 400
    days = {(line[0].strip(), line[1][:10]) for line in shop.lines}
    assert shop.query("select count(*) from facts.orders where is_purchase") == [
        # The return stands alone on its day.
        (len(days - {("C01", "01.03.2024")}),)
    ]


def test_lines_that_are_equal_in_every_column_are_rejected_unless_they_are_kept(shop):
    reasons = (
        "select rejection_reason, count(*) from inputs.checked_order_lines "
        "where rejection_reason is not null group by all order by all"
    )
    assert shop.query(reasons) == [("exact_duplicate", 1), ("unreadable_amount", 1)]
    project = shop.copy("equal lines kept")
    project.root = shop.root
    project.dbt("run", "--select", "+checked_order_lines", equal_lines="keep").succeeded()
    assert project.query(reasons) == [("unreadable_amount", 1)]


def test_whoever_never_ordered_is_a_prospect_outside_the_default_population(shop):
    assert shop.query(
        "select lifecycle_stage, order_count, count(*) from features.customer_features "
        "where lifecycle_stage = 'prospect' group by all"
    ) == [("prospect", 0, 5)]
    assert shop.query(
        "select population_size from fits.segmentation_fits where segmentation = 'everybody'"
    ) == [(45,)]


def test_a_segmentation_is_left_out_on_a_shop_without_what_it_needs(shop):
    assert shop.query(
        "select status, reason from fits.segmentation_fits where segmentation = 'deals'"
    ) == [
        (
            "skipped",
            "Segmentation 'deals' is left out: it needs order_lines.discount_amount, "
            "order_lines.coupon_amount, campaign_responses, not mapped in the var inputs.",
        )
    ]


def test_a_feature_of_the_guide_is_computed(shop):
    assert shop.query(
        "select customer_id, largest_return_365d from features.customer_features "
        "where largest_return_365d > 0"
    ) == [("C01", 3.5)]


def test_the_segmentations_of_the_docs_are_fitted_on_the_demo(demo):
    project = demo.copy("documented segmentations")
    declared = yaml.safe_load(DEALS.text) + yaml.safe_load(MIXTURE.text)["vars"]["segmentations"]
    models = ["segmentation_specs", "segmentation_features", "fit_samples", "new_fits"]
    project.dbt(
        "run",
        "--select",
        *models,
        *("fit_registry", "fit_status", "segmentation_fits"),
        segmentations=declared,
    ).succeeded()
    fitted = project.query(
        "select segmentation from fits.segmentation_fits where status = 'fitted' and "
        "segmentation in ('deals', 'price_and_variety') order by all"
    )
    assert fitted == [("deals",), ("price_and_variety",)]


def test_the_inputs_of_events_are_mapped_by_names_that_there_are():
    text = (ROOT / "macros/inputs/input_contract.sql").read_text()
    contract = ast.literal_eval(re.search(r"return\((.*)\) }}", text, re.S)[1])
    for name, mapping in yaml.safe_load(ENGAGEMENT.text)["vars"]["inputs"].items():
        assert set(contract[name]["required"]) <= set(mapping["columns"]), name
        assert set(mapping["columns"]) <= set(contract[name]["columns"]), name


def test_one_file_with_four_columns_is_enough(stage):
    project = stage.project("four columns of the docs")
    mapped = yaml.safe_load(FOUR_COLUMNS_OF_A_FILE.text.replace("/data", str(stage.current)))
    project.variables = mapped["vars"]
    path = project.file("order_lines.parquet")
    duckdb.sql(
        "select i as OrderNo, 1 + i % 3 as CustomerID, timestamp '2024-01-01' + i * interval 1 day "
        "as Date, 1.5 * i as LineTotal from range(1, 9) as t(i)"
    ).write_parquet(str(path))
    project.dbt("build", *NO_TESTS, "--select", "+stg_order_lines").succeeded()
    assert project.query("select count(*), sum(amount) from inputs.stg_order_lines") == [(8, 54)]
