-- One complete look that landed. The rows it shows stand under its content batch and moment.
select
    o.directory_id,
    o.observed_at,
    o.batch,
    o.sequence,
    o.recorded_at,
    o.content_batch,
    o.content_at,
    o.users,
    o.assignments,
    o.users_sum,
    o.assignments_sum,
    o.subscriptions_sum,
    o.has_subscriptions,
from read_parquet($new_batches) as o
