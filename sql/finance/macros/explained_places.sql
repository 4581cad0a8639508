-- One person on one day of a product that is priced by the day's places or head count, for each of
-- the keys that are charged for it: its place in order of arrival, and how many persons there are.
create macro explained_places(line_keys) as table (
    with products as (
        select distinct
            k.customer_id,
            k.period,
            k.product_code,
        from explained_keys(line_keys) as k
        inner join explained_prices(line_keys) as p on k.line_key = p.line_key
        where p.model <> 'standard' or p.minimum_quantity > 0
    ),
    held as (
        select
            b.customer_id,
            b.period,
            b.product_code,
            b.person_id,
            b.from_day as arrived,
            unnest(generate_series(b.from_day, b.to_day - 1, interval 1 day))::date as day,
        from billable_days as b
        semi join products as p
            on
                b.customer_id = p.customer_id
                and b.period = p.period
                and b.product_code = p.product_code
    )
    select
        h.customer_id,
        h.period,
        h.product_code,
        h.person_id,
        h.day,
        row_number() over (
            partition by h.customer_id, h.period, h.product_code, h.day
            order by h.arrived, h.person_id
        ) as place,
        count(*) over (
            partition by h.customer_id, h.period, h.product_code, h.day
        ) as persons,
    from held as h
);
