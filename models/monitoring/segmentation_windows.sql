select
    declared.segmentation,
    max({{ window_days('catalogue.time_window') }}) as window_days
from {{ ref('segmentation_features') }} as declared
inner join {{ ref('feature_catalogue') }} as catalogue on declared.feature = catalogue.feature
group by declared.segmentation
