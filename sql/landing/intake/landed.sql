-- Landing before anything landed.
create table if not exists landing.observations (
    directory_id varchar,
    observed_at timestamptz,
    batch varchar,
    sequence integer,
    recorded_at timestamptz,
    content_batch varchar,
    content_at timestamptz,
    users bigint,
    assignments bigint,
    users_sum varchar,
    assignments_sum varchar,
    subscriptions_sum varchar,
    has_subscriptions boolean
)
