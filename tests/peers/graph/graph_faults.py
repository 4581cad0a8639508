"""What can go wrong, by name: in place of an answer, or with it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

from graph_answers import Answer, error
from graph_tenants import Fault, Tenant

HTML = {"content-type": "text/html"}


def _in_seconds(fault: Fault) -> Answer:
    answer = error(429, "TooManyRequests", "Too many requests")
    answer.headers["retry-after"] = str(int(fault.value))
    return answer


def _at_a_date(fault: Fault) -> Answer:
    answer = error(429, "TooManyRequests", "Too many requests")
    # Dates have whole seconds, so a second is added for the one that is cut off.
    at = datetime.now(UTC) + timedelta(seconds=fault.value + 1)
    answer.headers["retry-after"] = format_datetime(at, usegmt=True)
    return answer


def _unavailable(fault: Fault) -> Answer:
    answer = error(503, "ServiceUnavailable", "Try again")
    answer.headers["retry-after"] = str(int(fault.value))
    return answer


INSTEAD: dict[str, Callable[[Fault], Answer]] = {
    "throttled_seconds": _in_seconds,
    "throttled_date": _at_a_date,
    "throttled_silently": lambda _: error(429, "TooManyRequests", "Too many requests"),
    "unavailable": _unavailable,
    "internal": lambda _: error(500, "InternalServerError", "for anna@secret.example"),
    "bad_gateway": lambda _: Answer(502, b"<html>bad gateway</html>", dict(HTML)),
    "unauthorized": lambda _: error(401, "InvalidAuthenticationToken", "Lifetime has expired"),
    "forbidden": lambda _: error(403, "Authorization_RequestDenied", "Insufficient privileges"),
    "gone": lambda _: error(410, "resyncRequired", "Start again"),
    "expired_page": lambda _: error(400, "Directory_ExpiredPageToken", "The token has expired"),
    "bad_request": lambda _: error(400, "Request_BadRequest", "anna@secret.example is wrong"),
    "no_json": lambda _: Answer(200, b"<html>sign in to the network</html>", dict(HTML)),
    "empty_body": lambda _: Answer(200, b"", {"content-type": "application/json"}),
    "json_list": lambda _: Answer(200, b"[]", {"content-type": "application/json"}),
    "deep_json": lambda _: Answer(200, b'{"value": [' + b'{"more":' * 200_000, dict(HTML)),
    "redirect": lambda _: Answer(302, b"", {"location": "https://elsewhere.example/users"}),
}


def _truncated(answer: Answer, _: Tenant) -> Answer:
    return Answer(200, answer.body[: len(answer.body) // 2], answer.headers)


def _cut(answer: Answer, _: Tenant) -> Answer:
    return Answer(200, answer.body, answer.headers, manner="cut")


def _slow(answer: Answer, _: Tenant) -> Answer:
    return Answer(200, answer.body, answer.headers, manner="slow")


def _next(answer: Answer, link: str | None) -> Answer:
    assert answer.page is not None
    answer.page["@odata.nextLink"] = link
    if link is None:
        del answer.page["@odata.nextLink"]
    return answer.again()


def _empty(answer: Answer, _: Tenant) -> Answer:
    """Nobody, and a link to what should have stood here."""
    assert answer.page is not None
    answer.page["value"] = []
    return _next(answer, answer.self_link.replace("$skiptoken=", "$skiptoken=again."))


def _circle(answer: Answer, _: Tenant) -> Answer:
    return _next(answer, answer.self_link)


def _last(answer: Answer, _: Tenant) -> Answer:
    """A page that says it is the last, and is not."""
    return _next(answer, None)


def _repeated(answer: Answer, tenant: Tenant) -> Answer:
    """The first user of the tenant once more, as happens when somebody moves between pages."""
    assert answer.page is not None
    first = next(iter(tenant.users.values()))
    answer.page["value"] += [first]
    return answer.again()


def _changed(answer: Answer, tenant: Tenant) -> Answer:
    assert answer.page is not None
    first = next(iter(tenant.users.values()))
    answer.page["value"] += [{**first, "displayName": "Somebody else"}]
    return answer.again()


def _nothing_held(answer: Answer, _: Tenant) -> Answer:
    assert answer.page is not None
    answer.page["value"] = [{**user, "assignedLicenses": []} for user in answer.page["value"]]
    return answer.again()


def _without(name: str) -> Callable[[Answer, Tenant], Answer]:
    def without(answer: Answer, _: Tenant) -> Answer:
        assert answer.page is not None
        for user in answer.page["value"]:
            user.pop(name, None)
        return answer.again()

    return without


AFTERWARDS: dict[str, Callable[[Answer, Tenant], Answer]] = {
    "truncated": _truncated,
    "cut": _cut,
    "slow": _slow,
    "empty_page": _empty,
    "circle": _circle,
    "lost_pages": _last,
    "repeated": _repeated,
    "changed": _changed,
    "nothing_held": _nothing_held,
    "absent_field": _without("assignedLicenses"),
}
# Kinds that need what only the server knows.
BY_SERVER = ("foreign_link", "plain_link", "miscounted")
KINDS = (*INSTEAD, *AFTERWARDS, *BY_SERVER)
