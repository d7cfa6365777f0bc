"""Replies in the thread of a check-in, and the hint for words that stand elsewhere."""

import html
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from app.calendar.weeks import Week
from app.checkins.readings import quote_reply
from app.checkins.store import CheckinStore, ReplyStore
from app.checkins.subjects import RequestedEdits, Subject
from app.errors import FollowthroughError, NotFound
from app.forms.model import LONE_SURROGATE
from app.launches.store import LaunchStore
from app.nudges.kinds import HINT
from app.outbox.model import Allowed, Message, Planned, Rendered
from app.outbox.store import Outbox
from app.slack.blocks import context
from app.slack.payloads import event
from app.work import Work

MOST = 40_000
"""Characters of a message, by Slack's own limit."""


@dataclass(frozen=True)
class ReplyEvent:
    """One event about a reply. `edited`: Slack's stamp of this text, empty for the first one."""

    channel_id: str
    thread_ts: str
    ts: str
    text: str
    edited: str = ""
    deleted: bool = False


class NotYetKnown(FollowthroughError):
    """A reply below a message of which nobody knows yet that it arrived: Slack sends the event again."""

    def __init__(self) -> None:
        super().__init__("This message is only just arriving. Try again in a minute.")


def record_reply(work: Work, message_id: int, said: ReplyEvent) -> None:
    """Keep what was said, edited or deleted below that message; the same event again changes nothing.

    A message about one launch needs no word more: with several, only they can say which one it is.
    """
    replies = work.get(ReplyStore)
    before = replies.find_reply(said.ts)
    work.get(RequestedEdits).request(message_id)
    if said.deleted:
        replies.withdraw_reply(said.ts, message_id)
        if before and before.launch_id is not None:
            quote_reply(work, _asked(work, message_id, before.launch_id), said.ts, "")
        return
    reply = replies.put_reply(said.ts, message_id, said.text[:MOST], said.edited)
    if reply is None:
        return
    launch_id = reply.launch_id
    if launch_id is None:
        asked = work.get(CheckinStore).of_message(message_id)
        if len(asked) != 1:
            return
        launch_id = asked[0].launch_id
        replies.assign(said.ts, launch_id)
    quote_reply(work, _asked(work, message_id, launch_id), said.ts, reply.text)


def assign_reply(work: Work, ts: str, launch_id: int) -> None:
    """They said which launch a reply is about; saying another one later moves it."""
    replies = work.get(ReplyStore)
    reply = replies.find_reply(ts)
    if reply is None:
        raise NotFound
    work.get(RequestedEdits).request(reply.message_id)
    if reply.withdrawn:
        return
    about = _asked(work, reply.message_id, launch_id)
    if reply.launch_id not in {None, launch_id}:
        quote_reply(work, _asked(work, reply.message_id, reply.launch_id), ts, "")
    replies.assign(ts, launch_id)
    quote_reply(work, about, ts, reply.text)


def _asked(work: Work, message_id: int, launch_id: int | None) -> Subject:
    """The check-in about this launch that the message asks."""
    for checkin in work.get(CheckinStore).of_message(message_id):
        if checkin.launch_id == launch_id:
            return Subject(work.get(LaunchStore).find(launch_id), checkin.week, checkin)
    raise NotFound


# Message events, as far as they are replies in the thread of a check-in.

WRITTEN = frozenset({None, "thread_broadcast", "file_share"})
"""Subtypes of what a person wrote; all others are about something else."""

TOMBSTONE = "tombstone"
"""What is left of a deleted message whose thread goes on."""

_TS = re.compile(r"[0-9]{1,12}\.[0-9]{1,10}")
_LINK = re.compile(r"<((?:https?|mailto):[^|>]+)(?:\|[^>]*)?>")


def reply_event(body: Mapping[str, Any]) -> ReplyEvent | None:
    """What a person wrote, edited or deleted in a thread of their DM with us; None for everything else."""
    told = event(body)
    if told.get("channel_type") != "im":
        return None
    match told.get("subtype"):
        case "message_changed":
            return _changed(told)
        case "message_deleted":
            return _reply(told, _part(told, "previous_message"), deleted=True)
        case subtype if subtype in WRITTEN:
            return _reply(told, told)
        case _:
            return None


def is_outside_threads(body: Mapping[str, Any]) -> bool:
    """Whether a person wrote something new in their DM with us that is no reply."""
    told = event(body)
    is_new = told.get("channel_type") == "im" and told.get("subtype") in {None, "file_share"}
    return is_new and not told.get("bot_id") and bool(told.get("user")) and not told.get("thread_ts")


def _changed(told: Mapping[str, Any]) -> ReplyEvent | None:
    message = _part(told, "message")
    if message.get("subtype") == TOMBSTONE:
        return _reply(told, _part(told, "previous_message"), deleted=True)
    if message.get("subtype") not in WRITTEN:
        return None
    stamp = str(_part(message, "edited").get("ts"))  # a link that was unfolded changes a message too
    return _reply(told, message, edited=stamp) if _TS.fullmatch(stamp) else None


def _reply(
    told: Mapping[str, Any], message: Mapping[str, Any], *, edited: str = "", deleted: bool = False
) -> ReplyEvent | None:
    """Nothing of a bot's, and nothing outside a thread."""
    thread_ts, ts = str(message.get("thread_ts") or ""), str(message.get("ts") or "")
    if message.get("bot_id") or not message.get("user") or thread_ts == ts:
        return None
    if not _TS.fullmatch(ts) or not _TS.fullmatch(thread_ts):
        return None
    text = plain_text(str(message.get("text") or ""))
    if not text and not deleted:
        return None
    return ReplyEvent(str(told.get("channel") or ""), thread_ts, ts, text, edited, deleted)


def plain_text(text: str) -> str:
    """As it was typed: Slack escapes three characters and writes links in brackets."""
    return LONE_SURROGATE.sub("\ufffd", html.unescape(_LINK.sub(r"\1", text))).strip()


def _part(told: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    found = told.get(name)
    return found if isinstance(found, Mapping) else {}


# An answer to what somebody writes in the DM outside every thread: nothing listens there, and it says so.

IN_TIME = timedelta(minutes=10)
"""Later it would answer nothing any more."""

WORDS = "I read replies in the thread of a check-in, not what stands here. It was not kept."


def plan_hint(work: Work) -> None:
    """At most one a day, however much is written and however often Slack tells us."""
    person, today = work.person, work.now.date()
    key = (person.workspace_id, person.id, HINT, str(Week.of(today)), today.isoweekday())
    Outbox(work).plan([Planned(*key, work.now, work.now + IN_TIME)])


class Hint:
    """It answers a message, so it is no nudge: no budget, no hours (outbox.model.MessageKind)."""

    def __init__(self, prefix: str) -> None:
        self._prefix = prefix

    def allow(self, work: Work, message: Message) -> Allowed:  # noqa: ARG002
        return Allowed()

    def render(self, work: Work, message: Message) -> Rendered:  # noqa: ARG002
        how = f"Reply below a check-in, press its buttons, or open `{self._prefix}launch list`."
        return Rendered(WORDS, (context(f"{WORDS} {how}"),))

    def delivered(self, work: Work, message: Message, channel_id: str, ts: str) -> None:
        """Nothing follows from it."""

    def undelivered(self, work: Work, message: Message) -> None:
        """Nothing was counted."""
