-- Every sample has the requested number of customers or the whole population, in positions from 1, nobody twice. It is
-- one test because each query draws the samples again.
select
    samples.segmentation,
    count(*) as customer_count
from {{ ref('fit_samples') }} as samples
inner join {{ ref('segmentation_specs') }} as specs on samples.segmentation = specs.segmentation
group by samples.segmentation
having count(*) <> least(max(samples.population_size), max(specs.fit_sample_size))
    or count(*) <> max(samples.sample_position)
    or count(*) <> count(distinct samples.customer_id)
