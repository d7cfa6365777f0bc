"""Replies in the thread of a check-in, as readings.

A reply adds to the reading of its check-in, an edit changes its own words in it, and a deletion takes them
out; what stood there before is a revision each time. A reply has no status: it keeps the one that was given.
"""

from dataclasses import dataclass, replace

from app.checkins import entries
from app.checkins.model import Asks, Checkin, CheckinState, Reading, Status
from app.checkins.reading import keep, standing
from app.checkins.visit import Subject, Visit
from app.errors import FollowthroughError, NotFound

MOST = 40_000
"""Characters of a message, by Slack's own limit."""

_WITHOUT_WORDS = {Status.UNCHANGED, Status.UNSEEN}


@dataclass(frozen=True)
class Said:
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


def hear(visit: Visit, message_id: int, said: Said) -> None:
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


def assign(visit: Visit, ts: str, launch_id: int) -> None:
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


def _only(visit: Visit, message_id: int) -> int | None:
    """The launch of a message about one; with several, only they can say."""
    asked = visit.checkins.of_message(message_id)
    return asked[0].launch_id if len(asked) == 1 else None


def _asked(visit: Visit, message_id: int, launch_id: int) -> Checkin:
    for checkin in visit.checkins.of_message(message_id):
        if checkin.launch_id == launch_id:
            return checkin
    raise NotFound


def _say(visit: Visit, message_id: int, launch_id: int, old: str, new: str) -> None:
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


def _take_back(visit: Visit, subject: Subject) -> None:
    """Nothing is left of the answer: it is asked again, where the message still can be answered."""
    visit.entries.withdraw(subject.launch.id, subject.week, entries.READING, visit.now)
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
