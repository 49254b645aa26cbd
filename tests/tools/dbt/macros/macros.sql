{% macro continent(column) %}case when {{ column }} in ('US', 'CA') then 'America' else 'Europe' end{% endmacro %}

{% macro dbt_utils_like_values(relation, column) %}
  {% if not execute %}{{ return([]) }}{% endif %}
  {{ return(run_query("select distinct " ~ column ~ " from " ~ relation ~ " order by 1").columns[0].values()) }}
{% endmacro %}

{% macro note_results(results) %}
  {% for result in results %}{{ log(result.node.name ~ ': ' ~ result.status) }}{% endfor %}
{% endmacro %}

{% test at_least(model, column_name, minimum) %}
select * from {{ model }} where {{ column_name }} < {{ minimum }}
{% endtest %}
