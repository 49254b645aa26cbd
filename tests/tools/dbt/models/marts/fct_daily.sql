select day, orders, amount, sum(amount) over (order by day rows between 6 preceding and current row) as amount_7_days
from {{ ref('int_daily') }}
