-- By column, since a directory does not say when a row changed; an assignment has nothing
-- beside its key, so one column of the key is all there is to compare.
MODEL (
  name history.held,
  kind SCD_TYPE_2_BY_COLUMN (
    unique_key (directory_id, user_id, sku_id),
    columns [sku_id],
    invalidate_hard_deletes true,
    execution_time_as_valid_from true
  ),
  cron '@daily'
);

SELECT
  directory_id::TEXT,
  user_id::TEXT,
  sku_id::TEXT
FROM shown.assignments
