{% macro scored_by_list(spec, shape) -%}
{#- For segmentations whose centers have equal weights. The term |x|^2 is then the same in every score, so x.v ranks the
    centers, with v = C c, where C holds the squared weights, and -|c|^2/2 as an extra last number that is multiplied by
    an extra 1 in x. A center is thus one list, and a score one product of lists without nulls. The first center is
    subtracted from x and c, to keep sums and rounding errors small. The two nearest centers are then measured directly,
    and swapped if that reverses their order. -#}
{%- set centers = range(1, shape.center_count + 1) -%}
{%- set width = spec.features | length -%}
{%- set offsets = [] -%}
{%- for number in range(1, width + 1) -%}{%- do offsets.append('coalesce(x' ~ number ~ ' - o' ~ number ~ ', 0)') -%}{%- endfor -%}
scores as (
    select
        listed.*,
        {%- for center in centers %}
        {{ dot_product('x_list', 'k' ~ center ~ '_list') }} as s{{ center }}{{ ',' if not loop.last }}
        {%- endfor %}
    from (
        select
            prepared.*,
            parameters.*,
            {{ array_of(offsets + ['cast(1 as double)']) }} as x_list
        from prepared
        -- `is true` prevents a hash join, which would copy the lists to every customer.
        left join parameters on (prepared.fit_id = parameters.parameters_fit_id) is true
    ) as listed
),

best as (
    select
        scores.*,
        greatest({% for center in centers %}s{{ center }}{{ ', ' if not loop.last }}{% endfor %}) as best_score
    from scores
),

labelled as (
    select
        best.*,
        case when no_segment_reason is null then
            case best_score{% for center in centers %} when s{{ center }} then {{ center }}{% endfor %} end
        end as first_id,
        case when no_segment_reason is null then
            case best_score{% for center in centers %} when s{{ center }} then k{{ center }}_segment_id{% endfor %} end
        end as first_segment_id
    from best
),

second_best as (
    select
        labelled.*,
        greatest({% for center in centers %}case when k{{ center }}_segment_id <> first_segment_id then s{{ center }} end{{ ', ' if not loop.last }}{% endfor %})
            as second_score
    from labelled
),

two_nearest as (
    select
        second_best.*,
        case
        {%- for center in centers %}
            when k{{ center }}_segment_id <> first_segment_id and s{{ center }} = second_score then {{ center }}
        {%- endfor %}
        end as second_id
    from second_best
),

measured as (
    select
        two_nearest.*,
        {%- for side in ['first', 'second'] %}
        {{ side }}_center.segment_id as {{ side }}_segment,
        {{ side }}_center.radius as {{ side }}_radius,
        {{ squared_distance(shape, width, center=side ~ '_center.c', weight=side ~ '_center.w') }} as {{ side }}_square{{ ',' if not loop.last }}
        {%- endfor %}
    from two_nearest
    left join centers as first_center
        on two_nearest.fit_id = first_center.center_fit_id
        and two_nearest.first_id = first_center.center_id
    left join centers as second_center
        on two_nearest.fit_id = second_center.center_fit_id
        and two_nearest.second_id = second_center.center_id
),

ranked as (
    select
        measured.*,
        coalesce(second_square < first_square or (second_square = first_square and second_id < first_id), false)
            as is_second_nearer
    from measured
),

scored as (
    select
        customer_id,
        as_of_date,
        fit_id,
        {%- for name, side, other in [('', 'first', 'second'), ('runner_up_', 'second', 'first')] %}
        {%- for column, measure in [('center_id', 'id'), ('segment_id', 'segment'), ('radius', 'radius')] %}
        case when is_second_nearer then {{ other }}_{{ measure }} else {{ side }}_{{ measure }} end as {{ name }}{{ column }},
        {%- endfor %}
        sqrt(case when is_second_nearer then {{ other }}_square else {{ side }}_square end) as {{ name }}distance,
        {%- endfor %}
        filled_feature_count,
        no_segment_reason
    from ranked
)
{%- endmacro %}
