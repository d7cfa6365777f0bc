"""The message that tells an author who can newly read what they shared: at most one a day."""

from collections.abc import Iterable
from datetime import timedelta
from itertools import groupby

from app.outbox.model import Allowed, Deferred, Message, Rendered, Skipped
from app.reasons import Code, Reason
from app.sharing.daily import plan_daily, tomorrow, was_sent, zone_of
from app.sharing.model import WATCH, Share, ShareState
from app.sharing.news import AudienceChange, NewsStore, Untold
from app.sharing.store import load, readable
from app.sharing.watch.view import Newcomer, Watched, watch_blocks, watch_text
from app.work import Work

NOTHING = Reason(Code.NOTHING_NEW)
ARRIVING = Reason(Code.ARRIVING)
TOLD_TODAY = Reason(Code.TOLD_TODAY)
ASK_AGAIN = timedelta(minutes=1)


class WatchMessage:
    """An answer to having shared, so it is no nudge; implements Kind. `n`: the weekday.

    What a message tells is decided when it is admitted: what is seen later is told by another.
    """

    def allow(self, work: Work, message: Message) -> Allowed | Deferred | Skipped:
        """Not what the author saw named meanwhile, nor about shares that were taken back."""
        store = NewsStore(work.connection)
        news = _to_tell(work, store.untold(message.person_id))
        there = [one for one in news if not _is_arriving(one)]
        if not there:
            return Deferred(work.now + ASK_AGAIN, ARRIVING) if news else Skipped(NOTHING)
        zone = zone_of(work)
        if was_sent(work, WATCH, zone, message.id):
            return Deferred(tomorrow(zone, work.now), TOLD_TODAY)
        store.take(there, message.id)
        return Allowed()

    def render(self, work: Work, message: Message) -> Rendered:
        """As things stand: a share that was taken back says so."""
        news = NewsStore(work.connection).told_by(message.person_id, message.id)
        shown = tuple(
            _watched(load(work, share_id), told) for share_id, told in groupby(news, lambda one: one.share_id)
        )
        return Rendered(watch_text(shown), watch_blocks(shown))

    def delivered(self, work: Work, message: Message, channel_id: str, ts: str) -> None:
        """Nothing follows from it."""

    def undelivered(self, work: Work, message: Message) -> None:
        """It did not arrive: another one tells it."""
        NewsStore(work.connection).give_back(message.person_id, message.id)


def plan_watch(work: Work) -> None:
    """Plan the message of whose work it is, if there is anything to tell. The caller holds the person."""
    if _to_tell(work, NewsStore(work.connection).untold(work.person.id)):
        plan_daily(work, WATCH)


def _to_tell(work: Work, news: tuple[Untold, ...]) -> list[Untold]:
    """Without readers whom the author has seen named since, and shares of which nothing was posted, or which
    cannot be read."""
    found: list[Untold] = []
    for share_id, about in groupby(news, lambda one: one.share_id):
        if share := readable(work, share_id):
            known = share.snapshot.reader_ids
            found += [one for one in about if one.who not in known and (_is_there(one) or _is_arriving(one))]
    return found


def _is_there(news: Untold) -> bool:
    return news.posted_at is not None or news.state is ShareState.UNCLEAR


def _is_arriving(news: Untold) -> bool:
    return not _is_there(news) and news.state is ShareState.POSTING


def _watched(share: Share, news: Iterable[Untold]) -> Watched:
    told = tuple(news)
    changes = {one.what for one in told}
    return Watched(
        share,
        tuple(Newcomer(one.who, one.mark) for one in told if one.what is AudienceChange.READER),
        is_outside=AudienceChange.OUTSIDE in changes,
        is_public=AudienceChange.PUBLIC in changes,
        is_away=AudienceChange.AWAY in changes,
        is_back=AudienceChange.BACK in changes,
    )
