"""The rows behind a share: its messages in the outbox, its receipt, and how they are locked."""

from datetime import datetime, timedelta

from sqlalchemy import BindParameter, Connection, and_, bindparam, or_, select, update

from app.calendar.weeks import Week
from app.db.tables import outbox, share_parts, shares
from app.outbox.edits import request_edit
from app.outbox.model import Planned, State
from app.outbox.store import Outbox
from app.sharing.model import POST_WITHIN, RECEIPT, SHARE, PartState, Share, SharePart

LASTS = timedelta(days=7)
"""A receipt that Slack does not take for so long is not sent any more; the list of shares shows the same."""

_THIS: BindParameter[int] = bindparam("this")
_MESSAGES = (
    select(outbox.c.id)
    .join(share_parts, share_parts.c.message_id == outbox.c.id)
    .where(share_parts.c.share_id == _THIS)
    .order_by(outbox.c.id)
    .with_for_update(of=outbox, key_share=True)
)
_SHARE = select(shares.c.id).where(shares.c.id == _THIS).with_for_update(key_share=True)
_UNDER_WAY = (
    select(outbox.c.id)
    .join(share_parts, share_parts.c.message_id == outbox.c.id)
    .where(share_parts.c.share_id == _THIS, outbox.c.state.in_((State.SENDING, State.MAYBE)))
    .limit(1)
)
_LOST = or_(share_parts.c.ts.is_(None), share_parts.c.by_link)
_PERHAPS = or_(
    share_parts.c.state.in_((PartState.UNCLEAR, PartState.THERE, PartState.MISSING, PartState.SENT)),
    share_parts.c.was_unclear,
    and_(
        share_parts.c.state == PartState.WAITING,
        outbox.c.state.in_((State.SENDING, State.MAYBE, State.UNKNOWN)),
    ),
)
_OTHER_LOST = (
    select(share_parts.c.id)
    .join(shares, shares.c.id == share_parts.c.share_id)
    .outerjoin(outbox, outbox.c.id == share_parts.c.message_id)
    .where(shares.c.workspace_id == bindparam("workspace"), shares.c.channel_id == bindparam("channel"))
    .where(share_parts.c.id != bindparam("but"), _LOST, _PERHAPS)
    .limit(1)
)
_KEEP_MESSAGE = update(share_parts).where(share_parts.c.id == bindparam("part"))
_RECEIPT_KEY = select(shares.c.workspace_id, shares.c.person_id, shares.c.made_at).where(shares.c.id == _THIS)


def lock_messages(connection: Connection, share_id: int) -> None:
    """Its messages in the outbox, in their order: nothing of it is being settled until the end."""
    connection.execute(_MESSAGES, {"this": share_id})


def lock_share(connection: Connection, share_id: int) -> None:
    connection.execute(_SHARE, {"this": share_id})


def is_under_way(connection: Connection, share_id: int) -> bool:
    """Something of it is just being sent."""
    return connection.scalar(_UNDER_WAY, {"this": share_id}) is not None


def is_being_sent(connection: Connection, message_id: int) -> bool:
    state = connection.scalar(select(outbox.c.state).where(outbox.c.id == message_id))
    return state is not None and State(state) in {State.SENDING, State.MAYBE}


def is_other_lost(connection: Connection, share: Share, part_id: int) -> bool:
    """Whether a message of ours besides this one may be in the channel, of any author, and nobody knows
    where: any link may lead to that one."""
    values = {"workspace": share.workspace_id, "channel": share.channel_id, "but": part_id}
    return connection.scalar(_OTHER_LOST, values) is not None


def is_unknown(connection: Connection, message_id: int) -> bool:
    """It may have arrived, as far as the outbox knows."""
    state = connection.scalar(select(outbox.c.state).where(outbox.c.id == message_id))
    return state is not None and State(state) is State.UNKNOWN


def tell(connection: Connection, share: Share, now: datetime) -> None:
    """The receipt goes out, or says something else from now on."""
    key = _receipt_key(share.id, share.workspace_id, share.person_id, share.made_at)
    messages = Outbox(connection)
    record = messages.find(*key[1:])
    if record is None:
        messages.plan([Planned(*key, now, now + LASTS)])
    elif record.state is State.MISSED:
        messages.move(record.id, now, now + LASTS)
    else:
        request_edit(connection, record.id, now)


def plan_part(
    connection: Connection,
    share: Share,
    part: SharePart,
    person_id: int,
    now: datetime,
    due_at: datetime | None = None,
) -> None:
    """Plan a message's first try. `person_id`: who says it, the author or who wrote words for the thread.

    What the author approved goes out within POST_WITHIN of that, words in the thread within as long of now.
    """
    since = share.approved_at if part.word_id is None and share.approved_at else now
    key = (person_id, SHARE, str(Week.of(now.date())), part.id)
    outbox_ = Outbox(connection)
    outbox_.plan([Planned(share.workspace_id, *key, due_at or now, since + POST_WITHIN)])
    record = outbox_.find(*key)
    if record:
        connection.execute(_KEEP_MESSAGE, {"part": part.id, "message_id": record.id})


def is_known(connection: Connection, workspace_id: int, channel_id: str, ts: str, but: int) -> bool:
    """Whether a message of ours with this name is known to be there, of any share: not by a link alone.
    `but`: the one it is asked about."""
    at = (outbox.c.workspace_id == workspace_id, outbox.c.channel_id == channel_id, outbox.c.message_ts == ts)
    in_channel = select(outbox.c.id).where(*at, outbox.c.kind == SHARE, outbox.c.id != but).limit(1)
    of_part = (
        select(share_parts.c.id)
        .join(shares, shares.c.id == share_parts.c.share_id)
        .where(shares.c.workspace_id == workspace_id, shares.c.channel_id == channel_id)
        .where(share_parts.c.ts == ts, share_parts.c.by_link.is_(False))
        .limit(1)
    )
    return any(connection.scalar(each) is not None for each in (in_channel, of_part))


def receipt_id(connection: Connection, share_id: int) -> int | None:
    """The message that is the share's receipt, if it is planned."""
    row = connection.execute(_RECEIPT_KEY, {"this": share_id}).first()
    record = Outbox(connection).find(*_receipt_key(share_id, *row)[1:]) if row else None
    return record.id if record else None


def _receipt_key(
    share_id: int, workspace_id: int, person_id: int, made_at: datetime
) -> tuple[int, int, str, str, int]:
    return workspace_id, person_id, RECEIPT, str(Week.of(made_at.date())), share_id
