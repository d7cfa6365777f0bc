"""Parts of the product with a hand of the random life on them."""

from collections.abc import Callable, Mapping, MutableMapping

from app.checkins.agenda import load_agendas
from app.nudges.model import Content, NotificationSettings, SilenceLevel
from app.nudges.planner import Planner
from app.nudges.store import NotificationSettingsStore
from app.outbox.model import Message, MessageKind, Rendered, Skipped
from app.reasons import Reason
from app.work import Work
from tests.support.work import work_of


class Watched:
    """A kind's content as it is; making its words takes time, in which others act.

    `claimed` keeps the settings as they were then.
    """

    def __init__(
        self,
        inner: Content,
        claimed: MutableMapping[int, NotificationSettings],
        pause: Callable[[float], None],
    ) -> None:
        self._inner, self._claimed, self._pause = inner, claimed, pause

    def compose(self, work: Work, message: Message, mood: SilenceLevel) -> Reason | None:
        return self._inner.compose(work, message, mood)

    def render(self, work: Work, message: Message) -> Rendered | Skipped:
        manners = work_of(work.connection, message.person).get(NotificationSettingsStore).get()
        if manners:
            self._claimed[message.id] = manners
        rendered = self._inner.render(work, message)
        self._pause(40.0)
        return rendered

    def delivered(self, work: Work, message: Message) -> None:
        self._inner.delivered(work, message)

    def undelivered(self, work: Work, message: Message) -> None:
        self._inner.undelivered(work, message)


class PlannerOfNow(Planner):
    """The planner of the processes that run now: the switch may have been turned since."""

    def __init__(self, now: Callable[[], Planner]) -> None:
        super().__init__(load_agendas)
        self._of_now = now

    def plan(self, work: Work) -> None:
        self._of_now().plan(work)


class KindsOfNow(dict[str, MessageKind]):
    """Likewise the kinds."""

    def __init__(self, now: Callable[[], Mapping[str, MessageKind]]) -> None:
        super().__init__()
        self._of_now = now

    def get(self, kind: str, otherwise: object = None) -> MessageKind | None:  # type: ignore[override]
        return self._of_now().get(kind)
