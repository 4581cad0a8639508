-- One rule that picks accounts by what they are: an exclusion, or who pays for them.
with rules as (
    select
        'exclusion' as rule,
        e.line,
        e.customer_id,
        null::varchar as directory_id,
        e.match_kind,
        e.match_value,
        e.product_code,
        null::varchar as payer_customer_id,
        e.valid_from,
        e.valid_to,
        e.reason,
    from reference.exclusions as e
    union all
    select
        'payer' as rule,
        p.line,
        null::varchar as customer_id,
        p.directory_id,
        p.match_kind,
        p.match_value,
        null::varchar as product_code,
        p.payer_customer_id,
        p.valid_from,
        p.valid_to,
        p.reason,
    from reference.payers as p
)
select
    r.rule,
    r.line,
    r.customer_id,
    r.directory_id,
    r.match_kind,
    lower(r.match_value) as match_value,
    r.product_code,
    r.payer_customer_id,
    r.valid_from,
    r.valid_to,
    r.reason,
from rules as r
