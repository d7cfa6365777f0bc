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


def record_reply(work: Work, message_id: int, reply: ReplyEvent) -> None:
    """Keep what was said, edited or deleted below that message; the same event again changes nothing.

    A message about one launch needs no word more: with several, only they can say which one it is.
    """
    replies = work.get(ReplyStore)
    before = replies.find_reply(reply.ts)
    work.get(RequestedEdits).request(message_id)
    if reply.deleted:
        replies.withdraw_reply(reply.ts, message_id)
        if before and before.launch_id is not None:
            quote_reply(work, _checkin_about(work, message_id, before.launch_id), reply.ts, "")
        return
    kept = replies.put_reply(reply.ts, message_id, reply.text[:MOST], reply.edited)
    if kept is None:
        return
    launch_id = kept.launch_id
    if launch_id is None:
        asked = work.get(CheckinStore).of_message(message_id)
        if len(asked) != 1:
            return
        launch_id = asked[0].launch_id
        replies.assign(reply.ts, launch_id)
    quote_reply(work, _checkin_about(work, message_id, launch_id), reply.ts, kept.text)


def assign_reply(work: Work, ts: str, launch_id: int) -> None:
    """They said which launch a reply is about; saying another one later moves it."""
    replies = work.get(ReplyStore)
    reply = replies.find_reply(ts)
    if reply is None:
        raise NotFound
    work.get(RequestedEdits).request(reply.message_id)
    if reply.withdrawn:
        return
    about = _checkin_about(work, reply.message_id, launch_id)
    if reply.launch_id not in {None, launch_id}:
        quote_reply(work, _checkin_about(work, reply.message_id, reply.launch_id), ts, "")
    replies.assign(ts, launch_id)
    quote_reply(work, about, ts, reply.text)


def _checkin_about(work: Work, message_id: int, launch_id: int | None) -> Subject:
    """The check-in about this launch that the message asks. Raises NotFound where it asks none."""
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
    inner = event(body)
    if inner.get("channel_type") != "im":
        return None
    match inner.get("subtype"):
        case "message_changed":
            message = _part(inner, "message")
            if message.get("subtype") == TOMBSTONE:
                return _reply(inner, _part(inner, "previous_message"), deleted=True)
            if message.get("subtype") not in WRITTEN:
                return None
            stamp = str(_part(message, "edited").get("ts"))  # a link that was unfolded changes a message too
            return _reply(inner, message, edited=stamp) if _TS.fullmatch(stamp) else None
        case "message_deleted":
            return _reply(inner, _part(inner, "previous_message"), deleted=True)
        case subtype if subtype in WRITTEN:
            return _reply(inner, inner)
        case _:
            return None


def is_outside_threads(body: Mapping[str, Any]) -> bool:
    """Whether a person wrote something new in their DM with us that is no reply."""
    inner = event(body)
    is_new = inner.get("channel_type") == "im" and inner.get("subtype") in {None, "file_share"}
    return is_new and not inner.get("bot_id") and bool(inner.get("user")) and not inner.get("thread_ts")


def _reply(
    inner: Mapping[str, Any], message: Mapping[str, Any], *, edited: str = "", deleted: bool = False
) -> ReplyEvent | None:
    """The reply that this message is; None for a bot's, and for what stands outside a thread."""
    thread_ts, ts = str(message.get("thread_ts") or ""), str(message.get("ts") or "")
    if message.get("bot_id") or not message.get("user") or thread_ts == ts:
        return None
    if not _TS.fullmatch(ts) or not _TS.fullmatch(thread_ts):
        return None
    text = plain_text(str(message.get("text") or ""))
    if not text and not deleted:
        return None
    return ReplyEvent(str(inner.get("channel") or ""), thread_ts, ts, text, edited, deleted)


def plain_text(text: str) -> str:
    """The text as it was typed: Slack escapes three characters and writes links in brackets."""
    return LONE_SURROGATE.sub("\ufffd", html.unescape(_LINK.sub(r"\1", text))).strip()


def _part(inner: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    found = inner.get(name)
    return found if isinstance(found, Mapping) else {}


# An answer to what somebody writes in the DM outside every thread: nothing listens there, and it says so.

IN_TIME = timedelta(minutes=10)
"""Later it would answer nothing any more."""

NOT_KEPT = "I read replies in the thread of a check-in, not what stands here. It was not kept."


def plan_hint(work: Work) -> None:
    """Plan the hint, at most once a day, however much is written and however often Slack sends it."""
    person, today = work.person, work.now.date()
    key = (person.workspace_id, person.id, HINT, str(Week.of(today)), today.isoweekday())
    Outbox(work).plan([Planned(*key, work.now, work.now + IN_TIME)])


class Hint:
    """The kind of message that says where we listen.

    It is no nudge (`outbox.model.MessageKind`): no budget counts it, and no hours hold it back.
    """

    def __init__(self, prefix: str) -> None:
        self._prefix = prefix

    def allow(self, work: Work, message: Message) -> Allowed:  # noqa: ARG002
        return Allowed()

    def render(self, work: Work, message: Message) -> Rendered:  # noqa: ARG002
        how = f"Reply below a check-in, press its buttons, or open `{self._prefix}launch list`."
        return Rendered(NOT_KEPT, (context(f"{NOT_KEPT} {how}"),))

    def delivered(self, work: Work, message: Message, channel_id: str, ts: str) -> None:
        """Nothing follows from it."""

    def undelivered(self, work: Work, message: Message) -> None:
        """Nothing was counted."""
