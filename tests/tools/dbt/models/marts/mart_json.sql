select customer_id, object_construct('orders', array_agg(product) within group (order by order_id)) as basket
from {{ ref('fct_orders') }} group by customer_id
