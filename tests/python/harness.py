"""Real dbt commands against temporary warehouses, and the small files that they read."""

from __future__ import annotations

import csv
import hashlib
import json
import os
import random
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import duckdb
import pandas as pd
from hypothesis import HealthCheck, Phase, settings

from centroid.publishing.file import build_id, contents
from centroid.warehouse.duckdb_plugin import prepare

ROOT = Path(__file__).parents[2]
NO_TESTS = ("--exclude-resource-type", "test", "--exclude-resource-type", "unit_test")
# Which days a build found in the ledger, and what it added: less where the build before did it.
OF_ONE_BUILD = {
    f"ledger.{name}"
    for name in [
        *("ledger_days", "ledger_steps", "ended_segments", "new_moves", "move_reasons"),
        *("moves_under_previous_fits", "classes_under_previous_cut_points"),
    ]
}
FOUR_COLUMNS = ["order_id", "customer_id", "ordered_at", "amount"]
FILES = {"warehouse": "centroid.duckdb", "published": "published.duckdb", "profiles": str(ROOT)}
LINE_COLUMNS = [*FOUR_COLUMNS, "quantity", "product_id"]
CUSTOMER_COLUMNS = ["customer_id", "full_name", "signed_up_at"]
PRODUCT_COLUMNS = ["product_id", "category", "brand"]

# Text that has broken a reader, a quoting or a template somewhere.
HOSTILE = [
    *("Robert'); drop table orders;--", '"quoted"', '"', "'single'", "it's", "a;b", "a|b", "a,b"),
    *("#1001", "5#x", "//", "\\", '\\"', "a\nb", "a\r\nb", " padded ", "tab\tbed", "\u202egnp"),
    *("NULL", "null", "None", "NaN", "0", "-1", "1e5", "%s", "${HOME}", "{{ var('inputs') }}"),
    *("{% raw %}", "naïve", "Łódź", "مرحبا", "🙂", "e\u0301", "x" * 20_000),
]
# Those that stand for no customer; seeds/placeholder_ids.csv has them in lower case.
PLACEHOLDERS = ["NULL", "null", "None", "NaN", "0", "-1"]

SEGMENTATIONS = [
    {
        "name": "plain",
        "segments": {"min": 2, "max": 4},
        "features": ["recency_days", "order_count_365d", "revenue_trend_90d"],
        "transforms": {name: "none" for name in ["recency_days", "order_count_365d"]},
    },
    {"name": "logged", "segments": {"min": 2, "max": 3}, "features": ["net_revenue_365d"]},
]


# The same examples each time; shrinking one through a database takes minutes.
steady = settings(
    derandomize=True,
    database=None,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    report_multiple_bugs=False,
    suppress_health_check=[HealthCheck.too_slow],
)


@dataclass(frozen=True)
class Outcome:
    """What a dbt command returned and printed."""

    code: int
    output: str

    def succeeded(self) -> Outcome:
        """Itself, or a failure of the test that shows what dbt printed."""
        assert self.code == 0, self.output
        assert "Traceback" not in self.output, self.output
        return self

    def refused(self, *words: str) -> Outcome:
        """Itself, if dbt failed with all the words in one printed sentence and no traceback."""
        assert self.code != 0, self.output
        assert "Traceback" not in self.output, self.output
        lines = [" ".join(line.split()) for line in self.output.splitlines()]
        assert any(all(word in line for word in words) for line in lines), (words, self.output)
        return self


class Stage:
    """Where the projects of a test run live, and the process that runs their dbt commands.

    dbt parses everything anew when a var or the path of the warehouse changes. So every command
    sees its project under the same path, a link, and a parse is kept for the next with its vars.

    Parameters
    ----------
    folder : Path
        Where the projects are made.
    is_lasting : bool
        Whether one process runs all commands, so that they share a Spark session, instead of a
        fork for each.
    """

    def __init__(self, folder: Path, is_lasting: bool = False) -> None:
        self.folder = folder
        self.current = folder / "current"
        self.parses = folder / "parses"
        self.parses.mkdir()
        self.server = subprocess.Popen(
            [
                *(sys.executable, str(Path(__file__).with_name("command_server.py"))),
                *["lasting"] * is_lasting,
            ],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=ROOT,
        )
        if not is_lasting:
            self.project("warm").dbt("parse").succeeded()
        # One file of order lines, nothing else.
        self.four_columns = {"inputs": {"order_lines": self.mapping("lines.csv", FOUR_COLUMNS)}}
        self.three_inputs = {
            "inputs": {
                "order_lines": self.mapping("lines.csv", LINE_COLUMNS),
                "customers": self.mapping("customers.csv", CUSTOMER_COLUMNS),
                "products": self.mapping("products.csv", PRODUCT_COLUMNS),
            },
            "segmentations": SEGMENTATIONS,
        }

    def close(self) -> None:
        """Let the process end."""
        self.server.stdin.close()
        self.server.wait()

    def mapping(self, file: str, columns: list[str]) -> dict:
        """A mapping of a file of the project at hand whose columns bear the contract's names."""
        return {"path": str(self.current / file), "columns": {name: name for name in columns}}

    def project(self, name: str, variables: dict | None = None) -> Project:
        """A project with an empty warehouse."""
        folder = self.folder / name
        folder.mkdir()
        return Project(self, folder, variables or {})

    def run(self, project: Project, arguments: list[str], variables: dict) -> Outcome:
        """Run a dbt command for a project."""
        request = self.request(project, arguments, variables)
        # A third of a short command's time goes into manifest.json; `--write-json` asks for it.
        request["environment"]["DBT_WRITE_JSON"] = "false"
        guard = threading.Timer(3600, self.server.kill)
        guard.start()
        print(json.dumps(request), file=self.server.stdin, flush=True)
        answer = self.server.stdout.readline()
        guard.cancel()
        parse = project.file("target/partial_parse.msgpack")
        if parse.exists():
            shutil.copyfile(parse, self.kept_parse(project, variables))
        output = project.file("output.txt")
        printed = output.read_text(errors="replace") if output.exists() else ""
        return Outcome(int(answer), printed)

    def request(self, project: Project, arguments: list[str], variables: dict) -> dict:
        """Put a project under the common path; what to ask the server for."""
        fresh_link = self.folder / "next"
        fresh_link.symlink_to(project.folder)
        fresh_link.replace(self.current)
        target = project.file("target")
        target.mkdir(exist_ok=True)
        if self.kept_parse(project, variables).exists():
            shutil.copyfile(self.kept_parse(project, variables), target / "partial_parse.msgpack")
        return {
            "folder": str(project.root),
            "output": str(project.file("output.txt")),
            "environment": {
                "CENTROID_WAREHOUSE": str(self.current / project.files["warehouse"]),
                "CENTROID_PUBLISHED": str(self.current / project.files["published"]),
                "DBT_SEND_ANONYMOUS_USAGE_STATS": "false",
                **project.environment,
            },
            "arguments": [
                *("--no-use-colors", *arguments, "--vars", json.dumps(variables, sort_keys=True)),
                *("--project-dir", str(project.root)),
                *("--profiles-dir", str(self.current / project.files["profiles"])),
                *("--target-path", str(self.current / "target")),
                *("--log-path", str(self.current / "logs")),
            ],
        }

    def kept_parse(self, project: Project, variables: dict) -> Path:
        """Where a parse with these vars, and the paths and environment of the project, is kept."""
        given = json.dumps(
            [variables, project.files, project.environment, str(project.root)], sort_keys=True
        )
        return self.parses / f"{hashlib.sha256(given.encode()).hexdigest()}.msgpack"


class Project:
    """The repository's dbt project over a warehouse of its own.

    Attributes
    ----------
    variables : dict
        What is passed to every command as ``--vars``.
    files : dict
        Where in its folder the warehouse, the published file and the profiles are.
    root : Path
        The dbt project: the repository's, or an edited copy of it.
    environment : dict
        What its commands find in their environment besides.
    lines : list of tuple
        The usable order lines that were written for it.
    """

    def __init__(self, stage: Stage, folder: Path, variables: dict) -> None:
        self.stage = stage
        self.folder = folder
        self.variables = variables
        self.files = FILES
        self.root = ROOT
        self.environment: dict[str, str] = {}
        self.lines: list[tuple] = []

    @property
    def warehouse(self) -> Path:
        """The file of the warehouse."""
        return self.folder / self.files["warehouse"]

    @property
    def published(self) -> Path:
        """The published file."""
        return self.folder / self.files["published"]

    def dbt(self, *arguments: str, **variables: object) -> Outcome:
        """Run a dbt command; keyword arguments are further vars."""
        return self.stage.run(self, list(arguments), {**self.variables, **variables})

    def start(self, *arguments: str, **variables: object) -> subprocess.Popen:
        """Start a dbt command as a process of its own, which can be killed or told another time.

        Its project has to stay the one at hand until it ends.
        """
        request = self.stage.request(self, list(arguments), {**self.variables, **variables})
        return subprocess.Popen(
            [Path(sys.executable).with_name("dbt"), *request["arguments"]],
            cwd=request["folder"],
            env=os.environ | request["environment"],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def copy(self, name: str) -> Project:
        """A project of its own with a copy of everything that this one has."""
        folder = self.stage.folder / name
        shutil.copytree(self.folder, folder)
        project = Project(self.stage, folder, self.variables)
        project.lines = self.lines
        return project

    def edit(self, file: str, before: str, after: str) -> None:
        """Replace text that a file of the dbt project has once, in a copy of the dbt project."""
        if self.root == ROOT:
            self.root = self.folder / "project"
            copy_project(self.root)
        text = (self.root / file).read_text()
        assert text.count(before) == 1, (file, before, text.count(before))
        (self.root / file).write_text(text.replace(before, after))

    def file(self, name: str) -> Path:
        """A file of the project."""
        return self.folder / name

    def query(self, sql: str, parameters: list | None = None) -> list[tuple]:
        """Rows of a query of the warehouse, read-only."""
        with self.connection() as connection:
            return connection.execute(sql, parameters or []).fetchall()

    def frame(self, sql: str) -> pd.DataFrame:
        """The result of a query of the warehouse as a frame."""
        with self.connection() as connection:
            return connection.sql(sql).df()

    @contextmanager
    def connection(self, read_only: bool = True) -> Iterator[duckdb.DuckDBPyConnection]:
        """A connection to the warehouse."""
        connection = duckdb.connect(str(self.warehouse), read_only=read_only)
        try:
            yield connection
        finally:
            connection.close()

    def digests(self, *schemas: str) -> dict[str, tuple[int, int]]:
        """Row count and exclusive or of the row hashes of every table and view, by name."""
        return digests(self.warehouse, *schemas)

    def compiled(self, model: str) -> str:
        """The compiled SQL of a model; what unit tests give lies in a folder of their YAML."""
        files = (self.folder / "target" / "compiled").rglob(f"{model}.sql")
        (file,) = (file for file in files if file.parent.suffix != ".yml")
        return file.read_text()


def copy_project(folder: Path) -> None:
    """Copy the dbt project, without the tests in Python."""
    for part in ("analyses", "macros", "models", "python_models", "seeds", "tests"):
        shutil.copytree(ROOT / part, folder / part, ignore=shutil.ignore_patterns("python"))
    for file in ("dbt_project.yml", "profiles.yml"):
        shutil.copy(ROOT / file, folder)


def in_memory_session() -> duckdb.DuckDBPyConnection:
    """An empty database in memory that behaves as the one that the profile opens."""
    session = duckdb.connect()
    session.execute("set TimeZone = 'UTC'")
    prepare(session)
    return session


def digest(connection: duckdb.DuckDBPyConnection, table: str) -> tuple[int, int]:
    """Row count and exclusive or of the row hashes."""
    return connection.execute(
        f"select count(*), coalesce(bit_xor(hash(t)), 0) from {table} as t"
    ).fetchall()[0]


def generated_shop(folder: Path) -> duckdb.DuckDBPyConnection:
    """A connection with a view per table that the generator wrote."""
    connection = duckdb.connect()
    for path in sorted(folder.iterdir()):
        if path.is_dir() or path.suffix == ".parquet":
            files = path / "*.parquet" if path.is_dir() else path
            connection.execute(f"create view {path.stem} as from read_parquet('{files}')")
    return connection


def fingerprints(folder: Path) -> dict[str, tuple[int, int]]:
    """By table that the generator wrote its digest."""
    with generated_shop(folder) as connection:
        views = "select view_name from duckdb_views() where not internal"
        names = [name for (name,) in connection.execute(views).fetchall()]
        return {name: digest(connection, name) for name in names}


def digests(file: Path, *schemas: str) -> dict[str, tuple[int, int]]:
    """Row count and exclusive or of the row hashes of every table and view of a database, by name.

    Without schemas, of all of them.
    """
    with duckdb.connect(str(file), read_only=True) as connection:
        names = connection.execute(
            "select table_schema || '.' || table_name from information_schema.tables "
            "where table_schema in (select unnest($1)) or len($1) = 0 order by all",
            [list(schemas)],
        ).fetchall()
        return {name: digest(connection, name) for (name,) in names}


def whole_build(connection: duckdb.DuckDBPyConnection) -> str:
    """The build id that a published file bears, if everything in it is of that build."""
    listed = connection.sql("from main.published_tables").df()
    found = pd.DataFrame(
        {"table_name": name, **contents(connection, name)} for name in listed.table_name
    )
    (claimed,) = set(listed.build_id)
    (as_of,) = set(listed.as_of_date.dt.date)
    assert found.row_count.tolist() == listed.row_count.tolist()
    assert build_id(found, as_of) == claimed
    return claimed


def write_csv(path: Path, columns: list[str], rows: Iterable[Iterable]) -> None:
    """Write rows as a CSV file with a header, every cell quoted."""
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, quoting=csv.QUOTE_ALL)
        writer.writerow(columns)
        writer.writerows(rows)


def write_parquet(path: Path, frame: pd.DataFrame) -> None:
    """Write a frame as a Parquet file."""
    duckdb.sql("select * from frame").write_parquet(str(path))


def order_lines(
    customers: Iterable[str], first: date, last: date, seed: int = 1
) -> list[tuple[str, str, str, str]]:
    """Order lines in `FOUR_COLUMNS`, different for every customer, between two days.

    Customers differ in rhythm and basket, so that there is something to segment. The last customer
    orders on the last day.
    """
    chance = random.Random(seed)
    lines = []
    for number, customer in enumerate(customers):
        every, basket = 4 + number % 7 * 6, 5 + number % 5 * 20
        day = first + timedelta(days=chance.randrange(every))
        while day <= last:
            amount = f"{basket + chance.randrange(1000) / 100:.2f}"
            lines.append(
                (f"{customer}/{day}", customer, f"{day} {9 + number % 10:02}:00:00", amount)
            )
            day += timedelta(days=every + chance.randrange(3))
    lines.append((f"last/{last}", lines[-1][1], f"{last} 12:00:00", "10.00"))
    return lines
