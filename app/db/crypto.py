"""Text at rest: AES-256-GCM, a ring of keys, and the owner bound into every ciphertext."""

import base64
import binascii
import hashlib
import hmac
import os
from collections.abc import Sequence
from dataclasses import dataclass, field

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from app.errors import StartupError

VERSION = b"\x01"
TAG_BYTES = 4
NONCE_BYTES = 12


@dataclass(frozen=True)
class Owner:
    """Whose text it is, by our own ids: Slack's can change."""

    workspace_id: int
    person_id: int

    @property
    def bound(self) -> bytes:
        return b"%d:%d" % (self.workspace_id, self.person_id)


@dataclass(frozen=True)
class Key:
    """One key. `tag` stands in front of every text it sealed; `check` proves that it is this key."""

    id: str
    secret: bytes = field(repr=False)

    @property
    def tag(self) -> bytes:
        return hashlib.sha256(self.id.encode()).digest()[:TAG_BYTES]

    @property
    def check(self) -> bytes:
        return hmac.digest(self.secret, b"followthrough key check", "sha256")[:16]


class KeyRing:
    """Seals with the newest key and opens with whichever key sealed. 33 bytes longer than the text."""

    def __init__(self, keys: Sequence[Key]) -> None:
        self.keys = tuple(keys)
        self._by_tag = {key.tag: AESGCM(key.secret) for key in keys}
        if len(self._by_tag) != len(keys):
            raise StartupError("ENCRYPTION_KEYS names the same key id twice: give each key an id of its own.")
        self._header = VERSION + keys[0].tag
        self._newest = self._by_tag[keys[0].tag]

    def seal(self, text: str, owner: Owner) -> bytes:
        nonce = os.urandom(NONCE_BYTES)
        return self._header + nonce + self._newest.encrypt(nonce, text.encode(), owner.bound)

    def open(self, sealed: bytes, owner: Owner) -> str:
        """Returns the text. Raises SealBroken for another's text, a changed byte or a key that is missing."""
        tag, rest = sealed[1 : 1 + TAG_BYTES], sealed[1 + TAG_BYTES :]
        cipher = self._by_tag.get(tag)
        if sealed[:1] != VERSION or cipher is None:
            raise SealBroken("a stored text was sealed with a key that is not on the ring")
        try:
            return cipher.decrypt(rest[:NONCE_BYTES], rest[NONCE_BYTES:], owner.bound).decode()
        except InvalidTag:
            raise SealBroken("a stored text does not open for its owner") from None


class SealBroken(Exception):
    """A stored text cannot be opened: the wrong key, or the row was tampered with."""


def parse_keys(values: Sequence[str]) -> KeyRing:
    """Makes the ring from ENCRYPTION_KEYS: `base64` or `id:base64`, newest first."""
    keys: list[Key] = []
    for number, value in enumerate(values, start=1):
        name, colon, encoded = value.rpartition(":")
        try:
            secret = base64.b64decode(encoded, validate=True)
        except (binascii.Error, ValueError):
            secret = b""
        if len(secret) != 32 or (colon and not 0 < len(name) <= 64):
            raise StartupError(
                f"ENCRYPTION_KEYS: key {number} is not 32 bytes in base64 with an optional id: before it. "
                "Make one with: followthrough keys generate"
            )
        keys.append(Key(name or "k" + hashlib.sha256(secret).hexdigest()[:8], secret))
    return KeyRing(keys)


def generate_key() -> str:
    """Makes a new key as ENCRYPTION_KEYS takes it."""
    return base64.b64encode(os.urandom(32)).decode()
