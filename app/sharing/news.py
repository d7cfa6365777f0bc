"""Who can newly read a share, and which channels are looked at for that, in the database."""

from collections.abc import Collection, Iterable
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, bindparam, delete, select, update

from app.db.engine import insert_new
from app.db.tables import outbox, share_news, share_parts, shares, watches, workspaces
from app.outbox.model import State
from app.sharing.model import STANDING, Mark, ShareState
from app.users import SlackUser


class AudienceChange(StrEnum):
    """What happened to a channel."""

    READER = "reader"  # somebody came in
    OUTSIDE = "outside"  # it is shared with another workspace, or about to be
    PUBLIC = "public"
    AWAY = "away"  # the bot was taken out of it
    BACK = "back"  # and was told so, and is in it again: `who` numbers the message that told
    # What was told and is over; it can be told another time. `who`: the same number, and the reader.
    LEFT = "left"
    INSIDE = "inside"
    PRIVATE = "private"


OVER = {
    AudienceChange.READER: AudienceChange.LEFT,
    AudienceChange.OUTSIDE: AudienceChange.INSIDE,
    AudienceChange.PUBLIC: AudienceChange.PRIVATE,
}
_WAS = {over: was for was, over in OVER.items()}


@dataclass(frozen=True)
class StandingShare:
    """A share that may be in a channel, and whose it is."""

    share_id: int
    person_id: int


@dataclass(frozen=True)
class News:
    """`who`: a reader's Slack id, else empty. `mark`: what that reader is."""

    share_id: int
    what: AudienceChange
    who: str = ""
    mark: Mark = Mark.COLLEAGUE


@dataclass(frozen=True)
class Untold(News):
    """`posted_at`: of the share; None where nothing is known to have arrived."""

    state: ShareState = ShareState.POSTED
    posted_at: datetime | None = None


_STATES = sorted(STANDING)
_THERE = (
    shares.c.workspace_id == bindparam("workspace"),
    shares.c.channel_id == bindparam("channel"),
)
_STANDING = (
    select(shares.c.id, shares.c.person_id)
    .where(*_THERE, shares.c.state.in_(_STATES))
    .order_by(shares.c.person_id, shares.c.id)
)
_AT_ALL = (
    select(shares.c.workspace_id)
    .join(workspaces, workspaces.c.id == shares.c.workspace_id)
    .where(
        workspaces.c.enterprise_id == bindparam("enterprise_id"),
        workspaces.c.team_id == bindparam("team_id"),
        shares.c.channel_id == bindparam("channel"),
    )
    .limit(1)
)
_NEWS = (share_news.c.share_id, share_news.c.what, share_news.c.who, share_news.c.mark)
_OF_PERSON = (
    select(*_NEWS, shares.c.state, shares.c.posted_at)
    .join(shares, shares.c.id == share_news.c.share_id)
    .where(shares.c.person_id == bindparam("person"))
    .order_by(share_news.c.share_id, share_news.c.seen_at, share_news.c.what, share_news.c.who)
)
_UNTOLD = _OF_PERSON.where(
    share_news.c.message_id.is_(None),
    share_news.c.what.not_in((AudienceChange.BACK, *_WAS)),
    shares.c.state.in_(_STATES),
)
_TOLD_BY = _OF_PERSON.where(share_news.c.message_id == bindparam("message"))
_TAKE = (
    update(share_news)
    .where(
        share_news.c.share_id == bindparam("this"),
        share_news.c.what == bindparam("change"),
        share_news.c.who == bindparam("reader"),
    )
    .values(message_id=bindparam("message"))
)
_HERS = select(shares.c.id).where(shares.c.person_id == bindparam("person"))
_GIVE_BACK = (
    update(share_news)
    .where(share_news.c.share_id.in_(_HERS), share_news.c.message_id == bindparam("message"))
    .values(message_id=None)
)
_MESSAGES = (
    select(share_news.c.message_id)
    .where(share_news.c.share_id == bindparam("this"), share_news.c.message_id.is_not(None))
    .distinct()
    .order_by(share_news.c.message_id)
)
_OF_SHARES = share_news.c.share_id.in_(bindparam("these", expanding=True))
_NAMED = select(share_news.c.share_id, share_news.c.who).where(
    _OF_SHARES, share_news.c.what == AudienceChange.READER
)
_AWAY = select(share_news.c.share_id, share_news.c.message_id).where(
    _OF_SHARES, share_news.c.what == AudienceChange.AWAY
)
_ARRIVED = (
    select(share_news)
    .join(outbox, outbox.c.id == share_news.c.message_id)
    .where(_OF_SHARES, share_news.c.what.in_(tuple(OVER)), outbox.c.state == State.SENT)
)
_IS_OVER = (
    update(share_news)
    .where(
        share_news.c.share_id == bindparam("this"),
        share_news.c.what == bindparam("change"),
        share_news.c.who == bindparam("reader"),
    )
    .values(what=bindparam("over"), who=bindparam("number"))
)
_NOT_AWAY = delete(share_news).where(_OF_SHARES, share_news.c.what == AudienceChange.AWAY)
_WATCH = (watches.c.workspace_id == bindparam("workspace"), watches.c.channel_id == bindparam("channel"))
_DUE = (
    select(watches.c.workspace_id, watches.c.channel_id)
    .where(watches.c.check_at <= bindparam("now"))
    .order_by(watches.c.check_at)
    .limit(1)
)
_TAKE_DUE = _DUE.with_for_update(skip_locked=True)
NEXT_LOOK = select(watches.c.check_at).order_by(watches.c.check_at).limit(1)
_CHECK_AT = update(watches).where(*_WATCH).values(check_at=bindparam("at"))
_FORGET = delete(watches).where(*_WATCH)
_SHARES = select(shares.c.id, shares.c.person_id).where(*_THERE).order_by(shares.c.id)
_MOVE_SHARES = update(shares).where(*_THERE).values(channel_id=bindparam("moved"))
_SENT_TO = (
    select(outbox.c.id)
    .join(share_parts, share_parts.c.message_id == outbox.c.id)
    .join(shares, shares.c.id == share_parts.c.share_id)
    .where(*_THERE, outbox.c.channel_id == bindparam("channel"))
    .order_by(outbox.c.id)
    .with_for_update(of=outbox, key_share=True)
)
_MOVE_MESSAGE = update(outbox).where(outbox.c.id == bindparam("this")).values(channel_id=bindparam("moved"))


class NewsStore:
    """News about shares, in one transaction. Whoever adds or takes some holds the authors."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def workspace_of(self, where: SlackUser, channel_id: str) -> int | None:
        """Ours, if anything was ever shared, or is about to be, in that channel of it."""
        return self._connection.scalar(_AT_ALL, asdict(where) | {"channel": channel_id})

    def standing(self, workspace_id: int, channel_id: str) -> tuple[StandingShare, ...]:
        """The shares that may be in a channel, by author."""
        values = {"workspace": workspace_id, "channel": channel_id}
        return tuple(StandingShare(*row) for row in self._connection.execute(_STANDING, values))

    def put(self, news: News, now: datetime) -> None:
        """The same again is no news."""
        insert_new(
            self._connection,
            share_news,
            share_id=news.share_id,
            what=news.what,
            who=news.who,
            mark=news.mark,
            seen_at=now,
            message_id=None,
        )

    def untold(self, person_id: int) -> tuple[Untold, ...]:
        """About shares of theirs that may be there, by share, in the order it was seen."""
        return self._all(_UNTOLD.params(person=person_id))

    def told_by(self, person_id: int, message_id: int) -> tuple[Untold, ...]:
        """What one message to them tells, whatever became of the shares."""
        return self._all(_TOLD_BY.params(person=person_id, message=message_id))

    def readers_seen(self, share_ids: Iterable[int]) -> frozenset[tuple[int, str]]:
        """Of which share it is known already that who came in."""
        rows = self._connection.execute(_NAMED, {"these": list(share_ids)})
        return frozenset((row.share_id, row.who) for row in rows)

    def came_back(self, share_ids: Iterable[int], now: datetime) -> tuple[int, ...] | None:
        """The bot is in their channel again, so that another time can be told. None: it never was away.

        Gives the messages that told of it: they say otherwise from now on.
        """
        these = {"these": sorted(share_ids)}
        away = self._connection.execute(_AWAY, these).all()
        if not away:
            return None
        self._connection.execute(_NOT_AWAY, these)
        told = [(row.share_id, row.message_id) for row in away if row.message_id is not None]
        for share_id, message_id in told:
            self.put(News(share_id, AudienceChange.BACK, str(message_id)), now)
            self.take([News(share_id, AudienceChange.BACK, str(message_id))], message_id)
        return tuple(sorted({message_id for _, message_id in told}))

    def over(self, share_ids: Iterable[int], still: Collection[tuple[AudienceChange, str]]) -> None:
        """What was told and is not so any more: if it comes to that again, it is news again.

        What the message says stays as it was then.
        """
        told = self._connection.execute(_ARRIVED, {"these": sorted(share_ids)}).all()
        for row in told:
            was = AudienceChange(row.what)
            if (was, row.who) in still:
                continue
            key = {"this": row.share_id, "change": was, "reader": row.who}
            number = f"{row.message_id} {row.who}".strip()
            self._connection.execute(_IS_OVER, key | {"over": OVER[was], "number": number})

    def take(self, news: Iterable[News], message_id: int) -> None:
        """This message tells them."""
        for one in news:
            key = {"this": one.share_id, "change": one.what, "reader": one.who}
            self._connection.execute(_TAKE, key | {"message": message_id})

    def give_back(self, person_id: int, message_id: int) -> None:
        """It did not arrive: another one tells them."""
        self._connection.execute(_GIVE_BACK, {"person": person_id, "message": message_id})

    def _all(self, statement: object) -> tuple[Untold, ...]:
        return tuple(_news(row) for row in self._connection.execute(statement))  # type: ignore[call-overload]


class WatchStore:
    """The channels that are looked at, in one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, workspace_id: int, channel_id: str, check_at: datetime) -> None:
        """One that is looked at already keeps its time."""
        row = {"workspace_id": workspace_id, "channel_id": channel_id, "check_at": check_at}
        insert_new(self._connection, watches, **row)

    def take_due(self, now: datetime) -> tuple[int, str] | None:
        """The one that waits longest and that no other replica looks at, locked: workspace and channel."""
        row = self._connection.execute(_TAKE_DUE, {"now": now}).first()
        return (row.workspace_id, row.channel_id) if row else None

    def check_at(self, workspace_id: int, channel_id: str, moment: datetime) -> None:
        self._connection.execute(_CHECK_AT, _place(workspace_id, channel_id) | {"at": moment})

    def forget(self, workspace_id: int, channel_id: str) -> None:
        self._connection.execute(_FORGET, _place(workspace_id, channel_id))

    def moved(self, workspace_id: int, old: str, new: str, now: datetime) -> tuple[StandingShare, ...]:
        """A channel has another id: what is kept of it follows, so that clicks and deletions go on working.
        Gives its shares, of which messages may name it.

        Rows are locked in the order of `course`: messages, then shares.
        """
        there = _place(workspace_id, old)
        for message_id in self._connection.scalars(_SENT_TO, there).all():
            self._connection.execute(_MOVE_MESSAGE, {"this": message_id, "moved": new})
        found = tuple(StandingShare(*row) for row in self._connection.execute(_SHARES, there))
        self._connection.execute(_MOVE_SHARES, there | {"moved": new})
        if self._connection.execute(_FORGET, there).rowcount:
            self.add(workspace_id, new, now + SOON)
        return found


SOON = timedelta(minutes=5)
"""After a channel got another id: as a rule because it is shared outside now."""


def told_about(connection: Connection, share_id: int) -> tuple[int, ...]:
    """The messages that told the author of news about a share: to be edited when it is taken back."""
    return tuple(connection.scalars(_MESSAGES, {"this": share_id}))


def _news(row: Any) -> Untold:
    """What is over is told as it was."""
    what, who = AudienceChange(row.what), row.who
    if what in _WAS:
        what, who = _WAS[what], who.partition(" ")[2]
    return Untold(row.share_id, what, who, Mark(row.mark), ShareState(row.state), row.posted_at)


def _place(workspace_id: int, channel_id: str) -> dict[str, object]:
    return {"workspace": workspace_id, "channel": channel_id}
