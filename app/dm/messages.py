"""The message that answers what somebody wrote: one for each, and what it says changes with what they do."""

from dataclasses import replace

from app.calendar.weeks import Week
from app.checkins.model import Asks, subject
from app.checkins.subjects import today_of
from app.dm.about import about_of, candidates, is_open, quoted
from app.dm.model import AnswerScreen, CheckinChoice, Entry, Fate
from app.dm.store import WrittenStore
from app.dm.views import answer_blocks, answer_text
from app.nudges.store import NotificationSettingsStore
from app.outbox.model import Allowed, Message, Rendered
from app.work import Work


class DmAnswer:
    """A receipt, a question, or a card (InThread). It answers what they did: no budget counts it, and no
    hours hold it back."""

    def __init__(self, prefix: str) -> None:
        self._prefix = prefix

    def allow(self, work: Work, message: Message) -> Allowed:  # noqa: ARG002
        return Allowed()

    def thread(self, work: Work, message: Message) -> str | None:
        """Where they wrote."""
        entry = work.get(WrittenStore).answered_by(message.id)
        return entry.thread_ts or None if entry else None

    def render(self, work: Work, message: Message) -> Rendered:
        """As things stand. What an older release planned answers no message that we know: a card."""
        entry = work.get(WrittenStore).answered_by(message.id)
        screen = answer_screen(work, entry) if entry else AnswerScreen("", Fate.CARD)
        return Rendered(answer_text(screen), answer_blocks(screen, self._prefix))

    def delivered(self, work: Work, message: Message, channel_id: str, ts: str) -> None:
        """Nothing follows from it."""

    def undelivered(self, work: Work, message: Message) -> None:
        """Nothing was counted."""


def answer_screen(work: Work, entry: Entry) -> AnswerScreen:
    """What the answer to this message says now."""
    plain = AnswerScreen(entry.ts, entry.fate, withdrawn=entry.withdrawn, has_files=entry.has_files)
    if entry.fate is Fate.WHICH:
        asked = candidates(work, entry.thread_ts, entry.message_id)
        choices = (CheckinChoice(subject(one.launch.id, one.week), one.launch.bet.title) for one in asked)
        return replace(plain, choices=tuple(choices))
    if entry.fate is Fate.STOP:
        settings = work.get(NotificationSettingsStore).get()
        return replace(plain, stopped=settings is not None and settings.stopped)
    about = about_of(work, entry) if entry.fate is Fate.TAKEN else None
    if about is None:
        return plain
    quote = quoted(work, about, entry.ts)
    return replace(
        plain,
        title=about.launch.bet.title,
        week=None if about.week == Week.of(today_of(work)) else about.week,
        is_quoted=quote is not None,
        is_kept=quote is not None and quote.kept,
        is_open=is_open(about) and about.asks is not Asks.READING,
    )
