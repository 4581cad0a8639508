"""What settled periods differ by from what was invoiced, as who answers for the money reads it: by
currency, by period and customer, and what to type next. Ids of customers, names of nobody."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import dagster as dg

from assets.premises import Premises

Pair = tuple[str, str]  # period and customer
# In the currency of what was invoiced, whatever the customer pays in by now.
DIFFERING = """
select
    d.period,
    d.customer_id,
    coalesce(s.currency, t.currency) as currency,
    count(*) as lines,
    coalesce(sum(-d.delta_minor) filter (where d.delta_minor < 0), 0)::bigint as credited,
    coalesce(sum(d.delta_minor) filter (where d.delta_minor > 0), 0)::bigint as invoiced,
    coalesce(any_value(o.minor_digits), any_value(t.minor_digits)) as minor_digits,
    exists (
        from billing.drafts as r
        where r.is_settled and r.period = d.period and r.customer_id = d.customer_id
    ) as is_drafted,
    coalesce(s.currency = t.currency, true)
    and ($is_next_invoice or s.billing_timing = 'advance') as is_carried,
from billing.differences as d
inner join ledger.settlements as s on d.period = s.period and d.customer_id = s.customer_id
left join (select distinct currency, minor_digits from ledger.documents) as o
    on s.currency = o.currency
left join reference.terms as t on d.customer_id = t.customer_id
group by d.period, d.customer_id, s.currency, t.currency, s.billing_timing
order by all
"""


@dataclass(frozen=True, slots=True)
class Stake:
    """A customer's settled period that differs, with what it comes to in minor units."""

    period: str
    customer_id: str
    currency: str
    lines: int
    credited: int
    invoiced: int
    minor_digits: int
    is_drafted: bool
    is_carried: bool

    @property
    def pair(self) -> Pair:
        return self.period, self.customer_id

    @property
    def is_money(self) -> bool:
        """What comes to no cent is on no document, so nobody can correct it."""
        return bool(self.credited or self.invoiced)


def differing(premises: Premises) -> list[Stake]:
    given = {"is_next_invoice": premises.truths.is_next_invoice}
    return [Stake(*row) for row in premises.house.rows(DIFFERING, given)]


@dataclass(frozen=True, slots=True)
class Found:
    """What is at stake, and the pairs that changed and were not compared since."""

    stakes: Sequence[Stake]
    left: Sequence[Pair]

    def told(self) -> str:
        """One sentence for who reads no further."""
        said = []
        if self.stakes:
            sums = " and ".join(f"{net:+} {name}" for name, _, _, net, *_ in _sums(self.stakes))
            said.append(
                f"{_counted([one.pair for one in self.stakes])} from what was invoiced, net {sums}"
            )
        if self.left:
            said.append(
                f"{_counted(self.left, 'may differ')}: more is known since, and nobody has "
                "compared what is due with what was invoiced"
            )
        return "; ".join(said) or "what is due for settled periods is what was invoiced"

    def metadata(self) -> Mapping[str, Any]:
        """What is empty is left out."""
        pairs = {one.pair for one in self.stakes} | set(self.left)
        found: dict[str, Any] = {
            "customers": len({customer for _, customer in pairs}),
            "periods": len({period for period, _ in pairs}),
        }
        if self.stakes:
            found["at stake"] = table(SUMS, _sums(self.stakes))
            found["differences"] = table(EACH, [_each(one) for one in self.stakes])
        if self.left:
            found["not compared"] = table(("period", "customer"), self.left)
        if steps := list(self._next()):
            found["next"] = "; ".join(steps)
        return found

    def _next(self) -> Iterator[str]:
        """What to type, in order: a period with anything to compare is compared before its drafts
        are issued."""
        waiting = {one.period for one in self.stakes if not (one.is_drafted or one.is_carried)}
        uncompared = sorted(waiting | {period for period, _ in self.left})
        if uncompared:
            period = f" {uncompared[0]}" if len(uncompared) == 1 else ""
            yield f"prorata correct{period} compares, and drafts what differs"
        drafted = {one.period for one in self.stakes if one.is_drafted} - set(uncompared)
        if drafted:
            issues = ", ".join(f"prorata issue {period}" for period in sorted(drafted))
            yield f"the drafts are to be looked at, then numbered: {issues}"
        if any(one.is_carried and not one.is_drafted for one in self.stakes):
            yield "what has no draft of its own joins the customer's next invoice"


SUMS = ("currency", "to credit", "to invoice", "net", "customers", "periods")
EACH = ("period", "customer", "currency", "lines", "to credit", "to invoice", "net")


def _each(one: Stake) -> tuple[object, ...]:
    return (*one.pair, one.currency, one.lines, *_money([one]))


def _sums(stakes: Sequence[Stake]) -> list[tuple[object, ...]]:
    by_currency: dict[str, list[Stake]] = {}
    for one in stakes:
        by_currency.setdefault(one.currency, []).append(one)
    return [
        (
            currency,
            *_money(found),
            len({one.customer_id for one in found}),
            len({one.period for one in found}),
        )
        for currency, found in sorted(by_currency.items())
    ]


def _money(found: Sequence[Stake]) -> tuple[Decimal, Decimal, Decimal]:
    """To credit, to invoice, and net, of stakes in one currency."""
    digits = found[0].minor_digits
    credited, invoiced = (
        Decimal(sum(getattr(one, name) for one in found)).scaleb(-digits)
        for name in ("credited", "invoiced")
    )
    return credited, invoiced, invoiced - credited


def _counted(pairs: Sequence[Pair], may: str | None = None) -> str:
    customers, periods = (
        len(set(names)) for names in zip(*[(c, p) for p, c in pairs], strict=True)
    )
    who = "1 customer" if customers == 1 else f"{customers} customers"
    when = "1 settled period" if periods == 1 else f"{periods} settled periods"
    return f"{who} in {when} {may or ('differs' if customers == 1 else 'differ')}"


def table(columns: Sequence[str], rows: Sequence[tuple[object, ...]]) -> dg.MetadataValue[Any]:
    schema = dg.TableSchema.from_name_type_dict(dict.fromkeys(columns, "string"))
    records = [dg.TableRecord(dict(zip(columns, map(str, row), strict=True))) for row in rows]
    return dg.MetadataValue.table(records, schema)
