select b.customer_id, f.index as place, f.value::varchar as product
from {{ ref('mart_json') }} as b, lateral flatten(input => b.basket:orders) as f
