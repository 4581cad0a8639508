"""What of a published table is written again: the slices of it that changed, and no others."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sql.query import Query
from sql.warehouse import Warehouse

Condition = tuple[str, dict[str, Any]]  # on rows `t`, and the values it names
PERIODS = ("periods", "period", "customer_id")
ACCOUNTS = ("accounts", "directory_id", "user_id")
# Large tables: the marks that say which of their slices changed, and the columns they name.
MARKED: Mapping[str, tuple[str, str, str]] = {
    "users": ACCOUNTS,
    "assignments": ACCOUNTS,
    "billable_days": PERIODS,
    "excluded_days": PERIODS,
    "unassigned_days": PERIODS,
    "charges": PERIODS,
    "lines": PERIODS,
    "margin": PERIODS,
}
# Of the others each slice is weighed, in the file and as it is to be; one slice, if not said here.
WEIGHED: Mapping[str, str] = {
    "observations": "strftime(t.day, '%Y-%m')",
    "coverage": "strftime(t.day, '%Y-%m')",
    "periods": "t.period",
    "documents": "t.period",
    "blockers": "t.period",
    "leakage": "t.period",
    "estate_rows": "t.content",
}
LISTED = 1000  # values of a column that a condition names; of more, all rows are read
# Rows that differ and weigh the same in number and in a sum of 64 bits each do not happen.
WEIGHT = "select {slice} as slice, count(*) as rows, sum(hash(t)) as weight from {source} as t"
CHANGED = """
create or replace temp table changed_slices as
with wanted as ({wanted} group by all),
standing as ({standing} group by all)
select coalesce(w.slice, s.slice) as slice
from wanted as w
full join standing as s on w.slice = s.slice
where (w.rows, w.weight) is distinct from (s.rows, s.weight)
"""


def renew(house: Warehouse, made: Query) -> None:
    """Brings a table of the attached file up to the warehouse."""
    named = _marked(house, made.name) if made.name in MARKED else _weighed(house, made)
    if named is None:
        return
    condition, given = named
    target = f"published.{made.table}"
    house.execute(f"delete from {target} as t where {condition}", given)
    house.execute(
        f"insert into {target} select * from (\n{made.text}\n) as t where {condition}", given
    )


def _marked(house: Warehouse, name: str) -> Condition | None:
    """Which rows are of a marked slice; none where nothing is marked."""
    marks, first, second = MARKED[name]
    table = f"publishing.{marks}"
    if not house.rows(f"select 1 from {table} limit 1"):
        return None
    exactly = (
        f"(t.{first} in (select m.{first} from {table} as m where m.{second} is null) "
        f"or (t.{first}, t.{second}) in (select (m.{first}, m.{second}) from {table} as m "
        f"where m.{second} is not null))"
    )
    loosely = [_listed(house, table, column) for column in (first, second)]
    listed = [condition for condition, _ in loosely if condition]
    return " and ".join([*listed, exactly]), {
        k: v for _, given in loosely for k, v in given.items()
    }


def _listed(house: Warehouse, table: str, column: str) -> Condition:
    """The same said of one column, as a list: what is not of it is passed over unread."""
    found = house.rows(f"select distinct {column} from {table} order by all")
    values = {f"{column}_{place}": value for place, (value,) in enumerate(found)}
    if None in values.values() or len(values) > LISTED:
        return "", {}
    return f"t.{column} in ({', '.join(f'${name}' for name in values)})", values


def _weighed(house: Warehouse, made: Query) -> Condition | None:
    """Which rows are of a slice that weighs something else in the file; none where none does."""
    cut = WEIGHED.get(made.name, "''")
    house.execute(
        CHANGED.format(
            wanted=WEIGHT.format(slice=cut, source=f"(\n{made.text}\n)"),
            standing=WEIGHT.format(slice=cut, source=f"published.{made.table}"),
        )
    )
    if not house.rows("select 1 from changed_slices limit 1"):
        return None
    return f"{cut} in (select c.slice from changed_slices as c)", {}
