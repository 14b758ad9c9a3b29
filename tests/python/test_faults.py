"""Faults of the machine and of files: the outcome that docs/faults.md declares for each."""

from __future__ import annotations

import json
import os
import re
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import duckdb
import pytest
from harness import (
    FILES,
    FOUR_COLUMNS,
    NO_TESTS,
    Outcome,
    Project,
    Stage,
    order_lines,
    whole_build,
    write_csv,
)

from centroid.warehouse.input_files import InputFiles

PUBLISH = ("run", "--select", "published_tables")
SHIM = """
#include <time.h>
#include <sys/time.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <unistd.h>
static long shift(void) { return atol(getenv("CLOCK_SHIFT")); }
int clock_gettime(clockid_t clock, struct timespec *t) {
    int code = syscall(SYS_clock_gettime, clock, t);
    if (clock == CLOCK_REALTIME) t->tv_sec += shift();
    return code;
}
time_t time(time_t *t) {
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    if (t) *t = now.tv_sec;
    return now.tv_sec;
}
int gettimeofday(struct timeval *t, void *zone) {
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    t->tv_sec = now.tv_sec;
    t->tv_usec = now.tv_nsec / 1000;
    return 0;
}
"""


@dataclass(frozen=True)
class Disk:
    """A file system of its own, of which one can have too little."""

    folder: Path

    def remount(self, option: str) -> None:
        """Change its size, or make it read-only."""
        subprocess.run(["mount", "-o", f"remount,{option}", self.folder], check=True)


@contextmanager
def mounted(folder: Path, size: str) -> Iterator[Disk]:
    """A disk of some size in a new folder; skips the test where nobody may mount one."""
    folder.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", folder]
    if subprocess.run(command, check=False, capture_output=True).returncode:
        pytest.skip("needs to mount a small disk, which only root may do")
    try:
        yield Disk(folder)
    finally:
        subprocess.run(["umount", folder], check=True)


def built_tables(project: Project) -> dict[str, tuple[int, int]]:
    """The digests of all tables."""
    return project.digests()


def published_id(project: Project) -> str:
    """The build id of the published file, which is whole."""
    with duckdb.connect(str(project.published), read_only=True) as connection:
        return whole_build(connection)


def test_a_full_disk_stops_the_build_and_the_next_one_ends_as_ever(small):
    project = small.copy("full disk")
    before = project.published.read_bytes()
    project.files = FILES | {"warehouse": "disk/centroid.duckdb"}
    with mounted(project.file("disk"), "1m") as disk:
        outcome = project.dbt("build", *NO_TESTS).refused("centroid.duckdb", "No space left")
        outcome.refused("centroid.duckdb: the disk is full; make room, then build again.")
        assert project.published.read_bytes() == before
        disk.remount("size=256m")
        project.dbt("build", *NO_TESTS).succeeded()
        assert built_tables(project) == built_tables(small)


def test_without_room_or_leave_to_publish_the_published_file_stays(small):
    project = small.copy("full published disk")
    project.files = FILES | {"published": "disk/published.duckdb"}
    with mounted(project.file("disk"), "1m") as disk:
        project.dbt(*PUBLISH).refused("published.duckdb", "No space left", "make room")
        assert not list(disk.folder.iterdir())
        disk.remount("size=256m")
        project.dbt(*PUBLISH).succeeded()
        before = project.published.read_bytes()
        disk.remount("ro")
        project.dbt(*PUBLISH).refused("published.duckdb", "Read-only", "let dbt write there")
        assert project.published.read_bytes() == before
        assert published_id(project) == published_id(small)


def test_folders_with_odd_names_are_published_from_and_to(small):
    project = small.copy("odd names")
    project.files = FILES | {
        "warehouse": 'a;b it\'s "1"/centroid.duckdb',
        "published": '#1; it\'s "2"/it\'s "here".duckdb',
    }
    project.warehouse.parent.mkdir()
    project.published.parent.mkdir()
    project.file("centroid.duckdb").rename(project.warehouse)
    project.dbt(*PUBLISH).succeeded()
    assert published_id(project) == published_id(small)


def test_a_wrong_place_for_the_published_file_is_said_before_anything_runs(small):
    project = small.copy("wrong place")
    before = built_tables(project)
    for place, cause in {
        "missing/published.duckdb": "missing is not a folder",
        "lines.csv": "what is there was not published by Centroid",
        "centroid.duckdb": "it is the warehouse",
    }.items():
        project.files = FILES | {"published": place}
        outcome = project.dbt("build").refused(place, "cannot be here", cause, "CENTROID_PUBLISHED")
        assert "START sql" not in outcome.output
    assert built_tables(project) == before
    assert project.file("lines.csv").read_bytes() == small.file("lines.csv").read_bytes()


def test_a_warehouse_with_the_name_of_a_schema_is_one_sentence(stage, small):
    project = stage.project("named as a schema", small.variables)
    project.file("lines.csv").write_bytes(small.file("lines.csv").read_bytes())
    project.files = FILES | {"warehouse": "segments.duckdb"}
    sentence = ("has the name of the schema segments", "CENTROID_WAREHOUSE")
    project.dbt("build").refused(*sentence)
    # The published file has that schema, whatever the warehouse calls it.
    project.dbt("build", schema_prefix="dev").refused(*sentence)


def test_a_warehouse_in_a_read_only_folder_is_one_sentence(stage, small):
    project = stage.project("read-only", small.variables)
    project.files = FILES | {"warehouse": "disk/centroid.duckdb"}
    with mounted(project.file("disk"), "1m") as disk:
        disk.remount("ro")
        outcome = project.dbt("build")
    outcome.refused("disk/centroid.duckdb", "cannot be written", "CENTROID_WAREHOUSE")


def cut(content: bytes) -> bytes:
    """The first half of a file."""
    return content[: len(content) // 2]


def damaged_at(share: float, length: int = 4096) -> Callable[[bytes], bytes]:
    """Flips all bits of some bytes of a file that begin at a share of it."""

    def damage(content: bytes) -> bytes:
        start = int(share * len(content))
        flipped = bytes(255 - byte for byte in content[start : start + length])
        return content[:start] + flipped + content[start + length :]

    return damage


@pytest.mark.parametrize(
    "damage",
    [cut, lambda content: b"", lambda content: b"text" * 9999, damaged_at(0.0002)],
    ids=["cut", "empty", "other", "header"],
)
def test_a_damaged_warehouse_is_one_sentence(small, request, damage):
    project = small.copy(f"warehouse {request.node.callspec.id}")
    before = project.published.read_bytes()
    project.warehouse.write_bytes(damage(project.warehouse.read_bytes()))
    outcome = project.dbt("build")
    outcome.refused("centroid.duckdb: the warehouse is damaged", "put its last backup in its place")
    assert project.published.read_bytes() == before


def test_a_damaged_table_of_the_warehouse_is_not_published(small):
    project = small.copy("damaged table")
    before = project.published.read_bytes()
    with project.connection() as connection:
        ((block,),) = connection.execute(
            "select distinct block_id from pragma_storage_info('fits.rfm_cut_points') "
            "where block_id >= 0 limit 1"
        ).fetchall()
        size = connection.execute("select block_size from pragma_database_size()").fetchall()[0][0]
    content = project.warehouse.read_bytes()
    place = (3 * 4096 + block * size + 8) / len(content)
    project.warehouse.write_bytes(damaged_at(place, size - 8)(content))
    outcome = project.dbt("build", *NO_TESTS, "--select", "rfm_cut_points", "published_tables")
    outcome.refused("centroid.duckdb: the warehouse is damaged; put its last backup in its place")
    assert project.published.read_bytes() == before


def write_parquet(file: Path) -> None:
    """Order lines as a Parquet file whose text is stored as it is."""
    lines = order_lines([f"customer {n}" for n in range(40)], date(2024, 1, 1), date(2024, 6, 1))
    write_csv(file.with_suffix(".csv"), FOUR_COLUMNS, lines)
    duckdb.sql(
        f"copy (from read_csv('{file.with_suffix('.csv')}', all_varchar = true)) "
        f"to '{file}' (compression uncompressed)"
    )


@pytest.fixture(scope="module")
def parquet(stage: Stage) -> Project:
    """A Parquet file that has been read; nobody writes to it."""
    mapping = stage.mapping("lines.parquet", FOUR_COLUMNS)
    project = stage.project("parquet", {"inputs": {"order_lines": mapping}})
    write_parquet(project.file("lines.parquet"))
    project.dbt("build", *NO_TESTS, "--select", "+checked_order_lines").succeeded()
    return project


@pytest.mark.parametrize(
    ("damage", "problem"),
    [
        (cut, "No magic bytes"),
        (lambda content: b"", "too small to be a Parquet file"),
        (lambda content: content.replace(b"customer 7/", b"customer \xff/"), "Invalid string"),
        (damaged_at(0.01), ""),
    ],
    ids=["cut", "empty", "text", "page"],
)
def test_a_damaged_parquet_file_is_refused_before_anything_is_read(
    parquet, request, damage, problem
):
    project = parquet.copy(f"parquet {request.node.callspec.id}")
    before = project.digests()
    file = project.file("lines.parquet")
    file.write_bytes(damage(file.read_bytes()))
    outcome = project.dbt("build")
    outcome.refused("inputs.order_lines.path", "lines.parquet", "cannot be read", problem)
    assert "START" not in outcome.output.replace("START hook", "")
    assert project.digests() == before


def test_a_csv_without_a_header_is_refused_without_its_first_row(stage):
    project = stage.project("no header", stage.four_columns)
    project.file("lines.csv").write_text("o1,anna@mail.example,2024-01-01,5\n" * 3)
    outcome = project.dbt("build")
    outcome.refused("inputs.order_lines.path", "lines.csv", "none of the mapped columns", "header")
    assert "anna" not in outcome.output


@pytest.mark.parametrize("place", [1, 50, 100])
@pytest.mark.parametrize("line", ['"o","c","2024-01-01","1","2"', '"o","c"', '"o","c","2024'])
def test_a_csv_with_an_uneven_line_is_never_read_in_part(tmp_path, line, place):
    lines = [",".join(FOUR_COLUMNS)] + ['"o","c","2024-01-01","1"'] * 99
    file = tmp_path / "lines.csv"
    file.write_text("\n".join([*lines[:place], line, *lines[place:], ""]))
    source = f"read_csv('{file}', header = true, all_varchar = true, comment = '', skip = 0)"
    # An open quote takes the next lines into its cell.
    cells = len(line.split(",")) if line.count('"') % 2 == 0 else r"\d"
    assert re.fullmatch(
        f"cannot be read: line {place + 1} has {cells} cells and the header 4; correct the line "
        "and build again",
        InputFiles(duckdb.connect).problem(str(file), source, "utf-8", []),
    )


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ('"o","c","2024-01-01","1","2"', "cannot be read: line 60002 has 5 cells and the header 4"),
        ('"o","c","2024-01-01', "cannot be read: line 60002 has 3 cells and the header 4"),
        ('"o","c\udcff","2024-01-01","1"', "is not UTF-8 (line 60002)"),
    ],
    ids=["too many cells", "open quote", "not UTF-8"],
)
def test_a_damaged_csv_is_refused_with_its_line(stage, request, line, problem):
    project = stage.project(f"csv {request.node.callspec.id}", stage.four_columns)
    # Beyond the lines that DuckDB looks at to tell how they are written.
    rows = [(f"order {number}", "customer", "2024-01-01", "1") for number in range(60_000)]
    write_csv(project.file("lines.csv"), FOUR_COLUMNS, rows)
    with project.file("lines.csv").open("ab") as file:
        file.write(f"{line}\r\n".encode(errors="surrogateescape"))
    project.dbt("build").refused("inputs.order_lines.path", "lines.csv", problem)


def replaced_by_rename(file: Path, content: bytes) -> None:
    """Put another file in its place, of the same size and time."""
    found = file.stat()
    other = file.with_name("other.csv")
    other.write_bytes(content)
    os.utime(other, ns=(found.st_atime_ns, found.st_mtime_ns))
    other.replace(file)


@pytest.mark.parametrize("replace", [replaced_by_rename, Path.write_bytes])
def test_an_input_replaced_during_the_build_is_refused(small, replace):
    project = small.copy(f"replaced {replace.__name__}")
    file, before = project.file("lines.csv"), project.published.read_bytes()
    content = file.read_bytes()
    process = project.start("build", *NO_TESTS)
    printed = []
    for line in process.stdout:
        printed.append(line)
        if "START sql table model calendar.given_order_months" in line:
            # As long as before, and the last order is a day earlier.
            replace(file, content.replace(b"2024-05-20", b"2024-05-19"))
    outcome = Outcome(process.wait(), "".join(printed))
    outcome.refused("inputs.order_lines.path", "lines.csv", "was replaced", "build again")
    assert project.published.read_bytes() == before
    project.dbt("build", *NO_TESTS, "--select", "+checked_order_lines").succeeded()
    assert project.query("select as_of_date from calendar.as_of") == [(date(2024, 5, 19),)]


def test_a_second_build_at_the_same_time_is_refused_and_the_first_goes_on(small):
    project = small.copy("two builds")
    first = project.start(
        "run", "--select", "path:models/facts", "path:models/features", "published_tables"
    )
    next(line for line in first.stdout if "START" in line)
    project.dbt("build").refused("centroid.duckdb", f"PID {first.pid}", "has the warehouse open")
    printed = first.stdout.read()
    Outcome(first.wait(), printed).succeeded()
    assert published_id(project) == published_id(small)


@pytest.fixture(scope="module")
def shim(tmp_path_factory) -> Path:
    """A library that shifts the clock of the process that it is loaded into."""
    folder = tmp_path_factory.mktemp("shim")
    source, library = folder / "shim.c", folder / "shim.so"
    source.write_text(SHIM)
    try:
        subprocess.run(["cc", "-shared", "-fPIC", "-o", library, source], check=True)
    except FileNotFoundError:
        pytest.skip("needs a C compiler to shift the clock")
    return library


@pytest.fixture(scope="module")
def turkish(tmp_path_factory) -> dict:
    """The environment of a locale with a decimal comma and an i of its own."""
    folder = tmp_path_factory.mktemp("locales")
    command = ["localedef", "-i", "tr_TR", "-f", "UTF-8", folder / "tr_TR.UTF-8"]
    try:
        subprocess.run(command, check=True, capture_output=True)
    except (FileNotFoundError, subprocess.CalledProcessError):
        pytest.skip("needs localedef and the source of tr_TR")
    return {"LOCPATH": str(folder), "LC_ALL": "tr_TR.UTF-8"}


@pytest.mark.parametrize(
    ("zone", "years"),
    [
        pytest.param("Asia/Kathmandu", -26, id="past"),
        pytest.param("America/St_Johns", 34, id="future", marks=pytest.mark.long),
    ],
)
def test_clock_zone_and_locale_change_nothing(stage, small, shim, request, zone, years):
    past = years < 0
    project = stage.project(f"clock {years}", small.variables)
    project.file("lines.csv").write_bytes(small.file("lines.csv").read_bytes())
    locale = request.getfixturevalue("turkish") if past else {"LC_ALL": "C", "PYTHONUTF8": "0"}
    clock = {"LD_PRELOAD": str(shim), "CLOCK_SHIFT": str(years * 31_557_600), "TZ": zone}
    project.environment = clock | locale
    process = project.start("build", *NO_TESTS)
    printed = process.stdout.read()
    Outcome(process.wait(), printed).succeeded()
    results = json.loads(project.file("target/run_results.json").read_text())
    assert int(results["metadata"]["generated_at"][:4]) - date.today().year in (years, years + 1)
    assert built_tables(project) == built_tables(small)
    assert published_id(project) == published_id(small)
