"""What the builds take for granted of the installed DuckDB."""

from __future__ import annotations

import duckdb


def test_rows_that_follow_an_insert_of_none_are_seen(tmp_path):
    """A table inserted part by part has such; DuckDB 2.0.0 sees them in a new process only."""
    with duckdb.connect(str(tmp_path / "parts.duckdb"), config={"threads": 2}) as connection:
        connection.execute(
            "create table customers as select 'c' || i as customer_id, i // 85000 as part "
            "from range(85000 * 13) as numbers(i)"
        )
        connection.execute("create table names as select unnest(['a', 'b', 'c']) as name")
        connection.execute("begin")
        connection.execute("create table parts (customer_id varchar not null, name varchar)")
        for parts in (0, 1):
            connection.execute(
                "insert into parts select customer_id, name from customers, names "
                f"where part < {parts}"
            )
        connection.execute("commit")
        seen = connection.execute("select count(*) from parts where name = 'a'").fetchall()
        assert seen == [(85000,)]
