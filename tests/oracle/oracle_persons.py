"""Rule 3: who is one person, who pays for an account on a day; and what a match row matches."""

from dataclasses import dataclass
from datetime import date

from oracle_days import DirectoryDays
from oracle_estate import Estate, Row, validity

Account = tuple[str, str]


@dataclass(frozen=True, eq=False)
class World:
    """The estate and what its directories show, as known on `today`."""

    estate: Estate
    directories: dict[str, DirectoryDays]
    persons: dict[Account, str]
    person_payers: dict[str, str]
    today: date


def build_world(estate: Estate, directories: dict[str, DirectoryDays], today: date) -> World:
    payers = {
        row["person_id"]: row["payer_customer_id"]
        for row in estate.people
        if row["payer_customer_id"]
    }
    return World(estate, directories, name_persons(estate, directories), payers, today)


def name_persons(estate: Estate, directories: dict[str, DirectoryDays]) -> dict[Account, str]:
    """Give every account its person's id."""
    listed = {(row["directory_id"], row["user_id"]): row["person_id"] for row in estate.people}
    persons = {}
    for group in _linked_accounts(estate, directories):
        by_people = [listed[account] for account in group if account in listed]
        common = by_people[0] if by_people else "/".join(group[0])
        for account in group:
            persons[account] = listed.get(account, common)
    return persons


def _linked_accounts(estate: Estate, directories: dict[str, DirectoryDays]) -> list[list[Account]]:
    """Accounts that `immutable_id` makes one, in the order of their directories; others alone."""
    linked: dict[tuple[str, str], list[Account]] = {}
    groups: list[list[Account]] = []
    for directory_id in estate.directories:
        shown = directories[directory_id]
        for user_id in shown.users():
            immutable_id = shown.latest_attributes(user_id)["immutable_id"]
            if immutable_id:
                key = (estate.customer_of(directory_id), immutable_id)
                linked.setdefault(key, []).append((directory_id, user_id))
            else:
                groups.append([(directory_id, user_id)])
    for group in linked.values():
        is_across = len({directory_id for directory_id, _ in group}) > 1
        groups += [group] if is_across else [[account] for account in group]
    return groups


def is_enabled(attributes: Row) -> bool:
    return attributes["account_enabled"].lower() != "false"


def user_type(attributes: Row) -> str:
    return (attributes["user_type"] or "Member").lower()


def matches(row: Row, user_id: str, attributes: Row) -> bool:
    """Whether a row of exclusions.csv (but for kind `sku`) or payers.csv matches an account."""
    kind, value = row["match_kind"], row["match_value"].lower()
    name = attributes["user_principal_name"].lower()
    domain = name.rpartition("@")[2] if "@" in name else ""
    if kind == "disabled":
        return not is_enabled(attributes)
    answers = {
        "user_id": user_id.lower(),
        "user_principal_name": name,
        "domain": domain,
        "department": attributes["department"].lower(),
        "user_type": user_type(attributes),
    }
    return kind in answers and answers[kind] == value


def payer_of(world: World, account: Account, day: date) -> str:
    """The customer that pays for an account on a day."""
    directory_id, user_id = account
    common = world.person_payers.get(world.persons[account])
    if common:
        return common
    attributes = world.directories[directory_id].attributes(user_id, day)
    for row in world.estate.payers:
        is_here = row["directory_id"] == directory_id and day in validity(row)
        if is_here and matches(row, user_id, attributes):
            return row["payer_customer_id"]
    return world.estate.customer_of(directory_id)
