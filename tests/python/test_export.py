"""Public tables as files that other programs open."""

from __future__ import annotations

import csv
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import duckdb
import pytest
from harness import ROOT, Project

from centroid import export as exporting
from centroid.export import ExportError, export

FORMULAS = ["=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "\t=1", "=HYPERLINK(1)"]
PLAIN = ["+49 30 123", "-12", "plain", "a=b", "", "1.5"]


@pytest.fixture
def published(tmp_path: Path) -> Path:
    """A published file whose texts are formulas and things that look like them."""
    path = tmp_path / "published.duckdb"
    with duckdb.connect(str(path)) as connection:
        connection.execute("create schema segments")
        connection.execute(
            "create table segments.segments (number bigint, words varchar, day date, "
            "amount decimal(18, 4), is_true boolean, share double)"
        )
        for number, words in enumerate([*FORMULAS, *PLAIN]):
            connection.execute(
                "insert into segments.segments values (?, ?, '2024-02-29', 1.25, true, null)",
                [number, words],
            )
        connection.execute(
            "create table published_tables as select 'segments.segments' as table_name, "
            "count(*) as row_count from segments.segments"
        )
    return path


def test_a_csv_has_no_formula_and_every_other_text_as_it_is(published, tmp_path):
    file = tmp_path / "segments.csv"
    assert export(published, "segments.segments", file) == len(FORMULAS) + len(PLAIN)
    with file.open(newline="") as lines:
        rows = {int(row["number"]): row for row in csv.DictReader(lines)}
    written = [rows[number]["words"] for number in sorted(rows)]
    assert written == [*(f"'{words}" for words in FORMULAS), *PLAIN]
    assert rows[0]["day"] == "2024-02-29" and rows[0]["amount"] == "1.2500"
    assert rows[0]["share"] == ""


def test_parquet_is_the_table(published, tmp_path):
    file = tmp_path / "segments.parquet"
    export(published, "segments.segments", file)
    with duckdb.connect(str(published), read_only=True) as connection:
        assert connection.execute(
            f"select count(*) from (from '{file}' except all from segments.segments)"
        ).fetchone() == (0,)
        types = "select column_name, column_type from (describe from {})"
        assert (
            connection.execute(types.format(f"'{file}'")).fetchall()
            == connection.execute(types.format("segments.segments")).fetchall()
        )


def test_a_workbook_has_texts_numbers_and_dates(published, tmp_path):
    file = tmp_path / "segments.xlsx"
    export(published, "segments.segments", file)
    with zipfile.ZipFile(file) as book:
        sheet = book.read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in sheet and len(re.findall(r"<row ", sheet)) == 13
    second = re.search(r'<row r="2".*?</row>', sheet)[0]
    assert 't="inlineStr"><is><t>=1+1</t>' in second
    assert re.search(r'<c r="C2" s="\d+"><v>45351</v>', second)
    assert '<c r="D2"><v>1.25</v>' in second and '<c r="E2" t="b"><v>1</v>' in second
    assert 'r="F2"' not in second


def test_what_does_not_fit_into_a_sheet_is_refused(published, tmp_path, monkeypatch):
    monkeypatch.setattr(exporting, "MOST_ROWS", 12)
    with pytest.raises(ExportError, match="has 12 rows and a sheet at most 11; write a .csv"):
        export(published, "segments.segments", tmp_path / "segments.xlsx")
    assert not (tmp_path / "segments.xlsx").exists()
    export(published, "segments.segments", tmp_path / "segments.csv")


def test_unknown_tables_and_endings_are_refused(published, tmp_path):
    with pytest.raises(ExportError, match="'x' is not a public table; the tables are segments"):
        export(published, "x", tmp_path / "x.csv")
    with pytest.raises(ExportError, match=r"ends in .csv, .parquet or .xlsx"):
        export(published, "segments.segments", tmp_path / "x.json")


def test_every_public_table_of_a_shop_can_be_exported(small: Project, tmp_path):
    tables = small.query("select table_name, row_count from publish.published_tables order by 1")
    for table, count in tables:
        file = tmp_path / f"{table}.csv"
        assert export(small.published, table, file) == count
        with file.open(newline="") as lines:
            assert sum(1 for _ in csv.reader(lines)) == count + 1


def test_the_command_says_what_it_wrote(small: Project, tmp_path):
    file = tmp_path / "customers.parquet"
    command = [sys.executable, "-m", "centroid.export", "activation.customer_360", str(file)]
    environment = {"CENTROID_PUBLISHED": str(small.published), "PYTHONPATH": str(ROOT)}
    outcome = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)
    assert re.fullmatch(rf"{file}: \d+ rows of activation.customer_360\n", outcome.stdout)
    command[3] = "nothing"
    outcome = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)
    assert outcome.returncode == 1 and outcome.stderr.startswith("'nothing' is not a public table")
