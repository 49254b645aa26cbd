select continent, count(*) as customers, sum(spent) as spent, listagg(name, ', ') within group (order by name) as names
from {{ ref('dim_customers') }} group by continent
