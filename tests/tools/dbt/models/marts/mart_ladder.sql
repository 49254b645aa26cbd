select customer_id, amount, ordered_at, conditional
from (
    select *, row_number() over (partition by customer_id order by ordered_at) as conditional from {{ ref('fct_orders') }}
)
qualify row_number() over (partition by customer_id order by amount desc, order_id) = 1
