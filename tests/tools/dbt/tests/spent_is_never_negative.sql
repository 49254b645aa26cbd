select * from {{ ref('dim_customers') }} where spent < 0
