"""What people map as a file: it is read, or refused in the sentence that helps."""

from __future__ import annotations

import os
import zipfile
from pathlib import Path

import duckdb
import pytest
from harness import FOUR_COLUMNS, NO_TESTS, Stage, write_csv

from centroid.warehouse.input_files import InputFiles

HEADER = ",".join(FOUR_COLUMNS) + "\n"
ROWS = [f"o{number},Zoë {number},2024-01-{1 + number % 28:02},5\n" for number in range(3000)]
TEXT = HEADER + "".join(ROWS)


def problem(path: Path | str, encoding: str = "utf-8", columns: list[str] = FOUR_COLUMNS) -> str:
    """What is said of a path."""
    encoded = "" if encoding == "utf-8" else f", encoding = '{encoding}'"
    source = (
        f"read_csv('{path}', header = true, all_varchar = true, comment = '', skip = 0{encoded})"
    )
    if str(path).endswith(".parquet"):
        source = f"read_parquet('{path}')"
    return InputFiles(duckdb.connect).problem(str(path), source, encoding, columns)


def with_line(number: int, line: str) -> str:
    """The text with another line."""
    lines = TEXT.splitlines(keepends=True)
    return "".join([*lines[: number - 1], line, *lines[number:]])


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (TEXT.encode(), ""),
        (TEXT.encode("utf-8-sig"), ""),
        (TEXT.replace(",", ";").encode(), ""),
        (TEXT.encode("latin-1"), "is not UTF-8 (line 2); if it is of an older Windows program"),
        (TEXT.encode("utf-16"), "is UTF-16; add encoding: utf-16 beside its path"),
        (TEXT.encode("utf-16-le"), "is UTF-16; add encoding: utf-16 beside its path"),
        (b"", "is empty; put a whole file in its place and build again"),
        (b"\xd0\xcf\x11\xe0" + bytes(600), "is an Excel workbook; save its sheet as CSV UTF-8"),
        (b"<!DOCTYPE html>\n<p>log in, please", "is HTML, XML or JSON, not a CSV; export it"),
        (b'[{"a": 1},\n{"a": 2}]', "is HTML, XML or JSON, not a CSV; export it"),
        (with_line(5, "o,c,2024-01-01,5,6\n").encode(), "line 5 has 5 cells and the header 4;"),
        (with_line(2900, "o,c\n").encode(), "line 2900 has 2 cells and the header 4; correct the"),
        (
            with_line(2, 'o,"two\nlines",2024-01-01,5\n').replace("o9,", "o9,,").encode(),
            "line 12 has 5 cells and the header 4;",
        ),
        (TEXT.replace("amount", "amount,AMOUNT").replace(",5\n", ",5,6\n").encode(),
            "has several columns amount, if case does not count: amount, AMOUNT; rename all but"),
    ],
    ids=[
        *("plain", "mark", "semicolons", "latin-1", "utf-16", "utf-16 without a mark", "empty"),
        *("old Excel", "HTML", "JSON", "long line", "short line", "after a line end in quotes"),
        "two columns",
    ],
)  # fmt: skip
def test_a_file_is_read_or_refused_in_the_sentence_that_helps(tmp_path, content, said):
    file = tmp_path / "lines.csv"
    file.write_bytes(content)
    found = problem(file)
    assert said in found
    assert bool(said) == bool(found)
    assert "Zoë" not in found
    assert "\n" not in found


@pytest.mark.parametrize("encoding", ["latin-1", "utf-16"])
def test_a_named_encoding_is_read(stage: Stage, encoding):
    mapping = {**stage.four_columns["inputs"]["order_lines"], "encoding": encoding}
    project = stage.project(encoding, {"inputs": {"order_lines": mapping}})
    project.file("lines.csv").write_bytes(TEXT.encode(encoding))
    project.dbt("build", *NO_TESTS, "--select", "+stg_order_lines").succeeded()
    found = project.query("select count(*), min(customer_id) from inputs.stg_order_lines")
    assert found == [(3000, "Zoë 0")]


def test_a_workbook_is_refused(tmp_path):
    with zipfile.ZipFile(tmp_path / "lines.xlsx", "w") as book:
        book.writestr("xl/workbook.xml", "<x/>")
    assert problem(tmp_path / "lines.xlsx").startswith("is an Excel workbook or another archive;")


def test_columns_that_are_not_mapped_may_differ_by_case_alone(tmp_path):
    file = tmp_path / "lines.csv"
    file.write_text("note,Note,id\n1,2,3\n")
    assert problem(file, columns=["id"]) == ""
    assert problem(file, columns=["NOTE"]).startswith("has several columns NOTE, if case")


def test_columns_of_parquet_that_differ_by_case_alone_are_refused(tmp_path):
    import pyarrow as pa
    from pyarrow import parquet

    parquet.write_table(pa.table({"amount": [1], "Amount": [2]}), tmp_path / "lines.parquet")
    assert problem(tmp_path / "lines.parquet", columns=["amount"]).startswith("has several columns")
    assert problem(tmp_path / "lines.parquet", columns=[]) == ""


def test_what_is_no_file_is_said_before_it_is_opened(tmp_path):
    os.mkfifo(tmp_path / "pipe.csv")
    assert problem(tmp_path / "pipe.csv").startswith("is a pipe or a device, which can be")
    assert problem("https://shop.example/lines.csv").startswith("is a URL, and nothing here reads")
    assert problem(tmp_path / "none.csv").startswith("names no file; give a path from where dbt")
    folder = tmp_path / "lines.parquet"
    folder.mkdir()
    (folder / "part-0.csv").write_text(TEXT)
    assert problem(folder) == f"is a folder; name its files, such as {folder}/*.csv"


def test_a_folder_may_be_named_after_parquet(stage: Stage):
    mapping = stage.mapping("lines.parquet/*.csv", FOUR_COLUMNS)
    project = stage.project("named", {"inputs": {"order_lines": mapping}})
    project.file("lines.parquet").mkdir()
    file = project.file("lines.parquet/lines.csv")
    write_csv(file, FOUR_COLUMNS, [("o", "c", "2024-01-01", "5")])
    project.dbt("build", *NO_TESTS, "--select", "+stg_order_lines").succeeded()
    assert project.query("select count(*) from inputs.stg_order_lines") == [(1,)]
