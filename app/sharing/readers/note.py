"""A word to somebody whose words could not be posted in the thread: an answer, and no nudge."""

from sqlalchemy import Connection

from app.db.seal import KeyRing
from app.delivery.model import Admitted, Message, Rendered, State
from app.delivery.outbox import Outbox
from app.sharing.readers.screens import NotePage
from app.sharing.readers.views.note import note_blocks, note_text
from app.sharing.store import by_part_id


class Note:
    """It says why, as the outbox has it (delivery.model.Kind). `n`: the part that was to be posted."""

    def __init__(self, ring: KeyRing) -> None:
        self._ring = ring

    def admit(self, connection: Connection, message: Message) -> Admitted:  # noqa: ARG002
        return Admitted()

    def render(self, connection: Connection, message: Message) -> Rendered:
        share, part = by_part_id(connection, self._ring, message.n)
        rows = Outbox(connection).of_person(message.person_id)
        row = next((row for row in rows if row.id == part.message_id), None)
        unclear = row is not None and row.state is State.UNKNOWN
        page = NotePage(share.snapshot.author, (row and row.reason) or "", unclear)
        return Rendered(note_text(), note_blocks(page))

    def sent(self, connection: Connection, message: Message, channel_id: str, ts: str) -> None:
        """Nothing follows from it."""

    def give_back(self, connection: Connection, message: Message) -> None:
        """Nothing was counted."""
