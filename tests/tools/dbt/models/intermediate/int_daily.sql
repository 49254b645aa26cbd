select c.day, count(o.order_id) as orders, coalesce(sum(o.amount), 0) as amount
from {{ ref('stg_calendar') }} as c left join {{ ref('stg_orders') }} as o on o.ordered_on = c.day
group by c.day
