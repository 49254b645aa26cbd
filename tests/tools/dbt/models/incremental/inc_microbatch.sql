{{ config(incremental_strategy='microbatch', event_time='ordered_at', batch_size='month', begin='2024-01-01', lookback=1) }}
select order_id, ordered_at from {{ ref('stg_orders') }}
