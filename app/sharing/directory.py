"""Who is in a channel and whether it may be shared to, as Slack says right now."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

from app.sharing.audience import Readers
from app.sharing.model import Mark, Reader, Stop
from app.slack.channels import Channels, Flags, FoundUser
from app.slack.client import Failure, Refused

_STOPS = {
    "channel_not_found": Stop.NOT_MEMBER,
    "not_in_channel": Stop.NOT_MEMBER,
    "missing_scope": Stop.PUBLIC,  # the bot may ask about private channels alone
}


MOST_SEEN = 1000
"""Ids of readers that are looked at where a share stands already, however many there are by then."""


@dataclass(frozen=True)
class Seen:
    """A channel that was shared to: who is in it now, by id, and whether others can read it too.

    `team_id`: our own workspace, as seen from there.
    """

    user_ids: tuple[str, ...]
    is_outside: bool
    team_id: str = ""


class SlackDirectory:
    """What services know instead of Slack. Raises nothing; what Slack does not say is Stop.NOT_ANSWERED.

    `channels`: a fresh one a call, so that calls may overlap.
    """

    def __init__(self, channels: Callable[[], Channels]) -> None:
        self._channels = channels

    def refusal(self, channel_id: str, most: int, author: str) -> Stop | None:  # noqa: ARG002  # not asked yet
        """Why not, by what the channel is: one call. Not who is in it, and not whether the author is.

        `most` is without the bot itself; other apps count.
        """
        flags = self._channels().flags(channel_id)
        return _refused(flags, most) if isinstance(flags, Flags) else _stop(flags)

    def readers(self, channel_id: str, most: int, author: str) -> Readers | Stop:
        """Everybody there by name: one call, one a page of members, one a person, these at once.

        OUTSIDE also where a person is of another organization and the channel's flags do not say so.
        """
        channels = self._channels()
        flags = channels.flags(channel_id)
        if not isinstance(flags, Flags):
            return _stop(flags)
        ids = _members(channels, channel_id, most)
        stop = _refused(flags, most) or (ids if isinstance(ids, Stop) else None)
        if stop or isinstance(ids, Stop):
            return stop or Stop.NOT_ANSWERED
        if author not in ids:
            return Stop.AUTHOR_LEFT
        found = channels.found(ids, flags.team_id)
        if not isinstance(found, tuple):
            return Stop.NOT_ANSWERED
        readers = tuple(_reader(each) for each in found)
        if any(reader.mark is Mark.OUTSIDE for reader in readers):
            return Stop.OUTSIDE
        return Readers(flags.name, readers)

    def changed(self, channel_id: str, known: frozenset[str], most: int, author: str = "") -> Stop | None:
        """Why nothing (more) may be posted there, having been shown as read by `known`: two calls.

        `author`: AUTHOR_LEFT if they are not in it any more.
        """
        channels = self._channels()
        flags = channels.flags(channel_id)
        if not isinstance(flags, Flags):
            return _stop(flags)
        ids = _members(channels, channel_id, most)
        if stop := _refused(flags, most):
            return stop
        if isinstance(ids, Stop):
            return ids
        if author and author not in ids:
            return Stop.AUTHOR_LEFT
        return None if known.issuperset(ids) else Stop.NEW_READER

    def seen(self, channel_id: str) -> Seen | Stop:
        """Who can read what stands there, without names: one call, and one a page of members.

        NOT_MEMBER, PUBLIC, ARCHIVED or NOT_ANSWERED where that is not to be known.
        """
        channels = self._channels()
        flags = channels.flags(channel_id)
        if not isinstance(flags, Flags):
            return _stop(flags)
        if stop := _hidden(flags):
            return stop
        ids = channels.members(channel_id, MOST_SEEN)
        return Seen(ids, flags.is_outside, flags.team_id) if isinstance(ids, tuple) else _stop(ids)

    def marks(self, user_ids: Collection[str], team_id: str) -> Mapping[str, Mark]:
        """What they are besides colleagues: a call a person. Empty where Slack did not say it of all."""
        found = self._channels().found(tuple(user_ids), team_id)
        readers = [_reader(each) for each in found] if isinstance(found, tuple) else []
        return {reader.user_id: reader.mark for reader in readers}

    def is_member(self, channel_id: str, user_id: str) -> bool | None:
        """None where Slack did not answer."""
        answer = self._channels().is_member(channel_id, user_id)
        return answer if isinstance(answer, bool) else None


def _members(channels: Channels, channel_id: str, most: int) -> tuple[str, ...] | Stop:
    ids = channels.members(channel_id, most + 1)
    if not isinstance(ids, tuple):
        return _stop(ids)
    return ids if len(ids) <= most + 1 else Stop.TOO_MANY


def _refused(flags: Flags, most: int) -> Stop | None:
    """The first that applies. What is wrong with the channel itself comes before what `/invite` mends."""
    reasons = (
        (not flags.is_private, Stop.PUBLIC),
        (flags.is_outside, Stop.OUTSIDE),
        (flags.is_archived, Stop.ARCHIVED),
        (not flags.is_member, Stop.NOT_MEMBER),
        (flags.count > most + 1, Stop.TOO_MANY),
    )
    return next((stop for applies, stop in reasons if applies), None)


def _hidden(flags: Flags) -> Stop | None:
    if not flags.is_private:
        return Stop.PUBLIC
    if flags.is_archived:
        return Stop.ARCHIVED
    return None if flags.is_member else Stop.NOT_MEMBER


def _stop(failure: Failure) -> Stop:
    code = failure.code if isinstance(failure, Refused) else ""
    return _STOPS.get(code, Stop.NOT_ANSWERED)


def _reader(found: FoundUser) -> Reader:
    marks = (
        (found.is_gone, Mark.GONE),
        (found.is_app, Mark.APP),
        (found.is_outside, Mark.OUTSIDE),
        (found.is_guest, Mark.GUEST),
    )
    mark = next((mark for is_one, mark in marks if is_one), Mark.COLLEAGUE)
    return Reader(found.user_id, found.name, mark, found.zone)
