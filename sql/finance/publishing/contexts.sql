-- One thing beside spans that spans are published with: of all that a directory has, or of one
-- account where it names one.
select
    d.directory_id,
    null::varchar as user_id,
    d.customer_id as said,
from reference.directory_terms as d
union all
select
    k.directory_id,
    null::varchar as user_id,
    to_json(k)::varchar as said,
from history.sku_products as k
union all
select
    c.directory_id,
    null::varchar as user_id,
    to_json(c)::varchar as said,
from history.covered_pieces as c
union all
select
    p.directory_id,
    p.user_id,
    p.person_id as said,
from history.persons as p
