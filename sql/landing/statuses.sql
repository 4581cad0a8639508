-- One landed look and what was last decided about it.
select
    j.directory_id,
    j.observed_at,
    max_by(j.status, (j.sequence, j.place)) as status,
    max_by(j.reason, (j.sequence, j.place)) as reason,
    max_by(j.decided_by, (j.sequence, j.place)) as decided_by,
    max_by(j.recorded_at, (j.sequence, j.place)) as decided_at,
from landing.judgements as j
group by j.directory_id, j.observed_at
