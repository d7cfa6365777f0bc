"""Which check-in words in the DM are about."""

from collections.abc import Sequence
from datetime import timedelta

from app.checkins.model import Checkin, QuotedReply
from app.checkins.readings import reading_of
from app.checkins.store import CheckinStore
from app.checkins.subjects import Subject, find_subject
from app.dm.model import Entry
from app.dm.store import WrittenStore
from app.errors import NotFound
from app.launches.model import LaunchState
from app.launches.store import LaunchStore
from app.work import Work

IS_CURRENT = timedelta(weeks=2)
"""A question that was asked so long ago is not what somebody answers without saying so."""


def candidates(work: Work, thread_ts: str, message_id: int | None) -> Sequence[Subject]:
    """What they may be about, as things stand: in a thread, what its message still asks, or asked; elsewhere
    every question for a reading that is open.

    Below words of theirs, or below our answer to such, it is what those are about. `message_id`: the message
    of ours that the thread is below.
    """
    checkins, entries = work.get(CheckinStore), work.get(WrittenStore)
    if message_id is not None and (asked := checkins.of_message(message_id)):
        found = _subjects(work, asked)
        return [one for one in found if is_open(one)] or found
    if thread_ts:
        above = entries.find(thread_ts) if message_id is None else entries.answered_by(message_id)
        if above and (about := about_of(work, above)):
            return [about]
    return _subjects(work, checkins.open_readings(work.now - IS_CURRENT))


def is_open(about: Subject) -> bool:
    """Whether it still asks for something."""
    return about.checkin is not None and about.checkin.is_open and about.launch.state is LaunchState.OPEN


def about_of(work: Work, entry: Entry) -> Subject | None:
    """The check-in that it is an answer of; None where it is none of any."""
    if entry.launch_id is None:
        return None
    if entry.week is not None:
        return find_subject(work, f"{entry.launch_id}:{entry.week}")
    return find_subject(work, asked_then(work, entry, str(entry.launch_id)))


def asked_then(work: Work, entry: Entry, launch_id: str) -> str:
    """The check-in about that launch in the message whose thread it is in. Raises NotFound."""
    for one in work.get(CheckinStore).of_message(entry.message_id) if entry.message_id else ():
        if str(one.launch_id) == launch_id:
            return f"{launch_id}:{one.week}"
    raise NotFound


def quoted(work: Work, about: Subject, ts: str) -> QuotedReply | None:
    """The message as the check-in's reading quotes it."""
    reading = reading_of(work, about)
    return reading.quoted(ts) if reading else None


def _subjects(work: Work, asked: Sequence[Checkin]) -> list[Subject]:
    launches = {launch.id: launch for launch in work.get(LaunchStore).these([one.launch_id for one in asked])}
    return [Subject(launches[one.launch_id], one.week, one) for one in asked]
