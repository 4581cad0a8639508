-- What the due amounts of a settled period are made of, in one number: the ledger's state, and
-- what history knows of each directory that may matter to the payer. While it stays the same, so
-- does what was compared (rule 10). Of the estate only the version counts that the period is
-- pinned to.
create or replace temp table made_of as
select
    r.period,
    r.customer_id,
    sha256(concat_ws(' ', r.estate, r.number, r.corrections, sum(w.content))) as content,
from related as r
left join weighed as w
    on
        r.directory_id = w.directory_id
        and r.period_start = w.period_start
        and r.period_end = w.period_end
group by r.period, r.customer_id, r.estate, r.number, r.corrections
