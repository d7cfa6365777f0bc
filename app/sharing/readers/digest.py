"""The one message a day that tells an author what was said to their shares: an answer, and no nudge."""

from itertools import groupby

from app.calendar.schedule import after_hours
from app.calendar.weeks import local_day
from app.nudges.store import NotificationSettingsStore
from app.outbox.model import Allowed, Deferred, Message, Rendered, Skipped
from app.reasons import Code, Reason
from app.sharing.daily import was_sent
from app.sharing.model import DIGEST, Share
from app.sharing.readers.screens import DigestPage, ToldShare
from app.sharing.readers.telling import opening_after, plan_at, rhythm_of
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

    Implements MessageKind. Whoever switched all messages off still gets it: they asked by sharing.
    """

    def allow(self, work: Work, message: Message) -> Allowed | Deferred | Skipped:
        rhythm = rhythm_of(work)
        if not rhythm.is_open(work.now):
            return Deferred(after_hours(rhythm, work.now), OUTSIDE)
        share_ids = _to_tell(work)
        if not share_ids:
            return Skipped(NOTHING_LEFT)
        if was_sent(work, DIGEST, rhythm.zone, message.id):
            return Deferred(opening_after(rhythm, local_day(work.now, rhythm.zone)), TOLD_TODAY)
        work.get(WordStore).take(message.id, share_ids, MOST)
        return Allowed()

    def render(self, work: Work, message: Message) -> Rendered | Skipped:
        words = work.get(WordStore).told_by(message.id)
        told = tuple(
            _told(work, share, tuple(said))
            for share_id, said in groupby(words, lambda word: word.share_id)
            if (share := readable(work, share_id))
        )
        if not told:
            return Skipped(NOTHING_LEFT)
        page = DigestPage(told, local_day(work.now, rhythm_of(work).zone))
        return Rendered(digest_text(), digest_blocks(page))

    def delivered(self, work: Work, message: Message, channel_id: str, ts: str) -> None:  # noqa: ARG002
        """What did not fit comes on the next working day."""
        if _to_tell(work):
            rhythm = rhythm_of(work)
            plan_at(work, rhythm, opening_after(rhythm, local_day(work.now, rhythm.zone)))

    def undelivered(self, work: Work, message: Message) -> None:
        work.get(WordStore).give_back(message.id)


def _to_tell(work: Work) -> list[int]:
    """What is said about a share that cannot be read waits, and keeps nothing else back."""
    return [each for each in work.get(WordStore).untold() if readable(work, each)]


def _told(work: Work, share: Share, said: tuple[Word, ...]) -> ToldShare:
    day = local_day(share.posted_at, rhythm_of(work).zone) if share.posted_at else None
    settings = work.get(NotificationSettingsStore).get()
    is_out = settings is not None and settings.words_out
    titles = () if is_out else tuple(item.title for item in share.snapshot.items)
    return ToldShare(day, share.snapshot.channel_name, titles, said)
