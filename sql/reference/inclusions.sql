-- One product that another includes: who has the including one is not billed the included one.
with included as (
    select
        p.product_code,
        trim(unnest(string_split(p.includes, ';'))) as included_code,
    from reference.products as p
    where p.includes is not null
)
select distinct
    i.product_code,
    i.included_code,
from included as i
where i.included_code <> ''
