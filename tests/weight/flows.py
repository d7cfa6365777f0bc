"""The standard flows, lived in the stand-in from a Monday of a fixed year: every screen once, by its name."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Protocol

from app.sandbox.messages import SlackMessage as Message
from app.sandbox.seed import SEATS
from app.sandbox.slack import Window
from tests.support.dm import Dm
from tests.support.launching import block_id, fill, record, send, today
from tests.support.screens import input_ids, view
from tests.support.sharing import CHANNEL, assessed, heads, named
from tests.support.walk import first_question, forward, in_the_mirror, is_looking_back
from tests.weight.scale import Weight, weigh
from tests.year.world import world

BETS = (
    ("Bulk export in one click", "p95 under 2 s", "2.9 s", "behind"),
    ("Cheaper nightly builds", "under $900 a month", "$1,020", "behind"),
    ("Retry queue for failed webhooks", "under 10 a week", "31 a week", "on_track"),
    ("New onboarding checklist", "60 % finish it", "48 %", "on_track"),
)
METRIC = "what the dashboard says, 3.4 s today"
BEGUN = "half a thought"
FACT = "On 3 Nov 2028 I opened EXP-41"
THEIRS = (
    *(text for title, target, reading, _ in BETS for text in (title, target, reading)),
    METRIC,
    BEGUN,
    FACT,
)

MESSAGE_ARRIVES = 26.0
"""Hours from a Tuesday morning to the slot on Wednesday at ten."""
A_WEEK = 7 * 24.0
UNTIL_TUESDAY_AT_TEN = 33 * 3600.0
"""Seconds, from the Monday on which the world begins; by UTC."""


class Camera(Protocol):
    """Measures what stands on the page, and keeps a picture. `window`: the page's, where the flow goes on."""

    @property
    def window(self) -> str: ...

    def message(self, name: str, ts: str) -> tuple[int, int]:
        """Its height at 1280 and at 400 px."""
        ...

    def modal(self, name: str) -> tuple[int, int]:
        """The height of its content."""
        ...


@dataclass
class Scales:
    """What was weighed so far: by name, of several of one name the heaviest. `clicks`: by flow."""

    camera: Camera | None = None
    weights: dict[str, Weight] = field(default_factory=dict)
    heights: dict[str, tuple[int, int]] = field(default_factory=dict)
    clicks: dict[str, int] = field(default_factory=dict)

    def put(self, weight: Weight, heights: tuple[int, int] | None) -> None:
        before = self.weights.get(weight.name)
        if before is None or weight.words > before.words:
            self.weights[weight.name] = weight
            if heights:
                self.heights[weight.name] = heights


@dataclass
class Flow:
    """Ada in a world of her own, counting what she does."""

    dm: Dm
    scales: Scales
    done: int = 0

    @property
    def ada(self) -> Window:
        return self.dm.ada

    def record(self, count: int, **days: timedelta) -> None:
        """The first `count` bets, shipped thirteen days ago."""
        now = today(self.dm.standin)
        for title, target, _, _ in BETS[:count]:
            shipped = now + days.get("shipped", timedelta(days=-13))
            judge_by = now + days.get("judge_by", timedelta(days=200))
            record(self.ada, title=title, target=target, metric=METRIC, shipped_on=shipped, judge_by=judge_by)
            self.ada.close(clear=True)

    def message(self, name: str, message: Message) -> Message:
        """It is weighed as it stands now."""
        now = self.dm.message(message)
        camera = self.scales.camera
        self.scales.put(weigh(name, now.blocks, THEIRS), camera.message(name, now.ts) if camera else None)
        return now

    def modal(self, name: str) -> None:
        camera = self.scales.camera
        self.scales.put(weigh(name, view(self.ada), THEIRS), camera.modal(name) if camera else None)

    @contextmanager
    def counted(self, flow: str) -> Iterator[None]:
        """Inside, every click and every field that is filled counts."""
        self.done = 0
        yield
        self.scales.clicks[flow] = self.done

    def click(self, label: str, message: Message | None = None) -> None:
        assert self.ada.click(label, message_ts=message.ts if message else None).ok
        self.done += 1

    def command(self, line: str) -> None:
        assert self.ada.command(line).ok
        self.done += 1

    def posted(self, name: str) -> None:
        """What was shared in the channel, and its receipt."""
        self.dm.tick()
        post = heads(self.ada)[-1]
        self.scales.put(weigh(name, post.blocks, THEIRS), None)
        self.dm.tick()
        self.message("the receipt", self.ada.messages()[-1])

    def choose(self, block_id: str, option: str | list[str]) -> None:
        delivery = self.ada.choose(block_id, option)
        assert delivery is not None and delivery.ok  # noqa: PT018
        self.done += 1

    def type(self, block_id: str, text: str) -> None:
        fill(self.ada, **{block_id: text})
        self.done += 1

    def save(self) -> None:
        send(self.ada)
        self.done += 1

    def later(self, days: int) -> Message:
        """The newest message that many days later; each day its ticks."""
        for _ in range(days):
            self.dm.standin.advance(24 * 3600)
            self.dm.tick()
        return self.ada.messages()[-1]

    def answer_all(self, message: Message) -> None:
        """A status and a reading for each launch."""
        self.ada.click("Answer all", message_ts=message.ts)
        for launch_id in self.launches():
            _, _, reading, status = BETS[int(launch_id) - 1]
            self.ada.choose(f"status-{launch_id}", status)
            fill(self.ada, **{f"reading-{launch_id}": reading})
        send(self.ada)

    def launches(self) -> list[str]:
        return [key.partition("-")[2] for key in input_ids(self.ada) if key.startswith("status-")]


def four_launches(flow: Flow) -> None:
    flow.record(4)
    first = flow.message("check-in over four launches, the first", flow.dm.asked(MESSAGE_ARRIVES))
    flow.answer_all(first)
    flow.dm.tick()
    flow.message("four launches answered", first)
    message = flow.message("check-in over four launches", flow.dm.asked(A_WEEK))
    with flow.counted("four launches answered"):
        flow.click("Answer all", message)
        flow.modal("Answer all, four launches")
        for launch_id in flow.launches():
            flow.choose(f"status-{launch_id}", "on_track")
        flow.save()


def the_heaviest_week(flow: Flow) -> None:
    """A verdict, an answer that was begun, a ship day, and one as usual."""
    flow.record(1, judge_by=timedelta(days=8))
    now = today(flow.dm.standin)
    for (title, target, _, _), shipped in zip(BETS[1:], (-13, 8, -13), strict=True):
        day = now + timedelta(days=shipped)
        record(flow.ada, title=title, target=target, metric=METRIC, shipped_on=day)
        flow.ada.close(clear=True)
    first = flow.dm.asked(MESSAGE_ARRIVES)
    flow.answer_all(first)
    flow.ada.click("Edit", block_id=_block(flow, first, "2:"), message_ts=first.ts)
    flow.ada.close()
    message = flow.dm.asked(A_WEEK)
    flow.ada.click("Behind", block_id=_block(flow, message, "2:"), message_ts=message.ts)
    fill(flow.ada, reading=BEGUN)
    flow.ada.close()
    flow.dm.tick()
    flow.message("check-in over four launches, the heaviest week", message)


def _block(flow: Flow, message: Message, value: str) -> str:
    found = (each for each in flow.dm.elements(message) if str(each.get("value", "")).startswith(value))
    return str(next(found)["block_id"])


def one_launch(flow: Flow) -> None:
    flow.record(1, judge_by=timedelta(days=36))
    message = flow.message("check-in on one launch, the first", flow.dm.asked(MESSAGE_ARRIVES))
    for number in range(4):
        with flow.counted("one launch answered"):
            flow.click("Behind", message)
            flow.modal("a reading")
            flow.type("reading", f"{29 - number} s")
            flow.save()
        flow.dm.tick()
        flow.message("one launch answered", message)
        message = flow.dm.asked(A_WEEK)
        flow.message("check-in on one launch, with its chart", message)
    flow.ada.command("/l5-launch list")
    flow.modal("the list of launches, one")
    flow.ada.click("Look closer")
    flow.modal("the page of a bet, four readings")
    flow.ada.close(clear=True)
    message = flow.message("a verdict is due", flow.dm.asked(A_WEEK))
    with flow.counted("a decision"):
        flow.click("It landed", message)
        flow.modal("a decision")
        flow.choose("course", "keep")
        flow.save()
    flow.dm.tick()
    flow.message("one launch decided", message)
    look = next(one for one in (flow.dm.asked(24) for _ in range(200)) if one.ts != message.ts)
    flow.message("a second look", look)
    flow.ada.click("It lasts", message_ts=look.ts)
    flow.modal("a second look, its form")


def silence(flow: Flow) -> None:
    """Nobody answers: the reminder, then the question whether another rhythm would suit."""
    flow.record(4)
    message = flow.dm.asked(MESSAGE_ARRIVES)
    flow.message("reminder", flow.dm.asked(5 * 24))
    flow.dm.asked(2 * 24)
    flow.dm.tick()
    flow.message("overtaken", message)
    asked = flow.later(14)
    flow.message("would another rhythm suit you", asked)


def silence_with_verdicts(flow: Flow) -> None:
    """Nobody answers, and every verdict is overdue."""
    flow.record(4, judge_by=timedelta(days=9))
    flow.dm.asked(MESSAGE_ARRIVES)
    flow.message("overdue verdicts", flow.later(21))


def a_ship_day(flow: Flow) -> None:
    flow.record(1, shipped=timedelta(days=3))
    flow.message("ship question", flow.later(4))


def snoozed(flow: Flow) -> None:
    flow.record(1)
    message = flow.dm.asked(MESSAGE_ARRIVES)
    flow.dm.choose("tomorrow", message)
    flow.message("snoozed", flow.dm.asked(24))


def words_in_the_dm(flow: Flow) -> None:
    flow.ada.look_at_app()
    flow.dm.tick()
    flow.message("welcome", flow.ada.messages()[-1])
    flow.record(2)
    flow.ada.say("what is this")
    flow.dm.tick()
    flow.message("DM: the card", flow.ada.messages()[-1])
    flow.dm.asked(MESSAGE_ARRIVES)
    flow.ada.say(BEGUN)
    flow.dm.tick()
    which = flow.message("DM: which launch", flow.ada.messages()[-1])
    label = next(each for each in flow.dm.buttons(which) if each.endswith(BETS[0][0]))
    flow.ada.click(label, message_ts=which.ts)
    flow.dm.tick()
    flow.message("DM: taken as an answer", flow.ada.messages()[-1])
    flow.ada.say("stop")
    flow.dm.tick()
    flow.message("DM: stopped", flow.ada.messages()[-1])


def forms_of_launches(flow: Flow) -> None:
    flow.ada.command("/l5-launch")
    flow.modal("record a launch")
    flow.ada.close(clear=True)
    flow.record(1)
    for command, name in (("settings", "settings"), ("why", "why"), ("help", "launch help")):
        flow.ada.command(f"/l5-launch {command}")
        if flow.ada.top is not None:
            flow.modal(name)
            flow.ada.close(clear=True)


def a_share(flow: Flow) -> None:
    """The first one to a channel, and the next one there a week later."""
    ada, dm = flow.ada, flow.dm
    flow.record(3)
    flow.answer_all(dm.asked(MESSAGE_ARRIVES))
    assessed(ada, FACT, "I always own it")
    with flow.counted("a first share"):
        flow.command("/l5-share")
        flow.choose(block_id(ada, "channel"), CHANNEL)
        flow.modal("share: the first screen")
        flow.choose(block_id(ada, "em"), "U0DANA001")
        flow.choose(block_id(ada, "in"), ["brief"])
        flow.choose(block_id(ada, "launches"), ["1", "2", "3"])
        flow.save()
        named(ada)
        flow.modal("share: the second screen, with the post")
        flow.save()
    flow.posted("the post")
    ada.close(clear=True)
    flow.answer_all(dm.asked(A_WEEK))
    with flow.counted("the next share there"):
        flow.command("/l5-share")
        flow.choose(block_id(ada, "in"), ["new"])
        flow.save()
        named(ada)
        flow.save()


def an_assessment(flow: Flow) -> None:
    """From the command to the first field, and each kind of page."""
    ada = flow.ada
    ada.command("/l5-assess")
    flow.modal("assessment: the start")
    forward(ada)
    flow.modal("assessment: a section")
    fill(ada, **{first_question(ada): BEGUN})
    while not in_the_mirror(ada):
        forward(ada)
    flow.modal("assessment: the mirror")
    while not is_looking_back(ada):
        forward(ada)
    flow.modal("assessment: looking back")
    forward(ada)
    flow.modal("assessment: what is empty")
    forward(ada)
    flow.modal("assessment: the end")


FLOWS: tuple[Callable[[Flow], None], ...] = (
    *(four_launches, the_heaviest_week, one_launch, silence, silence_with_verdicts, a_ship_day, snoozed),
    *(words_in_the_dm, forms_of_launches, an_assessment, a_share),
)


def live(
    flow: Callable[[Flow], None],
    scales: Scales,
    database_url: str,
    camera_of: Callable[[str], AbstractContextManager[Camera]] | None = None,
) -> None:
    """Live one flow in a world of its own, from a Tuesday morning on. `camera_of`: by the page's address."""
    with world(SEATS, database_url) as around, ExitStack() as stack:
        around.wait(UNTIL_TUESDAY_AT_TEN)
        scales.camera = stack.enter_context(camera_of(around.standin.url)) if camera_of else None
        window = around.standin.open_window("ada", scales.camera.window if scales.camera else None)
        flow(Flow(Dm(window, around.standin, around.product), scales))
