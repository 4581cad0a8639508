"""Rules of what picks accounts: exclusions.csv, people.csv and payers.csv."""

from collections import defaultdict
from collections.abc import Iterator

from pipelines.estate.crosscheck_rows import overlap, span
from pipelines.estate.faults import Fault, choices, shown
from pipelines.estate.rows import Row, Sheet

DISABLED = ("true", "yes", "1")  # and blank: they all mean that the account is disabled
USER_TYPES = ("Member", "Guest")


def wrong_matches(sheet: Sheet) -> Iterator[Fault]:
    for row in sheet.sound("match_kind", "match_value"):
        text = wrong_match(row["match_kind"], row["match_value"] or "")
        if text:
            yield sheet.fault(row, text)


def wrong_match(kind: str, value: str) -> str | None:
    if kind == "disabled":
        known = not value or value.lower() in DISABLED
        allowed = f"leave it blank, or use {choices(DISABLED)}"
        return None if known else f"unknown match_value {shown(value)} of disabled ({allowed})"
    if not value:
        return f"match_value is blank (match_kind {kind} needs one)"
    if kind == "user_type" and value.lower() not in ("member", "guest"):
        return f"unknown match_value {shown(value)} of user_type (use {choices(USER_TYPES)})"
    if kind == "domain" and "@" in value:
        return f"match_value {shown(value)} is not a domain (use what follows the @)"
    return None


def two_payers(people: Sheet) -> Iterator[Fault]:
    """A person is paid for by one customer, however many accounts it has."""
    first: dict[str, Row] = {}
    for row in people.sound("person_id", "payer_customer_id"):
        payer = row["payer_customer_id"]
        if payer is None:
            continue
        other = first.setdefault(row["person_id"], row)
        if other["payer_customer_id"] != payer:
            named = f"person_id {shown(row['person_id'])} has payer {shown(payer)}"
            on_line = f"and on line {other.line} {shown(other['payer_customer_id'])}"
            yield people.fault(row, f"{named} {on_line} (a person has one payer)")


def rival_payers(payers: Sheet) -> Iterator[Fault]:
    """Two rows that match the same accounts on the same day name the same payer."""
    alike: dict[tuple[str, str, str], list[Row]] = defaultdict(list)
    needed = ("directory_id", "match_kind", "match_value", "payer_customer_id")
    for row in payers.sound(*needed, "valid_from", "valid_to"):
        others = alike[matched(row)]
        for other in others:
            if differ(row, other):
                yield payers.fault(row, rival(row, other))
                break
        others.append(row)


def matched(row: Row) -> tuple[str, str, str]:
    value = "" if row["match_kind"] == "disabled" else row["match_value"] or ""
    return row["directory_id"], row["match_kind"], value.casefold()


def differ(row: Row, other: Row) -> bool:
    same = row["payer_customer_id"] == other["payer_customer_id"]
    return not same and overlap(span(row), span(other))


def rival(row: Row, other: Row) -> str:
    kind = row["match_kind"]
    what = kind if kind == "disabled" else f"{kind} {shown(row['match_value'])}"
    mine, theirs = shown(row["payer_customer_id"]), shown(other["payer_customer_id"])
    return f"{what} has payer {mine} and on line {other.line} {theirs} on the same days"
