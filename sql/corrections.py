"""What is due for settled periods, each under the version of the estate that it is pinned to."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from sql import stages
from sql.stages import Truths
from sql.warehouse import Warehouse

Versions = Callable[[str], Truths]  # what a kept version of the estate says, by its hash
SETTLED = """
select s.estate, s.customer_id, s.period, coalesce(s.currency <> t.currency, false)
from ledger.settlements as s
left join reference.terms as t on s.customer_id = t.customer_id
where ($periods::varchar[] is null or list_contains($periods::varchar[], s.period))
    and ($customer_id is null or s.customer_id = $customer_id)
order by all
"""
CARRIED = """
select s.estate, s.customer_id, s.period, false
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


@dataclass(frozen=True, slots=True)
class Settled:
    """A settled period of a customer, and the version that it is pinned to.

    `is_foreign` where it was invoiced in another currency than the customer's next invoice.
    """

    estate: str
    customer_id: str
    period: str
    is_foreign: bool = False


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


def compute(
    house: Warehouse,
    truths: Truths,
    versions: Versions,
    pairs: Sequence[Settled],
    *,
    is_alone: bool,
    is_now: bool = False,
) -> Iterator[Truths]:
    """Bills settled periods, version by version; what was drafted is read while each one stands.

    `is_now` re-rates them under the estate as it is. Whoever does not read to the end leaves
    another version in place.
    """
    if is_now:
        pairs = [replace(one, estate=truths.version) for one in pairs]
    for estate in dict.fromkeys(one.estate for one in pairs):
        then = truths if estate == truths.version else versions(estate)
        _stand(house, then)
        of_version = [one for one in pairs if one.estate == estate]
        for customer_id, is_foreign in _customers(of_version):
            stages.billing(
                house,
                then,
                periods=sorted({one.period for one in of_version}),
                customer_id=customer_id,
                settled_under="now" if is_now else estate,
                is_alone=is_alone or is_foreign,
            )
            yield then
    if any(one.estate != truths.version for one in pairs):
        _stand(house, truths)


def _customers(pairs: Sequence[Settled]) -> list[tuple[str | None, bool]]:
    """One by one where they are few, else all at once; and again who pays in another currency by
    now: no invoice of theirs can take up the difference."""
    known = sorted({one.customer_id for one in pairs})
    foreign = sorted({one.customer_id for one in pairs if one.is_foreign})
    at_once: list[str | None] = list(known) if len(known) == 1 else [None]
    return [*((one, False) for one in at_once), *((one, True) for one in foreign)]


def _stand(house: Warehouse, truths: Truths) -> None:
    stages.reference(house, truths)
    stages.history(house, truths)
