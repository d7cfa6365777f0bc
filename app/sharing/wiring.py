"""Sharing put together: its kinds of messages and its chores for the tick, and its listeners."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from slack_bolt import App

from app.assessment.store import GuideVersions
from app.nudges.model import Content
from app.outbox.edits import Edits
from app.outbox.model import MessageKind
from app.sharing.after.kinds import ChannelPost, Receipt
from app.sharing.after.listeners import register as register_after
from app.sharing.after.proving import SlackProof
from app.sharing.after.removing import Removal
from app.sharing.after.service import AfterService
from app.sharing.directory import SlackDirectory
from app.sharing.modal.listeners import register as register_shares
from app.sharing.modal.service import ShareService
from app.sharing.model import DIGEST, EM_REMINDER, NOTE, RECEIPT, SHARE, WATCH
from app.sharing.readers.digest import Digest
from app.sharing.readers.gate import Gate
from app.sharing.readers.listeners import register_readers
from app.sharing.readers.note import Note
from app.sharing.readers.reminder import EmReminder
from app.sharing.readers.service import ReadingService
from app.sharing.watch.listeners import register_events
from app.sharing.watch.message import WatchMessage
from app.sharing.watch.watching import Watch, WatchService
from app.slack.channels import Channels
from app.slack.client import Messages
from app.work import Workplace


@dataclass(frozen=True)
class Sharing:
    """Made before the tick, which sends its messages, and registered after it.

    `channels` and `messages` make a new caller each time. `most`: how many readers a share may have.
    """

    workplace: Workplace
    channels: Callable[[], Channels]
    messages: Callable[[], Messages]
    most: int
    prefix: str

    @property
    def directory(self) -> SlackDirectory:
        return SlackDirectory(self.channels)

    @property
    def removal(self) -> Removal:
        return Removal(self.workplace, self.messages)

    def answers(self) -> Mapping[str, MessageKind]:
        """Kinds that answer what somebody did."""
        return {
            SHARE: ChannelPost(self.workplace, self.directory, self.most),
            RECEIPT: Receipt(self.most),
            WATCH: WatchMessage(),
            DIGEST: Digest(),
            NOTE: Note(),
        }

    def contents(self) -> Mapping[str, Content]:
        """Kinds under the rules of notification settings."""
        return {EM_REMINDER: EmReminder(self.workplace, self.directory, self.most)}

    def chores(self) -> Sequence[Removal | Watch]:
        return (self.removal, Watch(self.workplace, self.directory))

    def register(
        self, app: App, shelf: GuideVersions, edits: Edits, soon: Callable[[], None]
    ) -> ShareService:
        """Everything that authors and readers do with shares, and what Slack tells of channels."""
        shares = ShareService(self.workplace, shelf, self.directory, soon, self.most)
        register_shares(app, shares, self.prefix, self.most)
        after = AfterService(self.workplace, self.directory, SlackProof(self.messages), self.most)
        register_after(app, after, self.removal, edits, soon)
        gate = Gate(self.workplace, self.directory, self.most)
        register_readers(app, ReadingService(self.workplace, gate), edits, soon)
        register_events(app, WatchService(self.workplace, self.directory))
        return shares
