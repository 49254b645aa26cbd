with recursive stages (stage, left_over) as (
    select 0, (select sum(amount) from {{ ref('fct_orders') }})
    union all select stage + 1, left_over / 2 from stages where stage < 5
)
select stage, left_over::number(12, 2) as left_over from stages
