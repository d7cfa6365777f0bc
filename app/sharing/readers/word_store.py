"""What readers said, in the database: sealed with the owner of the share's author, whose it is.

Whoever says something holds themselves and not the author: rows are only added here, by natural key.
"""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import and_, bindparam, delete, exists, func, select, update

from app.db.engine import insert_new
from app.db.tables import mutes, outbox, people, share_parts, share_words, shares
from app.outbox.model import State
from app.sharing.model import EM_REMINDER, PartState, Share
from app.sharing.readers.word import What, Word
from app.work import Work

_STANDS = exists().where(
    share_parts.c.word_id == share_words.c.id,
    share_parts.c.state.in_((PartState.SENT, PartState.THERE)),
)
_TOLD = (
    select(
        share_words.c.id,
        share_words.c.share_id,
        people.c.slack_user_id,
        share_words.c.what,
        share_words.c.item,
        share_words.c.by_em,
        _STANDS,
        share_words.c.sealed_text,
        share_words.c.made_at,
    )
    .join(people, people.c.id == share_words.c.person_id)
    .where(share_words.c.message_id == bindparam("message"))
    .order_by(share_words.c.share_id, share_words.c.id)
)
_TO_TELL = (
    shares.c.person_id == bindparam("author"),
    share_words.c.person_id != bindparam("author"),
    share_words.c.message_id.is_(None),
)
_UNTOLD = (
    select(share_words.c.id)
    .join(shares, shares.c.id == share_words.c.share_id)
    .where(*_TO_TELL, share_words.c.share_id.in_(bindparam("these", expanding=True)))
    .order_by(share_words.c.id)
    .limit(bindparam("most"))
)
_UNTOLD_SHARES = (
    select(share_words.c.share_id)
    .join(shares, shares.c.id == share_words.c.share_id)
    .where(*_TO_TELL)
    .distinct()
    .order_by(share_words.c.share_id)
)
_TEXT = (
    select(share_words.c.sealed_text)
    .join(shares, shares.c.id == share_words.c.share_id)
    .where(share_words.c.id == bindparam("word"), shares.c.person_id == bindparam("author"))
)
_TAKE = update(share_words).where(share_words.c.id.in_(_UNTOLD)).values(message_id=bindparam("message"))
_GIVE_BACK = update(share_words).where(share_words.c.message_id == bindparam("message"))
_BY_KEY = select(share_words.c.id).where(share_words.c.key == bindparam("named"))
_BY_EM = select(func.min(share_words.c.made_at)).where(
    share_words.c.share_id == bindparam("share"), share_words.c.by_em
)
_REMINDER = (
    select(outbox.c.state)
    .join(people, people.c.id == outbox.c.person_id)
    .where(
        people.c.workspace_id == bindparam("workspace"),
        people.c.slack_user_id == bindparam("em"),
        and_(outbox.c.kind == EM_REMINDER, outbox.c.n == bindparam("share")),
    )
)


class WordStore:
    """What was said to the shares of one author."""

    def __init__(self, work: Work) -> None:
        self._work = work
        self._connection = work.connection
        self._author = work.person

    def put(
        self,
        share: Share,
        person_id: int,
        key: str,
        what: What,
        text: str,
        *,
        item: int = 0,
        by_em: bool,
        in_thread: bool = False,
    ) -> int:
        """Its id. The same key again keeps what was said the first time."""
        insert_new(
            self._connection,
            share_words,
            share_id=share.id,
            person_id=person_id,
            key=key,
            what=what,
            item=item,
            by_em=by_em,
            in_thread=in_thread,
            sealed_text=self._work.seal(text),
            made_at=self._work.now,
        )
        return int(self._connection.execute(_BY_KEY, {"named": key}).scalar_one())

    def text(self, word_id: int) -> str:
        """Of one word about a share of theirs."""
        values = {"word": word_id, "author": self._author.id}
        return self._work.open(self._connection.execute(_TEXT, values).scalar_one())

    def untold(self) -> tuple[int, ...]:
        """The shares about which something was said that no message told yet. Not by themselves."""
        return tuple(self._connection.scalars(_UNTOLD_SHARES, {"author": self._author.id}))

    def take(self, message_id: int, share_ids: Collection[int], most: int) -> None:
        """This message tells the author the first of what no message told yet about these shares."""
        these = {"these": sorted(share_ids)}
        self._connection.execute(
            _TAKE, these | {"author": self._author.id, "message": message_id, "most": most}
        )

    def give_back(self, message_id: int) -> None:
        """It did not arrive: another one tells them."""
        self._connection.execute(_GIVE_BACK.values(message_id=None), {"message": message_id})

    def told_by(self, message_id: int) -> tuple[Word, ...]:
        """What a message tells, by share, in the order in which it was said."""
        return tuple(self._word(row) for row in self._connection.execute(_TOLD, {"message": message_id}))

    def _word(self, row: Any) -> Word:
        id_, share_id, user_id, what, item, by_em, is_posted, sealed, made_at = row
        text = self._work.open(sealed)
        return Word(id_, share_id, user_id, What(what), item, bool(by_em), bool(is_posted), text, made_at)


def first_by_em(work: Work, share: Share) -> datetime | None:
    """When the named EM first did anything."""
    at: datetime | None = work.connection.scalar(_BY_EM, {"share": share.id})
    return at


def reminded(work: Work, share: Share) -> State | None:
    """What became of the reminder to the EM; None: there is none."""
    values = {"workspace": share.workspace_id, "em": share.em_user_id, "share": share.id}
    state = work.connection.scalar(_REMINDER, values) if share.em_user_id else None
    return State(state) if state else None


def mute(work: Work, *, muted: bool) -> None:
    """No reminders about what others shared, or again."""
    if muted:
        insert_new(work.connection, mutes, person_id=work.person.id, since=work.now)
    else:
        work.connection.execute(delete(mutes).where(mutes.c.person_id == work.person.id))


def is_muted(work: Work) -> bool:
    found = work.connection.scalar(select(mutes.c.person_id).where(mutes.c.person_id == work.person.id))
    return found is not None
