"""Scoring alone: the shipped macros' SQL, scikit-learn over Arrow and a bare scan-and-write."""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Iterator
from pathlib import Path

import duckdb

# Features as a fit sees them, transformed and scaled, so that scikit-learn has nothing else to do:
# normals around one of as many centers as there are segments, the sizes of the groups falling.
PREPARE = """
create macro uniform(key, salt) as (hash(key, salt) % 1000003 + 0.5) / 1000003;

create macro normal(key, salt) as
    sqrt(-2 * ln(uniform(key, salt || 'a'))) * cos(2 * pi() * uniform(key, salt || 'b'));

create table customers as
select
    printf('C%09d', customer_number) as customer_id,
    date '2026-10-31' as as_of_date,
    {features}
from (
    select
        customer_number,
        floor({segments} * pow(uniform(customer_number, 'group'), 2)) as group_number
    from range({rows}) as numbers(customer_number)
);

create table fits as
select 'bench' as segmentation, date '2026-10-31' as as_of_date, 'bench-1' as fit_id;

create table preparation as
select
    'bench-1' as fit_id,
    'bench' as segmentation,
    unnest({names}) as feature,
    'none' as transform,
    0.0::double as fill_value,
    1.0::double as scale,
    1.0::double as weight;

create table knots (fit_id text, feature text, knot_number bigint, knot double);

create table parameters (
    fit_id text, segmentation text, segment_id bigint, center_id bigint, feature text,
    center double, weight double, intercept double, radius double
);

create table micro (
    fit_id text, segmentation text, segment_id bigint, micro_number bigint, feature text,
    center double
);

create table assignments as
select
    customer_id,
    as_of_date,
    'bench' as segmentation,
    1 + hash(customer_id) % 5 as raw_segment_id
from customers
"""
# As many columns of the same types as the five outputs have, and every feature read.
SCAN = """
select
    customer_id,
    cast(f1 > 0 as bigint) as first_whole,
    {total} as first_number,
    cast(f2 > 0 as bigint) as second_whole,
    f3 as second_number,
    f4 as third_number
from customers
"""
FIVE = ["raw_segment_id", "distance", "runner_up_segment_id", "runner_up_distance", "margin"]
OUTPUTS = {
    "label": FIVE[:1],
    "five": FIVE,
    "lists": FIVE,
    "columns": FIVE,
    "rows": FIVE,
    "micro": ["micro_segment_id"],
}
# The forms of the scorer; by itself the macro chooses.
FORMS = {"five": None, "lists": "lists", "columns": "columns", "rows": "rows"}
MICRO_SEGMENTS = 20


class Task:
    """How many customers, features and segments a folder is about."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        facts = json.loads((folder / "task.json").read_text())
        self.rows, self.segments = facts["rows"], facts["segments"]
        self.features = [f"f{number}" for number in range(1, facts["features"] + 1)]

    @property
    def spec(self) -> dict:
        """The segmentation, as `segmentations()` would return it."""
        return {
            "name": "bench",
            "features": self.features,
            "segments": {"min": self.segments, "max": self.segments},
            "population": "f1 is not null",
            "algorithm": "kmeans",
            "transforms": {},
            "reduce": {},
            "micro_segments": {"target_size": 100, "minimum_size": 50},
        }


def prepare(folder: Path, rows: int, features: int, segments: int) -> None:
    """Write the customers and the parameters of one fit to a database; an existing one is kept."""
    import numpy as np
    from sklearn.cluster import KMeans

    database = folder / "customers.duckdb"
    folder.mkdir(parents=True, exist_ok=True)
    facts = {"rows": rows, "features": features, "segments": segments}
    (folder / "task.json").write_text(json.dumps(facts))
    if database.exists():
        return
    task = Task(folder)
    fresh = folder / "fresh.duckdb"
    fresh.unlink(missing_ok=True)
    with duckdb.connect(str(fresh)) as connection:
        columns = ", ".join(
            f"2 * normal(group_number, '{name}') + normal(customer_number, '{name}') as {name}"
            for name in task.features
        )
        connection.execute(
            PREPARE.format(features=columns, segments=segments, rows=rows, names=task.features)
        )
        sample = connection.sql(f"select {', '.join(task.features)} from customers limit 50000")
        points = sample.df().to_numpy()
        centers = KMeans(segments, n_init=1, random_state=0).fit(points).cluster_centers_
        np.save(folder / "centers.npy", centers)
        chance = np.random.default_rng(0)
        places = [
            (place, name, position)
            for place in range(segments)
            for position, name in enumerate(task.features)
        ]
        connection.executemany(
            "insert into parameters values ('bench-1', 'bench', ?, ?, ?, ?, 1, 0, 9)",
            [[at + 1, at + 1, name, float(centers[at, position])] for at, name, position in places],
        )
        connection.executemany(
            "insert into micro values ('bench-1', 'bench', ?, ?, ?, ?)",
            [
                [segment, number, name, float(chance.normal())]
                for segment in range(1, 6)
                for number in range(1, MICRO_SEGMENTS + 1)
                for name in task.features
            ],
        )
    fresh.rename(database)


def compile_macros(folder: Path, project: Path) -> None:
    """Let dbt expand the project's own macros over the tables of `prepare`."""
    from dbt.cli.main import dbtRunner

    task = Task(folder)
    relations = {
        name: f"source.main.{table}"
        for name, table in {
            "features": "customers",
            "fits": "fits",
            "parameters": "parameters",
            "preparation": "preparation",
            "knots": "knots",
        }.items()
    }
    given = f"{json.dumps(task.spec)}, {json.dumps(relations)}"
    calls = {
        name: f"score_customers({given}{'' if form is None else f', form={form!r}'})"
        for name, form in FORMS.items()
    }
    calls["micro"] = (
        f"place_in_micro_segments({given}, 'source.main.assignments', 'source.main.micro')"
    )
    report = {}
    for name, call in calls.items():
        if name == "columns" and task.segments * len(task.features) > 4000:
            continue
        outcome = dbtRunner().invoke(
            [
                *("compile", "--quiet", "--no-populate-cache", "--no-introspect"),
                *("--project-dir", str(project), "--profiles-dir", str(project)),
                *("--target-path", str(folder / "target"), "--log-path", str(folder / "logs")),
                *("--inline", "{{ " + call + " }}"),
            ]
        )
        if not outcome.success:
            raise RuntimeError(outcome.exception or outcome.result)
        (result,) = outcome.result.results
        (folder / f"{name}.sql").write_text(result.node.compiled_code)
        (compiling,) = (part for part in result.timing if part.name == "compile")
        seconds = (compiling.completed_at - compiling.started_at).total_seconds()
        report[name] = {"characters": len(result.node.compiled_code), "seconds": round(seconds, 3)}
    print("\n" + json.dumps(report))


def score(folder: Path, contender: str) -> None:
    """Run one contender into a new database and print what its statements took."""
    task = Task(folder)
    target = folder / f"{contender}.duckdb"
    target.unlink(missing_ok=True)
    with duckdb.connect() as connection:
        connection.execute(f"attach '{folder / 'customers.duckdb'}' as source (read_only)")
        connection.execute(f"attach '{target}' as target")
        connection.execute("use source")
        write = "create table target.main.scored as "
        if contender in ("predict", "transform"):
            query = scikit_learn(connection, task, contender)
        elif contender == "scan":
            query = SCAN.format(total=" + ".join(task.features))
        else:
            macro = (folder / f"{'five' if contender == 'label' else contender}.sql").read_text()
            query = f"select customer_id, {', '.join(OUTPUTS[contender])} from ({macro})"
        cpu, wall = time.process_time(), time.perf_counter()
        connection.execute(write + query)
        connection.execute("checkpoint target")
        report = {"cpu": time.process_time() - cpu, "wall": time.perf_counter() - wall}
    print(json.dumps(report))


def scikit_learn(connection: duckdb.DuckDBPyConnection, task: Task, contender: str) -> str:
    """A query of what scikit-learn says of Arrow record batches, streamed back.

    `predict` gives labels, `transform` picks the two nearest centers from all distances.
    """
    import numpy as np
    import pyarrow as pa
    from sklearn.cluster import KMeans

    centers = np.load(task.folder / "centers.npy")
    model = KMeans(task.segments, init=centers, n_init=1, max_iter=1).fit(centers)
    names = OUTPUTS["label"] if contender == "predict" else FIVE
    kinds = [pa.int64() if name.endswith("_id") else pa.float64() for name in names]
    schema = pa.schema([("customer_id", pa.string()), *zip(names, kinds, strict=True)])
    query = f"select customer_id, {', '.join(task.features)} from source.customers"

    def outputs(values: np.ndarray) -> list[np.ndarray]:
        if contender == "predict":
            return [model.predict(values).astype(np.int64) + 1]
        distances = model.transform(values)
        rows = np.arange(len(values))
        two = np.argpartition(distances, 1, axis=1)[:, :2]
        is_wrong = distances[rows, two[:, 0]] > distances[rows, two[:, 1]]
        two[is_wrong] = two[is_wrong][:, ::-1]
        near, next_one = distances[rows, two[:, 0]], distances[rows, two[:, 1]]
        return [two[:, 0] + 1, near, two[:, 1] + 1, next_one, 1 - near / next_one]

    def batches() -> Iterator[pa.RecordBatch]:
        for batch in connection.cursor().sql(query).to_arrow_reader(250_000):
            values = np.column_stack([batch[name].to_numpy() for name in task.features])
            columns = [pa.array(column) for column in outputs(values)]
            yield pa.RecordBatch.from_arrays([batch["customer_id"], *columns], schema=schema)

    connection.register("labelled", pa.RecordBatchReader.from_batches(schema, batches()))
    return "select * from labelled"


def agreement(folder: Path, first: str, second: str) -> None:
    """Print how many customers two contenders label differently."""
    with duckdb.connect() as connection:
        for contender in (first, second):
            connection.execute(f"attach '{folder / contender}.duckdb' as {contender} (read_only)")
        differing = connection.execute(
            f"""
            select count(*) filter (one.raw_segment_id is distinct from other.raw_segment_id)
            from {first}.scored as one
            full join {second}.scored as other on one.customer_id = other.customer_id
            """
        ).fetchone()
    print(json.dumps({"differing": differing[0]}))


def main() -> None:
    """Do one of prepare, compile, agreement, or run the contender of that name."""
    parser = argparse.ArgumentParser(prog="tools.bench.scoring", description=__doc__)
    parser.add_argument("action")
    parser.add_argument("folder", type=Path)
    parser.add_argument("rest", nargs="*")
    given = parser.parse_args()
    if given.action == "prepare":
        prepare(given.folder, *map(int, given.rest))
    elif given.action == "compile":
        compile_macros(given.folder, Path(given.rest[0]))
    elif given.action == "agreement":
        agreement(given.folder, *given.rest)
    else:
        score(given.folder, given.action)


if __name__ == "__main__":
    main()
