"""The readers' side put together: its service, its kinds of messages, and what begins with a post."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from app.calendar.holidays import NO_CALENDARS, Calendars
from app.clock import Clock
from app.db.crypto import KeyRing
from app.db.engine import Database
from app.nudges.model import Content
from app.outbox.edits import request_edit
from app.outbox.model import MessageKind
from app.sharing.after import course
from app.sharing.audience import Directory
from app.sharing.model import DIGEST, EM_REMINDER, NOTE, Share
from app.sharing.readers import reminder
from app.sharing.readers.digest import Digest
from app.sharing.readers.gate import Gate
from app.sharing.readers.note import Note
from app.sharing.readers.service import ReadingService
from app.sharing.readers.views.word import thread_post
from app.sharing.readers.visit import Around, ReaderDeps


@dataclass(frozen=True)
class ReaderWiring:
    """Made before the tick, which sends its messages."""

    database: Database
    ring: KeyRing
    clock: Clock
    directory: Directory
    most: int
    calendars: Calendars = NO_CALENDARS

    def answers(self) -> Mapping[str, MessageKind]:
        """Kinds that answer what somebody did."""
        return {DIGEST: Digest(self.ring, self.clock, self.calendars), NOTE: Note(self.ring)}

    def contents(self) -> Mapping[str, Content]:
        """What is sent under the rules of manners."""
        core = (self.database, self.ring, self.clock)
        return {EM_REMINDER: reminder.EmReminder(*core, self.directory, self.most, self.changed)}

    def follow(self, connection: Connection, share: Share, now: datetime) -> None:
        """A share's post has arrived (course.Follow)."""
        reminder.plan(connection, share, now, self.calendars)

    def service(self, house: course.CourseDeps) -> ReadingService:
        """`house`: where a press proves that a post is there."""

        def seen(connection: Connection, share: Share, channel_id: str, ts: str) -> bool:
            return house.held(connection, share.id, self.clock.now()).seen(channel_id, ts)

        around = Around(seen, self.changed, self.restate, course.plan_part, thread_post)
        gate = Gate(self.database, self.ring, self.directory, self.most)
        return ReadingService(self.database, self.clock, gate, ReaderDeps(self.ring, around, self.calendars))

    def changed(self, connection: Connection, share_id: int) -> None:
        """The receipt of a share says something else."""
        receipt = course.receipt_id(connection, share_id)
        if receipt is not None:
            self.restate(connection, receipt)

    def restate(self, connection: Connection, message_id: int) -> None:
        request_edit(connection, message_id, self.clock.now())
