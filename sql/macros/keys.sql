-- A set of attributes of one account, as a number: a tenth of the bytes that it is told by, and
-- compared at once. Told apart whatever is in them: an attributes_id has one length, and the
-- directory says its own.
create or replace macro attributes_key(attributes_id, directory_id, user_id) as (
    md5_number(attributes_id || length(directory_id) || '/' || directory_id || user_id)
);

-- Whose an account is: the person whom persons.csv lists it for, else a person of its own.
create or replace macro person_of(listed_person_id, directory_id, user_id) as (
    coalesce(listed_person_id, directory_id || '/' || user_id)
);

-- Ten bits as two characters of base 32 (RFC 4648), looked up: `translate` costs four times that.
create or replace macro pair32(bits) as (
    substr(getvariable('pairs32'), (bits & 1023) * 2 + 1, 2)
);

-- The first 130 bits of a SHA-256 as 26 characters of base 32.
create or replace macro key26(digest) as (
    concat(
        pair32(('0x' || substr(digest, 1, 15))::bigint >> 50),
        pair32(('0x' || substr(digest, 1, 15))::bigint >> 40),
        pair32(('0x' || substr(digest, 1, 15))::bigint >> 30),
        pair32(('0x' || substr(digest, 1, 15))::bigint >> 20),
        pair32(('0x' || substr(digest, 1, 15))::bigint >> 10),
        pair32(('0x' || substr(digest, 1, 15))::bigint),
        pair32(('0x' || substr(digest, 16, 15))::bigint >> 50),
        pair32(('0x' || substr(digest, 16, 15))::bigint >> 40),
        pair32(('0x' || substr(digest, 16, 15))::bigint >> 30),
        pair32(('0x' || substr(digest, 16, 15))::bigint >> 20),
        pair32(('0x' || substr(digest, 16, 15))::bigint >> 10),
        pair32(('0x' || substr(digest, 16, 15))::bigint),
        pair32(('0x' || substr(digest, 31, 3))::bigint >> 2)
    )
);
