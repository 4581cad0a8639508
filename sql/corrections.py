"""What is due for settled periods, each under the version of the estate that it is pinned to."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sql import query, stages
from sql.stages import Truths
from sql.warehouse import Warehouse

Versions = Callable[[str], Truths]  # what a kept version of the estate says, by its hash
SETTLED = """
select
    s.estate,
    s.customer_id,
    s.period,
    t.customer_id is not null
    and coalesce(s.currency = t.currency, true)
    and coalesce(t.billing_to > (
        select max(o.period_end) from ledger.settlements as o where o.customer_id = s.customer_id
    ), true) as has_next
from ledger.settlements as s
left join reference.terms as t on s.customer_id = t.customer_id
where ($periods::varchar[] is null or list_contains($periods::varchar[], s.period))
    and ($customer_id is null or s.customer_id = $customer_id)
order by all
"""
CARRIED = """
select s.estate, s.customer_id, s.period, true
from ledger.settlements as s
inner join reference.terms as t on s.customer_id = t.customer_id
where s.period < $before
    and coalesce(s.currency = t.currency, true)
    and ($is_next_invoice or s.billing_timing = 'advance')
    and ($customer_id is null or s.customer_id = $customer_id)
    and (
        select count(*) from ledger.settlements as o
        where o.customer_id = s.customer_id and list_contains($periods::varchar[], o.period)
    ) < len($periods::varchar[])
order by all
"""
# What settled periods were made of when they were last compared; forgotten, they are compared anew.
COMPARED = "billing.compared"
COMPARED_COLUMNS = "(period varchar, customer_id varchar, content varchar)"
KNOWN = f"""
select m.period, m.customer_id from made_of as m
semi join {COMPARED} as c
    on m.period = c.period and m.customer_id = c.customer_id and m.content = c.content
anti join billing.differences as d on m.period = d.period and m.customer_id = d.customer_id
"""
# A pair that was not weighed, or a directory of another customer that mattered when it was, or does
# now: which of them do follows from the version that it was last compared under.
UNSURE = """
select 1 from (select unnest($wanted::varchar[]) as pair) as w
anti join made_of as m on w.pair = m.period || ' ' || m.customer_id
union all
select 1 from (
    select r.customer_id, r.directory_id from related as r
    union all
    select a.customer_id, a.directory_id from billing.affected as a
) as r
inner join reference.directory_terms as d on r.directory_id = d.directory_id
where r.customer_id <> d.customer_id
limit 1
"""
UNWEIGHED = """
select 1 from related as r
anti join weighed as w
    on r.directory_id = w.directory_id
    and r.period_start = w.period_start
    and r.period_end = w.period_end
where r.directory_id is not null
limit 1
"""
# Drafts of other periods with lines of what stands on a document of its own by now.
TAKEN_UP = """
select distinct j.period, j.customer_id
from billing.correction_lines as j
inner join billing.correction_lines as a
    on j.line_period = a.period and j.customer_id = a.customer_id and a.period = a.line_period
where j.period <> j.line_period
order by all
"""
STANDING = """
select distinct c.period || ' ' || c.customer_id from billing.correction_lines as c
where c.period = c.line_period
"""
OF_WANTED = "where t.period || ' ' || t.customer_id in (select unnest($wanted::varchar[]))"
FORGET = f"delete from {COMPARED} as t {OF_WANTED}"
NOTE = f"insert into {COMPARED} by name select t.* from made_of as t {OF_WANTED}"


@dataclass(frozen=True, slots=True)
class Settled:
    """A settled period of a customer, and the version that it is pinned to.

    `has_next` where the customer has a next invoice that can take up what it differs by: it is
    listed, pays in the same currency, and was not charged to its end yet (`billing_to`).
    """

    estate: str
    customer_id: str
    period: str
    has_next: bool = True


def settled(
    house: Warehouse, periods: Sequence[str] | None, customer_id: str | None
) -> list[Settled]:
    given = {"periods": list(periods) if periods else None, "customer_id": customer_id}
    return [Settled(*row) for row in house.rows(SETTLED, given)]


def carried(
    house: Warehouse, truths: Truths, periods: Sequence[str], customer_id: str | None
) -> list[Settled]:
    """Settled periods whose differences join the drafts of later ones, where there may be any."""
    if not periods:
        return []
    given = {
        "before": max(periods),
        "periods": list(periods),
        "is_next_invoice": truths.is_next_invoice,
        "customer_id": customer_id,
    }
    return [Settled(*row) for row in house.rows(CARRIED, given)]


@dataclass(frozen=True, slots=True)
class How:
    """Whether corrections stand alone, and whether the estate as it is re-rates what is settled."""

    is_alone: bool
    is_now: bool = False


def changed(house: Warehouse, truths: Truths, pairs: Sequence[Settled]) -> list[Settled]:
    """Those of the pairs that may differ by something else than when they were last compared under
    their own versions, and those that do differ: where it is drafted may be another document now.
    """
    stages.forget_weighed(house)
    return left(house, truths, pairs)


def left(house: Warehouse, truths: Truths, pairs: Sequence[Settled]) -> list[Settled]:
    """The same, of a history that stands as it did when anything was weighed last."""
    if not (pairs and house.has("billing.differences")):
        return list(pairs)
    weigh(house, truths.now, pairs)
    known = set(house.rows(KNOWN))
    return [one for one in pairs if (one.period, one.customer_id) not in known]


def remember(house: Warehouse, truths: Truths, pairs: Sequence[Settled]) -> None:
    """Notes what the pairs are made of: as they stand they are compared, or were just issued."""
    if pairs:
        weigh(house, truths.now, pairs)
        _note(house, pairs)


def _is_sure(house: Warehouse, pairs: Sequence[Settled]) -> bool:
    """Whether what the pairs are made of was told of history as it stands, before they were
    compared, and comparing cannot have changed it."""
    return house.has(stages.MADE_OF) and not house.rows(UNSURE, {"wanted": _named(pairs)})


def _note(house: Warehouse, pairs: Sequence[Settled]) -> None:
    _forget(house, pairs)
    house.execute(NOTE, {"wanted": _named(pairs)})


def compute(
    house: Warehouse,
    truths: Truths,
    versions: Versions,
    pairs: Sequence[Settled],
    how: How,
) -> Iterator[Truths]:
    """Bills settled periods, version by version; what was drafted is read while each one stands.

    Whoever does not read to the end leaves another version in place.
    """
    if how.is_now:
        pairs = [replace(one, estate=truths.version) for one in pairs]
    for estate in dict.fromkeys(one.estate for one in pairs):
        then = truths if estate == truths.version else versions(estate)
        if estate != truths.version or len({one.estate for one in pairs}) > 1:
            _stand(house, then)
        of_version = [one for one in pairs if one.estate == estate]
        stages.billing(
            house,
            then,
            periods=sorted({one.period for one in of_version}),
            customer_id=None,
            settled_under="now" if how.is_now else estate,
            wanted=_named(of_version),
            is_alone=how.is_alone,
        )
        yield then
    if any(one.estate != truths.version for one in pairs):
        _stand(house, truths)
    if how.is_now:
        _forget(house, pairs)
    elif pairs and _is_sure(house, pairs):
        _note(house, pairs)
    else:
        remember(house, truths, pairs)


def give_way(house: Warehouse, truths: Truths) -> Iterator[None]:
    """Drafts anew, customer by customer, what had taken up lines that stand alone by now: a line is
    on one draft, that of whoever asked last."""
    standing = [pair for (pair,) in house.rows(STANDING)]
    for period, customer_id in house.rows(TAKEN_UP):
        stages.billing(house, truths, periods=[period], customer_id=customer_id, standing=standing)
        yield


def _named(pairs: Sequence[Settled]) -> list[str]:
    return [f"{one.period} {one.customer_id}" for one in pairs]


def _forget(house: Warehouse, pairs: Sequence[Settled]) -> None:
    house.execute(f"create table if not exists {COMPARED} {COMPARED_COLUMNS}")
    house.execute(FORGET, {"wanted": _named(pairs)})


def weigh(house: Warehouse, now: datetime, pairs: Sequence[Settled]) -> None:
    """Makes `made_of`: a row for each of the pairs that is over.

    Directories are weighed where they have not been since history was brought up to date:
    comparing may have found that others matter.
    """
    house.execute(f"create table if not exists {COMPARED} {COMPARED_COLUMNS}")
    house.execute(query.text("billing/made_of/related.sql"), {"wanted": _named(pairs), "now": now})
    if not house.has(stages.WEIGHED) or house.rows(UNWEIGHED):
        house.execute(query.text("billing/made_of/weighed.sql"))
    house.execute(query.text("billing/made_of/made_of.sql"))


def _stand(house: Warehouse, truths: Truths) -> None:
    stages.reference(house, truths)
    stages.history(house, truths)
