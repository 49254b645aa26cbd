{% set statuses = dbt_utils_like_values(ref('stg_orders'), 'status') %}
select customer_id
{% for status in statuses %}, sum(iff(status = '{{ status }}', amount, 0)) as {{ status }}_amount{% endfor %}
from {{ ref('stg_orders') }} group by customer_id
