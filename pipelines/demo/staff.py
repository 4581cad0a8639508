"""Everybody: the cast of the story, and the teams around it, drawn from a seed."""

from dataclasses import replace
from datetime import datetime, time, timedelta
from random import Random

from pipelines.demo.cast import CAST
from pipelines.demo.days import FIRST_DAY, LAST_DAY, days
from pipelines.demo.names import draw_name
from pipelines.demo.people import Account, Grant, Span, immutable_id_of
from pipelines.demo.teams import OPEN, TEAMS, Team

# These work on the yard's own machines: the Active Directory knows them, and syncs them to Entra.
# It is their share of it that makes the sale of the dock suspicious there and not in Entra.
YARD_TEAMS = {"Konstruktion", "Schweißerei", "Reparaturdock", "Elektrik", "Hafenbetrieb"}
TERMINAL_TEAMS = {"Konstruktion", "Elektrik", "Hafenbetrieb"}
SYNCED = {"juergen.petersen"}  # the managing director too

DRAWS = 12  # tries for a name that nobody has
JOINING, LEAVING = 0.06, 0.05  # shares of a team
LATE = 0.25  # of those who hold a SKU besides their first, how many came to it on the way


def everybody() -> tuple[Account, ...]:
    """Every account of every directory, in an order that never changes."""
    accounts = [*CAST]
    taken = {(account.directory_id, account.address) for account in CAST}
    for team in TEAMS:
        # A seed for each team: a change to one leaves other teams as they are, namesakes apart.
        random = Random(f"prorata demo {team.directory_id} {team.department}")
        accounts += [_member(team, random, taken) for _ in range(team.people)]
    entra = [_linked(account) for account in accounts]
    return (*entra, *(_in_yard(account) for account in entra if account.immutable_id))


def _member(team: Team, random: Random, taken: set[tuple[str, str]]) -> Account:
    name, address = _new_name(team, random, taken)
    stay = _stay(team, random)
    grants = _grants(team, random, stay)
    return Account(team.directory_id, address, name, team.department, grants, stays=(stay,))


def _new_name(team: Team, random: Random, taken: set[tuple[str, str]]) -> tuple[str, str]:
    """Drawn again while somebody has it; a namesake that is left over gets a number."""
    for number in range(1, 99):
        name, address = draw_name(random, random.choice(team.tongues.split()))
        address += str(number - DRAWS) if number > DRAWS + 1 else ""
        if (team.directory_id, address) not in taken:
            break
    taken.add((team.directory_id, address))
    return name, address


def _stay(team: Team, random: Random) -> Span:
    drawn = random.random()
    moment = _working_moment(random)
    if drawn < JOINING and team.from_at == OPEN and moment < team.to_at:
        return moment, team.to_at
    if drawn > 1 - LEAVING and team.from_at < moment < team.to_at:
        return team.from_at, moment
    return team.from_at, team.to_at


def _grants(team: Team, random: Random, stay: Span) -> tuple[Grant, ...]:
    grants = []
    for place, offer in enumerate(team.skus.split()):
        part_number, _, share = offer.partition(":")
        if random.random() * 100 >= float(share):
            continue
        via = "direct" if place or random.random() < 0.2 else ""
        is_late = place and random.random() < LATE
        from_at = max(stay[0], _working_moment(random)) if is_late else OPEN
        grants.append(Grant(part_number, via, from_at))
    return tuple(grants)


def _working_moment(random: Random) -> datetime:
    """A minute of an office day, far enough from both ends of the story to be seen."""
    weekdays = [
        day
        for day in days(FIRST_DAY + timedelta(days=1), LAST_DAY - timedelta(days=1))
        if day.weekday() < 5
    ]
    minutes = timedelta(minutes=random.randrange(8 * 60, 17 * 60))
    return datetime.combine(random.choice(weekdays), time()) + minutes


def _linked(account: Account) -> Account:
    is_yard = account.department in YARD_TEAMS or account.address in SYNCED
    if account.directory_id != "nordwind-entra" or not is_yard:
        return account
    return replace(account, immutable_id=immutable_id_of("nordwind-ad", account.address))


def _in_yard(account: Account) -> Account:
    """The account of the same person in the yard's Active Directory."""
    has_place = account.department in TERMINAL_TEAMS
    grants = (Grant("APP-Terminalserver"),) if has_place else ()
    return replace(account, directory_id="nordwind-ad", grants=grants)
