"""Replies in the thread of a check-in, and the hint for words that stand elsewhere."""

import html
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection

from app.calendar.weeks import Week
from app.checkins import store
from app.checkins.model import Asks, Checkin, CheckinState, Reading, Status
from app.checkins.readings import keep, standing
from app.checkins.visit import CheckinVisit, Subject
from app.errors import FollowthroughError, NotFound
from app.forms.model import LONE_SURROGATE
from app.nudges.kinds import HINT
from app.outbox.model import Allowed, Message, Planned, Rendered
from app.outbox.store import Outbox
from app.people import Person
from app.slack.blocks import context
from app.slack.payloads import event
from app.work import Work

MOST = 40_000
"""Characters of a message, by Slack's own limit."""

_WITHOUT_WORDS = {Status.UNCHANGED, Status.UNSEEN}


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


def hear(visit: CheckinVisit, message_id: int, said: ReplyEvent) -> None:
    """Keep what was said, edited or deleted; the same event again changes nothing."""
    before = visit.entries.find_reply(said.ts)
    old = before.text if before and not before.withdrawn else ""
    visit.edit(message_id)
    if said.deleted:
        visit.entries.withdraw_reply(said.ts, message_id)
        if before and before.launch_id is not None and not before.withdrawn:
            _say(visit, message_id, before.launch_id, old, "")
        return
    reply = visit.entries.put_reply(said.ts, message_id, said.text[:MOST], said.edited)
    if reply is None or (before is not None and reply.text == old):
        return
    launch_id = reply.launch_id if reply.launch_id is not None else _only(visit, message_id)
    if launch_id is not None:
        visit.entries.assign(said.ts, launch_id)
        _say(visit, message_id, launch_id, old if reply.launch_id is not None else "", reply.text)


def assign(visit: CheckinVisit, ts: str, launch_id: int) -> None:
    """They said which launch a reply is about; saying another one later moves it."""
    reply = visit.entries.find_reply(ts)
    if reply is None:
        raise NotFound
    visit.edit(reply.message_id)
    if reply.launch_id == launch_id or reply.withdrawn:
        return
    if reply.launch_id is not None:
        _say(visit, reply.message_id, reply.launch_id, reply.text, "")
    visit.entries.assign(ts, launch_id)
    _say(visit, reply.message_id, launch_id, "", reply.text)


def _only(visit: CheckinVisit, message_id: int) -> int | None:
    """The launch of a message about one; with several, only they can say."""
    asked = visit.checkins.of_message(message_id)
    return asked[0].launch_id if len(asked) == 1 else None


def _asked(visit: CheckinVisit, message_id: int, launch_id: int) -> Checkin:
    for checkin in visit.checkins.of_message(message_id):
        if checkin.launch_id == launch_id:
            return checkin
    raise NotFound


def _say(visit: CheckinVisit, message_id: int, launch_id: int, old: str, new: str) -> None:
    """In the reading of that launch, `new` stands where `old` did."""
    checkin = _asked(visit, message_id, launch_id)
    subject = Subject(visit.launches.find(launch_id), checkin.week, checkin)
    entry = standing(visit, subject)
    reading = entry.answer if entry and isinstance(entry.answer, Reading) else None
    if reading is None or reading.status in _WITHOUT_WORDS:
        if new:  # the repeated text gives way to the new one; what was learned stays
            keep(visit, subject, replace(reading or Reading(Status.NOTED), status=Status.NOTED, text=new))
        return
    said = replace(reading, text=merged(reading.text, old, new))
    if any((said.text, said.learned, said.next, said.link, said.missing)):
        keep(visit, subject, said)
    else:
        _take_back(visit, subject)


def _take_back(visit: CheckinVisit, subject: Subject) -> None:
    """Nothing is left of the answer: it is asked again, where the message still can be answered."""
    visit.entries.withdraw(subject.launch.id, subject.week, store.READING, visit.now)
    visit.settle(subject, CheckinState.OPEN, Asks.READING)


def merged(text: str, old: str, new: str) -> str:
    """`text` with `new` in the place of `old`; below it, where `old` was changed by hand meanwhile."""
    lines, replaced = f"\n{text}\n", f"\n{old}\n"
    if old and replaced in lines:
        before, _, after = lines.rpartition(replaced)
        parts = [before.strip("\n"), new, after.strip("\n")]
    elif new and f"\n{new}\n" in lines and old:
        return text
    else:
        parts = [text, new]
    return "\n".join(part for part in parts if part)


# Message events, as far as they are replies in the thread of a check-in.

WRITTEN = frozenset({None, "thread_broadcast", "file_share"})
"""Subtypes of what a person wrote; all others are about something else."""

TOMBSTONE = "tombstone"
"""What is left of a deleted message whose thread goes on."""

_TS = re.compile(r"[0-9]{1,12}\.[0-9]{1,10}")
_LINK = re.compile(r"<((?:https?|mailto):[^|>]+)(?:\|[^>]*)?>")


def said_in(body: Mapping[str, Any]) -> ReplyEvent | None:
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


def is_spoken(body: Mapping[str, Any]) -> bool:
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


def plan_hint(connection: Connection, person: Person, now: datetime) -> None:
    """At most one a day, however much is written and however often Slack tells us."""
    today = now.date()
    key = (person.workspace_id, person.id, HINT, str(Week.of(today)), today.isoweekday())
    Outbox(connection).plan([Planned(*key, now, now + IN_TIME)])


class Hint:
    """It answers a message, so it is no nudge: no budget, no hours (delivery.model.Kind)."""

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
