"""Whatever goes wrong has a name, and a look that is not whole is none."""

from __future__ import annotations

import asyncio
import logging
import socket
import threading
import time
import traceback
from collections.abc import Callable, Iterator, Sequence

import ber
import pytest
import slapd_server
from between import (
    Cut,
    Edit,
    Place,
    entries,
    forward,
    listening,
    ranged,
    rewriting,
    silent,
    speaking,
)
from domain_certificates import authority
from domain_looks import look, refused
from domain_server import PASSWORD, READER, ran
from domain_story import BASE, FILTER, PEOPLE, ROOT

from assets.directory import Unobserved

pytestmark = pytest.mark.peers
SECRETS = (PASSWORD, READER, READER.partition("@")[0] + "@", FILTER, "LIC-", "Person 0", "p0007")


@pytest.fixture(autouse=True)
def nothing_told(caplog: pytest.LogCaptureFixture, monkeypatch) -> Iterator[None]:
    """No failure of these tests says a secret, in what was logged, raised or hangs on to it."""
    raised: list[str] = []
    made = Unobserved.__init__

    def remembered(self: Unobserved, *given: object) -> None:
        made(self, *given)  # type: ignore[arg-type]
        kept.append(self)

    kept: list[Unobserved] = []
    monkeypatch.setattr(Unobserved, "__init__", remembered)
    caplog.set_level(logging.DEBUG)
    yield
    for one in kept:
        assert (one.__cause__, one.__context__) == (None, None)
        raised += [*traceback.format_exception(one), repr(one), one.problem, one.advice]
    told = "\n".join([*raised, caplog.text])
    assert [secret for secret in SECRETS if secret in told] == []


def at_page(number: int, change: Edit) -> Edit:
    """Changes the answers from the end of that page on, counted over the whole line."""
    ended = 0

    def edit(message: bytes) -> Sequence[bytes]:
        nonlocal ended
        ended += ber.kind(message) == ber.DONE
        return change(message) if ended >= number else [message]

    return edit


def cut(_: bytes) -> Sequence[bytes]:
    raise Cut


def in_the_middle(change: Edit) -> Edit:
    """After some hundred entries of the users' second page."""
    count = 0

    def edit(message: bytes) -> Sequence[bytes]:
        nonlocal count
        count += ber.kind(message) == ber.ENTRY
        return change(message) if count > 1_300 else [message]

    return edit


# ------------------------------------------------------------------ signing in


def test_a_wrong_password_is_refused_once(place: Place, reach, named) -> None:
    """Trying it at every controller would lock the account."""
    named["dc1.example"], named["localhost"] = ["127.0.0.1"], ["127.0.0.1"]
    calls: list[str] = []

    def counted(caller: socket.socket) -> None:
        calls.append("called")
        forward(place)(caller)

    with listening(counted) as counting:
        given = {"host": "localhost, dc1.example", "environ": {"AD_PASSWORD": "wrong"}}
        problem = refused(reach(counting.port, **given))
    assert (problem.cause, len(calls)) == ("sign_in", 1)
    assert problem.problem == "localhost: the server refuses user or password"
    assert problem.advice == "correct user or its password"


def test_a_password_that_is_not_there_asks_nobody(reach) -> None:
    problem = refused(reach(1, environ={}))
    assert problem.cause == "sign_in"
    assert problem.problem == "environment variable AD_PASSWORD is not set"


def test_a_password_is_sent_as_it_is(controller, place: Place, reach) -> None:
    """Of these characters RFC 4013 would make others, or refuse them."""
    password = "Pä\u00aa\u2168\u00adß-9x\u202e"
    domain = controller[0]
    words = ("user", "create", "odd", password)
    database = f"{domain.folder}/private/sam.ldb"
    ran("samba-tool", *words, "-H", database, f"--configfile={domain.settings}")
    given = {"user": "odd@corp.example", "environ": {"AD_PASSWORD": password}}
    asyncio.run(reach(place.port, **given).check())


def test_a_disabled_account_may_not_sign_in(controller, place: Place, reach) -> None:
    def set_control(number: int) -> None:
        change = f"changetype: modify\nreplace: userAccountControl\nuserAccountControl: {number}"
        controller[0].change([f"dn: CN=reader,CN=Users,{ROOT}\n{change}\n"])

    set_control(546)
    try:
        problem = refused(reach(place.port))
    finally:
        set_control(544)
    assert problem.cause == "sign_in"
    assert problem.problem == "localhost: the account that signs in is disabled"


# ------------------------------------------------------------------ the line


def test_a_certificate_of_another_name_is_refused(controller, trusted, serving, reach) -> None:
    other = trusted.issue("elsewhere.example")
    port = serving(speaking(other, forward(controller[1]))).port
    problem = refused(reach(port))
    assert problem.cause == "network"
    assert problem.problem == (
        "localhost: certificate refused: Hostname mismatch, "
        "certificate is not valid for 'localhost'"
    )


@pytest.mark.parametrize("tls", ["ldaps", "starttls"])
def test_a_certificate_of_another_authority_is_refused(controller, reach, tmp_path, tls) -> None:
    port = {"ldaps": controller[1].port, "starttls": 389}[tls]
    with listening(forward(Place(controller[1].number, port))) as found:
        other = authority(tmp_path, "somebody else")
        problem = refused(reach(found.port, tls=tls, ca_file=other.ca_file))
    assert problem.cause == "network"
    assert problem.problem.startswith("localhost: certificate refused: unable to get local issuer")


def test_without_a_ca_file_the_system_decides(place: Place, reach) -> None:
    assert "certificate refused" in refused(reach(place.port, ca_file=None)).problem


def test_an_expired_certificate_is_refused(controller, trusted, serving, reach) -> None:
    old = trusted.issue("localhost", days=-1)
    problem = refused(reach(serving(speaking(old, forward(controller[1]))).port))
    assert problem.problem == "localhost: certificate refused: certificate has expired"


def test_a_ca_file_that_is_none_is_named(place: Place, reach, tmp_path) -> None:
    (tmp_path / "empty.pem").write_text("nothing\n")
    for name in ("empty.pem", "missing.pem"):
        problem = refused(reach(place.port, ca_file=tmp_path / name))
        assert problem.problem == "localhost: ca_file holds no certificates"


@pytest.fixture(scope="module")
def slapd(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    folder = tmp_path_factory.mktemp("slapd") / "domain"
    with slapd_server.running(folder, people=300, most=100) as found:
        yield found


def test_a_server_without_tls_hears_no_password(slapd: Place, serving, reach) -> None:
    heard: list[bytes] = []

    def overheard(caller: socket.socket) -> None:
        with socket.create_connection((slapd.number, slapd.port)) as called:
            while received := caller.recv(65536):
                heard.append(received)
                called.sendall(received)
                caller.sendall(called.recv(65536))

    problem = refused(reach(serving(overheard).port, tls="starttls"))
    assert problem.cause == "protocol"
    assert problem.problem == "localhost: the server does not start TLS"
    problem = refused(reach(serving(overheard).port, deadline_seconds=3))
    assert problem.cause == "network"
    assert PASSWORD.encode() not in b"".join(heard)
    assert heard


@pytest.mark.parametrize("tls", ["ldaps", "starttls"])
def test_a_silent_server_is_left_by_the_deadline(serving, reach, tls) -> None:
    begun = time.monotonic()
    problem = refused(reach(serving(silent).port, tls=tls, deadline_seconds=2))
    assert problem.cause == "network"
    assert time.monotonic() - begun < 3


def test_a_server_that_dribbles_is_left_by_the_deadline(controller, shown, serving, reach) -> None:
    """A byte now and then keeps every single wait short, and the whole without end."""

    def dribbling(caller: socket.socket) -> None:
        rewriting(controller[1], dribble)(caller)

    def dribble(message: bytes) -> Sequence[bytes]:
        if ber.kind(message) == ber.ENTRY:
            time.sleep(0.2)
        return [message]

    begun = time.monotonic()
    problem = refused(reach(serving(speaking(shown, dribbling)).port, deadline_seconds=9))
    assert problem.problem == "localhost: the deadline passed before all was read"
    assert time.monotonic() - begun < 10


def test_nothing_that_listens_and_no_such_name(reach, named) -> None:
    named["dc1.example"] = ["127.0.0.1"]
    with socket.create_server(("127.0.0.1", 0)) as once:
        port = once.getsockname()[1]
    problem = refused(reach(port, host="dc1.example, dc2.example"))
    assert problem.cause == "network"
    assert problem.problem == (
        "dc1.example: nothing listens there; dc2.example: the name does not resolve"
    )


def test_a_line_cut_within_a_page_is_no_look(edited, reach) -> None:
    problem = refused(reach(edited(in_the_middle(cut)).port))
    assert (problem.cause, problem.problem) == ("network", "localhost: the line was cut")


def test_a_controller_that_falls_silent_leaves_time_for_another(reach, two, serving) -> None:
    stop = threading.Event()

    def stuck(_: bytes) -> Sequence[bytes]:
        stop.wait(30)
        raise Cut

    found = two(in_the_middle(stuck))
    seen = look(reach(found.port, host="dc1.example dc2.example", deadline_seconds=15))
    stop.set()
    assert len(seen.users) == PEOPLE


def test_an_answer_without_end_is_no_look(place: Place, reach, monkeypatch) -> None:
    monkeypatch.setattr("pipelines.directories.domain.line.ANSWER_BYTES", 100_000)
    problem = refused(reach(place.port))
    assert (problem.cause, problem.problem) == (
        "protocol",
        "localhost: one answer of the server does not end",
    )


# ------------------------------------------------------------------ another controller


@pytest.fixture
def two(named, trusted, controller, edited, serving) -> Callable[[Edit], Place]:
    """dc1.example answers as edited, dc2.example as it should; both on one port."""

    def start(first: Edit) -> Place:
        found = edited(first, "127.0.0.2")
        edited(lambda message: [message], "127.0.0.3", found.port)
        named["dc1.example"], named["dc2.example"] = ["127.0.0.2"], ["127.0.0.3"]
        return found

    return start


def busy(message: bytes) -> Sequence[bytes]:
    return [ber.ended(message, 51)] if ber.kind(message) == ber.DONE else [message]


def garbage(message: bytes) -> Sequence[bytes]:
    """As long as it says, and nothing that a message could hold."""
    is_entry = ber.kind(message) == ber.ENTRY
    return [ber.part(ber.SEQUENCE, b"\xff" * 20)] if is_entry else [message]


@pytest.mark.parametrize(
    "first", [in_the_middle(cut), at_page(2, busy), cut, garbage], ids=range(4)
)
def test_the_second_controller_does_all_of_it(place: Place, reach, two, named, first) -> None:
    found = two(first)
    seen = look(reach(found.port, host="dc1.example dc2.example"))
    named["localhost"] = ["127.0.0.1"]
    assert seen == look(reach(place.port))


def test_every_address_of_a_name_is_tried(place: Place, reach, edited, named) -> None:
    """The first of the addresses refuses, the second serves."""
    found = edited(lambda message: [message], "127.0.0.3")
    named["dc1.example"] = ["127.0.0.2", "127.0.0.3"]
    assert len(look(reach(found.port, host="dc1.example")).users) == PEOPLE


def test_a_controller_with_a_bad_certificate_is_passed_over(
    controller, trusted, serving, edited, reach, named
) -> None:
    found = edited(lambda message: [message], "127.0.0.3")
    bad = trusted.issue("elsewhere.example")
    serving(speaking(bad, forward(controller[1])), "127.0.0.2", found.port)
    named["dc1.example"], named["dc2.example"] = ["127.0.0.2"], ["127.0.0.3"]
    assert len(look(reach(found.port, host="dc1.example,dc2.example")).users) == PEOPLE


# ------------------------------------------------------------------ what is not whole


@pytest.mark.parametrize(
    ("code", "cause"),
    [
        (3, "incomplete"),
        (4, "incomplete"),
        (11, "incomplete"),
        (51, "throttled"),
        (52, "throttled"),
        (50, "permission"),
        (10, "protocol"),
        (1, "protocol"),
        (53, "protocol"),
    ],
)
def test_a_page_that_ends_otherwise_is_no_look(edited, reach, code: int, cause: str) -> None:
    """The second page of users, all of whose entries came."""

    def change(message: bytes) -> Sequence[bytes]:
        return [ber.ended(message, code)] if ber.kind(message) == ber.DONE else [message]

    assert refused(reach(edited(at_page(3, change)).port)).cause == cause


def test_a_server_that_cuts_what_is_long_is_incomplete(slapd, trusted, serving, reach) -> None:
    port = serving(speaking(trusted.issue("localhost"), forward(slapd))).port
    given = {"user": slapd_server.READER, "environ": {"AD_PASSWORD": slapd_server.PASSWORD}}
    problem = refused(reach(port, slapd_server.BASE, group_filter="", **given))
    assert (problem.cause, problem.problem) == (
        "incomplete",
        "localhost: the server stopped at its size limit",
    )


@pytest.mark.parametrize(
    ("base", "cause"),
    [(f"OU=Nowhere,{BASE}", "permission"), ("nothing", "protocol")],
)
def test_a_base_that_is_not_there_is_no_empty_one(place: Place, reach, base, cause) -> None:
    assert refused(reach(place.port, base)).cause == cause


def test_a_domain_without_anybody_is_hidden_not_empty(edited, reach) -> None:
    def nobody(entry: ber.Entry) -> ber.Entry | None:
        return None if "userAccountControl" in entry.attributes else entry

    directory = reach(edited(entries(nobody)).port, "DC=corp,DC=example")
    for problem in (refused(directory), _refused_check(directory)):
        assert problem.cause == "permission"


def _refused_check(directory) -> Unobserved:
    with pytest.raises(Unobserved) as raised:
        asyncio.run(directory.check())
    return raised.value


def test_a_hidden_account_control_is_not_taken_for_enabled(edited, reach) -> None:
    def hidden(entry: ber.Entry) -> ber.Entry:
        shown = {k: v for k, v in entry.attributes.items() if k != "userAccountControl"}
        return ber.Entry(entry.name, shown)

    problem = refused(reach(edited(entries(hidden)).port))
    assert problem.cause == "permission"
    assert problem.problem == "localhost: userAccountControl of a user is hidden"


@pytest.mark.parametrize("given", ["(cn=LIC-*", "(cn=LIC-*)(cn=x)", "LIC-", "(&(cn=LIC-*)"])
def test_a_filter_that_is_none_is_told_without_it(place: Place, reach, given: str) -> None:
    problem = refused(reach(place.port, group_filter=given))
    assert problem.problem == "group_filter is no LDAP filter"
    assert given not in str(problem) + problem.advice


def test_a_filter_that_names_nothing_is_told(place: Place, reach) -> None:
    problem = refused(reach(place.port, group_filter="(cn=LIC-nothing)"))
    assert problem.cause == "permission"
    assert problem.problem == "localhost: group_filter names no group that this account sees"


def test_a_server_that_is_no_directory_is_told(controller, serving, reach) -> None:
    def answering(caller: socket.socket) -> None:
        caller.recv(65536)
        caller.sendall(b"HTTP/1.1 400 Bad Request\r\nServer: x\r\n\r\n")

    assert refused(reach(serving(answering).port)).problem == (
        "localhost: the server speaks no TLS there"
    )
    problem = refused(reach(serving(answering).port, tls="starttls", deadline_seconds=5))
    assert problem.cause in {"network", "protocol"}


def test_a_group_that_changes_while_it_is_read(controller, edited, reach) -> None:
    """Its ranges are asked for anew; one that never keeps still is no look."""
    version = 0

    def restless(entry: ber.Entry) -> ber.Entry:
        nonlocal version
        version += 1
        changed = ranged(entry)
        if "uSNChanged" in changed.attributes:
            changed.attributes["uSNChanged"] = [str(version).encode()]
        return changed

    problem = refused(reach(edited(entries(restless)).port))
    assert (problem.cause, problem.problem) == (
        "incomplete",
        "localhost: a group kept changing while its members were read",
    )


def test_a_group_that_changes_once_is_read_anew(place, edited, reach) -> None:
    changes = iter([b"1", b"2"])

    def once(entry: ber.Entry) -> ber.Entry:
        changed = ranged(entry)
        if any(";range=" in name for name in changed.attributes):
            changed.attributes["uSNChanged"] = [next(changes, b"3")]
        return changed

    assert look(reach(edited(entries(once)).port)) == look(reach(place.port))


@pytest.mark.parametrize("name", ["member;range=0-1499", "member;range=100-*", "member;range=9-3"])
def test_ranges_that_do_not_meet_are_no_look(edited, reach, name: str) -> None:
    def gaps(entry: ber.Entry) -> ber.Entry:
        if len(entry.attributes.get("member", ())) < 1_000:
            return entry
        rest = {k: v for k, v in entry.attributes.items() if k != "member"}
        return ber.Entry(entry.name, {**rest, name: entry.attributes["member"][:1400]})

    assert refused(reach(edited(entries(gaps)).port)).cause == "protocol"
