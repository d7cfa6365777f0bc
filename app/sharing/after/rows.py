"""The rows behind a share: its messages in the outbox, its receipt, and how they are locked."""

from datetime import datetime, timedelta

from sqlalchemy import BindParameter, and_, bindparam, or_, select

from app.calendar.weeks import Week
from app.db.tables import outbox, share_parts, shares
from app.nudges.kinds import RECEIPT, SHARE
from app.outbox.edits import request_edit
from app.outbox.model import Planned, State
from app.outbox.store import Outbox
from app.sharing.model import POST_WITHIN, PartState, Share, SharePart
from app.sharing.store import ShareStore, of_author
from app.work import Work

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
_UNDER_WAY = (
    select(outbox.c.id)
    .join(share_parts, share_parts.c.message_id == outbox.c.id)
    .where(share_parts.c.share_id == _THIS, outbox.c.state.in_((State.SENDING, State.UNCONFIRMED)))
    .limit(1)
)
_LOST = or_(share_parts.c.ts.is_(None), share_parts.c.by_link)
_PERHAPS = or_(
    share_parts.c.state.in_((PartState.UNCLEAR, PartState.THERE, PartState.MISSING, PartState.SENT)),
    share_parts.c.was_unclear,
    and_(
        share_parts.c.state == PartState.WAITING,
        outbox.c.state.in_((State.SENDING, State.UNCONFIRMED, State.UNCONFIRMABLE)),
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


def lock_messages(work: Work, share_id: int) -> None:
    """Its messages in the outbox, in their order: nothing of it is being settled until the end."""
    work.connection.execute(_MESSAGES, {"this": share_id})


def is_under_way(work: Work, share_id: int) -> bool:
    """Something of it is just being sent."""
    return work.connection.scalar(_UNDER_WAY, {"this": share_id}) is not None


def is_being_sent(work: Work, message_id: int) -> bool:
    return _state(work, message_id) in {State.SENDING, State.UNCONFIRMED}


def is_unknown(work: Work, message_id: int) -> bool:
    """It may have arrived, as far as the outbox knows."""
    return _state(work, message_id) is State.UNCONFIRMABLE


def _state(work: Work, message_id: int) -> State | None:
    state = work.connection.scalar(select(outbox.c.state).where(outbox.c.id == message_id))
    return State(state) if state else None


def is_other_lost(work: Work, share: Share, part_id: int) -> bool:
    """Whether a message of ours besides this one may be in the channel, of any author, and nobody knows
    where: any link may lead to that one."""
    values = {"workspace": share.workspace_id, "channel": share.channel_id, "but": part_id}
    return work.connection.scalar(_OTHER_LOST, values) is not None


def tell(work: Work, share: Share) -> None:
    """The receipt goes out, or says something else from now on."""
    messages, key = Outbox(work), _receipt_key(share.id)
    record = messages.find_by_key(key)
    if record is None:
        to_author = (share.workspace_id, share.person_id, RECEIPT, str(Week.of(share.made_at.date())))
        messages.plan([Planned(*to_author, share.id, work.now, work.now + LASTS, key)])
    elif record.state is State.MISSED:
        messages.move(record.id, work.now, work.now + LASTS)
    else:
        request_edit(work.connection, record.id, work.now)


def plan_part(
    work: Work, share: Share, part: SharePart, person_id: int, due_at: datetime | None = None
) -> None:
    """Plan a message's first try. `person_id`: who says it, the author or who wrote words for the thread.

    What the author approved goes out within POST_WITHIN of that, words in the thread within as long of now.
    """
    since = share.approved_at if part.word_id is None and share.approved_at else work.now
    messages, key = Outbox(work), f"{SHARE}:{share.id}:{part.place}"
    parts = of_author(work, share).get(ShareStore)
    payload = parts.sealed_post(part.id)
    said_by = (share.workspace_id, person_id, SHARE, str(Week.of(work.now.date())))
    messages.plan([Planned(*said_by, part.id, due_at or work.now, since + POST_WITHIN, key, payload)])
    record = messages.find_by_key(key)
    if record:
        parts.change_part(part.id, message_id=record.id, sealed_text=None)


def is_known(work: Work, workspace_id: int, channel_id: str, ts: str, but: int) -> bool:
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
    return any(work.connection.scalar(each) is not None for each in (in_channel, of_part))


def receipt_id(work: Work, share_id: int) -> int | None:
    """The message that is the share's receipt, if it is planned."""
    record = Outbox(work).find_by_key(_receipt_key(share_id))
    return record.id if record else None


def receipt_changed(work: Work, share_id: int) -> None:
    """The receipt of a share says something else."""
    receipt = receipt_id(work, share_id)
    if receipt is not None:
        request_edit(work.connection, receipt, work.now)


def _receipt_key(share_id: int) -> str:
    return f"{RECEIPT}:{share_id}"
