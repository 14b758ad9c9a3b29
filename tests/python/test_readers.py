"""Readers of the published file while builds replace it: no error, and never two builds at once."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest
from harness import Project, whole_build

TABLES = ["segments.segments", "activation.customer_360"]
# Reads everything that is published, again and again, and once more when there is a file stop.
READER = """
import json, os, sys
from pathlib import Path
import duckdb
from harness import whole_build

os.nice(10)
path, way, stop = sys.argv[1], sys.argv[2], Path(sys.argv[3])
connection, reads, seen, errors = duckdb.connect(path, read_only=True), 0, [], []
is_last = False
while not is_last:
    is_last = stop.exists() and reads >= 50
    try:
        if way == "opens anew":
            connection.close()
            connection = duckdb.connect(path, read_only=True)
        build = whole_build(connection)
        if build not in seen:
            seen.append(build)
            print(build, flush=True)
    except Exception as error:
        errors.append(repr(error))
        break
    reads += 1
print(json.dumps({"seen": seen, "errors": errors}))
"""


def reader(project: Project, way: str) -> subprocess.Popen:
    """A process that reads the published file, and prints each build when it sees it first."""
    return subprocess.Popen(
        [sys.executable, "-c", READER, project.published, way, project.file("stop")],
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parent,
    )


@pytest.fixture(scope="module")
def read(small: Project) -> dict[str, dict]:
    """What two readers saw while three builds were published, and the build ids of these."""
    project = small.copy("readers")
    readers = {way: reader(project, way) for way in ["opens anew", "keeps it open"]}
    published = []
    try:
        for build in range(4):
            if build:
                # Of every build two tables say which it is.
                with project.connection(read_only=False) as connection:
                    for table in TABLES:
                        connection.execute(f"update {table} set segment_name = 'Build {build}'")
                project.dbt("run", "--select", "published_tables").succeeded()
            with duckdb.connect(str(project.published), read_only=True) as connection:
                published.append(whole_build(connection))
            for way, process in readers.items():
                if way == "opens anew" or not build:
                    assert process.stdout.readline().strip() == published[-1]
    finally:
        project.file("stop").touch()
    found = {way: json.loads(process.communicate()[0]) for way, process in readers.items()}
    return {**found, "published": published}


def test_a_reader_that_opens_the_file_anew_sees_one_build_after_the_other(read):
    found = read["opens anew"]
    assert found["errors"] == []
    assert len(set(read["published"])) == 4
    assert found["seen"] == read["published"]


def test_a_reader_that_keeps_the_file_open_sees_the_build_that_it_opened(read):
    found = read["keeps it open"]
    assert found["errors"] == []
    assert found["seen"] == read["published"][:1]
