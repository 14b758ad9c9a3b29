"""Say why an input file cannot be read, and what to do, without a value of the data."""

from __future__ import annotations

import csv
import re
from pathlib import Path

DELIMITERS = ",;|\t"
AGAIN = "put a whole file in its place and build again"


def problem_of_place(path: str, is_found: bool, reads_urls: bool) -> str:
    """Say why a path is no file that can be read, before anything opens it.

    Parameters
    ----------
    path : str
        Path or pattern, as in the var `inputs`.
    is_found : bool
        Whether the path matches a file.
    reads_urls : bool
        Whether the connection has an extension for URLs.

    Returns
    -------
    str
        What is wrong and what to do; empty if nothing is.
    """
    if re.match(r"\w{2,}://", path) and not path.startswith("file://"):
        if reads_urls:
            return ""
        return (
            "is a URL, and nothing here reads those; download the file, or add extensions: [httpfs] "
            "to the output in profiles.yml"
        )
    place = Path(path)
    if place.is_dir():
        kinds = sorted({file.suffix for file in place.iterdir() if file.suffix in KINDS})
        kind = kinds[0] if len(kinds) == 1 else ".parquet or *.csv"
        return f"is a folder; name its files, such as {path.rstrip('/')}/*{kind}"
    if place.exists() and not place.is_file():
        return "is a pipe or a device, which can be read only once; write its content to a file"
    if not is_found and not place.exists():
        return (
            "names no file; give a path from where dbt runs, or of a file in an installed package"
        )
    return ""


KINDS = {".parquet", ".csv"}
SIGNATURES = {
    b"\xd0\xcf\x11\xe0": "is an Excel workbook; save its sheet as CSV UTF-8 and map that",
    b"PK\x03\x04": "is an Excel workbook or another archive; save its sheet as CSV UTF-8, or unpack "
    "it, and map that",
    b"\xff\xfe": "is UTF-16; add encoding: utf-16 beside its path",
    b"\xfe\xff": "is UTF-16; add encoding: utf-16 beside its path",
    b"PAR1": "is a Parquet file; give it a name that ends in .parquet",
}


def problem_of_content(file: Path, encoding: str) -> str:
    """Say why a CSV file cannot be read, after a reader gave up on it.

    Parameters
    ----------
    file : Path
        A local file.
    encoding : str
        As the mapping names it: utf-8, latin-1 or utf-16.

    Returns
    -------
    str
        What is wrong and what to do; empty if nothing was found.
    """
    with file.open("rb") as content:
        start = content.read(1 << 16)
    if not start.strip():
        return f"is empty; {AGAIN}"
    if encoding != "utf-16":
        for signature, problem in SIGNATURES.items():
            if start.startswith(signature):
                return problem
        if start[1::2].count(0) > len(start) / 4:
            return SIGNATURES[b"\xff\xfe"]
    if start.lstrip()[:1] in (b"<", b"{", b"["):
        return "is HTML, XML or JSON, not a CSV; export it as CSV and map that"
    if encoding == "utf-8" and (line := first_undecodable(file)):
        return (
            f"is not UTF-8 (line {line}); if it is of an older Windows program, add encoding: "
            f"latin-1 beside its path, else {AGAIN}"
        )
    return uneven_line(file, encoding)


def first_undecodable(file: Path) -> int | None:
    """Number of the first line that is not UTF-8; None if all are."""
    with file.open("rb") as lines:
        for number, line in enumerate(lines, 1):
            try:
                line.decode()
            except UnicodeDecodeError:
                return number
    return None


def uneven_line(file: Path, encoding: str) -> str:
    """Say which is the first row whose number of cells is not that of the header."""
    csv.field_size_limit(1 << 30)
    with file.open(encoding=encoding, errors="replace", newline="") as text:
        header = text.readline()
        delimiter = max(DELIMITERS, key=header.count)
        text.seek(0)
        rows = csv.reader(text, delimiter=delimiter)
        wanted = len(next(rows, []))
        begins = rows.line_num + 1
        for row in rows:
            if row and len(row) != wanted:
                return (
                    f"cannot be read: line {begins} has {len(row)} cells and the header {wanted}; "
                    "correct the line and build again"
                )
            begins = rows.line_num + 1
    return ""


def ambiguous_columns(header: list[str], mapped: list[str]) -> str:
    """Say which mapped column the header has several times, apart from upper and lower case."""
    for name in mapped:
        alike = [column for column in header if column.strip().lower() == name.lower()]
        if len(alike) > 1:
            return (
                f"has several columns {name}, if case does not count: {', '.join(alike)}; "
                "rename all but one"
            )
    return ""
