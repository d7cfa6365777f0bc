"""Every kind of message: its name in the outbox, what it is called, why it comes, and who goes first.

A new kind is an entry here and a class that says what it says (see `nudges.model.Content`, or
`outbox.model.MessageKind` for one that is no nudge).
"""

from collections.abc import Mapping
from dataclasses import dataclass

CHECKIN = "checkin"
"""The one weekly message over all launches; a decision owed is part of it."""
SHIP = "ship"
LOOK = "look"
REMINDER = "reminder"
SNOOZE = "snooze"
DM_ANSWER = "dm-answer"
"""To what somebody wrote in the DM, each once."""
HINT = "hint"
"""What an older release answered there."""
WELCOME = "welcome"
"""To somebody who has just met the bot, once."""

SHARE = "share"
"""Into the channel. `n`: the part's id."""
RECEIPT = "share-receipt"
"""To the author. `n`: the share's id."""
WATCH = "share-watch"
"""To the author, at most one a day. `n`: the weekday."""
DIGEST = "share-words"
"""To the author, at most one a day. `n`: the weekday."""
EM_REMINDER = "share-em"
"""To somebody with whom something was shared, who may follow nothing themselves. `n`: the share's id."""
NOTE = "share-note"
"""To an EM whose words could not be posted in the thread. `n`: the part's id."""

ANSWERS = "it answers what you did"


@dataclass(frozen=True)
class KindEntry:
    """What is the same for all messages of a kind.

    `title`: in a line about one. `cause`: why it comes, in a person's line. `rank`: its place in the budget's
    order, first is 0; None: outside the budget. `has_day`: its key tells the day it belongs to.
    `is_planned`: by `nudges.replan`; what others plan is theirs. `any_week`: it waits for the next open hour,
    in whatever week. `in_channel`: no message to the person, whose receipt says what became of it.
    `is_plain`: it stands below what it answers, so nobody asks why it came.
    """

    title: str
    cause: str = ANSWERS
    rank: int | None = None
    has_day: bool = False
    is_planned: bool = False
    any_week: bool = False
    in_channel: bool = False
    is_plain: bool = False


KINDS: Mapping[str, KindEntry] = {
    CHECKIN: KindEntry("weekly check-in", "your weekly slot", rank=0, has_day=True, is_planned=True),
    SHIP: KindEntry("shipping day", "the day you planned to ship", rank=1, has_day=True, is_planned=True),
    REMINDER: KindEntry("reminder", "the check-in was open, without a click since", rank=2, is_planned=True),
    EM_REMINDER: KindEntry(
        "reminder about a share",
        "something was shared with you, and you had pressed nothing there for some days",
        rank=3,
        any_week=True,
    ),
    LOOK: KindEntry(
        "second look",
        "half a year or more since it shipped, or since your verdict",
        rank=4,
        has_day=True,
        is_planned=True,
    ),
    SNOOZE: KindEntry("snoozed check-in", "you asked for it later", is_planned=True, any_week=True),
    DM_ANSWER: KindEntry("answer to what you wrote", is_plain=True),
    HINT: KindEntry("message"),
    WELCOME: KindEntry("first message", "it was your first time here"),
    SHARE: KindEntry("share", in_channel=True),
    RECEIPT: KindEntry("receipt of a share"),
    WATCH: KindEntry("news about a share", "something about who can see what you shared"),
    DIGEST: KindEntry("answers to a share", "somebody answered what you shared"),
    NOTE: KindEntry("note about a share"),
}

_NEWER = KindEntry("message")


def kind_entry(name: str) -> KindEntry:
    """Of a kind by its name; a neutral one for a kind of a newer release."""
    return KINDS.get(name, _NEWER)
