"""Shares in the database. Those of an author, always theirs alone; and by token, for who reads them."""

import hashlib
import json
import logging
import secrets
from collections.abc import Iterable
from dataclasses import asdict, replace
from typing import Any

from sqlalchemy import Connection, Select, and_, bindparam, func, insert, select, update

from app.db.crypto import SealBroken
from app.db.engine import insert_new
from app.db.tables import outbox, share_parts, shares, workspaces
from app.errors import NotFound, where
from app.people import Person, find_or_make
from app.sharing.model import (
    NOT_READ,
    Mark,
    PartState,
    Post,
    Reader,
    Share,
    SharedItem,
    SharePart,
    ShareState,
    Snapshot,
)
from app.users import SlackUser
from app.work import Work

log = logging.getLogger(__name__)

_MINE = shares.c.person_id == bindparam("person")
_BY_TOKEN = select(shares).where(shares.c.token == bindparam("named"), _MINE)
_BY_FORM = select(shares).where(shares.c.form_id == bindparam("form"), _MINE)
_BY_ID = select(shares).where(shares.c.id == bindparam("this"))
_LOCK = _BY_ID.with_for_update(key_share=True)
_MINE_BY_ID = _BY_ID.where(_MINE)
_ALL = (
    select(shares)
    .where(_MINE, shares.c.approved_at.is_not(None))
    .order_by(shares.c.id.desc())
    .limit(bindparam("most"))
    .offset(bindparam("skipped"))
)
_LAST = (
    select(shares)
    .where(_MINE, shares.c.channel_id == bindparam("channel"), shares.c.posted_at.is_not(None))
    .order_by(shares.c.id.desc())
    .limit(1)
)
MOST_STANDING = 20
_STANDING = (
    select(shares)
    .where(_MINE, shares.c.channel_id == bindparam("channel"), shares.c.posted_at.is_not(None))
    .where(shares.c.state.not_in((ShareState.REMOVING, ShareState.REMOVED)))
    .order_by(shares.c.id.desc())
    .limit(MOST_STANDING)
)
_BESIDE = (
    select(shares.c.token, shares.c.posted_at.is_not(None), shares.c.state)
    .where(_MINE, shares.c.channel_id == bindparam("channel"), shares.c.approved_at.is_not(None))
    .order_by(shares.c.id.desc())
    .limit(MOST_STANDING)
)
_UPDATE = update(shares).where(and_(shares.c.id == bindparam("this"), _MINE))
_TRIED = func.coalesce(func.substr(outbox.c.delivery_id, 1, 8), "").label("tried")
_OF_PART = tuple(column for column in share_parts.c if column.name != "sealed_text")
_SEALED_POST = func.coalesce(share_parts.c.sealed_text, outbox.c.payload).label("sealed_post")
_PARTS = (
    select(*_OF_PART, _TRIED)
    .outerjoin(outbox, outbox.c.id == share_parts.c.message_id)
    .where(share_parts.c.share_id == bindparam("this"))
    .order_by(share_parts.c.place)
)
_FIRST = _PARTS.where(share_parts.c.place == 0)
_PART = (
    select(*_OF_PART, _TRIED, _SEALED_POST)
    .outerjoin(outbox, outbox.c.id == share_parts.c.message_id)
    .where(share_parts.c.id == bindparam("part"))
)
_ADD_PART = insert(share_parts)
_CHANGE_PART = update(share_parts).where(share_parts.c.id == bindparam("part"))
_AUTHOR = (
    select(shares.c.person_id, shares.c.workspace_id)
    .join(workspaces, workspaces.c.id == shares.c.workspace_id)
    .where(
        workspaces.c.enterprise_id == bindparam("enterprise_id"),
        workspaces.c.team_id == bindparam("team_id"),
        shares.c.token == bindparam("named"),
    )
)


class ShareStore:
    """The shares of one author. Texts are sealed on the way in and opened on the way out.

    A share, and its list of parts, is read once in a transaction; what is written here is known here.
    """

    def __init__(self, work: Work) -> None:
        self._work = work
        self._connection = work.connection
        self._person = work.person
        self.known: dict[int, Share] = {}
        self.authors: dict[int, Person] = {}
        """Whose the shares are that were read for this person, theirs and others'."""
        self._parts: dict[int, tuple[SharePart, ...]] = {}

    def draft(self, form_id: str, channel_id: str, em_user_id: str, snapshot: Snapshot) -> Share:
        """What this form would share, as it is previewed now: with a new `preview`, in place of the last.

        Raises NotFound once it was approved.
        """
        fresh = {
            "channel_id": channel_id,
            "em_user_id": em_user_id,
            "preview": secrets.token_urlsafe(12),
        }
        insert_new(
            self._connection,
            shares,
            **fresh,
            sealed_text=self._work.seal(_snapshot_json(snapshot)),
            token=secrets.token_urlsafe(12),
            workspace_id=self._person.workspace_id,
            person_id=self._person.id,
            form_id=form_id,
            state=ShareState.DRAFT,
            made_at=self._work.now,
        )
        share = self.of_form(form_id)
        if share is None or share.state is not ShareState.DRAFT:
            raise NotFound
        return self.change(share.id, snapshot=snapshot, **fresh)

    def of_form(self, form_id: str) -> Share | None:
        known = next((each for each in self.known.values() if each.form_id == form_id), None)
        return known or self._first(_BY_FORM, form=form_id)

    def find(self, token: str) -> Share:
        """Raises NotFound for another author's, as for none."""
        known = next((each for each in self.known.values() if each.token == token), None)
        found = known or self._first(_BY_TOKEN, named=token)
        if found is None:
            raise NotFound
        return found

    def get(self, share_id: int) -> Share:
        """One that a row of ours names. Raises NotFound for another author's."""
        found = self.known.get(share_id) or self._first(_MINE_BY_ID, this=share_id)
        if found is None:
            raise NotFound
        return found

    def read_anew(self, row: Any) -> Share:
        """As a row says that was just read, under a lock: what was known of it before counts no more."""
        self._parts.pop(row.id, None)
        return self._share(row)

    def all(self, limit: int, skip: int = 0) -> tuple[Share, ...]:
        """Those that were approved, newest first."""
        rows = self._connection.execute(_ALL, self._mine() | {"most": limit, "skipped": skip})
        return tuple(self._share(row) for row in rows)

    def last_to(self, channel_id: str) -> Share | None:
        """The newest that arrived in this channel, taken back or not."""
        return self._first(_LAST, channel=channel_id)

    def standing_in(self, channel_id: str) -> tuple[Share, ...]:
        """Those of theirs that arrived in this channel and were not taken back, newest first."""
        rows = self._connection.execute(_STANDING, self._mine() | {"channel": channel_id})
        return tuple(self._share(row) for row in rows)

    def beside(self, channel_id: str) -> str:
        """Which of theirs were approved for this channel, arrived there and stand there. It only compares:
        another answer later means that a preview made now is not about the channel as it is."""
        over = (ShareState.REMOVING, ShareState.REMOVED)
        rows = self._connection.execute(_BESIDE, self._mine() | {"channel": channel_id})
        told = [f"{token} {int(arrived)} {int(state in over)}" for token, arrived, state in rows]
        return hashlib.sha256("\n".join(told).encode()).hexdigest()[:16] if told else ""

    def approve(self, share: Share) -> tuple[SharePart, ...]:
        """Post was pressed: its messages become parts, all waiting.

        The EM's row is made here: later, under the lock of a message, it would wait for an EM who is making
        it and wants that message.
        """
        if share.em_user_id:
            find_or_make(self._connection, share.workspace_id, share.em_user_id, self._work.now)
        parts = [self._new_part(share.id, place, post) for place, post in enumerate(share.snapshot.posts)]
        self._connection.execute(_ADD_PART, parts)
        self._parts.pop(share.id, None)
        kept, now = replace(share.snapshot, posts=()), self._work.now
        self.change(share.id, snapshot=kept, state=ShareState.POSTING, approved_at=now, reason=None)
        return self.parts(share.id)

    def change(self, share_id: int, *, snapshot: Snapshot | None = None, **values: Any) -> Share:
        """Columns of a share, and how it stands then. Raises NotFound for another author's.

        `snapshot`: another one, with other readers, say, whom the author has seen named.
        """
        sealed = {"sealed_text": self._work.seal(_snapshot_json(snapshot))} if snapshot else {}
        done = self._connection.execute(_UPDATE.values(**values, **sealed), self._mine() | {"this": share_id})
        if not done.rowcount:
            raise NotFound
        share = self.get(share_id)
        self.known[share_id] = replace(share, **values, snapshot=snapshot or share.snapshot)
        return self.known[share_id]

    def parts(self, share_id: int) -> tuple[SharePart, ...]:
        """All messages of one of their shares, in their order, without what they say: a long share has
        hundreds, and every one that is posted looks at all of them."""
        if share_id not in self._parts:
            rows = self._connection.execute(_PARTS, {"this": share_id})
            self._parts[share_id] = tuple(_part(row, NOT_READ) for row in rows)
        return self._parts[share_id]

    def first(self, share_id: int) -> SharePart | None:
        """The post alone, likewise."""
        row = self._connection.execute(_FIRST, {"this": share_id}).first()
        return _part(row, NOT_READ) if row else None

    def part(self, part_id: int) -> SharePart:
        """With what it says, until it was sent."""
        row = self._connection.execute(_PART, {"part": part_id}).one()
        return _part(row, _post_of(self._work, row.sealed_post))

    def sealed_post(self, part_id: int) -> bytes | None:
        """What it says, as it is stored: the outbox takes it over; None once it was sent."""
        sealed: bytes | None = self._connection.execute(_PART, {"part": part_id}).one().sealed_post
        return sealed

    def add_part(self, share_id: int, place: int, post: Post, word_id: int | None = None) -> None:
        self._parts.pop(share_id, None)
        self._connection.execute(_ADD_PART, self._new_part(share_id, place, post, word_id))

    def _new_part(self, share_id: int, place: int, post: Post, word_id: int | None = None) -> dict[str, Any]:
        return {
            "share_id": share_id,
            "place": place,
            "word_id": word_id,
            "sealed_text": self._work.seal(json.dumps(asdict(post), ensure_ascii=False)),
            "state": PartState.WAITING,
            "by_link": False,
            "was_unclear": False,
        }

    def change_part(self, part_id: int, **values: Any) -> None:
        """Columns of a part, by an id that `parts` gave."""
        self._parts.clear()
        self._connection.execute(_CHANGE_PART.values(**values), {"part": part_id})

    def _first(self, statement: Select[Any], **values: object) -> Share | None:
        row = self._connection.execute(statement, self._mine() | values).first()
        return self._share(row) if row else None

    def _share(self, row: Any) -> Share:
        values = {name: getattr(row, name) for name in row._fields if name != "sealed_text"}
        values |= {"state": ShareState(row.state), "snapshot": _snapshot(self._work.open(row.sealed_text))}
        self.known[row.id] = Share(**values)
        return self.known[row.id]

    def _mine(self) -> dict[str, object]:
        return {"person": self._person.id}


def author_of(connection: Connection, where: SlackUser, token: str) -> Person | None:
    """Whose share it is, for somebody of the same workspace who reads it; as somebody who does not act."""
    row = connection.execute(_AUTHOR, asdict(where) | {"named": token}).first()
    return Person(*row, stamp=0) if row else None


def load(work: Work, share_id: int) -> Share:
    """A share of anybody's that one of our own rows names."""
    mine = work.get(ShareStore)
    if share_id in mine.known:
        return mine.known[share_id]
    if share_id in mine.authors:
        return work.of(mine.authors[share_id]).get(ShareStore).get(share_id)
    return _read(work, work.connection.execute(_BY_ID, {"this": share_id}).one())


def load_locked(work: Work, share_id: int) -> Share:
    """The same, locked, and as it stands then, whatever was read of it before."""
    return _read(work, work.connection.execute(_LOCK, {"this": share_id}).one())


def _read(work: Work, row: Any) -> Share:
    author = Person(row.person_id, row.workspace_id, stamp=0)
    work.get(ShareStore).authors[row.id] = author
    return work.of(author).get(ShareStore).read_anew(row)


def of_author(work: Work, share: Share) -> Work:
    """The work in which a share's rows are read and sealed: its author's, who need not act."""
    return work.of(Person(share.person_id, share.workspace_id, stamp=0))


def readable(work: Work, share_id: int) -> Share | None:
    """As `load`; None, and a line in the log, where it does not open: others are not kept back by it."""
    try:
        return load(work, share_id)
    except SealBroken as error:
        log.error("share %d cannot be read: %s", share_id, where(error))  # noqa: TRY400
        return None


def load_part(work: Work, part_id: int, *, locked: bool = False) -> tuple[Share, SharePart]:
    """A message of a share, by `n` of its row in the outbox. `locked`: the share is locked and read anew."""
    row = work.connection.execute(_PART, {"part": part_id}).one()
    share = load_locked(work, row.share_id) if locked else load(work, row.share_id)
    return share, _part(row, _post_of(of_author(work, share), row.sealed_post))


def _post_of(author: Work, sealed: bytes | None) -> Post:
    return NOT_READ if sealed is None else _post(json.loads(author.open(sealed)))


def _part(row: Any, post: Post) -> SharePart:
    return SharePart(
        id=row.id,
        share_id=row.share_id,
        place=row.place,
        word_id=row.word_id,
        post=post,
        state=PartState(row.state),
        ts=row.ts,
        message_id=row.message_id,
        remove_at=row.remove_at,
        refusal=row.refusal,
        by_link=bool(row.by_link),
        was_unclear=bool(row.was_unclear),
        tried=row.tried,
    )


def _snapshot_json(snapshot: Snapshot) -> str:
    return json.dumps(asdict(snapshot), ensure_ascii=False)


def _snapshot(text: str) -> Snapshot:
    told = json.loads(text)
    return Snapshot(
        channel_name=told["channel_name"],
        author=told["author"],
        author_id=told.get("author_id", ""),
        em=told["em"],
        readers=tuple(_all(Reader, told["readers"], mark=Mark)),
        items=tuple(_all(SharedItem, told["items"])),
        posts=tuple(_post(one) for one in told["posts"]),
        asked=told["asked"],
        beside=told["beside"],
        with_note=told["with_note"],
        with_agreed=told["with_agreed"],
    )


def _post(told: dict[str, Any]) -> Post:
    return Post(**told | {"named": tuple(told["named"])})


def _all(made: Any, told: Iterable[dict[str, Any]], **kinds: Any) -> Iterable[Any]:
    for one in told:
        yield made(**one | {name: kind(one[name]) for name, kind in kinds.items()})
