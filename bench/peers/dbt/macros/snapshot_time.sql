{# The day that is snapshot, in place of the clock: the spans can then be compared with ours. #}
{% macro duckdb__snapshot_get_time() -%}
    '{{ var("day") }}'::timestamp
{%- endmacro %}
