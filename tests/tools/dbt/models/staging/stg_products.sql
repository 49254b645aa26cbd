select id as product_id, name as product, category, price::number(10, 2) as price from {{ source('raw', 'raw_products') }}
