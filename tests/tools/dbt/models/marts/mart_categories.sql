{{ config(materialized='view', secure=true) }}
select category, sum(quantity) as sold, sum(amount) as amount, div0(sum(amount), sum(quantity)) as per_piece
from {{ ref('fct_orders') }} where status <> 'returned' group by category
