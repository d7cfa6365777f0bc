"""One reminder to an EM who did nothing about a share, in their own hours and budget; not a word of it."""

from datetime import datetime, timedelta

from app.calendar.schedule import Rhythm, day_words
from app.calendar.weeks import Week, instant, local_day
from app.nudges.kinds import EM_REMINDER
from app.nudges.model import SilenceLevel, default_slot
from app.nudges.store import NotificationSettingsStore
from app.outbox.model import Deferred, Message, Planned, Rendered, Skipped
from app.outbox.store import Outbox
from app.people import find_or_make, slack_id
from app.reasons import Code, Reason
from app.sharing.after.rows import receipt_changed
from app.sharing.directory import SlackDirectory
from app.sharing.model import REMIND_AFTER, Share, ShareState, Stop
from app.sharing.readers.screens import ReminderPage
from app.sharing.readers.views.reminder import reminder_blocks, reminder_text
from app.sharing.readers.word_store import first_by_em, is_muted
from app.sharing.store import load
from app.work import Work, Workplace

FOR = timedelta(days=14)
"""After its day. Later it would be about something else."""
TO_READ_THE_ZONE = timedelta(days=1)
ASK_AGAIN = timedelta(minutes=15)
LOOK_AGAIN = timedelta(hours=1)

ANSWERED = Reason(Code.ANSWERED)
TAKEN_BACK = Reason(Code.TAKEN_BACK)
MUTED = Reason(Code.MUTED)
LEFT = Reason(Code.LEFT_CHANNEL)
AWAY = Reason(Code.BOT_AWAY)
NOT_ANSWERED = Reason(Code.MEMBERS_UNKNOWN)


def plan_reminder(work: Work, share: Share) -> None:
    """For the EM whom the share names; call it when the post has arrived. Again plans nothing.

    Their zone is the one that Slack named with them. Of somebody whose zone nobody knows the day is not known
    either: `EmReminder.due` finds it.
    """
    if not share.em_user_id:
        return
    em, now = find_or_make(work.connection, share.workspace_id, share.em_user_id, work.now), work.now
    zone = next((one.zone for one in share.snapshot.readers if one.user_id == share.em_user_id), "")
    store = work.of(em).get(NotificationSettingsStore)
    settings = store.ensure(default_slot(local_day(now, store.zone())), zone)
    due = _due(settings.rhythm, now)
    if em.id == share.person_id or due is None:
        return
    week = Week.of(local_day(due, settings.rhythm.zone))
    begin = due if settings.zone else now + TO_READ_THE_ZONE
    to_em = (share.workspace_id, em.id, EM_REMINDER, str(week), share.id)
    Outbox(work).plan([Planned(*to_em, begin, due + FOR, f"{EM_REMINDER}:{share.id}")])


def _due(rhythm: Rhythm, posted_at: datetime) -> datetime | None:
    """At the slot hour of the fifth working day; None where there is none in sight."""
    day = rhythm.working_days_after(local_day(posted_at, rhythm.zone), REMIND_AFTER)
    return instant(day, rhythm.slot_time, rhythm.zone) if day else None


class EmReminder:
    """Under the rules of notification settings (nudges.model.Dated).

    The author's receipt says what became of it, which is all that they learn of it.
    """

    def __init__(self, workplace: Workplace, directory: SlackDirectory, most: int) -> None:
        self._workplace = workplace
        self._directory = directory
        self._most = most

    def due(self, work: Work, message: Message, rhythm: Rhythm) -> datetime:
        """The message moves to its day, so that what may go out on other days keeps no room for it."""
        share = load(work, message.n)
        due = _due(rhythm, share.posted_at or message.due_at) or message.not_after
        if due > work.now and due != message.due_at:
            Outbox(work).move(message.id, due, due + FOR)
        return due

    def compose(self, work: Work, message: Message, mood: SilenceLevel) -> Reason | None:  # noqa: ARG002
        share = load(work, message.n)
        reasons = (
            (not share.stands or share.state is ShareState.REMOVING, TAKEN_BACK),
            (first_by_em(work, share) is not None, ANSWERED),
            (is_muted(work), MUTED),
        )
        why = next((reason for holds, reason in reasons if holds), None)
        if why:
            receipt_changed(work, share.id)
        return why

    def check(self, message: Message) -> Deferred | Skipped | None:
        """Are they in the channel still? Nobody else needs to know of what is there."""
        clock = self._workplace.clock
        with self._workplace.database.read() as connection:
            share = load(self._workplace.work_for(connection, message.person), message.n)
            channel_id, em = share.channel_id, slack_id(connection, message.person_id)
        is_there = self._directory.is_member(channel_id, em)
        if is_there:
            return None
        stop = self._directory.refusal(channel_id, self._most, em) if is_there is False else Stop.NOT_ANSWERED
        if stop is Stop.NOT_ANSWERED:
            return Deferred(clock.now() + ASK_AGAIN, NOT_ANSWERED)
        if stop is Stop.NOT_MEMBER:  # nobody who is away sees who else is
            return Deferred(clock.now() + LOOK_AGAIN, AWAY)
        return Skipped(LEFT)

    def render(self, work: Work, message: Message) -> Rendered | Skipped:
        share = load(work, message.n)
        zone = work.get(NotificationSettingsStore).zone()
        posted_on = day_words(local_day(share.posted_at or work.now, zone), local_day(work.now, zone))
        page = ReminderPage(share.snapshot.author, share.channel_id, message.id, posted_on, is_muted(work))
        return Rendered(reminder_text(page), reminder_blocks(page))

    def delivered(self, work: Work, message: Message) -> None:
        receipt_changed(work, message.n)

    def undelivered(self, work: Work, message: Message) -> None:
        """It was held, or will not come: their receipt says which."""
        receipt_changed(work, message.n)
