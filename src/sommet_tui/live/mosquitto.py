"""Writes the configuration of a Mosquitto broker for one venue: TLS, users, and their rights.

Anyone may read the published day. The crew reads everything and writes its own records. Only the
stage's user may lead and publish.
"""

from __future__ import annotations

import base64
import errno
import getpass
import hashlib
import ipaddress
import os
import secrets
import socket
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sommet_tui.companion.live_ports import BrokerError, VenueBroker

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from cryptography import x509
    from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey

    from sommet_tui.domain.crew.address import ShareAddress

STAGE = "stage"
CREW = ("moderator", "greenroom")
_ROUNDS = 101
"""Rounds of PBKDF2, as in mosquitto_passwd: https://mosquitto.org/man/mosquitto_passwd-1.html"""
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
"""Letters and digits for passwords, without those that look alike."""
_LAST_PORT = 65_535
_VALID = timedelta(days=825)
"""The longest validity of a certificate that every system accepts."""


def write_configuration(folder: str, address: ShareAddress) -> VenueBroker:
    """Write all files that Mosquitto needs for an address into a new folder.

    If any of the files exists, nothing is written.

    Raises:
        BrokerError: "library", the package for certificates is not installed.
        FileExistsError: the folder already contains one of the files.
        OSError: writing fails, or a configuration cannot contain the folder's name.
    """
    try:
        import cryptography  # noqa: F401  (only to see whether it is installed)
    except ImportError as error:
        raise BrokerError("library", str(error)) from error
    place = Path(folder).absolute()
    if not str(place).isprintable():
        raise OSError(errno.EINVAL, os.strerror(errno.EINVAL), folder)
    passwords = {user: _make_password() for user in (STAGE, *CREW)}
    texts = {
        "acl": _access_rules(),
        "passwords": "".join(f"{u}:{_hash(p)}\n" for u, p in passwords.items()),
        **_certificates(_broker_names(address)),
        "mosquitto.conf": _configuration(place, address),
    }
    place.mkdir(parents=True, exist_ok=True)
    for name in texts:
        if (place / name).exists():
            raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(place / name))
    (place / "data").mkdir(exist_ok=True)
    for name, text in texts.items():
        _write_private(place / name, text)
    return VenueBroker(str(place), str(place / "ca.crt"), passwords)


def _configuration(place: Path, address: ShareAddress) -> str:
    tls = f"certfile {place / 'server.crt'}\nkeyfile {place / 'server.key'}\n"
    plain, web = _ports(address)
    return f"""# Mosquitto for one event: mosquitto -c {place / "mosquitto.conf"}
# The crew and followers, encrypted.
listener {plain}
{tls}
# The same over WebSockets, for networks that allow nothing else.
listener {web}
protocol websockets
{tls}
# Clients without a user name may read only the published day.
allow_anonymous true
password_file {place / "passwords"}
acl_file {place / "acl"}

{_owner()}# The broker saves its messages on disk; if it loses them, the crew sends them again.
persistence true
persistence_location {place / "data"}/
autosave_interval 60

# The queue has room for the whole day, for a client that connects late.
max_queued_messages 100000
max_inflight_messages 200
max_packet_size 1000000
"""


def _owner() -> str:
    """Return the lines that name this user, or "" if the computer has no name for this user."""
    try:
        user = getpass.getuser()
    except (OSError, KeyError, ImportError):
        return ""
    return f"# Started by root, it reads these files as their owner.\nuser {user}\n\n"


def _ports(address: ShareAddress) -> tuple[int, int]:
    """Return the ports for MQTT and for WebSockets. One of them is the port in the address."""
    usual = {"mqtts": 8443, "wss": 8883}
    near = address.port + (1 if address.port < _LAST_PORT else -1)
    other = usual.get(address.scheme, 0) if address.port in (8883, 443) else near
    return (other, address.port) if address.uses_websockets else (address.port, other)


def _access_rules() -> str:
    users = "".join(f"\nuser {user}\ntopic read sommet/1/#\n" for user in CREW)
    return f"""# Everyone, also without a user name.
topic read sommet/1/+/live/+

# The stage leads, and publishes for followers.
user {STAGE}
topic read sommet/1/#
topic write sommet/1/+/lead/+/{STAGE}/#
topic write sommet/1/+/live/+
{users}
# Each user writes only below their own name.
pattern write sommet/1/+/records/%u/+/+
pattern write sommet/1/+/here/%u/+
"""


def _broker_names(address: ShareAddress) -> tuple[str, ...]:
    """Return the host names of the broker: the name in the address, and this computer's names."""
    own = socket.gethostname()
    found = (address.host, own, f"{own}.local", "localhost", "127.0.0.1")
    return tuple(dict.fromkeys(filter(None, map(_certificate_name, found))))


def _certificate_name(name: str) -> str:
    """Convert a name to the form used in certificates, or to "" if it cannot be a host name."""
    if name.isascii():
        return name
    try:
        return name.encode("idna").decode()
    except UnicodeError:
        return ""


def _certificates(names: Sequence[str]) -> dict[str, str]:
    """Return three files by name: the broker's certificate and key, the authority's certificate."""
    from cryptography.hazmat.primitives.asymmetric import ec

    authority, server = (ec.generate_private_key(ec.SECP256R1()) for _ in range(2))
    root = _certificate("sommet-tui CA", authority, None, ())
    own = _certificate(names[0][:64], server, (root, authority), names)
    return {"ca.crt": _pem(root), "server.crt": _pem(own), "server.key": _pem_of_key(server)}


def _certificate(
    name: str,
    key: EllipticCurvePrivateKey,
    issuer: tuple[x509.Certificate, EllipticCurvePrivateKey] | None,
    names: Sequence[str],
) -> x509.Certificate:
    """Return a certificate for a key.

    If `issuer` is None, it is the certificate of an authority.
    """
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes
    from cryptography.x509.oid import ExtendedKeyUsageOID

    now = datetime.now(UTC)
    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
    parent = subject if issuer is None else issuer[0].subject
    signer = key if issuer is None else issuer[1]
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(parent)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + _VALID)
        .add_extension(x509.BasicConstraints(ca=issuer is None, path_length=None), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(signer.public_key()), critical=False
        )
        .add_extension(_key_usage(authority=issuer is None), critical=True)
    )
    if names:
        others = x509.SubjectAlternativeName([_alternative_name(name) for name in names])
        purpose = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH])
        builder = builder.add_extension(others, critical=False).add_extension(
            purpose, critical=False
        )
    return builder.sign(signer, hashes.SHA256())


def _key_usage(*, authority: bool) -> x509.KeyUsage:
    from cryptography import x509

    return x509.KeyUsage(
        digital_signature=True,
        key_cert_sign=authority,
        crl_sign=authority,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )


def _alternative_name(name: str) -> x509.GeneralName:
    from cryptography import x509

    try:
        return x509.IPAddress(ipaddress.ip_address(name))
    except ValueError:
        return x509.DNSName(name)


def _pem(certificate: x509.Certificate) -> str:
    from cryptography.hazmat.primitives.serialization import Encoding

    return certificate.public_bytes(Encoding.PEM).decode()


def _pem_of_key(key: EllipticCurvePrivateKey) -> str:
    from cryptography.hazmat.primitives.serialization import (
        Encoding,
        NoEncryption,
        PrivateFormat,
    )

    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()


def _make_password() -> str:
    return "-".join("".join(secrets.choice(_LETTERS) for _ in range(4)) for _ in range(4))


def _hash(password: str) -> str:
    salt = os.urandom(12)
    digest = hashlib.pbkdf2_hmac("sha512", password.encode(), salt, _ROUNDS)
    salted, hashed = (base64.b64encode(part).decode() for part in (salt, digest))
    return f"$7${_ROUNDS}${salted}${hashed}"


def _write_private(path: Path, text: str) -> None:
    """Write a new file that only its owner can read."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)
