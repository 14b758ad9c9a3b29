"""What the builds take for granted of the installed DuckDB."""

from __future__ import annotations

import duckdb
import pytest


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


@pytest.mark.parametrize(
    ("amount", "dates", "bits"),
    [
        ("case when ordered_on > {} then amount else 0 end", None, 64),
        ("case when ordered_on > {} then amount end", None, 128),
        ("case when ordered_on > {} then amount else 0 end", "(select {} as day) as dates", 128),
    ],
)
def test_amounts_add_up_in_64_bits_where_their_limits_are_known(amount, dates, bits):
    """Known from the rows: `sum_if` has no null, and `cross_join_parts` leaves no join."""
    day = "date '2026-01-01'"
    joined = f"inner join {dates.format(day)} on ordered_on <= dates.day" if dates else ""
    with duckdb.connect() as connection:
        connection.execute(
            "create table orders as select i % 1000 as customer_id, "
            f"cast(i as decimal(18, 4)) as amount, {day} - cast(i % 700 as integer) as ordered_on "
            "from range(10000) as numbers(i)"
        )
        ((_, plan),) = connection.execute(
            f"explain select customer_id, sum({amount.format('dates.day' if dates else day)}) "
            f"from orders {joined} group by customer_id"
        ).fetchall()
    assert ("sum_no_overflow" in plan) == (bits == 64)


@pytest.mark.xfail(strict=True, reason="DuckDB 2.0.1 takes such a sum to be 0 at most")
def test_a_sum_after_a_left_join_with_nothing_is_compared_rightly():
    """Models compare counts where they join what may be empty; without the fault they need not."""
    with duckdb.connect() as connection:
        connection.execute(
            "create table orders as select i as customer, i % 3 as product from range(9) as t(i)"
        )
        connection.execute("create table products as select 1 as product, 'no name' as refused")
        rows = connection.execute(
            "select sum(orders.product) > 0 from orders left join "
            "(select * from products where refused is null) as kept "
            "on orders.product = kept.product group by orders.customer"
        ).fetchall()
    assert sorted(rows) == [(False,)] * 3 + [(True,)] * 6
