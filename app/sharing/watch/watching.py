"""As long as a share stands: who can newly read it, by Slack's events and by a look once a day."""

import time
from collections.abc import Callable, Collection, Mapping
from datetime import datetime, timedelta
from itertools import groupby

from sqlalchemy import Connection, Select

from app.nudges.store import lock
from app.outbox.edits import request_edit
from app.outbox.pace import A_MINUTE, Pace
from app.people import Person
from app.sharing.after.rows import receipt_changed
from app.sharing.directory import MOST_SEEN, Seen, SlackDirectory
from app.sharing.model import Mark, Share, Stop
from app.sharing.news import NEXT_LOOK, AudienceChange, News, NewsStore, StandingShare, WatchStore, told_about
from app.sharing.store import readable
from app.sharing.watch.message import plan_watch
from app.users import SlackUser
from app.work import Work, Workplace

EVERY = timedelta(days=1)
LATER = timedelta(hours=1)
"""Where Slack does not answer; and so long a look belongs to the replica that took it."""

LOOK = "conversations.info"
LOOKS_A_MINUTE = 20
"""Of the 50 that Slack takes: somebody may be waiting for another answer of the same method."""
PATIENCE = 1.0

MOST_ASKED = 20
"""Readers at a time of whom Slack is asked what they are: no message names more."""

_Changes = Collection[tuple[AudienceChange, str]]
_Marks = Mapping[str, Mark]


def watch(work: Work, share: Share) -> None:
    """From now on the channel is looked at once a day: in 24 hours, so that the looks are spread."""
    if share.channel_id:
        WatchStore(work.connection).add(share.workspace_id, share.channel_id, work.now + EVERY)


class Watch:
    """The daily look (worker.Chore): asks Slack outside any transaction, at a pace of its own."""

    def __init__(
        self,
        workplace: Workplace,
        directory: SlackDirectory,
        pace: Pace | None = None,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._workplace = workplace
        self._directory = directory
        # By our own clock: in a sandbox that jumps through a week, no look waits for another one's minute.
        self._pace = pace or Pace(
            lambda: workplace.clock.now().timestamp(), {**A_MINUTE, LOOK: LOOKS_A_MINUTE}
        )
        self._sleep = sleep

    def next_at(self) -> Select[tuple[datetime]]:
        return NEXT_LOOK

    def run_due(self, limit_seconds: float, stop: Callable[[], bool] = lambda: False) -> int:
        """Look at the channels that are due; how many were looked at."""
        end, looked = time.monotonic() + limit_seconds, 0
        while not stop() and time.monotonic() < end:
            taken = self._take()
            if taken is None:
                break
            looked += self._look(*taken)
        return looked

    def _take(self) -> tuple[int, str, float] | None:
        """A channel of ours for an hour, and the seconds to sleep before asking. None: none, or no slot."""
        now = self._workplace.clock.now()
        with self._workplace.database.write() as connection:
            store = WatchStore(connection)
            while due := store.take_due(now):
                if not NewsStore(connection).standing(*due):
                    store.forget(*due)
                    continue
                pause = self._pace.reserve(connection, due[0], LOOK, PATIENCE)
                if pause is None:
                    return None
                store.check_at(*due, now + LATER)
                return (*due, pause)
        return None

    def _look(self, workspace_id: int, channel_id: str, pause: float) -> bool:
        if pause:
            self._sleep(pause)
        seen = self._directory.seen(channel_id)
        if seen is Stop.NOT_ANSWERED:
            return False
        channel, marks = (workspace_id, channel_id), self._marks(workspace_id, channel_id, seen)
        now = self._workplace.clock.now()
        with self._workplace.database.write() as connection:
            if isinstance(seen, Seen):
                _came_back(connection, channel, now)
                _is_over(connection, channel, seen)
            _keep(self._workplace, connection, channel, _changes(seen), marks, now)
            WatchStore(connection).check_at(*channel, now + EVERY)
        return True

    def _marks(self, workspace_id: int, channel_id: str, seen: Seen | Stop) -> _Marks:
        if not isinstance(seen, Seen):
            return {}
        with self._workplace.database.read() as connection:
            new = _new(self._workplace, connection, (workspace_id, channel_id), seen.user_ids)
        return self._directory.marks(new, seen.team_id) if new else {}


def _changes(seen: Seen | Stop) -> _Changes:
    """Nothing where the channel is archived: nobody comes in."""
    if not isinstance(seen, Seen):
        told = {Stop.PUBLIC: AudienceChange.PUBLIC, Stop.NOT_MEMBER: AudienceChange.AWAY}
        return [(told[seen], "")] if seen in told else []
    outside = [(AudienceChange.OUTSIDE, "")] if seen.is_outside else []
    return outside + [(AudienceChange.READER, each) for each in seen.user_ids]


class WatchService:
    """What Slack tells of channels. The same event again changes nothing; most are about channels that
    nobody shared to, and cost one look into an index."""

    def __init__(self, workplace: Workplace, directory: SlackDirectory) -> None:
        self._workplace = workplace
        self._directory = directory

    def joined(self, where: SlackUser, channel_id: str, user_id: str) -> None:
        """Somebody is in a channel now; no news where the preview named them, as it did the bot.

        Whoever it is, that we hear of it says that the bot is in there: who came while it was away is looked
        at with the next tick.
        """
        workspace_id = self._workspace(where, channel_id)
        if workspace_id is None:
            return
        channel = (workspace_id, channel_id)
        with self._workplace.database.read() as connection:
            new = _new(self._workplace, connection, channel, (user_id,))
        marks = self._directory.marks(new, where.team_id) if new else {}
        with self._workplace.database.write() as connection:
            now = self._workplace.clock.now()
            _came_back(connection, channel, now)
            _keep(self._workplace, connection, channel, [(AudienceChange.READER, user_id)], marks, now)

    def left(self, where: SlackUser, channel_id: str) -> None:
        """The bot was taken out of a channel: it hears nothing of it any more, and deletes nothing there."""
        self._changed(where, channel_id, (AudienceChange.AWAY, ""))

    def shared_outside(self, where: SlackUser, channel_id: str) -> None:
        self._changed(where, channel_id, (AudienceChange.OUTSIDE, ""))

    def id_changed(self, where: SlackUser, old: str, new: str) -> None:
        """The channel is the same, and so are the shares in it; `where` is the workspace as for all."""
        workspace_id = self._workspace(where, old)
        if workspace_id is None or old == new:
            return
        with self._workplace.database.write() as connection:
            _hold_all(connection, NewsStore(connection).standing(workspace_id, old))
            now = self._workplace.clock.now()
            for one in WatchStore(connection).moved(workspace_id, old, new, now):
                author = Person(one.person_id, workspace_id, stamp=0)
                receipt_changed(self._workplace.work_for(connection, author, now), one.share_id)
                for message_id in told_about(connection, one.share_id):
                    request_edit(connection, message_id, now)

    def _changed(self, where: SlackUser, channel_id: str, change: tuple[AudienceChange, str]) -> None:
        workspace_id = self._workspace(where, channel_id)
        if workspace_id is None:
            return
        with self._workplace.database.write() as connection:
            _keep(
                self._workplace,
                connection,
                (workspace_id, channel_id),
                [change],
                {},
                self._workplace.clock.now(),
            )

    def _workspace(self, where: SlackUser, channel_id: str) -> int | None:
        with self._workplace.database.read() as connection:
            return NewsStore(connection).workspace_of(where, channel_id)


def _keep(
    workplace: Workplace,
    connection: Connection,
    channel: tuple[int, str],
    changes: _Changes,
    marks: _Marks,
    now: datetime,
) -> None:
    """News for every share there, and a message planned for each author who does not know it yet."""
    store = NewsStore(connection)
    standing = store.standing(*channel)
    _hold_all(connection, standing)
    for person_id, theirs in groupby(standing, lambda one: one.person_id):
        work = workplace.work_for(connection, Person(person_id, channel[0], stamp=0), now)
        for one in theirs:
            share = readable(work, one.share_id)
            known = share.snapshot.reader_ids if share else frozenset()
            for what, who in changes if share else ():
                if who not in known:
                    store.put(News(one.share_id, what, who, marks.get(who, Mark.COLLEAGUE)), now)
        plan_watch(work)


def _new(
    workplace: Workplace, connection: Connection, channel: tuple[int, str], user_ids: Collection[str]
) -> tuple[str, ...]:
    """Those of them who are news to some share there, as many as are worth asking about."""
    store = NewsStore(connection)
    standing = store.standing(*channel)
    if not standing:
        return ()
    work = workplace.work_for(connection, Person(standing[0].person_id, channel[0], stamp=0))
    found = [share for one in standing if (share := readable(work, one.share_id))]
    seen = store.readers_seen([one.share_id for one in standing])
    new = (
        each
        for each in user_ids
        if any(each not in one.snapshot.reader_ids and (one.id, each) not in seen for one in found)
    )
    return tuple(new)[:MOST_ASKED]


def _came_back(connection: Connection, channel: tuple[int, str], now: datetime) -> None:
    """The bot is in there: where it was away, that is over, and the members are looked at at once."""
    store = NewsStore(connection)
    standing = store.standing(*channel)
    _hold_all(connection, standing)
    told = store.came_back([one.share_id for one in standing], now)
    if told is None:
        return
    for message_id in told:
        request_edit(connection, message_id, now)
    WatchStore(connection).check_at(*channel, now)


def _is_over(connection: Connection, channel: tuple[int, str], seen: Seen) -> None:
    """What was told of it and is not so any more. The authors are held: `_came_back` did.

    Where more are in there than were looked at, nobody knows who left.
    """
    store, still = NewsStore(connection), set(_changes(seen))
    share_ids = [one.share_id for one in store.standing(*channel)]
    if len(seen.user_ids) > MOST_SEEN:
        still |= {(AudienceChange.READER, who) for _, who in store.readers_seen(share_ids)}
    store.over(share_ids, still)


def _hold_all(connection: Connection, standing: Collection[StandingShare]) -> None:
    """In one order for all, so that nobody waits in a circle."""
    for person_id in sorted({one.person_id for one in standing}):
        lock(connection, person_id)
