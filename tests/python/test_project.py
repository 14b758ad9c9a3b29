"""Rules about the project as a whole, read from dbt's manifest and from the files."""

from __future__ import annotations

import ast
import json
import re
import sys
import tomllib
from functools import cache

import pytest
import yaml
from harness import ROOT

from tools.features import files

ROOMS = [
    *(
        "demo",
        "calendar",
        "inputs",
        "facts",
        "findings",
        "features",
        "rfm",
        "fits",
        "validation",
        "scoring",
        "ledger",
        "profiles",
    ),
    *("words", "segments", "history", "monitoring", "metrics", "activation", "publish"),
]
CLOCK = re.compile(r"current_date|current_timestamp|\bnow\(\)|getdate\(|run_started_at", re.I)


@pytest.fixture(scope="module")
def models(demo) -> dict[str, dict]:
    manifest = json.loads((demo.folder / "target" / "manifest.json").read_text())
    return {k: v for k, v in manifest["nodes"].items() if v["resource_type"] == "model"}


def test_a_model_reads_only_from_rooms_to_its_left(models):
    leaps = [
        (node["name"], models[parent]["name"])
        for node in models.values()
        for parent in node["depends_on"]["nodes"]
        if parent in models and ROOMS.index(models[parent]["fqn"][1]) > ROOMS.index(node["fqn"][1])
    ]
    assert not leaps


def test_the_public_models_are_the_published_ones_and_have_contracts(models):
    publish = models["model.centroid.published_tables"]
    published = {table.split(".")[1] for table in publish["config"]["meta"]["tables"]}
    functions = {name.split(".")[1] for name in publish["config"]["meta"]["functions"]}
    public = {node["name"] for node in models.values() if node["access"] == "public"}
    contracted = {node["name"] for node in models.values() if node["contract"]["enforced"]}
    assert public == published | functions | {"published_tables"}
    assert published <= contracted


def test_every_model_and_macro_is_described(demo):
    manifest = json.loads((demo.folder / "target" / "manifest.json").read_text())
    own = [
        node
        for kind in ("nodes", "macros")
        for node in manifest[kind].values()
        if node["package_name"] == "centroid"
    ]
    # A dispatched macro is described where it is called, under its own name.
    dispatched = re.compile(r"^(default|duckdb|spark)__|^test_")
    silent = [
        node["name"]
        for node in own
        if not node.get("description")
        and node["resource_type"] in ("model", "seed", "macro")
        and not dispatched.match(node["name"])
    ]
    assert not silent
    described = yaml.safe_load((ROOT / "tests" / "tests.yml").read_text())["data_tests"]
    assert {test["name"] for test in described} == {
        file.stem for file in (ROOT / "tests").glob("*.sql")
    }


def test_tests_that_show_rows_show_no_customer():
    described = yaml.safe_load((ROOT / "tests" / "tests.yml").read_text())["data_tests"]
    showing = [
        test["name"]
        for test in described
        if test.get("config", {}).get("meta", {}).get("shows_rows")
    ]
    assert len(showing) > 5
    for name in showing:
        assert "customer_id" not in (ROOT / "tests" / f"{name}.sql").read_text(), name


def test_the_documentation_is_generated_without_a_warning(demo):
    documented = demo.copy("documented")
    documented.dbt("--warn-error", "docs", "generate").succeeded()
    catalog = json.loads(documented.file("target/catalog.json").read_text())
    assert "model.centroid.customer_360" in catalog["nodes"]
    assert catalog["errors"] is None


def test_what_a_unit_test_reads_is_built_before_it_on_a_new_warehouse(stage):
    """A shop without an input has fewer refs, but all unit tests."""
    project = stage.project("four_columns", stage.four_columns)
    project.dbt("--write-json", "parse").succeeded()
    manifest = json.loads(project.file("target/manifest.json").read_text())

    @cache
    def before(node: str) -> set[str]:
        found = set(manifest["nodes"].get(node, {}).get("depends_on", {}).get("nodes", []))
        return found.union(*map(before, found))

    late = [
        (each["name"], given["input"])
        for each in manifest["unit_tests"].values()
        for given in each["given"]
        if given["input"].startswith("ref(")
        and re.search(r"'(\w+)'", given["input"])[1]
        not in {name.split(".")[-1] for name in before(f"model.centroid.{each['model']}")}
    ]
    assert len(manifest["unit_tests"]) > 90
    assert late == []


def test_the_wide_table_follows_from_its_families():
    for path, text in files(ROOT / "models" / "features").items():
        assert path.read_text() == text, "run `make features`"


def test_every_seed_that_is_named_is_there():
    rooms = ["models", "macros", "seeds", "centroid", "docs"]
    texts = [file for room in rooms for file in (ROOT / room).rglob("*.*")]
    texts += [ROOT / "README.md", ROOT / "CONTRIBUTING.md"]
    named = re.compile(r"\bseeds/(\w+)\.csv|\bseeds? `?([a-z]+(?:_[a-z]+)+)\b")
    missing = [
        (file.name, path or name)
        for file in texts
        if file.suffix in (".sql", ".yml", ".md", ".csv", ".py", ".html")
        for path, name in named.findall(file.read_text())
        if not (ROOT / "seeds" / f"{path or name}.csv").exists()
    ]
    assert not missing


def test_nothing_reads_the_clock_or_ranks_by_ntile():
    readers = [
        str(file.relative_to(ROOT))
        for room in ("models", "macros", "python_models", "centroid")
        for file in (ROOT / room).rglob("*")
        if file.suffix in (".sql", ".py")
        and (CLOCK.search(file.read_text()) or re.search(r"\bntile\b", file.read_text()))
    ]
    assert not readers


def test_no_model_asks_which_engine_it_runs_on():
    askers = [
        str(file.relative_to(ROOT))
        for file in (ROOT / "models").rglob("*.sql")
        if re.search(r"target\.(type|name)", file.read_text())
    ]
    assert not askers


def test_who_installs_the_package_gets_all_that_it_imports():
    declared = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["dependencies"]
    names = {re.match(r"[\w-]+", line)[0] for line in declared}
    listed = (ROOT / "requirements" / "run.in").read_text().split()
    assert names == {re.match(r"[\w-]+", line)[0] for line in listed} - {"setuptools"}
    # Distributions of another name than their module, or that one of the declared ones needs.
    found_in = {
        "dbt": "dbt-core",
        "dbt_common": "dbt-core",
        "sklearn": "scikit-learn",
        "scipy": "scikit-learn",
    }
    imported = {
        name.split(".")[0]
        for file in [*(ROOT / "centroid").rglob("*.py"), *(ROOT / "python_models").rglob("*.py")]
        for node in ast.parse(file.read_text()).body
        for name in (
            [node.module]
            if isinstance(node, ast.ImportFrom)
            else [each.name for each in node.names]
            if isinstance(node, ast.Import)
            else []
        )
    } - {*sys.stdlib_module_names, "centroid"}
    assert {found_in.get(module, module) for module in imported} <= names


def test_the_lock_files_name_no_registry():
    locks = list((ROOT / "requirements").glob("*.txt"))
    wanted = (ROOT / "requirements").glob("*.in")
    assert {lock.stem for lock in locks} == {each.stem for each in wanted}
    for lock in locks:
        assert not re.search(r"https?:|file:|--(extra-)?index-url", lock.read_text())
