"""The published file in JavaScript, by the client that DuckDB publishes for Node."""

from __future__ import annotations

import json
import shutil
import subprocess
import threading
from datetime import date
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

FOLDER = Path(__file__).with_name("node")
# Decimals, dates, booleans, nulls and doubles are all in these.
QUERIES = {
    "customer_base": "from history.customer_base order by as_of_date",
    "feature_catalogue": "from features.feature_catalogue order by feature",
    "segments": "from segments.segments order by segmentation, segment_id",
}
SECONDS = 300


class Reader:
    """The program read.mjs, which answers queries line by line."""

    def __init__(self, folder: Path, published: Path) -> None:
        self.process = subprocess.Popen(
            ["node", "read.mjs", str(published)],
            cwd=folder,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def rows(self, query: str) -> list[list]:
        """What it answers."""
        print(query, file=self.process.stdin, flush=True)
        return json.loads(self.process.stdout.readline())


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    """The program with the packages of its lock file."""
    folder = Path(shutil.copytree(FOLDER, tmp_path_factory.mktemp("node") / "read"))
    # The lock file names no registry, so npm asks its own.
    subprocess.run(
        ["npm", "ci", "--no-audit", "--no-fund"], cwd=folder, check=True, timeout=SECONDS
    )
    return folder


@pytest.fixture
def current(published, tmp_path) -> Path:
    """The published file where a build would replace it."""
    return Path(shutil.copy(published, tmp_path / "published.duckdb"))


@pytest.fixture
def reader(folder, current):
    """The running program."""
    reader = Reader(folder, current)
    limit = threading.Timer(SECONDS, reader.process.kill)
    limit.start()
    yield reader
    limit.cancel()
    reader.process.stdin.close()
    assert reader.process.wait(timeout=SECONDS) == 0


def in_json(value: object) -> object:
    """A value of SQL as the client writes it in JSON, without losing a digit."""
    if isinstance(value, int | Decimal) and not isinstance(value, bool):
        return str(value)
    return value.isoformat() if isinstance(value, date) else value


def expected(file: Path, query: str) -> list[list]:
    """What Python reads."""
    with duckdb.connect(str(file), read_only=True) as connection:
        rows = connection.execute(query).fetchall()
    return [[in_json(value) for value in row] for row in rows]


def test_javascript_reads_what_python_reads(reader, current):
    values = set()
    for query in QUERIES.values():
        rows = expected(current, query)
        assert len(rows) > 5
        assert reader.rows(query) == rows
        values |= {type(value) for row in rows for value in row}
    assert values == {str, bool, float, type(None)}


def test_it_reads_on_after_the_file_was_replaced(reader, current, changed):
    query = QUERIES["customer_base"]
    before = reader.rows(query)
    changed.replace(current)
    after = reader.rows(query)
    assert Decimal(after[-1][-1]) - Decimal(before[-1][-1]) == 1000
    assert after == expected(current, query)
