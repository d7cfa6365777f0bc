"""Somebody at their own share, inside one transaction, and what is to be shown and done after it."""

from dataclasses import dataclass, field

from app.sharing.after.course import Course
from app.sharing.after.links import ANOTHER, Link, problem
from app.sharing.after.question import asked
from app.sharing.after.rows import is_known, receipt_id
from app.sharing.after.screens import AfterScreen, NoticeScreen
from app.sharing.model import SharePart
from app.work import Work

ANSWERED = NoticeScreen(
    "Settled already", "I know already what became of that message. The receipt says how it stands."
)


@dataclass(frozen=True)
class AfterResult:
    """What is to be shown. `share_id`: something of it may have to be deleted now.

    `messages`: to be edited now. `posts`: something is to be posted now. `problem`: why the form stays open.
    """

    share_id: int
    messages: tuple[int, ...] = ()
    page: AfterScreen | None = None
    posts: bool = False
    problem: str = ""


@dataclass
class AfterVisit:
    """Somebody's own share, locked."""

    work: Work
    course: Course
    messages: list[int] = field(default_factory=list)

    def wrong(self, link: Link | None, part: SharePart) -> str | None:
        """Why a link cannot lead to this message, as far as it can be told without Slack."""
        share = self.course.share
        wrong = problem(link, share, part, self.course.parts[0].ts, self.course.now)
        if wrong or link is None:
            return wrong
        place = (share.workspace_id, share.channel_id, link.ts)
        is_other = is_known(self.work, *place, part.message_id or 0)
        return ANOTHER if is_other else None

    def asked(self, value: str) -> SharePart | None:
        """The message that an answer is about; None where that is settled."""
        return asked(self.course.share, self.course.parts, value)

    def settled(self) -> AfterResult:
        self.course.tell()
        return self.done(ANSWERED)

    def done(self, page: AfterScreen | None = None, *, posts: bool = False, problem: str = "") -> AfterResult:
        receipt = receipt_id(self.work, self.course.share.id)
        messages = (*self.messages, *([] if receipt is None or receipt in self.messages else [receipt]))
        return AfterResult(self.course.share.id, messages, page, posts, problem)
