-- One landed look and what was last decided about it.
with latest as (
    select
        j.directory_id,
        j.observed_at,
        -- A struct, since max_by passes over nulls and a reason may have gone.
        max_by(
            {
                'status': j.status,
                'reason': j.reason,
                'decided_by': j.decided_by,
                'decided_at': j.recorded_at
            },
            (j.sequence, j.place)
        ) as judgement,
    from landing.judgements as j
    group by j.directory_id, j.observed_at
)
select
    l.directory_id,
    l.observed_at,
    l.judgement.status,
    l.judgement.reason,
    l.judgement.decided_by,
    l.judgement.decided_at,
from latest as l
