"""The first message to somebody who meets the bot, once for ever."""

from datetime import timedelta

from app.calendar.weeks import Week
from app.dm.views import welcome_blocks, welcome_text
from app.errors import NotFound
from app.nudges.kinds import WELCOME
from app.outbox.model import Allowed, Message, Planned, Rendered, State
from app.outbox.store import Outbox
from app.users import SlackUser
from app.work import Work, Workplace

IN_TIME = timedelta(days=1)


def greet(work: Work) -> None:
    """Plan it; again is the same. For the transaction in which somebody acts for the first time."""
    person, now = work.person, work.now
    of = (person.workspace_id, person.id, WELCOME, str(Week.of(now.date())), 0)
    Outbox(work).plan([Planned(*of, now, now + IN_TIME, _key(work), is_awaited=True)])


def is_about_to_be_greeted(work: Work) -> bool:
    """Whether it is on its way: then it answers what they write."""
    record = Outbox(work).find_by_key(_key(work))
    return record is not None and record.state is State.PENDING


def meet(workplace: Workplace, who: SlackUser) -> bool:
    """Somebody is here who may never have been. True: they are greeted now."""
    try:
        with workplace.look(who) as work:
            if work.person.stamp:
                return False
    except NotFound:
        pass
    with workplace.work(who):  # acting for the first time is what is greeted
        return True


def _key(work: Work) -> str:
    return f"{WELCOME}:{work.person.id}"


class Welcome:
    """What I do, who sees what, and how to be left alone (MessageKind): nothing holds it back."""

    def __init__(self, prefix: str) -> None:
        self._prefix = prefix

    def allow(self, work: Work, message: Message) -> Allowed:  # noqa: ARG002
        return Allowed()

    def render(self, work: Work, message: Message) -> Rendered:  # noqa: ARG002
        return Rendered(welcome_text(), welcome_blocks(self._prefix))

    def delivered(self, work: Work, message: Message, channel_id: str, ts: str) -> None:
        """Nothing follows from it."""

    def undelivered(self, work: Work, message: Message) -> None:
        """Nothing was counted."""
