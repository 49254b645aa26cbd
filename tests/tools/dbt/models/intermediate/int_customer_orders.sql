select customer_id, count(*) as orders, sum(amount) as spent, min(ordered_on) as first_order, max(ordered_on) as last_order
from {{ ref('stg_orders') }} where status <> 'returned' group by all
