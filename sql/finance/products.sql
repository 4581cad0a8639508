-- One product of the estate.
select
    p.product_code,
    p.name,
    p.kind,
    p.includes,
    p.tax_category,
    p.tax_rate,
from reference.products as p
order by p.line
