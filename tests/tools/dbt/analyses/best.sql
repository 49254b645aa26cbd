select * from {{ ref('dim_customers') }} order by spent desc limit 1
