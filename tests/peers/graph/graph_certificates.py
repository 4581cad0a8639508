"""A certificate authority of its own, and what it signs: servers, and applications that sign in."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID


@dataclass(frozen=True, slots=True)
class Signed:
    """A certificate and its key, beside each other in one PEM file."""

    certificate: x509.Certificate
    key: rsa.RSAPrivateKey

    def write(self, path: Path, password: str | None = None) -> Path:
        encryption = (
            serialization.BestAvailableEncryption(password.encode())
            if password
            else serialization.NoEncryption()
        )
        key = self.key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, encryption
        )
        path.write_bytes(key + self.certificate.public_bytes(serialization.Encoding.PEM))
        return path


def authority(name: str = "emulated authority") -> Signed:
    return _signed(name, None, x509.BasicConstraints(ca=True, path_length=0), ())


def server(issuer: Signed, hosts: tuple[str, ...] = ("localhost", "127.0.0.1")) -> Signed:
    return _signed(hosts[0], issuer, x509.BasicConstraints(ca=False, path_length=None), hosts)


def application(name: str = "prorata") -> Signed:
    """Self-signed, as applications' certificates mostly are."""
    return _signed(name, None, x509.BasicConstraints(ca=False, path_length=None), ())


def write_authority(issuer: Signed, path: Path) -> Path:
    path.write_bytes(issuer.certificate.public_bytes(serialization.Encoding.PEM))
    return path


def _signed(
    name: str, issuer: Signed | None, constraints: x509.BasicConstraints, hosts: tuple[str, ...]
) -> Signed:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = datetime.now(UTC)
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer.certificate.subject if issuer else subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=7))
        .add_extension(constraints, critical=True)
    )
    if hosts:
        names = x509.SubjectAlternativeName([_name(host) for host in hosts])
        builder = builder.add_extension(names, critical=False)
    return Signed(builder.sign(issuer.key if issuer else key, hashes.SHA256()), key)


def _name(host: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(host))
    except ValueError:
        return x509.DNSName(host)
