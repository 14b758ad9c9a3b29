select
    {product_id} as product_id,
    concat(subcategory, ' no. ', product_number) as product_name,
    category,
    subcategory,
    brand,
    brand_type,
    price
from products
order by product_number
