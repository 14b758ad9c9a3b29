-- Features of inputs that are not mapped are left out: nobody has a value of them.
select
    feature,
    cast(row_number() over (order by feature_number) as bigint) as feature_number,
    family,
    is_numeric,
    unit,
    time_window,
    default_transform,
    value_if_absent,
    more_is_better,
    is_signed,
    is_sensitive,
    high_label,
    low_label,
    meaning
from {{ ref('declared_features') }}
where is_given
