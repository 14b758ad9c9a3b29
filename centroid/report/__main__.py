"""Write the report of the published file, and the month on one page, beside it."""

from __future__ import annotations

import sys
from pathlib import Path

import duckdb

from centroid.errors import gist
from centroid.publishing.path import published_path
from centroid.report.memo import memo_page, memo_text
from centroid.report.page import page


def written(path: Path, text: str) -> Path:
    """Replace a file as a whole, so that nobody opens half of it."""
    new = path.with_name(f".{path.name}.new")
    new.write_text(text)
    return new.replace(path)


def main() -> None:
    """Write report.html, memo.html and memo.md beside the published file."""
    if sys.argv[1:]:
        sys.exit(
            f"'{sys.argv[1]}': the report takes no argument; it is written beside the published "
            "file, which the environment variable CENTROID_PUBLISHED names."
        )
    published = Path(published_path())
    if not published.exists():
        sys.exit(f"{published}: nothing is published yet; run `dbt build`.")
    try:
        with duckdb.connect(str(published), read_only=True) as connection:
            texts = {
                "report.html": page(connection),
                "memo.html": memo_page(connection, "report.html"),
                "memo.md": memo_text(connection),
            }
    except duckdb.Error as error:
        sys.exit(f"{published}: {gist(str(error))}; run `dbt build` with this version of Centroid.")
    for name, text in texts.items():
        print(written(published.with_name(name), text))


if __name__ == "__main__":
    main()
