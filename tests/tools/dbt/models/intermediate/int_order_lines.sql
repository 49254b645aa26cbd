select o.*, p.product, p.category, p.price, o.amount - o.quantity * p.price as difference
from {{ ref('stg_orders') }} as o join {{ ref('stg_products') }} as p using (product_id)
