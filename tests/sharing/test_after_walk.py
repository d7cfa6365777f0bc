"""Random walks over a share: with an honest author nothing stands there twice, and all of it can be taken
back, whatever Slack does."""

import random
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress

import pytest

from app.db.engine import connect
from app.errors import NotFound
from app.sandbox.faults import Kind
from app.sandbox.slack import StandIn
from app.sharing.after.question import in_question
from app.sharing.after.views.look_again import after_view
from app.sharing.after.views.receipt import receipt_actions
from app.sharing.model import PartState, ShareState
from app.sharing.names import IS_THERE, LOOK_AGAIN, NOT_THERE, RETRY, TAKE_BACK
from app.sharing.readers.gate import Gate, Pressed
from app.sharing.readers.service import ReadingService
from tests.sharing.after_world import ADA, CHANNEL, DANA, After

METHODS = ("chat.postMessage",) * 2 + ("chat.delete", "conversations.info", "chat.update")
FAULTS: tuple[Kind, ...] = ("cut_after", "error_after", "ratelimited")


@pytest.fixture
def after(database_url: str, standin: StandIn) -> Iterator[After]:
    database = connect(database_url)
    yield After(database, standin)
    database.dispose()


class Walk:
    def __init__(self, after: After, seed: int) -> None:
        self.after, self.rng = after, random.Random(seed)
        self.readers = ReadingService(after.workplace, Gate(after.workplace, after.directory, 25))
        self.token = after.share(self.rng.choice((1, 3)))
        self.log: list[str] = []

    @property
    def state(self) -> ShareState:
        return self.after.found(self.token).state

    def buttons(self) -> dict[str, str]:
        """What the receipt offers, with what each button carries."""
        shown = receipt_actions(self.after.found(self.token), self.after.parts(self.token))
        return {each["action_id"]: each["value"] for each in shown}

    def link(self) -> str | None:
        """Of the message that the author is asked about, if it is there."""
        share, parts = self.after.found(self.token), self.after.parts(self.token)
        part = in_question(share, parts)
        if part is None:
            return None
        known, text = {each.ts for each in parts}, self._text(part.id)
        mine = [each for each in self.after.there() if each.text == text and each.ts not in known]
        return self.after.link(mine[-1]) if mine else None

    def _text(self, part_id: int) -> str:
        with self.after.database.read() as connection:
            return self.after._store(connection).part(part_id).post.text

    def act(self, name: str) -> None:
        self.log.append(f"{name} [{self.after.states(self.token)}]")
        deeds: dict[str, Callable[[], object]] = {
            "tick": self.after.tick,
            "later": lambda: (
                self.after.standin.advance(self.rng.choice((30, 130, 1000))),
                self.after.tick(),
            ),
            "fault": lambda: self.after.standin.faults.add(
                self.rng.choice(METHODS), self.rng.choice(FAULTS), times=1
            ),
            "kill": self.kill,
            "join": lambda: self.after.standin.join(CHANNEL, "sam"),
            "leave": lambda: self.after.standin.leave(CHANNEL, "sam"),
            "press": self.press,
            "word": self.word,
        }
        with suppress(ValueError, NotFound):
            deeds.get(name, lambda: self.answer(name))()

    def kill(self) -> None:
        waits = [each for each in self.after.parts(self.token) if each.state is PartState.WAITING]
        if self.state is ShareState.POSTING and waits and waits[0].message_id:
            self.after.kill_while_sending(self.token)

    def press(self) -> None:
        for message in self.after.there():
            if message.text == "message 0":
                self.readers.read(DANA, Pressed(self.token, CHANNEL, message.ts))

    def word(self) -> None:
        post = self.after.parts(self.token)[0]
        if post.ts and self.state not in {ShareState.REMOVING, ShareState.REMOVED}:
            self.after.word(self.token, f"word {self.rng.random()}")

    def answer(self, button: str) -> None:
        value, service, link = self.buttons()[button], self.after.service, self.link()
        if button == TAKE_BACK:
            service.take_back(ADA, value)
        elif button == RETRY:
            service.retry(ADA, value)
        elif button == IS_THERE and (link or self.rng.random() < 0.3):
            service.is_there(ADA, value, link or "")
        elif button == NOT_THERE and link is None:
            service.not_there(ADA, value)
        elif button == LOOK_AGAIN and (page := service.look_again(ADA, value).page):
            service.resume(ADA, after_view(page)["private_metadata"])


@pytest.mark.parametrize("number", range(3))
def test_an_honest_author_never_sees_it_twice_and_always_gets_it_back(after: After, number: int) -> None:
    """Each database has walks of its own."""
    walk = Walk(after, 2 * number + (after.database.dialect == "sqlite"))
    for _ in range(14):
        offered = [each for each in walk.buttons() if each in {IS_THERE, NOT_THERE, LOOK_AGAIN, RETRY}]
        rest = ["tick", "tick", "fault", "later", "kill", "join", "leave", "press", "word"]
        walk.act(walk.rng.choice([*rest, *offered * 3]))
        assert max(Counter(after.texts()).values(), default=0) <= 1, walk.log
    after.standin.faults.clear()
    walk.act("leave")
    walk.act(TAKE_BACK)
    for _ in range(12):
        after.standin.advance(901)
        after.tick()
        for button in (IS_THERE, NOT_THERE, RETRY):
            if button in walk.buttons() and (walk.link() is not None) is (button == IS_THERE):
                walk.act(button)
        if walk.state is ShareState.REMOVED and not after.there():
            break
    assert walk.state is ShareState.REMOVED, walk.log
    assert after.texts() == [], walk.log
