"""The people and groups of the domain that the tests read, as LDIF, and who holds what."""

from __future__ import annotations

from collections.abc import Iterator

ROOT = "DC=corp,DC=example"
BASE = f"OU=Kontor,{ROOT}"  # what the tests look at
STAFF = f"OU=Staff,{BASE}"
GROUPS = f"OU=Groups,{BASE}"
ELSEWHERE = f"OU=Elsewhere,{ROOT}"
PEOPLE = 2_000
LARGE = 1_601  # members of the group that comes in ranges, the odd one has a name to escape
FILTER = "(sAMAccountName=LIC-*)"
NEVER = 0x7FFF_FFFF_FFFF_FFFF
EXPIRED, LATER = 132_539_328_000_000_000, 150_000_000_000_000_000  # 2021 and 2076
ODD = "Müller\\, Änne (Süd*)"

Dn = str


def person(index: int) -> str:
    return f"p{index:04}"


def person_dn(index: int) -> Dn:
    return f"CN={ODD if index == 7 else f'Person {index:04}'},OU=Team{index % 4},{STAFF}"


def is_enabled(index: int) -> bool:
    return index % 50 not in (0, 1)


def principal(index: int) -> str:
    """Some have no userPrincipalName of their own."""
    return f"{person(index)}@{'corp.example' if index % 100 == 5 else 'mail.example'}"


def people() -> Iterator[str]:
    for unit in (BASE, STAFF, GROUPS, ELSEWHERE):
        yield _unit(unit)
    for team in range(4):
        yield _unit(f"OU=Team{team},{STAFF}")
    for index in range(PEOPLE):
        yield _entry(person_dn(index), "user", *_said(index))
    for index in range(10):
        yield _entry(f"CN=Gone {index},{STAFF}", "user", f"sAMAccountName: gone{index}")


def _said(index: int) -> Iterator[str]:
    yield f"sAMAccountName: {person(index)}"
    if index % 100 != 5:
        yield f"userPrincipalName: {principal(index)}"
    yield f"displayName: {'Änne Müller (Süd*)' if index == 7 else f'Person {index:04}'}"
    yield f"mail: {person(index)}@mail.example"
    yield f"department: Team {index % 4}"
    yield "company: Corp"
    # 0x200 is a usual account, 0x20 one that needs no password, 0x2 a disabled one.
    yield f"userAccountControl: {546 if index % 50 == 0 else 544}"
    expires = {1: EXPIRED, 2: LATER, 3: NEVER}.get(index % 50, 0)
    yield f"accountExpires: {expires}"


def groups() -> Iterator[str]:
    yield _entry(f"CN=Contact,{GROUPS}", "contact")
    yield _entry(f"CN=PC1,{GROUPS}", "computer", "sAMAccountName: PC1$")
    people_of = {name: range(*bounds) for name, bounds in DIRECT.items()}
    for name in dict.fromkeys((*people_of, *NESTED)):
        members = [person_dn(index) for index in people_of.get(name, ())]
        members += OTHERS.get(name, ())
        said = (f"member: {dn}" for dn in members)
        yield _entry(_group(name), "group", f"sAMAccountName: {name}", *said)


def _group(name: str) -> Dn:
    return f"CN={name},{ELSEWHERE if name == 'Managers' else GROUPS}"


# People who stand in a group themselves, by the first and the one after the last.
DIRECT = {
    "LIC-E3": (0, LARGE),
    "LIC-Odd (x)": (7, 9),
    "LIC-Mixed": (20, 22),
    "LIC-Empty": (0, 0),
    "LIC-Gone": (30, 32),
    "LIC-Primary": (40, 50),
    "Unrelated": (0, 100),
    "Sales": (60, 65),
    "Managers": (63, 68),
    "LIC-Nested": (60, 61),
}
# Groups within others, in a circle of three; everybody is in Domain Users, by primary group.
NESTED = {
    "LIC-Nested": ("Sales",),
    "Sales": ("Managers",),
    "Managers": ("LIC-Nested",),
    "LIC-Everyone": ("Domain Users",),
}
OTHERS = {
    "LIC-Mixed": [
        f"CN=Contact,{GROUPS}",
        f"CN=PC1,{GROUPS}",
        f"CN=S-1-5-11,CN=ForeignSecurityPrincipals,{ROOT}",
        f"CN=Administrator,CN=Users,{ROOT}",
    ],
    "LIC-E3": [f"CN=Gone {index},{STAFF}" for index in range(10)],
}
PRIMARY = ("LIC-Primary", range(45, 50))  # whose primary group is that one
DELETED = [*(f"CN=Gone {index},{STAFF}" for index in range(10)), _group("LIC-Gone")]


def nestings() -> Iterator[str]:
    """Once all of them are there."""
    for name, within in NESTED.items():
        for one in within:
            dn = f"CN={one},CN=Users,{ROOT}" if one == "Domain Users" else _group(one)
            yield f"dn: {_group(name)}\nchangetype: modify\nadd: member\nmember: {dn}\n"


def primaries(rid: int) -> Iterator[str]:
    """A primary group lists its people no longer: the directory itself takes them out."""
    for index in PRIMARY[1]:
        change = f"replace: primaryGroupID\nprimaryGroupID: {rid}"
        yield f"dn: {person_dn(index)}\nchangetype: modify\n{change}\n"


def held() -> dict[str, dict[str, str]]:
    """By SKU and account, the name of the group through which, or `direct`."""
    direct = {
        name: {person(index): "direct" for index in range(*bounds)}
        for name, bounds in DIRECT.items()
        if name.startswith("LIC-") and name != "LIC-Gone"
    }
    nested = {person(index): "Managers" for index in range(65, 68)}
    nested |= {person(index): "Sales" for index in range(60, 65)}
    # Whoever gets another primary group becomes a listed member of the one before.
    everyone = {person(index): "Domain Users" for index in range(PEOPLE)}
    return {
        **direct,
        "LIC-Nested": nested | direct["LIC-Nested"],
        "LIC-Everyone": everyone,
    }


def _unit(dn: Dn) -> str:
    return _entry(dn, "organizationalUnit")


def _entry(dn: Dn, kind: str, *lines: str) -> str:
    return "\n".join([f"dn: {dn}", f"objectClass: {kind}", *lines, ""])
