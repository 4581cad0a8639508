-- One file of a version of the estate that some document was computed under.
with used as (
    select d.estate from billing.drafts as d
    union
    select d.estate from ledger.documents as d
)
select
    f.estate,
    f.file,
    f.content,
from reference.estate_files as f
semi join used as u on f.estate = u.estate
order by f.estate, f.file
