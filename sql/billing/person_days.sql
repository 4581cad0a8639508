-- One person and product with the days of the payer's period: had, left after exclusions, and
-- billable once the products that another one includes are taken away (rule 5).
with had as (
    select
        any_value(h.bill_no) as bill_no,
        coalesce(j.person_place, h.place) as place,
        h.product_code,
        bit_or(h.mask) as had_mask,
        bit_or(h.mask & ~h.excluded_mask) as kept_mask,
    from billing.held_days as h
    left join billing.joined as j on h.place = j.place
    where h.product_code is not null
    group by coalesce(j.person_place, h.place), h.product_code
),
taken as (
    select
        h.place,
        i.included_code as product_code,
        bit_or(h.kept_mask) as mask,
    from had as h
    inner join reference.inclusions as i on h.product_code = i.product_code
    where h.kept_mask <> 0
    group by h.place, i.included_code
)
select
    h.bill_no,
    h.place,
    h.product_code,
    h.had_mask,
    h.kept_mask,
    h.kept_mask & ~coalesce(t.mask, 0) as mask,
from had as h
left join taken as t on h.place = t.place and h.product_code = t.product_code
