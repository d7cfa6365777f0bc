"""A word to somebody whose words could not be posted in the thread: an answer, and no nudge."""

from app.nudges.store import NotificationSettingsStore
from app.outbox.model import Allowed, Message, Rendered, State
from app.outbox.store import Outbox
from app.reasons import Code
from app.sharing.model import SharePart
from app.sharing.readers.screens import NotePage
from app.sharing.readers.views.note import note_blocks, note_text
from app.sharing.readers.word_store import WordStore
from app.sharing.store import load_part, of_author
from app.work import Work


class Note:
    """It says why, as the outbox has it (MessageKind). `n`: the part that was to be posted."""

    def allow(self, work: Work, message: Message) -> Allowed:  # noqa: ARG002
        return Allowed()

    def render(self, work: Work, message: Message) -> Rendered:
        share, part = load_part(work, message.n)
        rows = Outbox(work).of_person()
        row = next((row for row in rows if row.id == part.message_id), None)
        unclear = row is not None and row.state is State.UNCONFIRMABLE
        is_own = message.person_id == share.person_id
        words = _words(of_author(work, share), part) if is_own else ""
        reason = row and row.reason
        stop = str(reason.about) if reason and reason.code is Code.CHANNEL else ""
        page = NotePage(share.snapshot.author, stop, unclear, is_own, words)
        return Rendered(note_text(page), note_blocks(page))

    def delivered(self, work: Work, message: Message, channel_id: str, ts: str) -> None:
        """Nothing follows from it."""

    def undelivered(self, work: Work, message: Message) -> None:
        """Nothing was counted."""


def _words(work: Work, part: SharePart) -> str:
    """The author's own."""
    settings = work.get(NotificationSettingsStore).get()
    if part.word_id is None or (settings is not None and settings.words_out):
        return ""
    return work.get(WordStore).text(part.word_id)
