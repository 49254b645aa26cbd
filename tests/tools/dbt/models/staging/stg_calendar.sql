select dateadd(day, row_number() over (order by seq4()) - 1, '2024-01-01'::date) as day
from table(generator(rowcount => 60))
