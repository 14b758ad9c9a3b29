-- Three tenths of a category's products are own label. Popularity falls with the rank, as Zipf says.
create table products as
with numbered as (
    select
        categories.category_number,
        categories.category,
        categories.typical_price,
        is_own_label,
        range + 1 as popularity_rank,
        (categories.category_number - 1) * ({own_label_count} + {other_count})
        + case when is_own_label then 0 else {own_label_count} end + range as product_number
    from categories
    cross join (values (true), (false)) as labels (is_own_label)
    inner join range({own_label_count} + {other_count})
        on range < case when is_own_label then {own_label_count} else {other_count} end
)

select
    *,
    case
        when is_own_label then 'OWN LABEL'
        else concat('BRAND ', category_number, '-', popularity_rank % 40)
    end as brand,
    case when is_own_label then 'Private' else 'National' end as brand_type,
    concat(category, ' ', popularity_rank % 8) as subcategory,
    round(
        typical_price * case when is_own_label then 0.7 else 1 end
        * lognormal(chance_of({seed}, 7000000000 + product_number), 'price', 0.4),
        2
    ) as price
from numbered;
