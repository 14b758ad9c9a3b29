"""Write the report of the published file beside it."""

from __future__ import annotations

import sys
from pathlib import Path

import duckdb

from centroid.errors import gist
from centroid.publishing.path import published_path
from centroid.report.page import page


def written(path: Path, text: str) -> Path:
    """Replace a file as a whole, so that nobody opens half of it."""
    new = path.with_name(f".{path.name}.new")
    new.write_text(text)
    return new.replace(path)


def main() -> None:
    """Write report.html beside the published file."""
    published = Path(published_path())
    if not published.exists():
        sys.exit(f"{published}: nothing is published yet; run `dbt build`.")
    try:
        with duckdb.connect(str(published), read_only=True) as connection:
            text = page(connection)
    except duckdb.Error as error:
        sys.exit(f"{published}: {gist(str(error))}; run `dbt build` with this version of Centroid.")
    path = written(published.with_name("report.html"), text)
    print(f"{path}: {path.stat().st_size / 1000:,.0f} kB")


if __name__ == "__main__":
    main()
