"""Slack's signature and Slack's encoding, checked on the raw bytes before anything else sees them."""

import binascii
import hmac
import json
import re
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import unquote_to_bytes

WINDOW = 300
"""Seconds a signature is good for: https://docs.slack.dev/authentication/verifying-requests-from-slack"""

_BROKEN_ESCAPE = re.compile(rb"%(?![0-9A-Fa-f]{2})|[\r\n]")
_TIMESTAMP = re.compile(r"[0-9]{1,12}")


class NotFromSlack(Exception):
    """The signature is missing, old or wrong."""


class Malformed(Exception):
    """Signed, and yet not something Slack sends."""


@dataclass(frozen=True)
class Verifier:
    """Checks a request against up to two signing secrets, so that one can be rotated."""

    secrets: Sequence[bytes] = field(repr=False)
    now: Callable[[], float] = time.time

    def verify(self, timestamp: str, signature: str, body: bytes) -> None:
        """Raises NotFromSlack. `signature` comes as the header has it, whatever bytes that holds."""
        if not _TIMESTAMP.fullmatch(timestamp) or abs(self.now() - int(timestamp)) > WINDOW:
            raise NotFromSlack
        given = signature.encode("utf-8", "surrogateescape")
        signed = b"v0:" + timestamp.encode() + b":" + body
        expected = [b"v0=" + hmac.digest(key, signed, "sha256").hex().encode() for key in self.secrets]
        if not any(hmac.compare_digest(one, given) for one in expected):
            raise NotFromSlack


def unquote(quoted: bytes) -> bytes:
    """What `urllib.parse.unquote_plus` does, at C speed.

    Two thirds of what a view submission costs in Bolt is percent-decoding in Python. Quoted-printable is
    the same thing with another sign, and the standard library decodes that in C.
    """
    spaced = quoted.replace(b"+", b" ")
    if _BROKEN_ESCAPE.search(spaced):
        return unquote_to_bytes(spaced)
    return binascii.a2b_qp(spaced.replace(b"=", b"=3D").replace(b"%", b"="))


def to_json(content_type: str, body: bytes) -> str:
    """The payload as one JSON object in text, which Bolt takes as it is. Raises Malformed."""
    try:
        text = body.decode() if "json" in content_type else _form_to_json(body)
    except UnicodeDecodeError:
        raise Malformed from None
    text = text.strip()
    if not text.startswith("{"):
        raise Malformed
    return text


def _form_to_json(body: bytes) -> str:
    fields: dict[str, str] = {}
    for pair in body.split(b"&"):
        name, _, value = pair.partition(b"=")
        fields.setdefault(unquote(name).decode(), unquote(value).decode())
    return fields["payload"] if "payload" in fields else json.dumps(fields)


def header(environ: Mapping[str, object], name: str) -> str:
    """A request header as WSGI has it; empty if it was not sent."""
    return str(environ.get("HTTP_" + name.upper().replace("-", "_"), ""))
