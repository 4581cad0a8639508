-- One person and product with the days of the payer's period: had, left after exclusions, and
-- billable once the products that another one includes are taken away (rule 5). Products are known
-- by number until the end: what is grouped by numbers takes half the time.
with had as (
    select
        any_value(h.bill_no) as bill_no,
        coalesce(j.person_place, h.place) as place,
        h.product_no,
        bit_or(h.mask) as had_mask,
        bit_or(h.mask & ~h.excluded_mask) as kept_mask,
    from billing.held_days as h
    left join billing.joined as j on h.place = j.place
    where h.product_no is not null
    group by coalesce(j.person_place, h.place), h.product_no
),
inclusions as (
    select
        p.line as product_no,
        c.line as included_no,
    from reference.inclusions as i
    inner join reference.products as p on i.product_code = p.product_code
    inner join reference.products as c on i.included_code = c.product_code
),
taken as (
    select
        h.place,
        i.included_no as product_no,
        bit_or(h.kept_mask) as mask,
    from had as h
    inner join inclusions as i on h.product_no = i.product_no
    where h.kept_mask <> 0
    group by h.place, i.included_no
)
select
    h.bill_no,
    h.place,
    o.product_code,
    h.had_mask,
    h.kept_mask,
    h.kept_mask & ~coalesce(t.mask, 0) as mask,
from had as h
inner join reference.products as o on h.product_no = o.line
left join taken as t on h.place = t.place and h.product_no = t.product_no
