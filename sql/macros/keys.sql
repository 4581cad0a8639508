-- A set of attributes of one account, as a number: a tenth of the bytes that it is told by, and
-- compared at once. Told apart whatever is in them: an attributes_id has one length, and the
-- directory says its own.
create or replace temp macro attributes_key(attributes_id, directory_id, user_id) as (
    md5_number(attributes_id || length(directory_id) || '/' || directory_id || user_id)
);
