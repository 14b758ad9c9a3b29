"""The plugin that opens the warehouse: what it says, and what it leaves to dbt."""

from __future__ import annotations

import os
from pathlib import Path

import duckdb
import pytest
from dbt.adapters.duckdb.credentials import DuckDBCredentials

from centroid.warehouse.duckdb_plugin import Plugin


def opening(path: str, config: dict | None = None, **options: object) -> Plugin:
    """A plugin that was asked to open a warehouse, as dbt asks it."""
    credentials = DuckDBCredentials.from_dict(
        {"type": "duckdb", "database": Path(path).stem.strip(":"), "schema": "main"}
        | {"path": path, **options}
    )
    plugin = Plugin.create("centroid.warehouse.duckdb_plugin", credentials=credentials)
    plugin.update_connection_config(credentials, config or {})
    return plugin


def test_a_var_that_is_nearly_ours_is_said(tmp_path, monkeypatch, capsys):
    (tmp_path / "dbt_project.yml").write_text("vars: {history_month: 3}")
    monkeypatch.setenv("DBT_PROJECT_DIR", str(tmp_path))
    plugin = opening(str(tmp_path / "warehouse.duckdb"))
    plugin.opened.close()
    assert capsys.readouterr().out.count("is history_months meant?") == 1


def test_a_missing_folder_is_said_to_be_missing(tmp_path):
    with pytest.raises(RuntimeError, match="No such file or directory") as caught:
        opening(str(tmp_path / "nowhere" / "warehouse.duckdb"))
    assert "Permission denied" not in str(caught.value)
    assert "set CENTROID_WAREHOUSE" in str(caught.value)


@pytest.mark.parametrize(
    ("config", "cause"),
    [
        ({"memory_limit": "lots"}, "Memory must have a number"),
        ({"memory_limit": "200%"}, "Unable to parse valid percentage"),
        ({"memory": "4GB"}, "options were not recognized: memory"),
    ],
)
def test_an_option_that_cannot_be_used_is_not_called_a_damage(tmp_path, config, cause):
    with pytest.raises(RuntimeError, match="profiles.yml: an option of the warehouse") as caught:
        opening(str(tmp_path / "warehouse.duckdb"), config)
    assert cause in str(caught.value)
    assert "CENTROID_MEMORY_LIMIT" in str(caught.value)


def test_a_warehouse_in_memory_needs_no_folder(monkeypatch):
    # Root may write anywhere, so the answer of the system is given for it.
    monkeypatch.setattr(os, "access", lambda *_: False)
    opening(":memory:").opened.close()


def test_the_profiles_retries_are_dbts_to_make(tmp_path):
    path = tmp_path / "warehouse.duckdb"
    path.write_bytes(b"not a database")
    retries = {"connect_attempts": 3, "retryable_exceptions": ["IOException"]}
    assert opening(str(path), retries=retries).opened is None


def test_it_is_held_open_until_dbt_has_it(tmp_path):
    path = str(tmp_path / "warehouse.duckdb")
    plugin = opening(path)
    assert plugin.opened is not None
    with duckdb.connect(path) as connection:
        plugin.configure_connection(connection)
        with pytest.raises(duckdb.ConnectionException):
            plugin.opened.execute("select 1")
        assert connection.execute("select current_setting('file_search_path')").fetchall()[0][0]


def test_it_sets_a_connection_up_where_dbt_opened_the_warehouse_itself(tmp_path):
    path = tmp_path / "warehouse.duckdb"
    retries = {"connect_attempts": 3, "retryable_exceptions": ["IOException"]}
    plugin = opening(str(path), retries=retries)
    with duckdb.connect(str(path)) as connection:
        plugin.configure_connection(connection)
        assert connection.execute("select current_setting('file_search_path')").fetchall()[0][0]


@pytest.mark.parametrize("name", ["centroid.duckdb", "../here/centroid.duckdb", "link", "hard"])
def test_a_warehouse_that_is_the_published_file_is_not_opened(tmp_path, monkeypatch, name):
    folder = tmp_path / "here"
    folder.mkdir()
    monkeypatch.chdir(folder)
    path = folder / "centroid.duckdb"
    with duckdb.connect(str(path)) as connection:
        connection.execute("create table fits as select 1 as fit")
    (folder / "link").symlink_to(path)
    (folder / "hard").hardlink_to(path)
    monkeypatch.setenv("CENTROID_PUBLISHED", name)
    with pytest.raises(RuntimeError, match="cannot be here: it is the warehouse"):
        opening(str(path))
    monkeypatch.setenv("CENTROID_PUBLISHED", "published.duckdb")
    opening(str(path)).opened.close()


@pytest.mark.parametrize("spelled", ["new.duckdb", "./new.duckdb", "../here/new.duckdb"])
def test_neither_is_one_that_is_not_there_yet(tmp_path, monkeypatch, spelled):
    folder = tmp_path / "here"
    folder.mkdir()
    monkeypatch.chdir(folder)
    monkeypatch.setenv("CENTROID_PUBLISHED", spelled)
    with pytest.raises(RuntimeError, match="cannot be here: it is the warehouse"):
        opening(str(folder / "new.duckdb"))
    assert not list(folder.iterdir())


@pytest.mark.parametrize(
    "name",
    ["a#b/shop.duckdb", "a?b/shop.duckdb", "a#b.duckdb", "a;b.duckdb", "a?b.duckdb"]
    + ["main.duckdb", "temp.duckdb", "system.duckdb", "it's.duckdb", 'the "shop".duckdb'],
)
def test_a_path_that_dbt_cannot_name_is_a_sentence(tmp_path, name):
    path = tmp_path / name
    path.parent.mkdir(exist_ok=True)
    database = DuckDBCredentials.path_derived_database_name(str(path))
    with pytest.raises(RuntimeError, match="dbt cannot name a warehouse of this path; set CENTR"):
        opening(str(path), database=database)


@pytest.mark.parametrize("name", ["a;b/c.duckdb", 'it\'s "1"/c.duckdb', "x y/x y.duckdb", "a%20/c"])
def test_other_paths_open(tmp_path, name):
    path = tmp_path / name
    path.parent.mkdir()
    opening(str(path)).opened.close()
    assert path.exists()


def test_what_is_no_file_is_not_opened(tmp_path):
    os.mkfifo(tmp_path / "pipe.duckdb")
    for path in (tmp_path, tmp_path / "pipe.duckdb"):
        with pytest.raises(
            RuntimeError, match="cannot be written .It is not a file.; set CENTROID"
        ):
            opening(str(path))
    with pytest.raises(RuntimeError, match="cannot be written .It is a URL.; set CENTROID"):
        opening("https://localhost:1/shop.duckdb")


def test_sql_asks_it_where_nothing_can_be_published(tmp_path):
    warehouse = tmp_path / "warehouse.duckdb"
    plugin = opening(str(warehouse))
    query = "select problem_of_publishing(?, ['segments'])"
    with duckdb.connect(str(warehouse)) as connection:
        plugin.configure_connection(connection)
        for name, words in {
            "published.duckdb": "",
            "warehouse.duckdb": "it is the warehouse",
            "segments.duckdb": "from its schema segments",
            "nowhere/published.duckdb": "nowhere is not a folder",
        }.items():
            ((sentence,),) = connection.execute(query, [str(tmp_path / name)]).fetchall()
            assert words in sentence
            assert bool(words) == bool(sentence)
