from centroid.warehouse.session import read_table, to_pandas
from centroid.words.naming import NAMED, named_segments


def model(dbt, session):
    dbt.config(materialized="table")
    levels = to_pandas(dbt.ref("segment_levels"))
    fits = to_pandas(dbt.ref("segment_sizes"))[["segmentation", "segment_id", "fit_id"]]
    days = to_pandas(dbt.ref("as_of"))
    before = read_table(session, dbt.this.database, dbt.this.schema, dbt.this.identifier)
    if before is not None and days.empty:
        # With `dbt run --empty` there is no day; the names of the last build stay, and the types,
        # which a column of nothing does not say.
        return before.astype({name: kind for name, kind in NAMED.items() if name in before})
    if before is not None and "is_look" in before:
        # A look at an earlier day leaves nothing that later builds use.
        before = before[~before.is_look.astype(bool)]
    names = named_segments(
        levels.merge(fits, on=["segmentation", "segment_id"]),
        to_pandas(dbt.ref("segment_words")),
        to_pandas(dbt.ref("segment_archetypes")),
        to_pandas(dbt.ref("feature_catalogue")),
        to_pandas(dbt.ref("segment_name_overrides")),
        before=before,
    )
    return names.assign(is_look=bool(days.is_look.fillna(False).any()))
