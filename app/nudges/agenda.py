"""What a feature tells about its messages, so that the rules of manners can be the same for all."""

from datetime import date, datetime
from typing import Protocol, runtime_checkable

from sqlalchemy import Connection

from app.delivery.model import Held, Message, Moot, Rendered
from app.nudges.model import Mood, Occasion
from app.rhythm.rhythm import Rhythm
from app.rhythm.weeks import Week

CHECKIN = "checkin"
"""The one weekly message over all launches; a decision owed is part of it."""

SHIP = "ship"
LOOK = "look"
REMINDER = "reminder"
SNOOZE = "snooze"

EM_REMINDER = "share-em"
"""To somebody with whom something was shared, who may follow nothing themselves."""


class Agenda(Protocol):
    """What a person could be asked, and when. Read by the planner; nothing in it is sent by itself."""

    def next_week(self, connection: Connection, person_id: int, first: Week) -> Week | None:
        """The first nominal week, `first` or later, with something to ask; None where nothing is open."""
        ...

    def occasions(self, connection: Connection, person_id: int, today: date) -> tuple[Occasion, ...]:
        """Days with a question of their own that is not asked yet, past ones too, earliest first."""
        ...


class Content(Protocol):
    """What one kind of message says. The hooks run in the transactions of `delivery.model.Kind`."""

    def compose(self, connection: Connection, message: Message, mood: Mood) -> str | None:
        """Fix what the message asks, anew at each try. None: there is something; else why there is not."""
        ...

    def render(self, connection: Connection, message: Message) -> Rendered | Moot:
        """Its words as things stand now: the question before an answer, the receipt after it."""
        ...

    def sent(self, connection: Connection, message: Message) -> None:
        """It arrived."""
        ...

    def give_back(self, connection: Connection, message: Message) -> None:
        """It was composed and did not arrive."""
        ...


@runtime_checkable
class Dated(Content, Protocol):
    """Content whose day is not the planner's, and whose reader may not be where it was planned for."""

    def due(self, connection: Connection, message: Message, rhythm: Rhythm) -> datetime:
        """Not before then, by the rhythm of now. In the transaction of `Kind.admit`."""
        ...

    def check(self, message: Message) -> Held | Moot | None:
        """Asks Slack, outside any transaction, just before it is sent, whether it still makes sense."""
        ...
