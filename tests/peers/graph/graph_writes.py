"""Graph's calls that change a tenant: users made, changed and deleted, SKUs assigned."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import graph_fields as fields
import msgspec
from graph_answers import Answer, Refused
from graph_tenants import Tenant
from graph_v1 import Asked, found

BAD = "Request_BadRequest"


def write(tenant: Tenant, name: str, key: str, asked: Asked, now: datetime) -> Answer:
    """The answer to a POST, PATCH or DELETE, once it is done."""
    if asked.options:
        raise Refused(400, "Request_UnsupportedQuery", "no options here")
    if (asked.method, name) == ("POST", "users"):
        return _create(tenant, _json(asked), now)
    if (asked.method, name) == ("PATCH", "user"):
        return _change(tenant, found(tenant, key), _json(asked))
    if (asked.method, name) == ("DELETE", "user"):
        tenant.remove_user(found(tenant, key)["id"])
        return Answer(204, b"")
    if (asked.method, name) == ("POST", "assignLicense"):
        return _assign(tenant, found(tenant, key), _json(asked), now)
    raise Refused(405, BAD, "Specified HTTP method is not allowed for the request target.")


def _json(asked: Asked) -> dict[str, Any]:
    try:
        said = msgspec.json.decode(asked.body)
    except msgspec.DecodeError:
        said = None
    if not isinstance(said, dict) or "json" not in asked.headers.get("content-type", ""):
        raise Refused(400, BAD, "A JSON object is expected.")
    return said


def _check(said: dict[str, Any]) -> None:
    for name in said:
        if name not in fields.USER:
            raise Refused(400, BAD, f"Invalid property '{name}'.")
        if name in fields.READ_ONLY:
            raise Refused(400, BAD, f"Property '{name}' is read-only and cannot be set.")


def _create(tenant: Tenant, said: dict[str, Any], now: datetime) -> Answer:
    _check(said)
    for name in fields.NEEDED_TO_CREATE:
        if name not in said:
            raise Refused(
                400, BAD, f"A value is required for property '{name}' of resource 'User'."
            )
    taken = {user["userPrincipalName"].lower() for user in tenant.users.values()}
    if said["userPrincipalName"].lower() in taken:
        raise Refused(400, BAD, "Another object with the same value for userPrincipalName exists.")
    given = {key: value for key, value in said.items() if key != "passwordProfile"}
    user = tenant.add_user(said["mailNickname"], now, **{"usageLocation": None, **given})
    return Answer.of({name: user.get(name) for name in fields.USER_DEFAULT}, 201)


def _change(tenant: Tenant, user: dict[str, Any], said: dict[str, Any]) -> Answer:
    _check(said)
    tenant.change_user(user["id"], **said)
    return Answer(204, b"")


def _assign(tenant: Tenant, user: dict[str, Any], said: dict[str, Any], now: datetime) -> Answer:
    if set(said) != {"addLicenses", "removeLicenses"}:
        raise Refused(400, BAD, "addLicenses and removeLicenses are required.")
    held = {one["skuId"] for one in user["assignedLicenses"]}
    removed, added = said["removeLicenses"], [one["skuId"] for one in said["addLicenses"]]
    for sku_id in removed:
        if sku_id not in held:
            raise Refused(400, BAD, "User does not have a corresponding license.")
    for sku_id in added:
        _check_units(tenant, user, sku_id)
    for sku_id in removed:
        tenant.unassign(user["id"], sku_id)
    for sku_id in added:
        if sku_id not in held:
            tenant.assign(user["id"], sku_id, now)
    return Answer.of({name: user.get(name) for name in fields.USER_DEFAULT})


def _check_units(tenant: Tenant, user: dict[str, Any], sku_id: str) -> None:
    sku = tenant.skus.get(sku_id)
    if sku is None:
        raise Refused(400, BAD, f"License {sku_id} does not correspond to a valid company License.")
    if not user["usageLocation"]:
        message = "License assignment cannot be done for user with invalid usage location."
        raise Refused(400, BAD, message)
    if tenant.consumed()[sku_id] >= sku["prepaidUnits"]["enabled"] + sku["prepaidUnits"]["warning"]:
        message = f"Subscription with SKU {sku_id} does not have any available licenses."
        raise Refused(400, BAD, message)
