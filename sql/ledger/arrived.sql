-- Documents of the ledger that are not in its tables yet, each read from its file.
create or replace table ledger.arrived as
select
    a.sequence,
    a.previous,
    a.sha256,
    from_json(a.text, $structure) as entry,
from ledger.arriving as a
