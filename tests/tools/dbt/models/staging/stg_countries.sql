select distinct country, {{ continent('country') }} as continent from {{ ref('stg_customers') }}
