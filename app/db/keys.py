"""Which encryption keys the database needs: a ring that lacks one refuses to start, and says which."""

import hmac
from datetime import datetime

from sqlalchemy import Connection, delete, func, select

from app.db.seal import TAG_BYTES, VERSION, Key, KeyRing
from app.db.tables import SEALED, encryption_keys
from app.db.upsert import insert_new
from app.errors import StartupError


def require_keys(connection: Connection, ring: KeyRing, now: datetime) -> None:
    """Check the ring against what the stored texts were sealed with, and note its newest key."""
    known = {row.key_id: row.check for row in connection.execute(select(encryption_keys))}
    on_ring = {key.id: key for key in ring.keys}
    for key_id, check in known.items():
        if key_id in on_ring:
            _require_same(on_ring[key_id], check)
        elif _is_used(connection, key_id):
            raise StartupError(
                f'ENCRYPTION_KEYS lacks the key "{key_id}", which stored texts need: add it after the newest.'
            )
        else:
            connection.execute(delete(encryption_keys).where(encryption_keys.c.key_id == key_id))
    newest = ring.keys[0]
    insert_new(connection, encryption_keys, key_id=newest.id, check=newest.check, first_used_at=now)


def _require_same(key: Key, check: bytes) -> None:
    if not hmac.compare_digest(key.check, check):
        raise StartupError(
            f'ENCRYPTION_KEYS: the key "{key.id}" is not the one that stored texts were sealed with.'
        )


def _is_used(connection: Connection, key_id: str) -> bool:
    """Looks at the first bytes of the texts themselves: slow, and asked only when a key is missing."""
    head = VERSION + Key(key_id, b"").tag
    return any(
        connection.scalar(
            select(table.c.sealed_text)
            .where(func.substr(table.c.sealed_text, 1, 1 + TAG_BYTES) == head)
            .limit(1)
        )
        for table in SEALED
    )
