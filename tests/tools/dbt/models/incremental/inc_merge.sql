{{ config(incremental_strategy='merge', unique_key='customer_id', merge_exclude_columns=['first_seen']) }}
select customer_id, sum(amount) as spent, min(ordered_on) as first_seen from {{ ref('stg_orders') }} group by customer_id
