select id as order_id, customer_id, product_id, quantity, amount, status, ordered_at, ordered_at::date as ordered_on
from {{ source('raw', 'raw_orders') }}
where ordered_at < dateadd(day, 1, '{{ var("until") }}'::date)
