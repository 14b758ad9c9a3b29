"""Which customers a fit is made of."""

from __future__ import annotations

from harness import Project


def test_a_sample_is_the_front_of_the_population_in_hash_order(demo: Project):
    project = demo.copy("sampled")
    declared = {
        "name": "value",
        "segments": 3,
        "population": "order_count_365d >= 5",
        "features": ["recency_days", "net_revenue_365d"],
        "fit_sample_size": 200,
        "seed": 3,
    }
    project.dbt("run", "--select", "fit_samples", segmentations=[declared]).succeeded()

    population = project.frame(
        "select customer_id from features.wide_features where order_count_365d >= 5 and "
        "as_of_date = (select as_of_date from calendar.as_of) "
        "order by md5(concat(customer_id, '3'))"
    )
    sample = project.frame("from fits.fit_samples order by sample_position")
    # Enough that most of them are left out before anything is sorted.
    assert len(population) > 2000
    assert sample.customer_id.tolist() == population.customer_id.tolist()[:200]
    assert sample.population_size.eq(len(population)).all()
    assert sample.sample_position.tolist() == list(range(1, 201))
