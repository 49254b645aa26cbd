{{ config(contract={'enforced': true}) }}
select customer_id, spent::number(12, 2) as spent, kind::varchar(20) as kind from {{ ref('dim_customers') }}
