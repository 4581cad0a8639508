"""What an administrator does: Graph's own calls to a tenant, LDAP writes to a domain."""

from __future__ import annotations

import json
import ssl
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlencode
from urllib.request import Request, urlopen

import ldap3
from live_estate import ADMIN, OU, SECRETS, Places

SECONDS = 30


@dataclass(frozen=True, slots=True)
class Graph:
    """A tenant as its administrator changes it; `ids` are users by name."""

    places: Places
    tenant_id: str
    ids: dict[str, str] = field(default_factory=dict)

    def add(self, name: str, shown: str, *skus: str, **given: object) -> None:
        user = {
            "accountEnabled": True,
            "displayName": shown,
            "mailNickname": name,
            "userPrincipalName": f"{name}@{self.tenant_id[-4:]}.example",
            "passwordProfile": {"password": "unused"},
            "usageLocation": "DE",
            **given,
        }
        self.ids[name] = self._call("POST", "/users", user)["id"]
        if skus:
            self.assign(name, *skus)

    def assign(self, name: str, *skus: str, without: tuple[str, ...] = ()) -> None:
        added = [{"skuId": sku, "disabledPlans": []} for sku in skus]
        said = {"addLicenses": added, "removeLicenses": list(without)}
        self._call("POST", f"/users/{self.ids[name]}/assignLicense", said)

    def remove(self, name: str) -> None:
        self._call("DELETE", f"/users/{self.ids.pop(name)}", None)

    def _call(self, method: str, path: str, said: Mapping[str, object] | None) -> Any:
        body = json.dumps(said).encode() if said is not None else None
        headers = {"authorization": f"Bearer {self._token()}", "content-type": "application/json"}
        url = self.places.base_url + path
        return asked(Request(url, body, headers, method=method), self.places.graph_ca)

    def _token(self) -> str:
        form = {
            "grant_type": "client_credentials",
            "client_id": ADMIN,
            "client_secret": SECRETS["admin"],
            "scope": "https://localhost/.default",
        }
        url = f"{self.places.authority}/{self.tenant_id}/oauth2/v2.0/token"
        found = asked(Request(url, urlencode(form).encode()), self.places.graph_ca)
        return str(found["access_token"])


def asked(request: Request, ca_file: Path) -> Any:
    trusted = ssl.create_default_context(cafile=str(ca_file))
    with urlopen(request, timeout=SECONDS, context=trusted) as answer:
        text = answer.read()
    return json.loads(text) if text else None


@dataclass(frozen=True, slots=True)
class Yard:
    """The yard's part of the domain, over one line of its administrator."""

    line: ldap3.Connection

    @classmethod
    def signed_in(cls, places: Places, password: str) -> Yard:
        tls = ldap3.Tls(validate=ssl.CERT_REQUIRED, ca_certs_file=str(places.yard_ca))
        server = ldap3.Server("localhost", places.port, use_ssl=True, tls=tls)
        user = "administrator@corp.example"
        return cls(ldap3.Connection(server, user, password, auto_bind=True, raise_exceptions=True))

    def found(self) -> None:
        """The unit, and the group of those who have a workplace for CAD."""
        self.line.add(OU, "organizationalUnit")
        self.line.add(f"CN=CAD-Users,{OU}", "group", {"sAMAccountName": "CAD-Users"})

    def add(self, name: str, shown: str, *, is_drawing: bool = False) -> str:
        """A new account; its id as Entra knows it by."""
        said = {
            "sAMAccountName": name,
            "userPrincipalName": f"{name}@werft.example",
            "displayName": shown,
            # A usual account (0x200) that needs no password (0x20), for nobody signs in.
            "userAccountControl": 544,
        }
        self.line.add(self._dn(name), "user", said)
        if is_drawing:
            self.draws(name)
        self.line.search(self._dn(name), "(objectClass=user)", attributes=["objectGUID"])
        return b64encode(self.line.entries[0].objectGUID.raw_values[0]).decode()

    def draws(self, name: str, *, no_longer: bool = False) -> None:
        how = ldap3.MODIFY_DELETE if no_longer else ldap3.MODIFY_ADD
        self.line.modify(f"CN=CAD-Users,{OU}", {"member": [(how, [self._dn(name)])]})

    def _dn(self, name: str) -> str:
        return f"CN={name},{OU}"
