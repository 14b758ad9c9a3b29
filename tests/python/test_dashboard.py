"""The dashboard for Superset asks for what is published; `make clients` runs it in Superset."""

from __future__ import annotations

import json

import duckdb
import pytest
import yaml
from harness import ROOT

ASSETS = ROOT / "examples" / "superset" / "assets"


def read(kind: str) -> list[dict]:
    return [yaml.safe_load(path.read_text()) for path in sorted((ASSETS / kind).rglob("*.yaml"))]


DATASETS = {each["uuid"]: each for each in read("datasets")}


def relation(dataset: dict) -> str:
    """What a dataset selects from."""
    if "sql" in dataset:
        return f"({dataset['sql']})"
    return f"{dataset['schema']}.{dataset['table_name']}"


@pytest.mark.parametrize("dataset", DATASETS.values(), ids=lambda each: each["table_name"])
def test_the_columns_and_metrics_of_a_dataset_can_be_computed(demo, dataset):
    with duckdb.connect(str(demo.published), read_only=True) as connection:
        columns = ", ".join(each["column_name"] for each in dataset["columns"])
        assert connection.execute(f"select {columns} from {relation(dataset)}").fetchall()
        for metric in dataset["metrics"]:
            connection.execute(f"select {metric['expression']} from {relation(dataset)}")


@pytest.mark.parametrize("chart", read("charts"), ids=lambda each: each["slice_name"])
def test_the_saved_query_of_a_chart_names_what_its_dataset_has(chart):
    dataset = DATASETS[chart["dataset_uuid"]]
    columns = {each["column_name"] for each in dataset["columns"]}
    metrics = {each["metric_name"] for each in dataset["metrics"]}
    (query,) = json.loads(chart["query_context"])["queries"]
    asked = {each["label"] if isinstance(each, dict) else each for each in query["columns"]}
    assert asked <= columns
    assert set(query.get("metrics") or []) <= metrics
    # Superset draws by the settings and computes by the saved query.
    settings = chart["params"]
    drawn = {settings[key] for key in ("metric", "x", "y", "size") if key in settings}
    assert drawn | set(settings.get("metrics", [])) == set(query.get("metrics") or [])


def test_the_machine_that_made_it_is_not_in_it():
    (database,) = read("databases")
    assert database["sqlalchemy_uri"] == "duckdb:////path/to/published.duckdb"
    assert database["extra"]["engine_params"]["connect_args"] == {"read_only": True}
