"""What directories show, look by look: made once, by arithmetic, always the same."""

from __future__ import annotations

from pathlib import Path

import duckdb
from sizes import FIRST_DAY, Size
from terms import PRODUCTS

# Two users in three assignments. The n-th assignment to leave is assignment n; joiners follow
# on. One in a hundred is away for three looks in between.
HELD = """
create or replace table held as
select
    n as position,
    n * 2 // 3 as account,
    printf('directory-%04d', n * 2 // 3 % $customers) as directory_id,
    md5('user' || (n * 2 // 3))::uuid::varchar as user_id,
    (hash(n * 2 // 3) + n % 3) % $products as product,
    md5('sku' || product)::uuid::varchar as sku_id,
    case when n >= $held then (n - $held) // $leaving + 1 else 0 end as from_index,
    case when n // $leaving + 1 < $looks then n // $leaving + 1 else $looks end as to_index,
    case when hash(n + 1000000) % 100 = 7 then 5 + hash(n) % 45 else 1000 end as away_index,
from range($held + $leaving * ($looks - 1)) as t(n)
"""

# A user is seen while it holds anything; one in a thousand has other attributes from some day on.
ACCOUNTS = """
create or replace table accounts as
select
    account,
    any_value(directory_id) as directory_id,
    any_value(user_id) as user_id,
    min(from_index) as from_index,
    max(to_index) as to_index,
    case
        when hash(account + 1) % 1000 < 60 then 1 + hash(account) % 59
        else 1000
    end as other_index,
from held
group by account
"""

ATTRIBUTES = """
create or replace table attributes as
select
    account,
    version,
    md5_number(account || ':' || version) as attributes_key,
    'person.' || account || '@customer.example' as user_principal_name,
    'Person ' || account as display_name,
    'person.' || account || '@customer.example' as mail,
    'Department ' || (account + version) % 40 as department,
    'Customer' as company_name,
    hash(account + 3) % 50 <> 0 as account_enabled,
    case when hash(account + 2) % 20 = 0 then 'Guest' else 'Member' end as user_type,
from accounts cross join (values (0), (1)) as v(version)
where version = 0 or other_index < 1000
"""

LOOKS = """
create or replace table looks as
select n::integer as look, $first::date + n::integer * $every as snapshot_day
from range($looks) as t(n)
"""

# What is asked of these is always a few looks, whose rows then come in no order that says anything.
SHOWN_ASSIGNMENTS = """
create view assignments as
select h.directory_id, k.snapshot_day, h.user_id, h.sku_id, h.product
from held as h
inner join looks as k on h.from_index <= k.look and h.to_index > k.look
where not k.look between h.away_index and h.away_index + 2
order by hash(h.position + k.look)
"""

SHOWN_USERS = """
create view users as
select
    a.directory_id,
    k.snapshot_day,
    a.user_id,
    md5_number(a.account || ':' || (a.other_index <= k.look)::integer) as attributes_key,
from accounts as a
inner join looks as k on a.from_index <= k.look and a.to_index > k.look
order by hash(a.account + k.look)
"""


def make(root: Path, size: Size) -> Path:
    """Writes the looks to a DuckDB file of the folder, unless it is there."""
    path = root / "days.duckdb"
    if not path.exists():
        root.mkdir(parents=True, exist_ok=True)
        beside = path.with_suffix(".beside")
        beside.unlink(missing_ok=True)
        with duckdb.connect(str(beside), config={"memory_limit": "2500MB"}) as connection:
            _fill(connection, size)
        beside.rename(path)
    return path


def _fill(connection: duckdb.DuckDBPyConnection, size: Size) -> None:
    held = {
        "customers": size.customers,
        "products": PRODUCTS,
        "held": size.assignments,
        "leaving": size.leaving,
        "looks": size.looks,
    }
    looks = {"looks": size.looks, "first": FIRST_DAY, "every": size.every}
    for statement, given in ((HELD, held), (ACCOUNTS, {}), (ATTRIBUTES, {}), (LOOKS, looks)):
        connection.execute(statement, given)
    for view in (SHOWN_ASSIGNMENTS, SHOWN_USERS):
        connection.execute(view)
