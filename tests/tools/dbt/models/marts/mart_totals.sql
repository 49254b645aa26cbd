with totals as (select 'orders' as what, count(*)::number(18, 2) as value from {{ ref('fct_orders') }}
    union all select 'amount', sum(amount) from {{ ref('fct_orders') }}
    union all select 'customers', count(*) from {{ ref('dim_customers') }})
select * from totals
