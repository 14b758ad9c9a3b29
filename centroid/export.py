"""``python -m centroid.export TABLE FILE``: a public table as CSV, Parquet or an Excel workbook."""

from __future__ import annotations

import argparse
import sys
from datetime import date
from decimal import Decimal
from pathlib import Path

import duckdb

from centroid.errors import gist
from centroid.publishing.path import published_path

# Of a sheet, with its header.
MOST_ROWS = 1_048_576
# What a spreadsheet would compute, but for numbers and telephone numbers, which are what they seem.
IS_FORMULA = r"regexp_matches({0}, '^[=+\-@\t\r]') and not " + (
    r"regexp_full_match({0}, '[+-]?[0-9][0-9 .,()/-]*')"
)


class ExportError(Exception):
    """Why a table cannot be exported, in a sentence."""


def export(published: Path, table: str, file: Path) -> int:
    """Write a public table to a file, whose ending says how.

    Text that a spreadsheet would take for a formula is text there too: in a CSV it gets an
    apostrophe in front, in a workbook the cell is a text.

    Parameters
    ----------
    published : Path
        The published file.
    table : str
        Schema and name of a public table.
    file : Path
        The file to write, .csv, .parquet or .xlsx. It is replaced as a whole.

    Returns
    -------
    int
        The number of rows written.

    Raises
    ------
    ExportError
        If there is no such table or format, or the table has too many rows for a workbook.
    """
    kind = file.suffix.lower()
    if kind not in (".csv", ".parquet", ".xlsx"):
        raise ExportError(f"{file}: name a file that ends in .csv, .parquet or .xlsx.")
    with duckdb.connect(str(published), read_only=True) as connection:
        found = connection.execute(
            "select table_name, row_count from published_tables order by all"
        ).fetchall()
        counts = dict(found)
        if table not in counts:
            raise ExportError(
                f"'{table}' is not a public table; the tables are {', '.join(counts)}."
            )
        columns = connection.execute(
            "select column_name, data_type = 'VARCHAR' from duckdb_columns() "
            "where schema_name || '.' || table_name = ? order by column_index",
            [table],
        ).fetchall()
        quoted = ".".join(f'"{part}"' for part in table.split("."))
        new = file.with_name(f".{file.name}.new")
        if kind == ".xlsx":
            write_workbook(connection, quoted, counts[table], new)
        else:
            texts = {name for name, is_text in columns if is_text} if kind == ".csv" else set()
            selected = ", ".join(guarded(name, name in texts) for name, _ in columns)
            options = "format csv, header" if kind == ".csv" else "format parquet"
            connection.execute(
                f"copy (select {selected} from {quoted} order by all) to '{literal(new)}' "
                f"({options})"
            )
    new.replace(file)
    return counts[table]


def literal(path: Path) -> str:
    """A path within quotes of SQL."""
    return str(path).replace("'", "''")


def guarded(column: str, is_text: bool) -> str:
    """A column of a CSV, with an apostrophe before what would be a formula."""
    name = '"' + column.replace('"', '""') + '"'
    if not is_text:
        return name
    return f"case when {IS_FORMULA.format(name)} then '''' || {name} else {name} end as {name}"


def write_workbook(
    connection: duckdb.DuckDBPyConnection, table: str, row_count: int, file: Path
) -> None:
    """Write a table as the only sheet of a workbook."""
    if row_count >= MOST_ROWS:
        raise ExportError(
            f"{table} has {row_count:,} rows and a sheet at most {MOST_ROWS - 1:,}; "
            "write a .csv or .parquet file."
        )
    try:
        import xlsxwriter
    except ImportError:
        raise ExportError(
            "Writing .xlsx needs XlsxWriter; install it with `pip install 'centroid[xlsx]'`."
        ) from None
    settings = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(str(file), settings) as workbook:
        sheet = workbook.add_worksheet(table.replace('"', "")[:31])
        day = workbook.add_format({"num_format": "yyyy-mm-dd"})
        answer = connection.execute(f"select * from {table} order by all")
        sheet.write_row(0, 0, [each[0] for each in answer.description])
        number = 0
        while rows := answer.fetchmany(10_000):
            for row in rows:
                number += 1
                for place, value in enumerate(row):
                    write_cell(sheet, number, place, value, day)


def write_cell(sheet: object, row: int, column: int, value: object, day: object) -> None:
    """Write a value as what it is: a number, a date, a truth or a text."""
    if value is None:
        return
    if isinstance(value, bool):
        sheet.write_boolean(row, column, value)
    elif isinstance(value, int | float | Decimal):
        sheet.write_number(row, column, float(value))
    elif isinstance(value, date):
        sheet.write_datetime(row, column, value, day)
    else:
        sheet.write_string(row, column, str(value))


def main() -> None:
    """Export a table of the published file."""
    parser = argparse.ArgumentParser(prog="python -m centroid.export", description=__doc__)
    parser.add_argument("table", help="schema and name, such as segments.segments")
    parser.add_argument("file", type=Path, help="ends in .csv, .parquet or .xlsx")
    asked = parser.parse_args()
    published = Path(published_path())
    if not published.exists():
        sys.exit(f"{published}: nothing is published yet; run `dbt build`.")
    try:
        count = export(published, asked.table, asked.file)
    except ExportError as error:
        sys.exit(str(error))
    except (duckdb.Error, OSError) as error:
        sys.exit(f"{asked.file}: {gist(str(error))}.")
    print(f"{asked.file}: {count:,} rows of {asked.table}")


if __name__ == "__main__":
    main()
