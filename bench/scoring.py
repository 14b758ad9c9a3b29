"""Scoring alone: the shipped macro's SQL, scikit-learn's predict and a bare scan-and-write."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import duckdb

FEATURES = [f"f{number}" for number in range(1, 13)]
SEGMENTS = 6
SPEC = {
    "name": "bench",
    "features": FEATURES,
    "segments": {"min": SEGMENTS, "max": SEGMENTS},
    "population": "f1 is not null",
    "algorithm": "kmeans",
    "transforms": {},
    "reduce": {},
}
# Features as a fit sees them, transformed and scaled, so that predict has nothing else to do:
# twelve normals around one of six centers, the sizes of the groups falling.
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
    0.0::double as fill_value;

create table knots (fit_id text, feature text, knot_number bigint, knot double)
"""
# As many columns of the same types as the five outputs have, and every feature read.
SCAN = """
select
    customer_id,
    cast(f1 > 0 as bigint) as first_whole,
    f1 + f2 + f3 + f4 + f5 + f6 + f7 + f8 + f9 + f10 + f11 + f12 as first_number,
    cast(f2 > 0 as bigint) as second_whole,
    f3 as second_number,
    f4 as third_number
from customers
"""
OUTPUTS = {
    "label": ["raw_segment_id"],
    "five": [
        "raw_segment_id",
        "distance",
        "runner_up_segment_id",
        "runner_up_distance",
        "margin",
    ],
}


def prepare(folder: Path, rows: int) -> None:
    """Write the customers and the parameters of one fit to a database; an existing one is kept."""
    import numpy as np
    from sklearn.cluster import KMeans

    database = folder / "customers.duckdb"
    if database.exists():
        return
    folder.mkdir(parents=True, exist_ok=True)
    fresh = folder / "fresh.duckdb"
    fresh.unlink(missing_ok=True)
    with duckdb.connect(str(fresh)) as connection:
        features = ", ".join(
            f"2 * normal(group_number, '{name}') + normal(customer_number, '{name}') as {name}"
            for name in FEATURES
        )
        connection.execute(
            PREPARE.format(features=features, segments=SEGMENTS, rows=rows, names=FEATURES)
        )
        sample = connection.sql(f"select {', '.join(FEATURES)} from customers limit 50000").df()
        centers = KMeans(SEGMENTS, n_init=1, random_state=0).fit(sample.to_numpy()).cluster_centers_
        np.save(folder / "centers.npy", centers)
        connection.execute(
            "create table parameters (fit_id text, segmentation text, segment_id bigint, "
            "center_id bigint, feature text, center double, weight double, intercept double, "
            "radius double)"
        )
        connection.executemany(
            "insert into parameters values ('bench-1', 'bench', ?, ?, ?, ?, 1, 0, 9)",
            [
                [segment + 1, segment + 1, feature, float(centers[segment, position])]
                for segment in range(SEGMENTS)
                for position, feature in enumerate(FEATURES)
            ],
        )
    fresh.rename(database)


def compile_macro(folder: Path, project: Path) -> None:
    """Let dbt expand the project's own macro over the tables of `prepare`."""
    from dbt.cli.main import dbtRunner

    relations = ", ".join(
        f"{argument}_relation='source.main.{table}'"
        for argument, table in {
            "features": "customers",
            "fits": "fits",
            "parameters": "parameters",
            "preparation": "preparation",
            "knots": "knots",
        }.items()
    )
    outcome = dbtRunner().invoke(
        [
            *("compile", "--quiet", "--no-populate-cache", "--no-introspect"),
            *("--project-dir", str(project), "--profiles-dir", str(project)),
            *("--target-path", str(folder / "target"), "--log-path", str(folder / "logs")),
            *("--inline", "{{ score_customers(" + json.dumps(SPEC) + ", " + relations + ") }}"),
        ]
    )
    if not outcome.success:
        raise RuntimeError(outcome.exception or outcome.result)
    sql = outcome.result.results[0].node.compiled_code
    (folder / "score_customers.sql").write_text(sql)
    print("\n" + json.dumps({"characters": len(sql)}))


def score(folder: Path, contender: str) -> None:
    """Run one contender into a new database and print what its statements took."""
    target = folder / f"{contender}.duckdb"
    target.unlink(missing_ok=True)
    with duckdb.connect() as connection:
        connection.execute(f"attach '{folder / 'customers.duckdb'}' as source (read_only)")
        connection.execute(f"attach '{target}' as target")
        connection.execute("use source")
        write = "create table target.main.scored as "
        if contender == "predict":
            write, query = predict(connection, folder, write)
        elif contender == "scan":
            query = SCAN
        else:
            macro = (folder / "score_customers.sql").read_text()
            query = f"select customer_id, {', '.join(OUTPUTS[contender])} from ({macro})"
        cpu, wall = time.process_time(), time.perf_counter()
        connection.execute(write + query)
        connection.execute("checkpoint target")
        report = {"cpu": time.process_time() - cpu, "wall": time.perf_counter() - wall}
    print(json.dumps(report))


def predict(connection: duckdb.DuckDBPyConnection, folder: Path, write: str) -> tuple[str, str]:
    """scikit-learn's predict over Arrow record batches, the labels streamed back to a table."""
    import numpy as np
    import pyarrow as pa
    from sklearn.cluster import KMeans

    centers = np.load(folder / "centers.npy")
    model = KMeans(SEGMENTS, init=centers, n_init=1, max_iter=1).fit(centers)
    schema = pa.schema([("customer_id", pa.string()), ("raw_segment_id", pa.int64())])
    query = f"select customer_id, {', '.join(FEATURES)} from source.customers"

    def batches() -> Iterator[pa.RecordBatch]:
        for batch in connection.cursor().sql(query).to_arrow_reader(250_000):
            values = np.column_stack([batch[name].to_numpy() for name in FEATURES])
            labels = model.predict(values).astype(np.int64) + 1
            yield pa.RecordBatch.from_arrays(
                [batch["customer_id"], pa.array(labels)], schema=schema
            )

    connection.register("labelled", pa.RecordBatchReader.from_batches(schema, batches()))
    return write, "select * from labelled"


def agreement(folder: Path) -> None:
    """Print how many customers SQL and predict label differently."""
    with duckdb.connect() as connection:
        for contender in ("predict", *OUTPUTS):
            connection.execute(f"attach '{folder / contender}.duckdb' as {contender} (read_only)")
        differing = connection.execute(
            """
            select
                count(*) filter (label.raw_segment_id is distinct from predict.raw_segment_id),
                count(*) filter (five.raw_segment_id is distinct from predict.raw_segment_id)
            from predict.scored as predict
            full join label.scored as label on predict.customer_id = label.customer_id
            full join five.scored as five on predict.customer_id = five.customer_id
            """
        ).fetchone()
    print(json.dumps(dict(zip(OUTPUTS, differing, strict=True))))


def main(action: str, folder: Path, *rest: str) -> None:
    """Do one of prepare, compile, agreement, or run the contender of that name."""
    if action == "prepare":
        prepare(folder, int(rest[0]))
    elif action == "compile":
        compile_macro(folder, Path(rest[0]))
    elif action == "agreement":
        agreement(folder)
    else:
        score(folder, action)


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), *sys.argv[3:])
