-- A sample has as many customers as were asked for, or all there are, in places from 1 on, and nobody twice. One test
-- for all, as each draws the samples.
select
    samples.segmentation,
    count(*) as customer_count
from {{ ref('fit_samples') }} as samples
inner join {{ ref('segmentation_specs') }} as specs on samples.segmentation = specs.segmentation
group by samples.segmentation
having count(*) <> least(max(samples.population_size), max(specs.fit_sample_size))
    or count(*) <> max(samples.sample_position)
    or count(*) <> count(distinct samples.customer_id)
