{{ config(incremental_strategy='delete+insert', unique_key=['customer_id', 'ordered_on']) }}
select customer_id, ordered_on, count(*) as orders from {{ ref('stg_orders') }} group by 1, 2
