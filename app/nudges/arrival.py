"""A click on a message whose sender never learned that it arrived."""

from collections.abc import Mapping

from sqlalchemy import Connection

from app.delivery.model import Kind
from app.delivery.outbox import Outbox
from app.nudges.store import MannersStore


class Arrival:
    """Runs what a sender would have run, once, in the transaction of the click: after Outbox.confirm."""

    def __init__(self, kinds: Mapping[str, Kind]) -> None:
        self._kinds = kinds

    def __call__(self, connection: Connection, message_id: int, channel_id: str, ts: str) -> None:
        """The click that proves it is an answer already: the message is none without a click."""
        message = Outbox(connection).message(message_id)
        kind = self._kinds.get(message.kind)
        if kind:
            kind.sent(connection, message, channel_id, ts)
            MannersStore(connection).heard(message.person_id)
