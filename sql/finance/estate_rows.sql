-- One row of a file of the estate, as a version had it that some document was computed under.
with used as (
    select d.estate from billing.drafts as d
    union
    select d.estate from ledger.documents as d
)
select
    r.content,
    r.line,
    r.written,
from reference.estate_rows as r
semi join (
    select f.content from reference.estate_files as f
    semi join used as u on f.estate = u.estate
) as k
    on r.content = k.content
order by r.content, r.line
