"""How often a Web API method may be called: one row a workspace and method, shared by all replicas."""

from collections.abc import Callable, Mapping

from sqlalchemy import BigInteger, Connection, bindparam, case, or_, update

from app.db.engine import insert_new
from app.db.tables import pace

POST = "chat.postMessage"
OPEN = "conversations.open"
HISTORY = "conversations.history"
EDIT = "chat.update"
DELETE = "chat.delete"
PROFILE = "users.info"

A_MINUTE = {POST: 250, OPEN: 50, HISTORY: 50, EDIT: 50, DELETE: 50, PROFILE: 100}
"""Slack takes several hundred messages a minute from a workspace, 100 calls of tier 4 and 50 of tier 3."""

LONGEST_HOLD = 3_600_000
"""Milliseconds. A slot farther away was written by a clock that was wrong, and is not waited for."""

_now = bindparam("now_ms", type_=BigInteger)
_step = bindparam("step_ms", type_=BigInteger)
_limit = bindparam("limit_ms", type_=BigInteger)
_OURS = (pace.c.workspace_id == bindparam("workspace"), pace.c.method == bindparam("of_method"))
_stale = or_(pace.c.free_at < _now, pace.c.free_at > _now + LONGEST_HOLD)
_slot = case((_stale, _now), else_=pace.c.free_at)

_RESERVE = (
    update(pace)
    .where(*_OURS, or_(pace.c.free_at <= _limit, pace.c.free_at > _now + LONGEST_HOLD))
    .values(free_at=_slot + _step)
    .returning(pace.c.free_at)
)
_HOLD = update(pace).where(*_OURS, or_(pace.c.free_at < _limit, _stale)).values(free_at=_limit)


class Pace:
    """Slots for calls. In real seconds since 1970 whatever the product's clock says: Slack's limits are."""

    def __init__(self, real: Callable[[], float], a_minute: Mapping[str, int] = A_MINUTE) -> None:
        self._real = real
        self._step = {method: 60_000 // count for method, count in a_minute.items()}

    def now_ms(self) -> int:
        return int(self._real() * 1000)

    def step_ms(self, method: str) -> int:
        """Milliseconds between two calls of the method."""
        return self._step[method]

    def slot(self, free_at: int, now_ms: int) -> int:
        """When the method is free, in milliseconds, by what its row says; a slot too far away is an error."""
        return now_ms if free_at < now_ms or free_at > now_ms + LONGEST_HOLD else free_at

    def reserve(
        self, connection: Connection, workspace_id: int, method: str, patience: float, calls: int = 1
    ) -> float | None:
        """Seconds to sleep before the first of so many calls; None where its slot is more than `patience`
        away. The others follow at `step_ms`."""
        now = self.now_ms()
        step = self._step[method] * calls
        values = {
            "workspace": workspace_id,
            "of_method": method,
            "now_ms": now,
            "step_ms": step,
            "limit_ms": now + int(patience * 1000),
        }
        free_at = connection.scalar(_RESERVE, values)
        if free_at is None:
            insert_new(connection, pace, workspace_id=workspace_id, method=method, free_at=0)
            free_at = connection.scalar(_RESERVE, values)
        return None if free_at is None else max(0.0, (free_at - step - now) / 1000)

    def hold(self, connection: Connection, workspace_id: int, method: str, seconds: float) -> None:
        """Nobody calls the method for so long: Slack said 429. An hour at the most."""
        now = self.now_ms()
        until = now + min(int(seconds * 1000), LONGEST_HOLD)
        insert_new(connection, pace, workspace_id=workspace_id, method=method, free_at=0)
        values = {"workspace": workspace_id, "of_method": method, "now_ms": now, "limit_ms": until}
        connection.execute(_HOLD, values)
