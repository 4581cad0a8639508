"""An authority of our own, and the certificates that controllers show."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID


@dataclass(frozen=True, slots=True)
class Authority:
    """Who signs; `ca_file` is what a connection names."""

    folder: Path
    key: rsa.RSAPrivateKey
    certificate: x509.Certificate

    @property
    def ca_file(self) -> Path:
        return self.folder / "ca.pem"

    def issue(self, *names: str, days: int = 30) -> tuple[Path, Path]:
        """Files of a certificate for names and of its key; days below zero are past."""
        key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        shown = x509.SubjectAlternativeName([x509.DNSName(name) for name in names])
        made = _begun(names[0], key, days).issuer_name(self.certificate.subject)
        signed = made.add_extension(shown, critical=False).sign(self.key, hashes.SHA256())
        place = self.folder / f"{names[0]}{days}"
        return _written(place, signed, key)


def authority(folder: Path, name: str = "an authority of tests") -> Authority:
    folder.mkdir(parents=True, exist_ok=True)
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    made = _begun(name, key, 30)
    made = made.issuer_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)]))
    made = made.add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
    signed = made.sign(key, hashes.SHA256())
    _written(folder / "ca", signed, key)
    return Authority(folder, key, signed)


def _begun(name: str, key: rsa.RSAPrivateKey, days: int) -> x509.CertificateBuilder:
    now = datetime.now(UTC)
    return (
        x509.CertificateBuilder()
        .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)]))
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=60))
        .not_valid_after(now + timedelta(days=days))
    )


def _written(
    place: Path, certificate: x509.Certificate, key: rsa.RSAPrivateKey
) -> tuple[Path, Path]:
    shown, kept = place.with_name(f"{place.name}.pem"), place.with_name(f"{place.name}.key")
    shown.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    kept.touch(mode=0o600)
    kept.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    return shown, kept
