-- One SKU of a directory and a part number it had: a day before the first takes the first, a
-- later one the last seen. One row with a blank name where no look gave any.
with named as (
    select
        s.directory_id,
        s.sku_id,
        nullif(s.sku_part_number, '') as sku_part_number,
        s.valid_from,
        bool_or(s.sku_part_number <> '') over (partition by s.directory_id, s.sku_id) as is_named,
    from history.skus as s
),
kept as (
    select
        n.directory_id,
        n.sku_id,
        n.sku_part_number,
        min(n.valid_from) as valid_from,
    from named as n
    where n.sku_part_number is not null or not n.is_named
    group by
        n.directory_id,
        n.sku_id,
        n.sku_part_number,
        case when n.is_named then n.valid_from end
)
select
    k.directory_id,
    k.sku_id,
    k.sku_part_number,
    case when row_number() over names > 1 then k.valid_from end as valid_from,
    lead(k.valid_from) over names as valid_to,
from kept as k
window names as (partition by k.directory_id, k.sku_id order by k.valid_from)
