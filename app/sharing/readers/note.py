"""A word to somebody whose words could not be posted in the thread: an answer, and no nudge."""

from sqlalchemy import Connection

from app.db.crypto import KeyRing
from app.nudges.store import NotificationSettingsStore
from app.outbox.model import Allowed, Message, Rendered, State
from app.outbox.store import Outbox
from app.people import by_id
from app.reasons import Code
from app.sharing.model import Share, SharePart
from app.sharing.readers.screens import NotePage
from app.sharing.readers.views.note import note_blocks, note_text
from app.sharing.readers.word_store import WordStore
from app.sharing.store import by_part_id
from app.work import Work


class Note:
    """It says why, as the outbox has it (delivery.model.Kind). `n`: the part that was to be posted."""

    def __init__(self, ring: KeyRing) -> None:
        self._ring = ring

    def allow(self, work: Work, message: Message) -> Allowed:  # noqa: ARG002
        return Allowed()

    def render(self, work: Work, message: Message) -> Rendered:
        share, part = by_part_id(work.connection, self._ring, message.n)
        rows = Outbox(work.connection).of_person(message.person_id)
        row = next((row for row in rows if row.id == part.message_id), None)
        unclear = row is not None and row.state is State.UNKNOWN
        is_own = message.person_id == share.person_id
        words = self._words(work.connection, share, part) if is_own else ""
        reason = row and row.reason
        stop = str(reason.about) if reason and reason.code is Code.CHANNEL else ""
        page = NotePage(share.snapshot.author, stop, unclear, is_own, words)
        return Rendered(note_text(page), note_blocks(page))

    def _words(self, connection: Connection, share: Share, part: SharePart) -> str:
        """The author's own."""
        manners = NotificationSettingsStore(connection).of(share.person_id)
        if part.word_id is None or (manners is not None and manners.words_out):
            return ""
        return WordStore(Work(connection, self._ring, by_id(connection, share.person_id))).text(part.word_id)

    def delivered(self, work: Work, message: Message, channel_id: str, ts: str) -> None:
        """Nothing follows from it."""

    def undelivered(self, work: Work, message: Message) -> None:
        """Nothing was counted."""
