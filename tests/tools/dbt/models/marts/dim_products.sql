{{ config(transient=false, cluster_by=['category']) }}
select *, rank() over (partition by category order by price desc) as place from {{ ref('stg_products') }}
