"""Who may press what under a post: whoever is in its channel now. Slack is asked each time.

Not in the channel, in another workspace, under another message: the same NotFound as for a share that does
not exist.
"""

import logging
from dataclasses import dataclass

from app.errors import NotFound
from app.people import slack_id
from app.sharing.audience import Readers
from app.sharing.directory import SlackDirectory
from app.sharing.model import Reader, Share, Stop
from app.sharing.readers.screens import Why
from app.sharing.store import ShareStore, author_of, of_author
from app.users import SlackUser
from app.work import Work, Workplace

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Pressed:
    """A button under a post: the token it carries, and where it stands."""

    token: str
    channel_id: str
    ts: str


@dataclass(frozen=True)
class Audience:
    """Who can read the thread; or why nothing is to be said there."""

    readers: tuple[Reader, ...] = ()
    stop: Stop | None = None

    @property
    def ids(self) -> frozenset[str]:
        return frozenset(reader.user_id for reader in self.readers)


class Gate:
    """Asks the database and then Slack, never both at once."""

    def __init__(self, workplace: Workplace, directory: SlackDirectory, most: int) -> None:
        self._workplace = workplace
        self._directory = directory
        self._most = most

    def share_of(self, who: SlackUser, pressed: Pressed) -> Share:
        """The share whose post the button stands under. Raises NotFound.

        A post of which nobody knows the ts may be the one: no other message carries this token.
        """
        with self._workplace.database.read() as connection:
            author = author_of(connection, who, pressed.token)
            if author is None:
                raise _refused(None, who, "no such share")
            work = self._workplace.work_for(connection, author)
            share = work.get(ShareStore).find(pressed.token)
            ts = post_ts(work, share)
        if share.approved_at is None or share.is_copy or share.channel_id != pressed.channel_id:
            raise _refused(share, who, "another channel")
        if ts is not None and ts != pressed.ts:
            raise _refused(share, who, "another message")
        return share

    def closed(self, who: SlackUser, share: Share) -> Why | None:
        """Why nobody can tell whether they are in the channel; None: they are.

        Raises NotFound where they are not, and where the bot is away and its author never saw them named.
        """
        is_member = self._directory.is_member(share.channel_id, who.user_id)
        if is_member:
            return None
        if who.user_id in share.snapshot.reader_ids:
            stop = self._directory.refusal(share.channel_id, self._most, who.user_id)
            if stop is Stop.NOT_MEMBER:
                return Why.AWAY
        if is_member is False:
            raise _refused(share, who, "not in the channel")
        return Why.NOT_ANSWERED

    def audience(self, who: SlackUser, share: Share) -> Audience | Why:
        """Who would see what they say in the thread; or why nobody can tell. Raises NotFound likewise."""
        with self._workplace.database.read() as connection:
            author = slack_id(connection, share.person_id)
        found = self._directory.readers(share.channel_id, self._most, author)
        if isinstance(found, Readers):
            audience = Audience(found.readers)
            if who.user_id not in audience.ids:
                raise _refused(share, who, "not in the channel")
            return audience
        return self.closed(who, share) or Audience(stop=found)

    def changed(self, share: Share, named: frozenset[str]) -> Stop | None:
        """What is against a word in the thread that named these readers."""
        return self._directory.changed(share.channel_id, named, self._most)


def post_ts(work: Work, share: Share) -> str | None:
    """The post's own ts, as far as it is known: a link alone proves nothing."""
    post = of_author(work, share).get(ShareStore).first(share.id)
    return post.proven_ts if post else None


def _refused(share: Share | None, who: SlackUser, why: str) -> NotFound:
    log.warning("share %s: %s is refused: %s", share.id if share else "-", who.user_id, why)
    return NotFound()
