select a.product as one, b.product as other, count(distinct a.customer_id) as customers
from {{ ref('fct_orders') }} as a join {{ ref('fct_orders') }} as b
    on a.customer_id = b.customer_id and a.product < b.product
group by 1, 2
