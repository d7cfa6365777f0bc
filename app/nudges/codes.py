"""One-time codes, with which a person lets an operator explain their nudges."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, bindparam, delete, insert, update

from app.db.tables import codes
from app.errors import NotFound

VALID_FOR = timedelta(hours=1)
_ALPHABET = "ABCDEFGHJKMNPQRSTVWXYZ23456789"  # nothing that is read as something else
_GROUPS, _LETTERS = 4, 4

_FORGET = delete(codes).where(codes.c.expires_at <= bindparam("now"))
_SPEND = (
    update(codes)
    .where(
        codes.c.hash == bindparam("of_hash"),
        codes.c.used_at.is_(None),
        codes.c.expires_at > bindparam("now"),
    )
    .values(used_at=bindparam("now"))
    .returning(codes.c.person_id, codes.c.expires_at)
)


@dataclass(frozen=True)
class Spent:
    """Who made the code, and when: what they saw then is what it opens."""

    person_id: int
    made_at: datetime


def make(connection: Connection, person_id: int, now: datetime) -> str:
    """A new code, good for an hour and for one use. Only its hash is stored."""
    connection.execute(_FORGET, {"now": now})
    groups = ("".join(secrets.choice(_ALPHABET) for _ in range(_LETTERS)) for _ in range(_GROUPS))
    code = "-".join(groups)
    row = {"hash": _hash(code), "person_id": person_id, "expires_at": now + VALID_FOR}
    connection.execute(insert(codes), row)
    return code


def spend(connection: Connection, code: str, now: datetime) -> Spent:
    """Whose code it is, once. NotFound: unknown, used or too old, and never told which."""
    row = connection.execute(_SPEND, {"of_hash": _hash(code), "now": now}).first()
    if row is None:
        raise NotFound
    return Spent(row.person_id, row.expires_at - VALID_FOR)


def _hash(code: str) -> str:
    """79 bits of chance behind it: no salt is needed, and nothing can be tried out."""
    return hashlib.sha256(code.strip().upper().encode("utf-8", "replace")).hexdigest()
