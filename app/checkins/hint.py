"""An answer to what somebody writes in the DM outside every thread: nothing listens there, and it says so."""

from datetime import datetime, timedelta

from sqlalchemy import Connection

from app.delivery.model import Admitted, Message, Planned, Rendered
from app.delivery.outbox import Outbox
from app.people.model import Person
from app.rhythm.weeks import Week
from app.slackkit.blocks import context

HINT = "hint"
IN_TIME = timedelta(minutes=10)
"""Later it would answer nothing any more."""

WORDS = "I read replies in the thread of a check-in, not what stands here. It was not kept."


def plan_hint(connection: Connection, person: Person, now: datetime) -> None:
    """At most one a day, however much is written and however often Slack tells us."""
    today = now.date()
    key = (person.workspace_id, person.id, HINT, str(Week.of(today)), today.isoweekday())
    Outbox(connection).plan([Planned(*key, now, now + IN_TIME)])


class Hint:
    """It answers a message, so it is no nudge: no budget, no hours (delivery.model.Kind)."""

    def __init__(self, prefix: str) -> None:
        self._prefix = prefix

    def admit(self, connection: Connection, message: Message) -> Admitted:  # noqa: ARG002
        return Admitted()

    def render(self, connection: Connection, message: Message) -> Rendered:  # noqa: ARG002
        how = f"Reply below a check-in, press its buttons, or open `{self._prefix}launch list`."
        return Rendered(WORDS, (context(f"{WORDS} {how}"),))

    def sent(self, connection: Connection, message: Message, channel_id: str, ts: str) -> None:
        """Nothing follows from it."""

    def give_back(self, connection: Connection, message: Message) -> None:
        """Nothing was counted."""
