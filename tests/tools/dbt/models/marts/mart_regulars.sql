select * exclude (email, spent), round(spent, 0) as spent from {{ ref('dim_customers') }} where kind = 'regular' order by spent desc limit 10
