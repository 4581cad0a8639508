-- One SKU of a directory, under a part number it had, and the product it is billed as. A row of
-- skus.csv for the id wins over one for the part number, also where it says not billed.
with rules as (
    select
        lower(k.sku) as sku_key,
        k.product_code,
    from reference.skus as k
)
select
    (
        row_number() over (order by n.directory_id, n.sku_id, n.valid_from, n.sku_part_number)
    )::integer as sku_no,
    n.directory_id,
    n.sku_id,
    n.sku_part_number,
    n.valid_from,
    n.valid_to,
    case when i.sku_key is not null then i.product_code else p.product_code end as product_code,
    i.sku_key is not null or p.sku_key is not null as is_known,
from history.sku_names as n
left join rules as i on lower(n.sku_id) = i.sku_key
left join rules as p on lower(n.sku_part_number) = p.sku_key
