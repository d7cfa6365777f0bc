"""One person, one message and one sender, told in few words."""

from app.db.engine import Database
from app.outbox.model import Record, State
from app.outbox.pace import POST
from app.outbox.sender import Sender
from tests.outbox.slack import ModelSlack
from tests.outbox.support import (
    Moved,
    Note,
    Poster,
    add_people,
    new_sender,
    new_setup,
    plan,
    planned,
    records,
)


class Board:
    """The same for a message that goes into a channel."""

    def __init__(self, database: Database, slack: ModelSlack) -> None:
        self.database, self.slack = database, slack
        self.clock, self.poster = Moved(), Poster()
        self.who = add_people(database, 1)[0]
        self.post(1)
        self.sender = self.new_sender()

    def new_sender(self) -> Sender:
        return new_sender(new_setup(self.database, self.slack.url, Note(), self.clock, poster=self.poster))

    def post(self, n: int, who: tuple[int, int] | None = None) -> None:
        plan(self.database, planned(who or self.who, n, self.clock.now(), kind="post"))

    def run(self) -> None:
        self.sender.run_until_nothing_due(5)

    def later(self, seconds: float) -> None:
        self.clock.on(seconds)
        self.run()

    def row(self, n: int = 1) -> Record:
        return next(row for row in records(self.database, self.who[1]) if row.n == n)

    def fault(self, *faults: str) -> None:
        """What happens to the next posts, in turn; nothing to those after."""
        coming = list(faults)
        self.slack.faults = lambda called: coming.pop(0) if called == POST and coming else ""


class Desk:
    """One person, one message due at noon, and a sender that starts at noon."""

    def __init__(self, database: Database, slack: ModelSlack) -> None:
        self.database, self.slack = database, slack
        self.clock, self.note = Moved(), Note()
        self.who = add_people(database, 1)[0]
        plan(database, planned(self.who))
        self.sender = self.new_sender()

    def new_sender(self) -> Sender:
        return new_sender(new_setup(self.database, self.slack.url, self.note, self.clock))

    def run(self) -> None:
        self.sender.run_until_nothing_due(5)

    def later(self, seconds: float) -> None:
        self.clock.on(seconds)
        self.run()

    def state(self) -> State:
        return records(self.database, self.who[1])[0].state

    def fault(self, *faults: str, method: str = "chat.postMessage") -> None:
        """What happens to the next calls of a method, in turn; nothing to those after."""
        coming = list(faults)
        self.slack.faults = lambda called: coming.pop(0) if called == method and coming else ""
