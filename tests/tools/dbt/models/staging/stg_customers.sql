select id as customer_id, name, lower(email) as email, country, signed_up::date as signed_up
from {{ source('raw', 'raw_customers') }}
