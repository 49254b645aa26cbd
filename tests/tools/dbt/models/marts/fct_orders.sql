{{ config(alias='orders', post_hook="insert into {{ target.database }}.audit.runs select '{{ this.identifier }}', count(*) from {{ this }}", pre_hook="create table if not exists {{ target.database }}.audit.runs (model varchar, rows_made int)") }}
select order_id, customer_id, product, category, quantity, amount, status, ordered_at from {{ ref('int_order_lines') }}
