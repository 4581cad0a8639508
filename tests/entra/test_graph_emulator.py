"""The emulator itself: it has what Graph v1.0 has, refuses the rest, and changes as Graph does."""

from __future__ import annotations

import asyncio
import json
import ssl
import subprocess
import sys
import uuid
from pathlib import Path

import entra_tenants as lab
import graph_fields
import graph_server
import httpx
import pytest
from entra_tenants import E3, SPB
from graph_server import Emulator
from graph_tenants import WRITING, App, Tenant

ADMIN = App("99999999-2222-3333-4444-555555555555", "admin's", WRITING)


@pytest.fixture
def made(emulator: Emulator) -> Tenant:
    tenant = lab.tenant(emulator, 7)
    tenant.apps[ADMIN.client_id] = ADMIN
    return tenant


def signed(emulator: Emulator, made: Tenant, client_id: str, secret: str) -> httpx.Client:
    trusted = ssl.create_default_context(cafile=emulator.ca_file)
    said = httpx.post(
        f"{emulator.authority_url}/{made.tenant_id}/oauth2/v2.0/token",
        data={
            "client_id": client_id,
            "client_secret": secret,
            "grant_type": "client_credentials",
            "scope": "https://localhost/.default",
        },
        verify=trusted,
    ).json()
    headers = {"authorization": f"Bearer {said['access_token']}"}
    return httpx.Client(verify=trusted, base_url=emulator.base_url, headers=headers)


REFUSED = {
    "an unknown field": ("/users?$select=id,licenses", 400),
    "a field of beta": ("/users?$select=id,deviceKeys", 400),
    "an unknown path": ("/licences", 400),
    "an unknown path below users": ("/users/$total", 400),
    "a page that is too large": ("/users?$top=1000", 400),
    "a page of nobody": ("/users?$top=0", 400),
    "an unknown option": ("/users?$limit=5", 400),
    "an option without its sign": ("/users?select=id", 400),
    "skipping": ("/users?$skip=5", 400),
    "a page token that is none": ("/users?$skiptoken=5", 400),
    "a count without its header": ("/users/$count", 400),
    "a count of a listing without its header": ("/users?$count=true", 400),
    "the size of pages of SKUs": ("/subscribedSkus?$top=5", 400),
    "a filter on SKUs": ("/subscribedSkus?$filter=x", 400),
    "an unknown field of SKUs": ("/subscribedSkus?$select=price", 400),
    "the size of pages of changes": ("/users/delta?$top=5", 400),
    "a delta token that is none": ("/users/delta?$deltatoken=5", 400),
    "what Graph has and is not played": ("/users?$filter=id eq 'x'", 501),
    "nobody": (f"/users/{uuid.UUID(int=1)}", 404),
}


@pytest.mark.parametrize(("path", "status"), REFUSED.values(), ids=REFUSED)
def test_what_graph_does_not_have_is_refused(
    emulator: Emulator, made: Tenant, path: str, status: int
) -> None:
    with signed(emulator, made, lab.CLIENT_ID, lab.SECRET) as client:
        answer = client.get(path)
    assert answer.status_code == status
    assert answer.json()["error"]["code"]


def test_its_fields_are_those_of_the_sdk() -> None:
    """The SDK is made from Graph's own description of v1.0."""
    from msgraph.generated.models.subscribed_sku import SubscribedSku
    from msgraph.generated.models.user import User

    assert set(User().get_field_deserializers()) >= graph_fields.USER
    assert set(SubscribedSku().get_field_deserializers()) >= graph_fields.SKU


def test_without_a_token_nothing_is_answered(emulator: Emulator, made: Tenant) -> None:
    trusted = ssl.create_default_context(cafile=emulator.ca_file)
    with httpx.Client(verify=trusted, base_url=emulator.base_url) as client:
        assert client.get("/users").status_code == 401
        wrong = client.get("/users", headers={"authorization": "Bearer x"})
    assert wrong.json()["error"]["code"] == "InvalidAuthenticationToken"


def test_pages_are_those_of_graph(emulator: Emulator, made: Tenant) -> None:
    made.page_limit = 999
    with signed(emulator, made, lab.CLIENT_ID, lab.SECRET) as client:
        first = client.get("/users?$select=id&$top=5").json()
        last = client.get(first["@odata.nextLink"]).json()
        count = client.get("/users/$count", headers={"ConsistencyLevel": "eventual"})
        bare = client.get("/users").json()["value"][0]
    assert [set(user) for user in first["value"]] == [{"id"}] * 5
    assert (len(last["value"]), "@odata.nextLink" in last) == (2, False)
    assert count.content.decode("utf-8-sig") == "7"
    assert set(bare) == set(graph_fields.USER_DEFAULT)


def test_an_admin_changes_a_tenant_as_in_graph(emulator: Emulator, made: Tenant) -> None:
    with signed(emulator, made, ADMIN.client_id, ADMIN.secret) as client:
        person = {
            "accountEnabled": True,
            "displayName": "New Person",
            "mailNickname": "new",
            "userPrincipalName": "new@lab.example",
            "passwordProfile": {"password": "x"},
        }
        assert client.post("/users", json={**person, "shoeSize": 43}).status_code == 400
        assert client.post("/users", json={"displayName": "x"}).status_code == 400
        user_id = client.post("/users", json=person).json()["id"]
        assert client.post("/users", json=person).status_code == 400
        add = {"addLicenses": [{"skuId": SPB, "disabledPlans": []}], "removeLicenses": []}
        place = f"/users/{user_id}/assignLicense"
        assert "usage location" in client.post(place, json=add).text
        assert client.patch(f"/users/{user_id}", json={"usageLocation": "DE"}).status_code == 204
        assert client.post(place, json=add).status_code == 200
        take = {"addLicenses": [], "removeLicenses": [E3]}
        assert "does not have a corresponding" in client.post(place, json=take).text
        made.skus[SPB]["prepaidUnits"]["enabled"] = 4
        other = next(iter(made.users))
        assert "available" in client.post(f"/users/{other}/assignLicense", json=add).text
        assert lab.is_whole(lab.observed(emulator, made), made)
        assert made.consumed()[SPB] == 4
        assert client.delete(f"/users/{user_id}").status_code == 204
    assert user_id not in made.users
    with signed(emulator, made, lab.CLIENT_ID, lab.SECRET) as reader:
        assert reader.delete(f"/users/{other}").status_code == 403


def test_it_runs_as_a_process(tmp_path: Path) -> None:
    said = [
        {
            "tenant_id": str(uuid.UUID(int=5)),
            "client_id": lab.CLIENT_ID,
            "secret": lab.SECRET,
            "admin_client_id": ADMIN.client_id,
            "admin_secret": ADMIN.secret,
            "skus": [{"sku_id": SPB, "part_number": "SPB", "enabled": 5}],
        }
    ]
    tenants = tmp_path / "tenants.json"
    tenants.write_text(json.dumps(said))
    script = Path(graph_server.__file__).with_name("serve.py")
    process = subprocess.Popen(
        [sys.executable, script, tmp_path / "graph", tenants], stdout=subprocess.PIPE, text=True
    )
    try:
        assert process.stdout is not None
        where = json.loads(process.stdout.readline())
        given = lab.Connection(
            "lab",
            "entra",
            client_id=lab.CLIENT_ID,
            client_secret_env="GRAPH_SECRET",
            authority=where["authority"],
            base_url=where["base_url"],
            ca_file=Path(where["ca_file"]),
        )
        environ = {"GRAPH_SECRET": lab.SECRET}
        directory = lab.Entra("lab", said[0]["tenant_id"], given, environ, 20)
        found = asyncio.run(directory.observe(lab.MOMENT))
        assert (found.users, found.subscriptions) == ((), ((SPB, "SPB", "5", "0", "Enabled"),))
    finally:
        process.terminate()
        process.wait(10)
        if process.stdout:
            process.stdout.close()
