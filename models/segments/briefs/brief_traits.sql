{{ config(materialized='ephemeral') }}

with lines as (
    select
        traits.segmentation,
        traits.segment_id,
        traits.trait_rank,
        {{ markdown_row([
            markdown_text('traits.trait'),
            markdown_text('traits.meaning'),
            "'median ' || " ~ readable_measure('traits.median', 'traits.unit', with_unit=true),
            readable_measure('profiles.p25', 'traits.unit') ~ " || ' to ' || "
            ~ readable_measure('profiles.p75', 'traits.unit'),
            "'median ' || " ~ readable_measure('traits.median_of_all', 'traits.unit', with_unit=true),
        ]) | indent(8) }} as line
    from {{ ref('segment_traits') }} as traits
    inner join {{ ref('segment_profiles') }} as profiles
        on traits.segmentation = profiles.segmentation
        and traits.segment_id = profiles.segment_id
        and traits.feature = profiles.feature
),

traits as (
    select
        segmentation,
        segment_id,
        concat(
            '| Trait | What is measured | This segment | Middle half of it | All |', chr(10),
            '|---|---|---|---|---|', chr(10),
            {{ dbt.listagg('line', 'chr(10)', 'order by trait_rank') }}
        ) as table_of_traits
    from lines
    group by segmentation, segment_id
)

select
    segments.segmentation,
    segments.segment_id,
    concat_ws(
        chr(10),
        '## Who they are',
        '',
        coalesce(
            'Archetype: ' || {{ markdown_text('segments.archetype') }} || '. '
            || {{ markdown_text('segments.archetype_words') }} || '.',
            'No archetype is true of this segment.'
        ),
        '',
        coalesce(traits.table_of_traits, 'They have no distinctive trait.')
    ) as section
from {{ ref('segments') }} as segments
left join traits
    on segments.segmentation = traits.segmentation
    and segments.segment_id = traits.segment_id
