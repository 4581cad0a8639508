-- What finance.duckdb lacks of the warehouse, and which file that is said of. They are no stage:
-- nothing is derived from them, and a warehouse made anew begins without.
create schema if not exists publishing;

-- Customers' periods whose rows may differ; all customers where it names none.
create table if not exists publishing.periods (period varchar, customer_id varchar);

-- Accounts whose spans may differ; all of a directory where it names none.
create table if not exists publishing.accounts (directory_id varchar, user_id varchar);

-- What spans were published with beside themselves.
create table if not exists publishing.contexts (
    directory_id varchar, user_id varchar, said varchar
);

-- The file that was published last: what the system says of it, and what it was made by.
create table if not exists publishing.file (
    inode ubigint, bytes bigint, written_ns bigint, changed_ns bigint, made_by varchar
);
