from centroid.registry import new_fits
from centroid.session import read_table, to_pandas


def model(dbt, session):
    dbt.config(materialized="table")
    specs = to_pandas(dbt.ref("segmentation_specs"))
    features = to_pandas(dbt.ref("segmentation_features"))
    as_of = to_pandas(dbt.ref("as_of"))
    samples = dbt.ref("fit_samples")
    if as_of.empty:
        specs = specs.iloc[:0]
    return new_fits(
        specs,
        features,
        # By name: the registry is made from this model, so a ref would close the circle.
        registered=read_table(session, dbt.this.database, dbt.this.schema, "fit_registry"),
        as_of=None if as_of.empty else as_of.as_of_date.iloc[0].date(),
        read_sample=lambda name: to_pandas(samples.filter(f"segmentation = '{name}'")),
    )
