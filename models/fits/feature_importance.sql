select
    fit_id,
    segmentation,
    feature,
    max(case when measure = 'separation' then value end) as separation,
    cast(max(case when measure = 'correlation_group' then value end) as bigint) as correlation_group,
    max(case when measure = 'strongest_correlation' then value end) as strongest_correlation,
    max(case when measure = 'correlated_with' then text end) as correlated_with,
    max(case when measure = 'is_uninformative' then value end) = 1 as is_uninformative,
    max(case when measure = 'is_redundant' then value end) = 1 as is_redundant,
    max(case when measure = 'axis_1_loading' then value end) as axis_1_loading,
    max(case when measure = 'axis_2_loading' then value end) as axis_2_loading
from {{ ref('fit_registry') }}
where record = 'feature'
group by fit_id, segmentation, feature
