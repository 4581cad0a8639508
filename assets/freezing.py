"""From drafts to issued documents: approved, numbered, frozen one by one, and settled."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

from assets.premises import Premises
from sql import corrections, query, stages

Row = Mapping[str, Any]
DRAFTED = """
select d.document_id, d.customer_id, d.period, d.content_hash, d.net_minor
from billing.drafts as d
where list_contains($periods::varchar[], d.period)
    and ($customer_id is null or d.customer_id = $customer_id)
order by d.customer_id, d.period
"""
DRAFTED_LINES = """
with wanted as (select unnest($drafts::varchar[]) as document_id)
select l.document_id, l.line_key, l.amount_minor from billing.draft_lines as l
semi join wanted as w on l.document_id = w.document_id
union all
select l.document_id, l.line_key, l.amount_minor from billing.correction_lines as l
semi join wanted as w on l.document_id = w.document_id
order by all
"""
CORRECTING = """
select d.customer_id, d.period, s.estate, d.estate <> s.estate as is_now
from billing.drafts as d
inner join ledger.settlements as s on d.period = s.period and d.customer_id = s.customer_id
where d.is_settled
    and list_contains($periods::varchar[], d.period)
    and ($customer_id is null or d.customer_id = $customer_id)
order by all
"""
NOTHING_DUE = """
select a.customer_id, a.period, a.period_start, a.period_end, t.billing_timing
from billing.asked as a
inner join reference.terms as t on a.customer_id = t.customer_id
anti join (select * from billing.blockers where not is_warning) as b
    on a.period = b.period and a.customer_id = b.customer_id
anti join billing.drafts as d on a.period = d.period and a.customer_id = d.customer_id
where a.is_due and not a.is_settled
    and list_contains($periods::varchar[], a.period)
    and ($customer_id is null or a.customer_id = $customer_id)
order by all
"""
TAKEN = "select d.series, d.year, max(d.seq) from ledger.documents as d group by all"


def approve(premises: Premises, periods: Sequence[str], customer_id: str | None, by: str) -> None:
    """Records who approved which content of each draft; told where there is no draft."""
    given = {"periods": list(periods), "customer_id": customer_id}
    drafts = premises.house.names(DRAFTED, given)
    if not drafts:
        premises.told.append(_no_drafts(periods))
    lines: dict[str, dict[str, int]] = {draft["document_id"]: {} for draft in drafts}
    for document_id, key, amount in premises.house.rows(DRAFTED_LINES, {"drafts": list(lines)}):
        lines[document_id][key] = amount
    for draft in drafts:
        content = {**draft, "by": by, "lines": lines[draft["document_id"]]}
        premises.truths.decisions.append("approval", premises.truths.now, content)
    stages.ledger(premises.house, premises.truths)


def _no_drafts(periods: Sequence[str]) -> str:
    named = " and ".join(periods)
    return f"no drafts of {named} (prorata bill {periods[0]} makes them, where anything is due)"


def issue(premises: Premises, periods: Sequence[str], customer_id: str | None) -> None:
    """Freezes what the run has just drafted, and corrections that were drafted before.

    Numbers are given in order of customer and period, each document durable before the next. What
    dies on the way is completed by the next issue: what is frozen is not drafted again.
    """
    house, truths = premises.house, premises.truths
    given = {"periods": list(periods), "customer_id": customer_id}
    correcting = house.rows(CORRECTING, given)
    settled = house.names(NOTHING_DUE, given)
    # A step that is run again by itself finds what another run drafted last: that is not meant.
    meant = {row["document_id"] for row in house.names(DRAFTED, given)}
    found = [entry for entry in _entries(premises) if entry["document_id"] in meant]
    found += sorted(_corrections(premises, correcting), key=_place)
    wanted = [entry for entry in found if _is_approved(premises, entry)]
    taken = dict[tuple[str, int], int](
        ((series, year), seq) for series, year, seq in house.rows(TAKEN)
    )
    for entry in sorted(wanted, key=_place):
        _freeze(premises, entry, taken)
    for row in settled:
        content = {**row, "estate": truths.version}
        truths.decisions.append("settlement", truths.now, content)
    stages.ledger(house, truths)
    _remember(premises, [*wanted, *settled])


def _corrections(
    premises: Premises, drafted: Sequence[tuple[Any, ...]]
) -> Iterator[dict[str, Any]]:
    """What settled periods differ by now, drafted once more under what they were drafted under."""
    for is_now in (False, True):
        pairs = [
            corrections.Settled(estate, customer_id, period)
            for customer_id, period, estate, is_by_now in drafted
            if is_by_now == is_now
        ]
        how = corrections.How(is_alone=True, is_now=is_now)
        passes = corrections.compute(premises.house, premises.truths, premises.versions, pairs, how)
        for _ in passes:
            yield from _entries(premises)


def _place(entry: Row) -> tuple[str, str]:
    """In which order numbers are given."""
    return entry["customer_id"], entry["period"]


def _remember(premises: Premises, frozen: Sequence[Row]) -> None:
    """What was just issued is what is due: nothing to compare until more is known."""
    pairs = [
        corrections.Settled(premises.truths.version, row["customer_id"], row["period"])
        for row in frozen
    ]
    corrections.remember(premises.house, premises.truths, pairs)


def _entries(premises: Premises) -> Iterator[dict[str, Any]]:
    """Each draft of what was just computed, as the ledger will hold it but for its number."""
    house, paper = premises.house, premises.paper
    lines = _by_document(premises, "lines")
    taxes = _by_document(premises, "taxes")
    for row in house.names(query.text("billing/documents/headers.sql")):
        document_id = row["document_id"]
        yield {
            **row,
            "payment_days": paper.payment_days,
            "seller": {k: v for k, v in asdict(paper.seller).items() if k != "legal_name"},
            "taxes": taxes[document_id],
            "lines": lines[document_id],
        }


def _by_document(premises: Premises, name: str) -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = {}
    for row in premises.house.names(query.text(f"billing/documents/{name}.sql")):
        # What a number of JSON cannot hold exactly is a text.
        exact = {k: str(v) for k, v in row.items() if k.startswith("exact_")}
        found.setdefault(row.pop("document_id"), []).append({**row, **exact})
    return found


def _is_approved(premises: Premises, entry: Row) -> bool:
    """Whether it may be issued; told why not: never approved, or changed since."""
    if not premises.paper.is_approved_first:
        return True
    known = premises.house.rows(
        "select content_hash, approved_by, approved_at from ledger.approvals "
        "where document_id = $id order by approved_at",
        {"id": entry["document_id"]},
    )
    if any(content_hash == entry["content_hash"] for content_hash, _, _ in known):
        return True
    where = f"{entry['customer_id']}: the draft of {entry['period']}"
    premises.told.append(
        f"{where} changed since {known[-1][1]} approved it: {_changes(premises, entry)}"
        if known
        else f"{where} is not approved (prorata approve {entry['period']} --by NAME)"
    )
    return False


def _changes(premises: Premises, entry: Row) -> str:
    """How a draft differs from what was last approved, by keys of lines."""
    before = premises.truths.decisions.last("approval", "document_id", entry["document_id"])
    old: dict[str, int] = before["lines"]
    new = {line["line_key"]: line["amount_minor"] for line in entry["lines"]}
    counted = {
        "added": sorted(new.keys() - old.keys()),
        "gone": sorted(old.keys() - new.keys()),
        "changed": sorted(key for key in new.keys() & old.keys() if new[key] != old[key]),
    }
    said = [f"{len(keys)} lines {what} ({keys[0]}, …)" for what, keys in counted.items() if keys]
    return ", ".join(said) or "what is printed beside the amounts"


def _freeze(premises: Premises, entry: Row, taken: dict[tuple[str, int], int]) -> None:
    """Gives the next number of its series and year, and writes it down for good."""
    paper, truths = premises.paper, premises.truths
    issued_on = truths.now.astimezone(ZoneInfo(paper.time_zone)).date()
    series = paper.credit_note_number if entry["kind"] == "credit_note" else paper.invoice_number
    year = issued_on.year if "{year" in series else 0
    seq = taken[series, year] = taken.get((series, year), 0) + 1
    truths.issued.append(
        {
            **entry,
            "number": series.format(year=issued_on.year, seq=seq),
            "series": series,
            "year": year,
            "seq": seq,
            "issued_at": truths.now,
            "due_day": issued_on + timedelta(days=paper.payment_days),
        }
    )
