"""The Streamlit example on a published file, in an environment that has only Streamlit and DuckDB.

`make clients` runs it; `make test` does not, as it needs that environment.
"""

from __future__ import annotations

import os
import re
import shutil
from pathlib import Path

import duckdb
import pytest
from streamlit.testing.v1 import AppTest

ROOT = Path(__file__).parents[2]
BUILT = Path(os.environ.get("CENTROID_PUBLISHED", ROOT / "warehouse" / "published.duckdb"))
HOSTILE = "'); drop table customers; -- <script>alert(1)</script> [x](y) *z*"


@pytest.fixture
def published(tmp_path, monkeypatch) -> Path:
    """A copy of the published file, which the app reads."""
    path = tmp_path / "published.duckdb"
    shutil.copy(BUILT, path)
    monkeypatch.setenv("CENTROID_PUBLISHED", str(path))
    return path


def opened() -> AppTest:
    """The page after its first run."""
    return shown(AppTest.from_file(str(ROOT / "examples/streamlit/app.py"), default_timeout=60))


def shown(app: AppTest, *_chosen: object) -> AppTest:
    """The page after another run, with what was chosen or pressed on it."""
    app.run()
    assert not app.exception, app.exception
    return app


def query(published: Path, sql: str, parameters: list | None = None) -> list[tuple]:
    """Rows of the published file."""
    with duckdb.connect(str(published), read_only=True) as connection:
        return connection.execute(sql, parameters or []).fetchall()


def replaced(published: Path, *statements: str) -> None:
    """Put another file in its place at once, as a build does."""
    fresh = published.with_suffix(".new")
    shutil.copy(published, fresh)
    with duckdb.connect(str(fresh)) as connection:
        for statement in statements:
            connection.execute(statement)
    fresh.replace(published)


def read(elements: list) -> list[str]:
    """What elements say, without what keeps Markdown from reading names."""
    return [re.sub(r"\\(.)", r"\1", each.value) for each in elements]


def names(app: AppTest) -> list[str]:
    """The names on the cards."""
    return read(app.subheader)


def test_cards_months_and_customers_are_those_of_the_file(published):
    app = opened()
    segmentations = query(
        published,
        "select segmentation from segments.segmentations "
        "where segment_count is not null order by all",
    )
    assert app.selectbox[0].options == [name for (name,) in segmentations]
    for (segmentation,) in segmentations:
        shown(app, app.selectbox[0].select(segmentation))
        segments = query(
            published,
            "select segment_name, message, customer_count, customer_share, revenue_share, "
            "segment_id from segments.segments where segmentation = ? order by segment_id",
            [segmentation],
        )
        captions = [each.value for each in app.caption]
        for name, message, count, share, revenue, _ in segments:
            assert name in names(app) and message in [each.value for each in app.text]
            said = f"{count:,} customers ({share:.0%}), {revenue:.0%} of the revenue"
            assert said in captions
        months, customers = (each.value for each in app.dataframe)
        assert months.groupby("as_of_date").customer_count.sum().tolist() == [
            int(total)
            for (total,) in query(
                published,
                "select sum(customer_count) from history.segment_months where segmentation = ? "
                "group by as_of_date order by as_of_date",
                [segmentation],
            )
        ]
        last = segments[-1][-1]
        shown(app, app.selectbox[1].select(last))
        customers = app.dataframe[1].value
        assert list(zip(customers.customer_id, customers.net_revenue_365d, strict=True)) == [
            (customer, float(revenue))
            for customer, revenue in query(
                published,
                "select customer_id, net_revenue_365d from activation.customer_360 where "
                "customer_id in (select customer_id from segments.customer_segments where "
                "segmentation = ? and segment_id = ?) order by 2 desc, 1 limit 100",
                [segmentation, last],
            )
        ]


def test_names_and_addresses_are_shown_when_they_are_asked_for(published):
    replaced(published, "update activation.customer_360 set full_name = 'Ann', email = 'a@b.c'")
    app = opened()
    assert not {"full_name", "email"} & set(app.dataframe[1].value.columns)
    assert "a@b.c" not in app.dataframe[1].value.to_string()
    shown(app, app.checkbox[0].check())
    assert set(app.dataframe[1].value.email) == {"a@b.c"}


def test_a_customer_is_scored_by_the_function_of_the_file(published):
    app = opened()
    shown(app, app.selectbox[0].select("value"))
    shown(app, app.button[0].click())
    assert [each.value for each in app.warning] == ["Give at least one feature."]
    given = {"recency_days": 3.0, "net_revenue_365d": 420.0}
    for number in app.number_input:
        if number.label in given:
            number.set_value(given[number.label])
    shown(app, app.button[0].click())
    ((name, confidence, filled),) = query(
        published,
        "select segment_name, confidence, filled_features "
        "from segments.score_customer({'recency_days': 3, 'net_revenue_365d': 420}) "
        "where segmentation = 'value'",
    )
    assert read(app.success) == [f"{name}, confidence {confidence}"]
    assert any(each.value == f"Filled in by the fit: {filled}" for each in app.caption)
    assert app.dataframe[2].value.probability.sum() == pytest.approx(1)


def test_the_next_run_shows_the_file_that_replaced_it(published):
    app = opened()
    replaced(published, "update segments.segments set segment_name = 'Another build'")
    shown(app)
    assert set(names(app)) == {"Another build"}


def test_names_are_words_and_no_query(published):
    literal = HOSTILE.replace("'", "''")
    replaced(
        published,
        *(
            f"update {table} set segmentation = '{literal}' where segmentation = 'value'"
            for table in (
                "segments.segments",
                "segments.segmentations",
                "segments.customer_segments",
                "history.segment_months",
            )
        ),
        f"update segments.segments set segment_name = '{literal}'",
    )
    app = opened()
    shown(app, app.selectbox[0].select(HOSTILE))
    assert set(names(app)) == {HOSTILE}
    assert not re.search(r"(?<!\\)[<\[*]", app.subheader[0].value)
    assert len(app.dataframe[1].value) > 1


def test_a_shop_without_segments_says_so(published):
    replaced(
        published,
        "update segments.segmentations set segment_count = null",
        "delete from segments.segments",
    )
    app = opened()
    assert [each.value for each in app.info] == [
        "No segmentation has been fitted, so there are no segments."
    ]


def test_without_a_published_file_it_says_what_to_do(published):
    published.unlink()
    (error,) = opened().error
    assert error.value == f"{published} is not there yet; `make build` writes it."
