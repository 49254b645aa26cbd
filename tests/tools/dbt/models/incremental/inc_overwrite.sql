{{ config(incremental_strategy='insert_overwrite') }}
select ordered_on, sum(amount) as amount from {{ ref('stg_orders') }} group by ordered_on
