{% macro scored_by_row(spec, shape) -%}
{#- Joins every customer with every center, so the SQL stays short however many centers there are. The runner-up is the
    nearest center of another segment. -#}
{%- set width = spec.features | length -%}
pairs as (
    select
        prepared.customer_id,
        prepared.as_of_date,
        centers.center_id,
        centers.segment_id,
        {%- if shape.is_named %}
        prepared.named_segment_id,
        {%- endif %}
        {{ squared_distance(shape, width) }}
        {%- if shape.has_intercepts %} - 2 * centers.intercept{% endif %} as penalty
    from prepared
    cross join centers
    where prepared.fit_id = centers.center_fit_id
        and prepared.no_segment_reason is null
),

{% if not shape.is_single %}
by_segment as (
    select
        customer_id,
        as_of_date,
        segment_id,
        {%- if shape.is_named %}
        named_segment_id,
        {%- endif %}
        min({{ row_of({'value': 'penalty', 'id': 'center_id'}) }}) as nearest
    from pairs
    group by customer_id, as_of_date, segment_id{{ ', named_segment_id' if shape.is_named }}
),

{% endif %}
ranked as (
    select
        customer_id,
        as_of_date,
        {%- set nearest = row_of({'value': 'penalty', 'id': 'center_id'}) if shape.is_single else 'nearest' %}
        {%- if shape.is_named %}
        min(case when segment_id = named_segment_id then {{ nearest }} end) as nearest_named,
        {%- endif %}
        {{ two_least(nearest) }} as nearest_two
    from {{ 'pairs' if shape.is_single else 'by_segment' }}
    group by customer_id, as_of_date
),

{% if shape.has_posteriors %}
posteriors as (
    select
        pairs.customer_id,
        pairs.as_of_date,
        -- A sum of doubles would depend on the order of the rows.
        1 / cast(
            sum(cast(exp(({{ element('ranked.nearest_two', 1) }}.value - pairs.penalty) / 2) as decimal(38, 18))) as double
        ) as posterior
    from pairs
    inner join ranked
        on pairs.customer_id = ranked.customer_id
        and pairs.as_of_date = ranked.as_of_date
    group by pairs.customer_id, pairs.as_of_date
),

{% endif %}
nearest as (
    select
        prepared.customer_id,
        prepared.as_of_date,
        prepared.fit_id,
        {%- if shape.is_named %}
        prepared.named_segment_id,
        {%- endif %}
        prepared.filled_feature_count,
        prepared.no_segment_reason,
        {%- if shape.has_posteriors %}
        posteriors.posterior,
        {%- endif %}
        {%- if shape.is_named %}
        ranked.nearest_named.value as named_penalty,
        ranked.nearest_named.id as named_center_id,
        {%- endif %}
        {{ element('ranked.nearest_two', 1) }}.value as penalty,
        {{ element('ranked.nearest_two', 1) }}.id as center_id,
        {{ element('ranked.nearest_two', 2) }}.value as runner_up_penalty,
        {{ element('ranked.nearest_two', 2) }}.id as runner_up_center_id
    from prepared
    left join ranked
        on prepared.customer_id = ranked.customer_id
        and prepared.as_of_date = ranked.as_of_date
    {%- if shape.has_posteriors %}
    left join posteriors
        on prepared.customer_id = posteriors.customer_id
        and prepared.as_of_date = posteriors.as_of_date
    {%- endif %}
),

scored as (
    select
        nearest.*,
        own.segment_id,
        own.radius,
        other.segment_id as runner_up_segment_id,
        {%- if shape.is_named %}
        {%- if shape.has_intercepts %}
        named.intercept as named_intercept,
        sqrt(greatest(nearest.named_penalty + 2 * named.intercept, 0)) as named_distance,
        {%- else %}
        sqrt(nearest.named_penalty) as named_distance,
        {%- endif %}
        {%- endif %}
        {%- if shape.has_intercepts %}
        own.intercept,
        other.intercept as runner_up_intercept,
        -- greatest() of null and 0 is 0, but a customer without a segment must have no distance.
        case when nearest.penalty is not null then sqrt(greatest(nearest.penalty + 2 * own.intercept, 0)) end as distance,
        case
            when nearest.runner_up_penalty is not null
                then sqrt(greatest(nearest.runner_up_penalty + 2 * other.intercept, 0))
        end as runner_up_distance
        {%- else %}
        sqrt(nearest.penalty) as distance,
        sqrt(nearest.runner_up_penalty) as runner_up_distance
        {%- endif %}
    from nearest
    left join centers as own
        on nearest.fit_id = own.center_fit_id
        and nearest.center_id = own.center_id
    left join centers as other
        on nearest.fit_id = other.center_fit_id
        and nearest.runner_up_center_id = other.center_id
    {%- if shape.is_named %}
    left join centers as named
        on nearest.fit_id = named.center_fit_id
        and nearest.named_center_id = named.center_id
    {%- endif %}
)
{%- endmacro %}
