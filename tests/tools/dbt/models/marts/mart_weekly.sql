select date_trunc('week', day) as week, sum(orders) as orders, sum(amount) as amount from {{ ref('fct_daily') }} group by 1
