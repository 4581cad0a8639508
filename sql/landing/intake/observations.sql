-- One look that a batch brings, as it is written, with the first fault of its row.
create or replace table incoming.observations as
with rows as (
    select
        r.record,
        r.directory_id,
        r.observed_at as observed_text,
        r.same_as as same_as_text,
        moment(r.observed_at) as observed_at,
        moment(r.same_as) as same_as,
    from incoming_rows as r
)
select
    r.record,
    r.directory_id,
    r.observed_at,
    r.same_as,
    case
        when r.directory_id is null then fault('directory_id', null, 'blank')
        when r.observed_at is null then fault('observed_at', r.observed_text, 'moment')
        when year(timezone('UTC', r.observed_at)) not between 1990 and 2099
            then fault('observed_at', r.observed_text, 'far')
        when r.same_as_text is not null and r.same_as is null
            then fault('same_as', r.same_as_text, 'moment')
        when r.same_as >= r.observed_at then fault('same_as', r.same_as_text, 'not earlier')
    end as fault,
from rows as r
