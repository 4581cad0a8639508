"""What goes wrong between here and a tenant, and what becomes of the look: each fault, one case."""

from __future__ import annotations

import asyncio
import time
from pathlib import Path

import entra_tenants as lab
import pytest
from graph_certificates import authority, server
from graph_server import Emulator, listening
from graph_tenants import FOREVER, READING, Fault

# Each passes, and the look is whole.
PASSING = {
    "429 with seconds": Fault("users", "throttled_seconds", 1),
    "429 with a date": Fault("users", "throttled_date", 1),
    "429 at the count": Fault("count", "throttled_seconds", 1),
    "503": Fault("users", "unavailable", 1, skip=1),
    "500 in the middle of paging": Fault("users", "internal", 2, skip=1),
    "502 with a page of HTML": Fault("users", "bad_gateway", 1),
    "a line that is cut": Fault("users", "cut", 1, skip=1),
    "truncated JSON": Fault("users", "truncated", 1, skip=1),
    "HTML in place of JSON": Fault("skus", "no_json", 1),
    "an empty body": Fault("count", "empty_body", 1),
    "a list in place of an object": Fault("users", "json_list", 1),
    "an empty page with a link": Fault("users", "empty_page", 1, skip=1),
    "410 in the middle of paging": Fault("users", "gone", 1, skip=1),
    "an expired page token": Fault("pages", "expired_page", 1, skip=1),
    "401 once": Fault("users", "unauthorized", 1, skip=1),
    "a slow body": Fault("count", "slow", 1),
    "somebody who comes twice": Fault("users", "repeated", 1, skip=1),
    "somebody who changed between pages": Fault("users", "changed", 1, skip=1),
    "pages that were lost once": Fault("users", "lost_pages", 1),
    "holders that were lost once": Fault("users", "nothing_held", 1, skip=1),
    "a count that was off once": Fault("count", "miscounted", 1, value=70),
    "a token endpoint that failed once": Fault("token", "internal", 1),
    "a token endpoint that throttled": Fault("token", "throttled_seconds", 1),
    "a token endpoint that throttled without a word": Fault("token", "throttled_silently", 6),
    "a token endpoint that sent HTML": Fault("token", "no_json", 1),
}


@pytest.mark.parametrize("fault", PASSING.values(), ids=PASSING)
def test_what_passes_leaves_the_look_whole(emulator: Emulator, fault: Fault) -> None:
    fault = Fault(fault.where, fault.kind, fault.times, fault.skip, fault.value)
    made = lab.tenant(emulator, 9, fault)
    assert lab.is_whole(lab.observed(emulator, made), made)
    assert (fault.times, fault.skip) == (0, 0), "the fault did not strike"


# What stays: the fault, the cause, and what the sentence says.
STAYING = {
    "403 on users": (Fault("users", "forbidden"), "permission", "User.Read.All lacks"),
    "403 on SKUs": (Fault("skus", "forbidden"), "permission", "LicenseAssignment.Read.All"),
    "401 for ever": (Fault("users", "unauthorized"), "sign_in", "answered 401 to users"),
    "500 for ever": (Fault("users", "internal"), "network", "answered 500 to users"),
    "502 for ever": (Fault("skus", "bad_gateway"), "network", "answered 502"),
    "400": (Fault("users", "bad_request"), "protocol", "answered 400 to users"),
    "410 for ever": (Fault("pages", "gone"), "incomplete", "answered 410 to users"),
    "page tokens that never last": (
        Fault("pages", "expired_page"),
        "incomplete",
        "a page token of users expired",
    ),
    "truncated JSON for ever": (Fault("users", "truncated"), "protocol", "not as Graph v1.0"),
    "HTML for ever": (Fault("skus", "no_json"), "protocol", "subscribedSkus not as Graph"),
    "users without a field": (Fault("users", "absent_field"), "protocol", "assignedLicenses"),
    "lines that are always cut": (Fault("users", "cut"), "network", "line to Graph broke"),
    "a link to another host": (Fault("users", "foreign_link"), "protocol", "leads away"),
    "a link without TLS": (Fault("users", "plain_link"), "protocol", "leads away"),
    "a redirect to another host": (Fault("users", "redirect"), "protocol", "a redirect leads away"),
    "links in a circle": (Fault("users", "circle"), "protocol", "lead in a circle"),
    "pages that are always lost": (
        Fault("users", "lost_pages"),
        "incomplete",
        "3 users were read, the tenant counts 9",
    ),
    "holders that are always lost": (
        Fault("users", "nothing_held"),
        "incomplete",
        "0 holders of SPB, of 4 units in use",
    ),
    "a tenant in motion": (Fault("users", "changed", skip=1), "incomplete", "a user changed"),
    "a token endpoint that fails": (Fault("token", "internal"), "network", "sign-in"),
    "a token endpoint that is none": (Fault("token", "no_json"), "protocol", "without a token"),
}


@pytest.mark.parametrize(("fault", "cause", "said"), STAYING.values(), ids=STAYING)
def test_what_stays_is_named(emulator: Emulator, fault: Fault, cause: str, said: str) -> None:
    made = lab.tenant(emulator, 9, Fault(fault.where, fault.kind, FOREVER, fault.skip))
    unobserved = lab.refused(emulator, made)
    assert (unobserved.cause, unobserved.directory_id) == (cause, f"d-{made.tenant_id[:8]}")
    assert said in unobserved.problem
    assert unobserved.advice
    assert emulator.strayed == [], "something came to the port that nobody may call"


def test_a_long_wait_is_obeyed_within_the_deadline_and_refused_beyond_it(
    emulator: Emulator,
) -> None:
    """The SDK's middleware gives up at three minutes; a wait of that length is ours to take."""
    made = lab.tenant(emulator, 3, Fault("users", "throttled_seconds", FOREVER, value=3600))
    began = time.monotonic()
    unobserved = lab.refused(emulator, made, seconds=30)
    assert unobserved.cause == "throttled"
    assert "takes 3600 s more" in unobserved.problem
    assert time.monotonic() - began < 25, "waited although it leads nowhere"


def test_being_throttled_again_and_again_is_waited_out(emulator: Emulator) -> None:
    """More often than the middleware or any count of attempts would bear."""
    fault = Fault("token", "throttled_seconds", 7, value=0)
    made = lab.tenant(emulator, 3, fault)
    assert lab.is_whole(lab.observed(emulator, made), made)
    assert fault.times == 0


@pytest.mark.parametrize(
    ("fault", "cause"),
    [
        (Fault("users", "slow", FOREVER), "network"),
        (Fault("users", "throttled_seconds", FOREVER, value=30), "throttled"),
        (Fault("token", "throttled_date", FOREVER, value=30), "throttled"),
    ],
    ids=["a slow body", "throttled by Graph", "throttled at sign-in"],
)
def test_the_deadline_ends_whatever_is_waited_for(
    emulator: Emulator, fault: Fault, cause: str
) -> None:
    made = lab.tenant(emulator, 40, Fault(**_given(fault)), page_limit=999)
    began = time.monotonic()
    assert lab.refused(emulator, made, seconds=2).cause == cause
    assert time.monotonic() - began < 15


def _given(fault: Fault) -> dict[str, object]:
    return {name: getattr(fault, name) for name in ("where", "kind", "times", "skip", "value")}


def test_a_certificate_that_nobody_trusts_is_named(emulator: Emulator, tmp_path: Path) -> None:
    """Signed by another authority, of another host, or not expected at all: none is retried."""
    made = lab.tenant(emulator, 3)
    for certificate in (server(authority("another")), server(emulator.issuer, ("elsewhere",))):
        with listening(emulator, certificate) as port:
            unobserved = lab.refused(emulator, made, base_url=f"https://localhost:{port}/v1.0")
            assert unobserved.cause == "network"
            assert "the certificate of Graph is not trusted" in unobserved.problem
            unobserved = lab.refused(emulator, made, authority=f"https://localhost:{port}")
            assert "the certificate of the sign-in is not trusted" in unobserved.problem
    assert "ca_file" in lab.refused(emulator, made, ca_file=None).advice
    unobserved = lab.refused(emulator, made, ca_file=tmp_path / "none.pem")
    assert "cannot read certificates" in unobserved.problem


def test_nobody_at_the_other_end_is_a_line_that_broke(emulator: Emulator) -> None:
    made = lab.tenant(emulator, 3)
    unobserved = lab.refused(emulator, made, base_url="https://localhost:9/v1.0")
    assert (unobserved.cause, "line to Graph broke" in unobserved.problem) == ("network", True)


def test_check_names_every_permission_that_lacks(emulator: Emulator) -> None:
    made = lab.tenant(emulator)
    asyncio.run(lab.directory(emulator, made).check())
    assert made.asked == {"token": 1, "users": 1, "count": 1, "skus": 1}
    made.apps[lab.CLIENT_ID].roles = (READING[0],)
    unobserved = lab.refusal(lab.directory(emulator, made).check)
    assert (unobserved.cause, "User.Read.All" in str(unobserved)) == ("permission", False)
    assert "LicenseAssignment.Read.All (or Organization.Read.All)" in unobserved.problem
    made.apps[lab.CLIENT_ID].roles = ()
    both = lab.refusal(lab.directory(emulator, made).check)
    assert "User.Read.All" in both.problem
    assert "LicenseAssignment.Read.All" in both.problem
    assert "consent" in both.advice


def test_a_probe_waits_out_what_passes_and_names_what_stays(emulator: Emulator) -> None:
    made = lab.tenant(emulator, 3, Fault("delta", "internal", 2), Fault("delta", "cut", 1))
    probe = asyncio.run(lab.directory(emulator, made).probe(None))
    assert probe.is_changed
    made.faults = [Fault("delta", "forbidden", FOREVER)]
    unobserved = lab.refusal(lambda: lab.directory(emulator, made).probe(probe.token))
    assert (unobserved.cause, "User.Read.All" in unobserved.problem) == ("permission", True)
    made.faults = [Fault("delta", "unauthorized", FOREVER)]
    unobserved = lab.refusal(lambda: lab.directory(emulator, made).probe(probe.token))
    assert unobserved.cause == "sign_in", "and not taken for a token that is too old"


def test_a_tenant_that_stays_incomplete_is_read_twice_and_no_more(emulator: Emulator) -> None:
    made = lab.tenant(emulator, 9, Fault("users", "lost_pages", FOREVER))
    lab.refused(emulator, made)
    assert (made.asked["users"], made.asked["count"]) == (2, 2)
