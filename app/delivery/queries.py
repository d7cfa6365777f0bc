"""The sender's statements, built once: building one costs more than running it."""

from sqlalchemy import BigInteger, ColumnElement, FromClause, and_, bindparam, func, not_, or_, select, update

from app.db.tables import dms, outbox, pace, people
from app.delivery.pace import LONGEST_HOLD, OPEN, POST

MESSAGE_COLUMNS = (
    outbox.c.id,
    outbox.c.workspace_id,
    outbox.c.person_id,
    people.c.slack_user_id,
    outbox.c.kind,
    outbox.c.week,
    outbox.c.n,
    outbox.c.due_at,
    outbox.c.not_after,
    outbox.c.attempts,
    outbox.c.delivery_id,
)

RECORD_COLUMNS = (
    outbox.c.id,
    outbox.c.kind,
    outbox.c.week,
    outbox.c.n,
    outbox.c.state,
    outbox.c.reason,
    outbox.c.due_at,
    outbox.c.not_after,
    outbox.c.sent_at,
    outbox.c.channel_id,
    outbox.c.message_ts,
)

_posting, _opening = pace.alias("posting"), pace.alias("opening")
_KINDS = outbox.c.kind.in_(bindparam("kinds", expanding=True))
_IN_CHANNEL = outbox.c.kind.in_(bindparam("in_channels", expanding=True))
_DUE = (outbox.c.try_at <= bindparam("now"), _KINDS)


def _has_slot(row: FromClause) -> ColumnElement[bool]:
    """The same question as Pace.reserve asks, so that a workspace on hold does not stop the others."""
    slot = bindparam("slot_ms", type_=BigInteger)
    has: ColumnElement[bool] = not_(func.coalesce(row.c.free_at, 0).between(slot + 1, slot + LONGEST_HOLD))
    return has


NEXT_DUE = (
    select(*MESSAGE_COLUMNS, dms.c.channel_id, dms.c.latest_ts)
    .join(people, people.c.id == outbox.c.person_id)
    .outerjoin(dms, dms.c.person_id == outbox.c.person_id)
    .outerjoin(_posting, and_(_posting.c.workspace_id == outbox.c.workspace_id, _posting.c.method == POST))
    .outerjoin(_opening, and_(_opening.c.workspace_id == outbox.c.workspace_id, _opening.c.method == OPEN))
    .where(*_DUE, _has_slot(_posting), or_(dms.c.channel_id.is_not(None), _IN_CHANNEL, _has_slot(_opening)))
    .order_by(outbox.c.try_at)
    .limit(1)
    .with_for_update(of=[outbox, people], key_share=True, skip_locked=True)
)
"""The longest due message whose workspace has a slot, of the kinds that this release knows.

Of people whom nobody is writing for: what a click changes and what a claim fixes would wait for each other.
"""

NEXT_TRY = select(outbox.c.try_at).where(*_DUE).order_by(outbox.c.try_at).limit(1)

UNDER_WAY = (
    select(
        *MESSAGE_COLUMNS, outbox.c.state, outbox.c.claim, outbox.c.since, outbox.c.after_ts, dms.c.channel_id
    )
    .join(people, people.c.id == outbox.c.person_id)
    .outerjoin(dms, dms.c.person_id == outbox.c.person_id)
    .where(outbox.c.since.is_not(None), _KINDS)
    .order_by(outbox.c.since)
    .limit(200)
)
"""Being sent or unclear. Rarely more than a handful; the oldest first where there are."""

_PENDING = (outbox.c.id == bindparam("this"), outbox.c.state == "pending")

TAKE = update(outbox).where(*_PENDING).values(attempts=outbox.c.attempts + 1)
PUT_OFF = update(outbox).where(*_PENDING)
SETTLE = update(outbox).where(outbox.c.id == bindparam("this"), outbox.c.claim == bindparam("held"))
"""The fence: nothing is written by who does not hold the claim any more."""

REVEAL = update(outbox).where(
    outbox.c.id == bindparam("this"),
    outbox.c.state == "unknown",
    outbox.c.delivery_id == bindparam("delivery"),
)
"""Past the fence: Slack's own word on this very post, from a sender that came back too late for its claim."""

KEEP_LATEST = (
    update(dms)
    .where(dms.c.person_id == bindparam("this"), dms.c.channel_id == bindparam("there"))
    .where(or_(dms.c.latest_ts.is_(None), dms.c.latest_ts < bindparam("ts")))
    .values(latest_ts=bindparam("ts"))
)
"""Where the message went to that DM: the names of a channel's messages say nothing about it."""
