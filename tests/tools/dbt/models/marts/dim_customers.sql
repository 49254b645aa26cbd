select c.customer_id, c.name, c.email, g.continent, coalesce(o.orders, 0) as orders, coalesce(o.spent, 0) as spent,
    case when o.orders >= 2 then 'regular' when o.orders = 1 then 'new' else 'none' end as kind
from {{ ref('stg_customers') }} as c
left join {{ ref('int_customer_orders') }} as o using (customer_id)
left join {{ ref('stg_countries') }} as g on g.country = c.country
