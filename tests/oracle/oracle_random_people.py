"""Random exclusions, and who is one person or paid for by whom."""

from oracle_files import Values
from oracle_random_looks import DEPARTMENTS, DOMAINS, SKUS, Directory, chance
from oracle_random_tables import Draft


def add_exclusions(draft: Draft, directories: list[Directory]) -> None:
    rng = draft.rng
    rows: list[Values] = []
    for _ in range(rng.choice([0, 0, 1, 1, 2, 4])):
        kind, value = _random_match(draft, rng.choice(directories), can_be_sku=True)
        rows.append(
            {
                "customer_id": rng.choice(["", *draft.customer_ids()]),
                "match_kind": kind,
                "match_value": value,
                "product_code": rng.choice(["", "", "ALPHA", "SEAT"]),
                "reason": f"agreed {len(rows) + 1}",
                **draft.validity(),
            }
        )
    draft.tables["exclusions"] = rows


def _random_match(
    draft: Draft, directory: Directory, *, can_be_sku: bool = False
) -> tuple[str, str]:
    rng = draft.rng
    user = rng.choice(directory.users)
    choices = {
        "user_id": user.user_id.swapcase(),
        "user_principal_name": str(user.states[-1][1]["user_principal_name"]).upper(),
        "domain": rng.choice(DOMAINS).lower(),
        "department": rng.choice([name for name in DEPARTMENTS if name]),
        "user_type": rng.choice(["Guest", "guest", "Member"]),
        "disabled": "",
    }
    if can_be_sku:
        sku_id, part = rng.choice(list(SKUS.items()))
        choices["sku"] = rng.choice([sku_id, part.lower()])
    kind = rng.choice(sorted(choices))
    return kind, choices[kind]


def add_payers(draft: Draft, directories: list[Directory]) -> None:
    """Rows of one directory name one payer, or distinct users: never two payers for an account."""
    rng, rows = draft.rng, []
    for directory in directories:
        if len(draft.customer_ids()) < 2 or chance(rng, 0.6):
            continue
        users = rng.sample(directory.users, min(2, len(directory.users)))
        matches = [("user_id", user.user_id) for user in users]
        payers = [rng.choice(draft.customer_ids()) for _ in matches]
        if chance(rng, 0.5):
            matches = [_random_match(draft, directory) for _ in matches]
            payers = payers[:1] * len(matches)
        for (kind, value), payer in zip(matches, payers, strict=True):
            row = {"directory_id": directory.directory_id, "payer_customer_id": payer}
            row |= {"match_kind": kind, "match_value": value, "reason": "agreed"}
            rows.append(row | draft.validity())
    draft.tables["payers"] = rows


def add_people(draft: Draft, directories: list[Directory]) -> None:
    rng = draft.rng
    rows: list[Values] = []
    accounts = [(d.directory_id, user.user_id) for d in directories for user in d.users]
    rng.shuffle(accounts)
    for person_id in rng.sample(["Zoe", "ann", "Bob", "10", "_x"], rng.choice([0, 0, 1, 2, 3])):
        payer = rng.choice(["", "", "", *draft.customer_ids()])
        for directory_id, user_id in [accounts.pop() for _ in range(min(2, len(accounts)))]:
            row = {"person_id": person_id, "directory_id": directory_id, "user_id": user_id}
            rows.append({**row, "payer_customer_id": rng.choice([payer, payer, ""])})
    draft.tables["people"] = rows
