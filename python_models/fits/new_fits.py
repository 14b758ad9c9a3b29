from centroid.fits.due import drifted_features, due_specs, fits_of, typed
from centroid.warehouse.session import read_columns, read_table, to_pandas


def model(dbt, session):
    dbt.config(materialized="table")
    specs = to_pandas(dbt.ref("segmentation_specs"))
    declared = to_pandas(dbt.ref("segmentation_features"))
    custom_rows = to_pandas(dbt.ref("custom_parameters"))
    days = to_pandas(dbt.ref("as_of"))
    samples = dbt.ref("fit_samples")
    features = dbt.ref("wide_features")
    as_of = None
    if days.empty or days.is_look.iloc[0]:
        specs = specs.iloc[:0]
    if not days.empty:
        as_of = days.as_of_date.iloc[0].date()
    # Read by name: the registry is made from this model, so a ref would be a cycle.
    registered = read_table(session, dbt.this.database, dbt.this.schema, "fit_registry")
    # So are the tables that say what has drifted: as the last build left them.
    watched = dbt.this.schema.removesuffix("fits") + "monitoring"
    drifted = drifted_features(
        read_table(session, dbt.this.database, watched, "feature_drift"),
        read_table(session, dbt.this.database, watched, "input_drift"),
    )
    if not any(due_specs(specs, fits_of(registered), as_of, custom_rows, drifted)):
        return typed([])
    # Imported here because most builds make no fit, and importing scikit-learn takes a second.
    from centroid.fits.registry import new_fits

    return new_fits(
        specs,
        declared,
        registered=registered,
        as_of=as_of,
        read_sample=lambda name: to_pandas(samples.filter(f"segmentation = '{name}'")),
        read_features=lambda names: read_columns(
            features, ["customer_id", *names], f"as_of_date = date '{as_of}'"
        ),
        custom_rows=custom_rows,
        drifted=drifted,
    )
