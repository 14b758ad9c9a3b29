"""The segments of a shop, from the file that Centroid publishes.

Run it with `streamlit run app.py`. The environment variable CENTROID_PUBLISHED names another file.
"""

from __future__ import annotations

import os
import re
from pathlib import Path

import duckdb
import pandas as pd
import streamlit as st

PUBLISHED = Path(os.environ.get("CENTROID_PUBLISHED", "warehouse/published.duckdb"))
MOST_CUSTOMERS = 100
CONTACT = ["full_name", "email"]


def as_words(name: str) -> str:
    """A name whose characters mean nothing to Markdown."""
    return re.sub(r"([^\w\s])", r"\\\1", name)


def cards(segments: pd.DataFrame) -> None:
    """What each segment is, and what to do."""
    columns = st.columns(3)
    for place, segment in enumerate(segments.itertuples()):
        with columns[place % 3].container(border=True):
            st.subheader(as_words(segment.segment_name))
            size = f"{segment.customer_count:,} customers ({segment.customer_share:.0%})"
            revenue = segment.revenue_share
            st.caption(size if pd.isna(revenue) else f"{size}, {revenue:.0%} of the revenue")
            st.text(segment.message)
            st.text(segment.offer)


def months(connection: duckdb.DuckDBPyConnection, segmentation: str) -> None:
    """How many customers each segment had."""
    st.header("Months")
    table = connection.execute(
        "select history.as_of_date, segment_name, history.customer_count, history.net_revenue "
        "from history.segment_months as history inner join segments.segments as segments "
        "using (segmentation, segment_id) where segmentation = ? "
        "order by history.as_of_date, segment_id",
        [segmentation],
    ).df()
    st.line_chart(table, x="as_of_date", y="customer_count", color="segment_name")
    with st.expander("Table"):
        st.dataframe(table, hide_index=True)


def customers(connection: duckdb.DuckDBPyConnection, segments: pd.DataFrame) -> None:
    """The customers of one segment who spent most."""
    st.header("Customers")
    names = dict(zip(segments.segment_id, segments.segment_name, strict=True))
    chosen = st.selectbox("Segment", list(names), format_func=names.get)
    table = connection.execute(
        "select customer_id, full_name, email, confidence, recency_days, order_count_365d, "
        "net_revenue_365d from segments.customer_segments as assigned "
        "inner join activation.customer_360 using (customer_id) "
        "where assigned.segmentation = ? and assigned.segment_id = ? "
        "order by net_revenue_365d desc, customer_id limit ?",
        [segments.segmentation[0], int(chosen), MOST_CUSTOMERS],
    ).df()
    is_shown = st.checkbox("Show names and e-mail addresses")
    st.dataframe(table if is_shown else table.drop(columns=CONTACT), hide_index=True)
    st.caption(f"At most {MOST_CUSTOMERS} customers, those who spent most in 365 days first.")


def score(connection: duckdb.DuckDBPyConnection, segmentation: str) -> None:
    """The segment of somebody with the features given."""
    st.header("Score a customer")
    features = connection.execute(
        "select feature, fill_value, meaning from segments.segmentations "
        "inner join fits.feature_preparation using (segmentation, fit_id) "
        "inner join features.feature_catalogue using (feature) "
        "where segmentation = ? order by feature_position",
        [segmentation],
    ).df()
    with st.form("score"):
        given = {
            each.feature: st.number_input(
                each.feature, value=None, placeholder=f"{each.fill_value:g}", help=each.meaning
            )
            for each in features.itertuples()
        }
        if not st.form_submit_button("Score"):
            return
    known = {feature: value for feature, value in given.items() if value is not None}
    if not known:
        st.warning("Give at least one feature.")
        return
    (found,) = connection.execute(
        "from segments.score_customer(?) where segmentation = ?", [known, segmentation]
    ).df().itertuples()  # fmt: skip
    if found.no_segment_reason:
        st.warning(f"No segment: {found.no_segment_reason}")
        return
    st.success(f"{as_words(found.segment_name)}, confidence {found.confidence}")
    st.dataframe(pd.DataFrame(list(found.probabilities)), hide_index=True)
    if found.filled_features:
        st.caption(f"Filled in by the fit: {found.filled_features}")


def main() -> None:
    """The page. Every run opens the file anew, so it shows the latest build."""
    st.set_page_config("Segments", layout="wide")
    st.title("Segments")
    if not PUBLISHED.exists():
        st.error(f"{PUBLISHED} is not there yet; `make build` writes it.")
        return
    with duckdb.connect(str(PUBLISHED), read_only=True) as connection:
        fitted = connection.execute(
            "select segmentation, description, as_of_date from segments.segmentations "
            "where segment_count is not null order by segmentation"
        ).df()
        if fitted.empty:
            st.info("No segmentation has been fitted, so there are no segments.")
            return
        chosen = st.selectbox("Segmentation", fitted.segmentation)
        of_it = fitted.set_index("segmentation").loc[chosen]
        st.text(of_it.description)
        st.caption(f"As of {of_it.as_of_date:%Y-%m-%d}")
        segments = connection.execute(
            "from segments.segments where segmentation = ? order by segment_id", [chosen]
        ).df()
        cards(segments)
        months(connection, chosen)
        customers(connection, segments)
        score(connection, chosen)


main()
