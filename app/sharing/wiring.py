"""Sharing put together: its kinds of messages and its chores for the tick, and its listeners."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from slack_bolt import App

from app.assessment.store import GuideVersions
from app.calendar.holidays import Calendars
from app.clock import Clock
from app.db.crypto import KeyRing
from app.db.engine import Database
from app.nudges.model import Content
from app.outbox.edits import Edits
from app.outbox.model import MessageKind
from app.sharing.after.course import CourseDeps
from app.sharing.after.kinds import ChannelPost, Receipt
from app.sharing.after.listeners import register as register_after
from app.sharing.after.proving import SlackProof
from app.sharing.after.removing import Removal
from app.sharing.after.rows import plan_part
from app.sharing.after.service import AfterService
from app.sharing.directory import SlackDirectory
from app.sharing.modal.listeners import register as register_shares
from app.sharing.modal.previewing import Rendering
from app.sharing.modal.service import PostRequest, ShareService
from app.sharing.modal.views.exactly import count_pages
from app.sharing.model import RECEIPT, SHARE, WATCH
from app.sharing.post.markdown import render_markdown
from app.sharing.post.post import render_posts
from app.sharing.readers.listeners import register_readers
from app.sharing.readers.service import lines_for
from app.sharing.readers.wiring import ReaderWiring
from app.sharing.watch.listeners import register_events
from app.sharing.watch.message import WatchMessage
from app.sharing.watch.watching import Watch, WatchService, watch
from app.slack.channels import Channels
from app.slack.client import Messages


@dataclass(frozen=True)
class Sharing:
    """Made before the tick, which sends its messages, and registered after it.

    `channels` and `messages` make a new caller each time. `most`: how many readers a share may have.
    """

    database: Database
    ring: KeyRing
    clock: Clock
    calendars: Calendars
    channels: Callable[[], Channels]
    messages: Callable[[], Messages]
    most: int
    prefix: str

    @property
    def directory(self) -> SlackDirectory:
        return SlackDirectory(self.channels)

    @property
    def reading(self) -> ReaderWiring:
        return ReaderWiring(self.database, self.ring, self.clock, self.directory, self.most, self.calendars)

    @property
    def house(self) -> CourseDeps:
        return CourseDeps(self.ring, (watch, self.reading.follow))

    @property
    def removal(self) -> Removal:
        return Removal(self.database, self.house, self.clock, self.messages)

    def answers(self) -> Mapping[str, MessageKind]:
        """Kinds that answer what somebody did."""
        return {
            SHARE: ChannelPost(self.database, self.house, self.clock, self.directory, self.most),
            RECEIPT: Receipt(self.ring, self.most, lines_for),
            WATCH: WatchMessage(self.ring, self.clock),
            **self.reading.answers(),
        }

    def contents(self) -> Mapping[str, Content]:
        """Kinds under the rules of manners."""
        return self.reading.contents()

    def chores(self) -> Sequence[Removal | Watch]:
        return (self.removal, Watch(self.database, self.ring, self.clock, self.directory))

    def register(
        self, app: App, shelf: GuideVersions, edits: Edits, soon: Callable[[], None]
    ) -> ShareService:
        """Everything that authors and readers do with shares, and what Slack tells of channels."""
        core = (self.database, self.ring, self.clock)
        rendering = Rendering(render_posts, render_markdown, count_pages)
        posting = PostRequest(plan_part, soon, self.most)
        shares = ShareService(*core, shelf, self.directory, rendering, posting)
        register_shares(app, shares, self.prefix, self.most)
        proof = SlackProof(self.messages)
        after = AfterService(self.database, self.house, self.clock, edits, self.directory, self.most, proof)
        register_after(app, after, self.removal, edits, soon)
        register_readers(app, self.reading.service(self.house), edits, soon)
        register_events(app, WatchService(*core, self.directory))
        return shares
