-- A moment in writing; null unless it names its zone.
create or replace macro moment(written) as (
    case
        when
            regexp_full_match(
                written,
                '\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}(:\d{2})?)'
            )
            -- DuckDB wants the seconds that ISO 8601 lets one leave out.
            then try_cast(
                regexp_replace(written, '^(.{10}[T ]\d{2}:\d{2})(Z|[+-])', '\1:00\2')
                as timestamptz
            )
    end
);

create or replace macro is_true(written) as (lower(written) in ('true', '1'));
create or replace macro is_bool(written) as (lower(written) in ('true', 'false', '1', '0'));

create or replace macro fault(column_name, value, problem) as (
    { 'column_name': column_name, 'value': value, 'problem': problem }
);

-- A number that stands for a row whatever the order of rows: sums of it tell contents apart.
create or replace macro row_sum(content) as (
    sum(md5_number_lower(content)::hugeint)::varchar
    || ':' || sum(md5_number_upper(content)::hugeint)::varchar
);
