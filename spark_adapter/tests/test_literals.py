"""What becomes a SQL literal, and what a frame's columns become, needs no session to be checked."""

from datetime import date, datetime

import pandas as pd
import pyarrow as pa
import pytest
from dbt.adapters.sparkpy.connections import SparkPyCredentials, sql_literal
from dbt.adapters.sparkpy.frames import arrow_table


@pytest.mark.parametrize(
    ("value", "literal"),
    [
        (None, "null"),
        (True, "true"),
        (3, "3"),
        (2.5, "2.5D"),
        (float("nan"), "double('nan')"),
        ("it's", r"'it\'s'"),
        ("a\\b\n", r"'a\\b\n'"),
        (date(2024, 2, 29), "'2024-02-29'"),
        (datetime(2024, 2, 29, 1, 2, 3), "'2024-02-29 01:02:03'"),
    ],
)
def test_a_value_is_written_as_a_literal(value, literal):
    assert sql_literal(value) == literal


def test_ansi_mode_stays_on_unless_the_profile_says_otherwise():
    def mode(**parameters):
        credentials = SparkPyCredentials(
            method="session", host="NA", schema="main", server_side_parameters=parameters
        )
        return credentials.server_side_parameters["spark.sql.ansi.enabled"]

    assert mode() == "true"
    assert mode(**{"spark.sql.ansi.enabled": "false"}) == "false"


def test_a_column_of_nothing_is_text():
    nothing = pd.Series([None, None], dtype="object")
    table = arrow_table(pd.DataFrame({"name": nothing, "day": [date(2024, 1, 1)] * 2}))
    assert table.schema.field("name").type == pa.string()
    assert table.schema.field("day").type == pa.date32()
