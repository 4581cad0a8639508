-- One span during which a user held a SKU, as the product it is billed as at the span's end.
with named as (
    select
        k.directory_id,
        k.sku_id,
        max_by(k.sku_part_number, coalesce(k.valid_from, date '0001-01-01')) as sku_part_number,
        max_by(coalesce(k.product_code, ''), coalesce(k.valid_from, date '0001-01-01'))
            as product_code,
    from history.sku_products as k
    group by k.directory_id, k.sku_id
)
select
    d.customer_id,
    a.directory_id,
    a.user_id,
    person_of(n.person_id, a.directory_id, a.user_id) as person_id,
    a.sku_id,
    k.sku_part_number,
    nullif(k.product_code, '') as product_code,
    coalesce(c.from_day, a.valid_from) as valid_from,
    case when c.directory_id is null then a.valid_to else c.to_day end as valid_to,
    case
        when coalesce(c.from_day, a.valid_from) < a.opened_on then 'assigned_at'
        else 'observation'
    end as from_evidence,
    a.opened_on,
from history.assignments as a
inner join reference.directory_terms as d on a.directory_id = d.directory_id
left join named as k on a.directory_id = k.directory_id and a.sku_id = k.sku_id
left join history.persons as n on a.directory_id = n.directory_id and a.user_id = n.user_id
left join history.covered_pieces as c
    on
        a.directory_id = c.directory_id
        and a.valid_from = c.valid_from
        and coalesce(a.valid_to, date '9999-12-31') = coalesce(c.valid_to, date '9999-12-31')
where c.directory_id is null or c.from_day is not null
