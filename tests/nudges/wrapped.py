"""Parts of the product with a hand of the random life on them."""

from collections.abc import Callable, Mapping, MutableMapping
from datetime import datetime

from sqlalchemy import Connection

from app.checkins.agenda import CheckinAgenda
from app.delivery.model import Kind, Message, Moot, Rendered
from app.nudges.agenda import Content
from app.nudges.model import Manners, Mood
from app.nudges.planning import Planner
from app.nudges.store import MannersStore


class Watched:
    """A kind's content as it is; making its words takes time, in which others act.

    `claimed` keeps the settings as they were then.
    """

    def __init__(
        self, inner: Content, claimed: MutableMapping[int, Manners], pause: Callable[[float], None]
    ) -> None:
        self._inner, self._claimed, self._pause = inner, claimed, pause

    def compose(self, connection: Connection, message: Message, mood: Mood) -> str | None:
        return self._inner.compose(connection, message, mood)

    def render(self, connection: Connection, message: Message) -> Rendered | Moot:
        manners = MannersStore(connection).of(message.person_id)
        if manners:
            self._claimed[message.id] = manners
        rendered = self._inner.render(connection, message)
        self._pause(40.0)
        return rendered

    def sent(self, connection: Connection, message: Message) -> None:
        self._inner.sent(connection, message)

    def give_back(self, connection: Connection, message: Message) -> None:
        self._inner.give_back(connection, message)


class PlannerOfNow(Planner):
    """The planner of the processes that run now: the switch may have been turned since."""

    def __init__(self, now: Callable[[], Planner]) -> None:
        super().__init__(CheckinAgenda())
        self._of_now = now

    def plan(self, connection: Connection, person_id: int, now: datetime) -> None:
        self._of_now().plan(connection, person_id, now)


class KindsOfNow(dict[str, Kind]):
    """Likewise the kinds."""

    def __init__(self, now: Callable[[], Mapping[str, Kind]]) -> None:
        super().__init__()
        self._of_now = now

    def get(self, kind: str, otherwise: object = None) -> Kind | None:  # type: ignore[override]
        return self._of_now().get(kind)
