from centroid.warehouse.session import to_pandas
from centroid.words.naming import named_segments


def model(dbt, session):
    dbt.config(materialized="table")
    fits = to_pandas(dbt.ref("segmentation_fits"))
    centers = to_pandas(dbt.ref("center_levels"))
    archetypes = to_pandas(dbt.ref("segment_archetypes"))
    catalogue = to_pandas(dbt.ref("feature_catalogue"))
    overrides = to_pandas(dbt.ref("segment_name_overrides"))
    # Rejected fits get no names; the others are ordered by their days.
    fits = fits[fits.status.isin(["fitted", "below_gates"])]
    fits = fits.sort_values(["as_of_date", "attempt", "fit_id"])
    fits = fits.assign(fit_order=range(len(fits)))
    return named_segments(fits, centers, archetypes, catalogue, overrides)
