"""Seals: authority comes from the author, not from the carrier.

A seal is one ES256 signature over the ids of one area that were pushed, exported or numbered together, by the device or
server that vouches for them. It carries its list of ids, so it can be checked wherever a part of them arrives. A
judging server's seal also names the verdict on each revision that has one; a receiver waits for it as for a parent.
"""

import base64
import hashlib
from collections.abc import Iterable, Mapping
from functools import cached_property
from itertools import pairwise
from typing import Annotated, Protocol

import msgspec
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, utils

from sync import canonical
from sync.limits import MAX_SEAL_IDS
from sync.revision import Area, Id, Instant, RevisionId, Token

_COORDINATE = 32
"""Bytes of each half of an ES256 signature (RFC 7518 §3.4)."""


Signature = Annotated[str, msgspec.Meta(pattern=r"^[A-Za-z0-9_-]{86}\Z")]
"""64 bytes in base64url without padding."""


class Signer(Protocol):
    """A device or server that can seal: its id and its private key, wherever that is kept."""

    @property
    def device(self) -> str:
        """The id under which its public key is enrolled."""
        ...

    def sign(self, message: bytes) -> bytes:
        """Return the ES256 signature, 64 bytes (r, s)."""
        ...


class Seal(msgspec.Struct, frozen=True, omit_defaults=True, dict=True):
    """One seal.

    Attributes:
        area: the area of every id.
        by: the sealing device or server.
        time: when it was sealed (unix ms, by the sealer's clock).
        ids: sorted.
        signature: ES256, base64url without padding.
        verdicts: by a judging server only: the id of the verdict revision, by the id that it judges.

    Reading one raises where its ids are not sorted, or where it names a verdict on something that it does not cover.
    """

    area: Area
    by: Token
    time: Instant
    ids: Annotated[tuple[Id, ...], msgspec.Meta(max_length=MAX_SEAL_IDS)]
    signature: Signature
    verdicts: dict[Id, Id] = {}

    def __post_init__(self) -> None:
        """Refuse what has a second way to be written."""
        if any(one >= after for one, after in pairwise(self.ids)):
            raise ValueError("the ids of a seal are sorted and each is named once")
        if not self.verdicts.keys() <= set(self.ids):
            raise ValueError("a seal names verdicts only on what it covers")

    @cached_property
    def id(self) -> str:
        """The name under which it is stored: base32hex of the SHA-256 of what it signs, without padding."""
        return base64.b32hexencode(hashlib.sha256(self.message()).digest()).decode().lower().rstrip("=")

    def message(self) -> bytes:
        """Return the canonical bytes that are signed."""
        return _message(self.area, self.by, self.time, self.ids, self.verdicts)

    def holds_under(self, public_key: str) -> bool:
        """Whether the signature is the one of this public key (SubjectPublicKeyInfo, base64url)."""
        try:
            key = serialization.load_der_public_key(_unbase64(public_key))
            raw = _unbase64(self.signature)
        except (ValueError, UnsupportedAlgorithm):
            return False
        if not isinstance(key, ec.EllipticCurvePublicKey) or not isinstance(key.curve, ec.SECP256R1):
            return False
        if len(raw) != 2 * _COORDINATE:
            return False
        r, s = (int.from_bytes(half, "big") for half in (raw[:_COORDINATE], raw[_COORDINATE:]))
        try:
            key.verify(utils.encode_dss_signature(r, s), self.message(), ec.ECDSA(hashes.SHA256()))
        except InvalidSignature:
            return False
        return True


class PrivateKey:
    """A P-256 key in memory that signs for a device."""

    def __init__(self, device: str, key: ec.EllipticCurvePrivateKey) -> None:
        """Bind a key to the id under which its public half is enrolled."""
        self._device = device
        self._key = key

    @property
    def device(self) -> str:
        """The id under which its public key is enrolled."""
        return self._device

    @property
    def public_key(self) -> str:
        """SubjectPublicKeyInfo, base64url without padding."""
        der = self._key.public_key().public_bytes(
            serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
        )
        return _base64(der)

    def sign(self, message: bytes) -> bytes:
        """Return the ES256 signature, 64 bytes (r, s); the same message gives the same (RFC 6979)."""
        algorithm = ec.ECDSA(hashes.SHA256(), deterministic_signing=True)
        r, s = utils.decode_dss_signature(self._key.sign(message, algorithm))
        return r.to_bytes(_COORDINATE, "big") + s.to_bytes(_COORDINATE, "big")


def seal(
    signer: Signer,
    area: str,
    ids: Iterable[RevisionId],
    time: int,
    verdicts: Mapping[RevisionId, RevisionId] | None = None,
) -> Seal:
    """Return the signer's seal over these ids of one area, at `time` (unix ms)."""
    listed = tuple(sorted(ids))
    named = dict(verdicts or {})
    signature = signer.sign(_message(area, signer.device, time, listed, named))
    return Seal(area, signer.device, time, listed, _base64(signature), named)


def _message(
    area: str, by: str, time: int, ids: tuple[RevisionId, ...], verdicts: Mapping[RevisionId, RevisionId]
) -> bytes:
    signed: dict[str, object] = {"area": area, "by": by, "ids": ids, "time": time}
    if verdicts:
        signed["verdicts"] = verdicts
    return canonical.encode(signed)


def _base64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def _unbase64(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
