-- One unbroken span of days on which a person is billed for a product.
with starts as not materialized (
    select
        a.period,
        a.customer_id,
        a.period_start,
        a.period_end,
        d.bill_no,
        d.place,
        d.product_code,
        d.mask,
        first_index(d.mask) as start_index,
        d.mask & (d.mask + first_bit(d.mask)) = 0 as is_unbroken,
    from billing.person_days as d
    inner join billing.periods as a on d.bill_no = a.bill_no
    where d.mask <> 0
),
broken as (
    select
        s.* exclude (start_index),
        unnest(range(0, 31))::integer as start_index,
    from starts as s
    where not s.is_unbroken
),
spans as (
    select s.* from starts as s
    where s.is_unbroken
    union all by name
    select b.* from broken as b
    where (run_starts(b.mask) >> b.start_index) & 1 = 1
)
select
    s.period,
    s.customer_id,
    s.period_start,
    s.period_end,
    person_of(n.listed_person_id, t.directory_id, t.user_id) as person_id,
    s.product_code,
    s.period_start + s.start_index as from_day,
    s.period_start + s.start_index + run_length(s.mask, s.start_index) as to_day,
    run_length(s.mask, s.start_index) as days,
from spans as s
inner join billing.line_names as n on s.bill_no = n.bill_no and s.place = n.place
inner join snapshot.user_attributes as t on n.attributes_key = t.attributes_key
