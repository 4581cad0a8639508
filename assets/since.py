"""What became known since a moment: customers and lines that differ and why, and the batches,
decisions and versions of the estate that were recorded since."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

from assets import reasons, standing
from assets.drafting import draft
from assets.premises import KNOWN, Premises
from assets.reasons import Compared, Used
from assets.standing import Key, Pair, Row, Standing
from reports import outbox
from sql import past, query
from sql.past import Past

SETTLED = ("issued", "settled")


def now(premises: Premises, periods: Sequence[str], customer_id: str | None) -> Standing:
    """The drafts of now and what was issued. The drafts stand in the tables until the next ones."""
    draft(premises, periods, customer_id)
    return standing.read(premises.house, periods, customer_id)


def compared(premises: Premises, known: Past, then: Standing, now: Standing) -> Compared:
    """Two bills of the same periods, and what was recorded between them."""
    return Compared(
        then,
        now,
        batches=tuple(_recorded(premises, "batches", known.moment)),
        decisions=tuple(_recorded(premises, "decisions", known.moment)),
        versions=tuple(_used(premises, known)),
    )


def _recorded(premises: Premises, name: str, moment: datetime) -> list[Row]:
    return premises.house.names(query.text(f"landing/since/{name}.sql"), {"moment": moment})


def _used(premises: Premises, known: Past) -> Iterator[Used]:
    """Versions of the estate used since, each with the files that differ from the one before."""
    before = known.version
    for recorded_at, version in past.versions(premises.truths.decisions):
        if recorded_at > known.moment:
            files = _changed(premises.house.data / "estates", before, version)
            yield Used(version, recorded_at, files)
            before = version


def _changed(folder: Path, before: str, version: str) -> tuple[str, ...]:
    old, new = (
        {path.name: path.read_bytes() for path in (folder / name).iterdir()}
        for name in (before, version)
    )
    return tuple(sorted(name for name in old.keys() | new.keys() if old.get(name) != new.get(name)))


def write(premises: Premises, known: Past, found: Compared, periods: Sequence[str]) -> None:
    """A file for each period, for whoever asked: it names people, and no log may do that."""
    for period in periods:
        told = {
            "as_of": known.moment,
            "until": premises.truths.now,
            "estate": known.version,
            "since": {
                "batches": found.batches,
                "decisions": found.decisions,
                "estates": [asdict(used) for used in found.versions],
            },
            **_differences(period, found),
        }
        written = json.dumps(told, ensure_ascii=False, indent=1, default=_plain)
        outbox.write(premises.house.data / KNOWN, f"{period}.json", written.encode())


def _plain(value: object) -> str:
    return value.isoformat() if isinstance(value, date) else str(value)


def _differences(period: str, found: Compared) -> Row:
    """Customers of the period, and their lines that differ. What was settled then is not compared:
    there was no draft of it."""
    then, now = found.then, found.now
    pairs = [pair for pair in sorted({*now.pairs, *then.pairs}) if pair[0] == period]
    open_then = [p for p in pairs if then.pairs.get(p, {}).get("status") not in SETTLED]
    keys = [key for key in dict.fromkeys([*now.lines, *then.lines]) if key[:2] in set(open_then)]
    return {
        "customers": [_customer(found, pair) for pair in open_then],
        "settled": [
            customer_id for _, customer_id in pairs if (period, customer_id) not in open_then
        ],
        "lines": [_line(found, key) for key in keys if found.differs(key)],
    }


def _customer(found: Compared, pair: Pair) -> Row:
    old, new = found.then.pairs.get(pair), found.now.pairs.get(pair)
    known = new or old or {}
    before, after = ((row["net_minor"] or 0) if row else 0 for row in (old, new))
    return {
        "customer_id": pair[1],
        "currency": known["currency"],
        "then": _document(old),
        "now": _document(new),
        "difference": _money(after - before, known),
    }


def _document(row: Row | None) -> Row | None:
    """What stood for a customer; null where the estate did not list it."""
    if row is None:
        return None
    net, gross = (_money(row[name], row) for name in ("net_minor", "gross_minor"))
    return {"status": row["status"], "net": net, "gross": gross}


def _money(minor: int | None, known: Row) -> Decimal | None:
    return None if minor is None else Decimal(minor).scaleb(-known["minor_digits"])


def _line(found: Compared, key: Key) -> Row:
    old, new = found.then.lines.get(key), found.now.lines.get(key)
    line = new or old or {}
    known = found.now.pairs.get(key[:2]) or found.then.pairs[key[:2]]
    before, after = (row["amount_minor"] if row else None for row in (old, new))
    return {
        "customer_id": line["customer_id"],
        "period": line["line_period"],
        "line_key": line["line_key"],
        "kind": line["kind"],
        "person_id": line["person_id"],
        "display_name": line["display_name"],
        "product_code": line["product_code"],
        "unit_price": line["unit_price"],
        "days_then": old and old["days"],
        "days_now": new and new["days"],
        "then": _money(before, known),
        "now": _money(after, known),
        "difference": _money((after or 0) - (before or 0), known),
        "differs": found.differs(key),
        "why": list(reasons.of(found, key)),
    }
