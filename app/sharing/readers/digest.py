"""The one message a day that tells an author what was said to their shares: an answer, and no nudge."""

from itertools import groupby

from sqlalchemy import Connection

from app.calendar.holidays import NO_CALENDARS, Calendars
from app.calendar.schedule import Rhythm, after_hours
from app.calendar.weeks import local_day
from app.clock import Clock
from app.db.crypto import KeyRing
from app.nudges.store import NotificationSettingsStore
from app.outbox.model import Allowed, Deferred, Message, Rendered, Skipped
from app.people import by_id
from app.reasons import Code, Reason
from app.sharing.model import Share
from app.sharing.readers.screens import DigestPage, ToldShare
from app.sharing.readers.telling import opening_after, plan_at, rhythm_of, was_told
from app.sharing.readers.views.digest import digest_blocks, digest_text
from app.sharing.readers.word import Word
from app.sharing.readers.word_store import WordStore
from app.sharing.store import readable
from app.work import Work

MOST = 8
"""Words in one message, so that it fits whole; the rest comes on the next working day."""

NOTHING_LEFT = Reason(Code.TOLD_ALREADY)
TOLD_TODAY = Reason(Code.TOLD_TODAY)
OUTSIDE = Reason(Code.OUTSIDE_HOURS)


class Digest:
    """What it tells is fixed when it is admitted: what is said later waits for the next one.

    Implements delivery.model.Kind. Whoever switched all messages off still gets it: they asked by sharing.
    """

    def __init__(self, ring: KeyRing, clock: Clock, calendars: Calendars = NO_CALENDARS) -> None:
        self._ring = ring
        self._clock = clock
        self._calendars = calendars

    def allow(self, work: Work, message: Message) -> Allowed | Deferred | Skipped:
        now, rhythm = self._clock.now(), self._rhythm(work.connection, message)
        if not rhythm.is_open(now):
            return Deferred(after_hours(rhythm, now), OUTSIDE)
        words = self._words(work.connection, message)
        share_ids = self._to_tell(work.connection, words)
        if not share_ids:
            return Skipped(NOTHING_LEFT)
        if was_told(work.connection, message.person_id, rhythm, now, message.id):
            return Deferred(opening_after(rhythm, local_day(now, rhythm.zone)), TOLD_TODAY)
        words.take(message.id, share_ids, MOST)
        return Allowed()

    def render(self, work: Work, message: Message) -> Rendered | Skipped:
        words = self._words(work.connection, message).told_by(message.id)
        if not words:
            return Skipped(NOTHING_LEFT)
        rhythm = self._rhythm(work.connection, message)
        told = tuple(
            self._told(work.connection, rhythm, share, tuple(said))
            for share_id, said in groupby(words, lambda word: word.share_id)
            if (share := readable(work.connection, self._ring, share_id))
        )
        if not told:
            return Skipped(NOTHING_LEFT)
        page = DigestPage(told, local_day(self._clock.now(), rhythm.zone))
        return Rendered(digest_text(), digest_blocks(page))

    def delivered(self, work: Work, message: Message, channel_id: str, ts: str) -> None:  # noqa: ARG002
        """What did not fit comes on the next working day."""
        if self._to_tell(work.connection, self._words(work.connection, message)):
            rhythm = self._rhythm(work.connection, message)
            due = opening_after(rhythm, local_day(self._clock.now(), rhythm.zone))
            plan_at(work.connection, by_id(work.connection, message.person_id), rhythm, due)

    def undelivered(self, work: Work, message: Message) -> None:
        self._words(work.connection, message).give_back(message.id)

    def _to_tell(self, connection: Connection, words: WordStore) -> list[int]:
        """What is said about a share that cannot be read waits, and keeps nothing else back."""
        return [each for each in words.untold() if readable(connection, self._ring, each)]

    def _told(
        self, connection: Connection, rhythm: Rhythm, share: Share, said: tuple[Word, ...]
    ) -> ToldShare:
        day = local_day(share.posted_at, rhythm.zone) if share.posted_at else None
        manners = NotificationSettingsStore(connection).of(share.person_id)
        is_out = manners is not None and manners.words_out
        titles = () if is_out else tuple(item.title for item in share.snapshot.items)
        return ToldShare(day, share.snapshot.channel_name, titles, said)

    def _words(self, connection: Connection, message: Message) -> WordStore:
        return WordStore(Work(connection, self._ring, by_id(connection, message.person_id)))

    def _rhythm(self, connection: Connection, message: Message) -> Rhythm:
        return rhythm_of(connection, message.person_id, self._calendars)
