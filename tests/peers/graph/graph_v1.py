"""Graph v1.0 as far as users, subscribedSkus and their changes go; everything else is refused."""

from __future__ import annotations

import base64
import re
from dataclasses import dataclass
from itertools import islice
from typing import Any

import graph_fields as fields
import msgspec
from graph_answers import Answer, Refused
from graph_tenants import Tenant

DEFAULT_PAGE, LARGEST_PAGE = 100, 999
# A path, and the name under which options, permissions and faults know it.
PATHS = (
    (re.compile(r"/users"), "users"),
    (re.compile(r"/users/\$count"), "count"),
    (re.compile(r"/users/(?:microsoft\.graph\.)?delta(?:\(\))?"), "delta"),
    (re.compile(r"/subscribedSkus"), "skus"),
    (re.compile(r"/users/([^/()$]+)"), "user"),
    (re.compile(r"/users/([^/()$]+)/(?:microsoft\.graph\.)?assignLicense"), "assignLicense"),
)


@dataclass(frozen=True, slots=True)
class Asked:
    """A request to Graph: `path` is below the version, `url` is the address with no options."""

    method: str
    path: str
    url: str
    options: dict[str, str]
    headers: dict[str, str]
    body: bytes
    base_url: str

    @property
    def is_eventual(self) -> bool:
        return self.headers.get("consistencylevel", "").lower() == "eventual"


def place(asked: Asked) -> tuple[str, str]:
    """The name of what is asked for, and the id within its path. Refused where there is none."""
    for pattern, name in PATHS:
        if found := pattern.fullmatch(asked.path):
            return name, found[1] if found.groups() else ""
    segment = asked.path.strip("/").split("/")[-1]
    message = f"Resource not found for the segment '{segment}'."
    raise Refused(400, "BadRequest", message)


def read(tenant: Tenant, name: str, key: str, asked: Asked) -> Answer:
    """The answer to a GET."""
    _check_options(name, asked)
    if name == "users":
        return _users(tenant, asked)
    if name == "count":
        return _count(tenant, asked)
    if name == "delta":
        return _delta(tenant, asked)
    if name == "skus":
        return _skus(tenant, asked)
    if name == "user":
        return _user(tenant, key, asked)
    raise Refused(405, "Request_BadRequest", "Specified HTTP method is not allowed.")


def _check_options(name: str, asked: Asked) -> None:
    for option, value in asked.options.items():
        if option in fields.UNPLAYED.get(name, ()):
            raise Refused(501, "NotImplemented", f"{option} is Graph's, and not played here")
        if option not in fields.PLAYED.get(name, ()):
            message = f"The query parameter '{option}' is not supported here."
            raise Refused(400, "Request_UnsupportedQuery", message)
        if option == "$count" and not asked.is_eventual:
            raise Refused(400, "Request_UnsupportedQuery", f"$count={value} needs ConsistencyLevel")


def _selected(asked: Asked, known: frozenset[str], default: list[str], kind: str) -> list[str]:
    given = asked.options.get("$select")
    if given is None:
        return default
    names = given.split(",")
    for name in names:
        if name not in known:
            message = f"Could not find a property named '{name}' on type 'microsoft.graph.{kind}'."
            raise Refused(400, "BadRequest", message)
    return names


def _users(tenant: Tenant, asked: Asked) -> Answer:
    names = _selected(asked, fields.USER, fields.USER_DEFAULT, "user")
    top = _top(asked)
    offset = _offset(tenant, asked)
    size = min(top, tenant.page_limit)
    users = list(islice(tenant.users.values(), offset, offset + size))
    page: dict[str, Any] = {
        "@odata.context": f"{asked.base_url}/$metadata#users",
        "value": [{name: user.get(name) for name in names} for user in users],
    }
    if offset + size < len(tenant.users):
        page["@odata.nextLink"] = _link(tenant, asked, names, offset + size)
    answer = Answer.of(page)
    answer.self_link = _link(tenant, asked, names, offset)
    return answer


def _top(asked: Asked) -> int:
    given = asked.options.get("$top", str(DEFAULT_PAGE))
    if not given.isdigit() or not 1 <= int(given) <= LARGEST_PAGE:
        message = f"Invalid page size specified: '{given}'. Must be between 1 and 999 inclusive."
        raise Refused(400, "Request_UnsupportedQuery", message)
    return int(given)


def _link(tenant: Tenant, asked: Asked, names: list[str], offset: int) -> str:
    # As Graph's, the token holds the principal name of whoever was last.
    last = next(islice(tenant.users.values(), max(0, offset - 1), None), {})
    token = _written({"n": offset, "last": last.get("userPrincipalName"), "plain": "page"})
    kept = f"$top={_top(asked)}&$select={','.join(names)}"
    return f"{asked.base_url}/users?{kept}&$skiptoken={last.get('userPrincipalName')}.{token}"


def _offset(tenant: Tenant, asked: Asked) -> int:
    token = asked.options.get("$skiptoken")
    if token is None:
        return 0
    try:
        return int(_told(token.rsplit(".", 1)[-1])["n"])
    except (KeyError, ValueError):
        raise Refused(400, "Request_BadRequest", "Invalid page token") from None


def _count(tenant: Tenant, asked: Asked) -> Answer:
    if not asked.is_eventual:
        raise Refused(400, "Request_BadRequest", "$count is not currently supported.")
    accepted = asked.headers.get("accept", "*/*")
    if "text/plain" not in accepted and "*/*" not in accepted:
        raise Refused(406, "NotAcceptable", "a count is text/plain")
    body = f"\ufeff{len(tenant.users)}".encode()
    return Answer(200, body, {"content-type": "text/plain"})


def _skus(tenant: Tenant, asked: Asked) -> Answer:
    names = _selected(asked, fields.SKU, sorted(fields.SKU), "subscribedSku")
    consumed = tenant.consumed()
    whole = [{"consumedUnits": consumed[sku_id], **sku} for sku_id, sku in tenant.skus.items()]
    value = [{name: sku.get(name) for name in names} for sku in whole]
    return Answer.of(
        {"@odata.context": f"{asked.base_url}/$metadata#subscribedSkus", "value": value}
    )


def _user(tenant: Tenant, key: str, asked: Asked) -> Answer:
    names = _selected(asked, fields.USER, fields.USER_DEFAULT, "user")
    user = found(tenant, key)
    return Answer.of({name: user.get(name) for name in names})


def found(tenant: Tenant, key: str) -> dict[str, Any]:
    """A user by id or principal name."""
    if user := tenant.users.get(key):
        return user
    for user in tenant.users.values():
        if user["userPrincipalName"].lower() == key.lower():
            return user
    raise Refused(404, "Request_ResourceNotFound", f"Resource '{key}' does not exist.")


def _delta(tenant: Tenant, asked: Asked) -> Answer:
    """Everything at first, then what changed of the fields that were selected at first."""
    token = asked.options.get("$deltatoken")
    if "$skiptoken" in asked.options:
        raise Refused(501, "NotImplemented", "delta answers in one page here")
    if token in (None, "latest"):
        names = _selected(asked, fields.USER, fields.USER_DEFAULT, "user")
        value = [] if token else [_shown(user, names) for user in tenant.users.values()]
        return _delta_page(tenant, asked, names, value)
    if "$select" in asked.options:
        raise Refused(400, "BadRequest", "The token holds what was selected.")
    try:
        told = _told(str(token))
        names, since = told["select"], int(told["since"])
    except (KeyError, ValueError):
        raise Refused(400, "Request_BadRequest", "Badly formed token.") from None
    if since < tenant.oldest_delta:
        raise Refused(410, "resyncRequired", "The token is too old; start again.")
    return _delta_page(tenant, asked, names, _changes(tenant, names, since))


def _changes(tenant: Tenant, names: list[str], since: int) -> list[dict[str, Any]]:
    seen = [
        user_id
        for user_id, changed in tenant.changes[since:]
        if not changed or changed.intersection(names)
    ]
    return [
        _shown(tenant.users[user_id], names)
        if user_id in tenant.users
        else {"id": user_id, "@removed": {"reason": "changed"}}
        for user_id in dict.fromkeys(seen)
    ]


def _shown(user: dict[str, Any], names: list[str]) -> dict[str, Any]:
    return {"id": user["id"], **{name: user.get(name) for name in names}}


def _delta_page(
    tenant: Tenant, asked: Asked, names: list[str], value: list[dict[str, Any]]
) -> Answer:
    token = _written({"since": len(tenant.changes), "select": names})
    link = f"{asked.base_url}/users/delta?$deltatoken={token}"
    return Answer.of({"value": value, "@odata.deltaLink": link})


def _written(said: dict[str, Any]) -> str:
    return base64.urlsafe_b64encode(msgspec.json.encode(said)).decode().rstrip("=")


def _told(token: str) -> dict[str, Any]:
    told: dict[str, Any] = msgspec.json.decode(base64.urlsafe_b64decode(token + "=="))
    return told
