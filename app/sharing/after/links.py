"""Links to messages, as people copy them out of Slack."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import Enum

from app.sharing.model import Share, SharePart

_LINK = re.compile(
    r"https://[^\s/?#]+/archives/([A-Z0-9]{2,32})/p([0-9]{10})([0-9]{6})(?:\?([^\s#]*))?(?:#\S*)?"
)
_THREAD = re.compile(r"(?:^|&)thread_ts=([0-9]{10}\.[0-9]{6})(?:&|$)")
WRONG_CLOCK = timedelta(minutes=10)
"""By which our clock and Slack's may differ."""

PASSING = frozenset(
    {
        "account_inactive",
        "invalid_auth",
        "not_authed",
        "request_timeout",
        "team_added_to_org",
        "token_expired",
        "token_revoked",
    }
)
"""Slack's codes that say nothing about the message."""

NONSENSE = "This is no link to a message. In the channel, open the message's menu and choose Copy link."
OTHER_CHANNEL = "This message is in another channel than the share."
A_REPLY = "This is a reply in a thread. Copy the link of the post itself, above the thread."
OTHER_THREAD = "This message is not in the thread of your share."
OLDER = "This message was not written when the share was posted."
ANOTHER = "This is another message of mine. Copy the link of the one that I asked about."
NOT_MINE = "That is not a message of mine. Copy the link of the one that I asked about."
ASK_AGAIN = "Slack did not say whether that is a message of mine. Press Save again in a moment."
SOMEBODY_NEW = (
    "Somebody is in the channel whom you did not see named, so I change nothing there. Take the share back, "
    "or save without a link."
)
OTHERWISE = (
    "The channel is not as it was when you pressed Post, so I change nothing there. Take the share back, or "
    "save without a link."
)


class Proof(Enum):
    """What Slack says to a link."""

    OURS = "ours"
    NOT_OURS = "not ours"
    NOT_SAID = "not said"  # it changes no message there, ours or not
    NOT_ANSWERED = "not answered"


@dataclass(frozen=True)
class Link:
    """Where a link leads. `thread_ts`: the message above, for a reply."""

    channel_id: str
    ts: str
    thread_ts: str | None = None


def parse_link(text: str) -> Link | None:
    found = _LINK.fullmatch(text.strip().strip("<>"))
    if found is None:
        return None
    channel_id, seconds, more, query = found.groups()
    thread = _THREAD.search(query or "")
    return Link(channel_id, f"{seconds}.{more}", thread[1] if thread else None)


def problem(
    link: Link | None, share: Share, part: SharePart, post_ts: str | None, now: datetime
) -> str | None:
    """Why it cannot be the link of that message of a share, in a sentence; None where it can be."""
    if link is None:
        return NONSENSE
    if link.channel_id != share.channel_id:
        return OTHER_CHANNEL
    if part.place == 0 and link.thread_ts not in {None, link.ts}:
        return A_REPLY
    if part.place and (link.thread_ts is None or link.thread_ts != post_ts):
        return OTHER_THREAD
    written = datetime.fromtimestamp(int(link.ts.partition(".")[0]), UTC)
    return None if share.made_at - WRONG_CLOCK <= written <= now + WRONG_CLOCK else OLDER
