{{ config(unique_key='order_id', on_schema_change='sync_all_columns') }}
select order_id, amount {% if var('wider', false) %}, status {% endif %} from {{ ref('stg_orders') }}
