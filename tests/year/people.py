"""Somebody with launches: what they type and press, and everything they got."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from app.checkins import action_ids
from app.checkins.screens import STATUS_OF, TEXT_OF
from app.dm.action_ids import WHICH
from app.sandbox.messages import SlackMessage as Message
from app.sandbox.seed import Seat
from app.sandbox.slack import Delivery, Window
from app.slack.action_ids import OPEN_BET
from tests.support.launching import fill, record, send, set_day
from tests.support.screens import button_labels, input_ids, texts, view
from tests.year.seen import SAID_BACK, Asked, Got, asked_in, elements, got
from tests.year.world import World


@dataclass(frozen=True)
class Bet:
    """A launch to record on that day of the life, counted from 0; the other days from there."""

    on: int
    title: str
    shipped: int = -5
    judge: int | None = None
    unit: str = "%"


@dataclass
class Person:
    """`wrote`: every text they typed. `judged`: each judge-by date that was set, by title; `closed`: when.
    `answered`: message and title of what they answered.
    """

    world: World
    seat: Seat
    diary: list[Got] = field(default_factory=list)
    wrote: list[str] = field(default_factory=list)
    judged: list[tuple[str, date]] = field(default_factory=list)
    closed: dict[str, date] = field(default_factory=dict)
    shipped: set[str] = field(default_factory=set)
    answered: list[tuple[str, str]] = field(default_factory=list)
    recorded: list[datetime] = field(default_factory=list)
    count: Counter[str] = field(default_factory=Counter)
    seen: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.zone = ZoneInfo(self.seat.tz)
        self.window: Window = self.world.standin.open_window(self.seat.key)

    @property
    def today(self) -> date:
        return self.world.now.astimezone(self.zone).date()

    # What they get

    def look(self) -> list[Got]:
        """New messages of the bot, oldest first; notes them."""
        bot = self.world.standin.config.bot_user
        fresh = [
            each
            for each in self.window.messages()
            if each.user == bot and not each.ephemeral and each.ts not in self.seen
        ]
        self.seen.update(each.ts for each in fresh)
        unasked = [each for each in fresh if each.text not in SAID_BACK]
        found = [got(each, self.world.now.astimezone(self.zone)) for each in unasked]
        self.diary += found
        return found

    def message(self, ts: str) -> Message:
        return next(each for each in self.window.messages() if each.ts == ts)

    # What they do

    def record(self, bet: Bet) -> None:
        shipped_on = self.today + timedelta(days=bet.shipped)
        judge_by = shipped_on + timedelta(weeks=6) if bet.judge is None else self.today + timedelta(bet.judge)
        words = {
            "problem": f"{bet.title}: people give up half way",
            "metric": f"{bet.title}: share who give up, 12 {bet.unit} today",
            "target": f"{bet.title}: under 8 {bet.unit}",
        }
        record(self.window, shipped_on=shipped_on, judge_by=judge_by, title=bet.title, **words)
        self.window.close()
        self.wrote += [bet.title, *words.values()]
        self.judged.append((bet.title, judge_by))
        self.recorded.append(self.world.now)
        if bet.shipped <= 0:
            self.shipped.add(bet.title)

    def press(self, action_id: str, asked: Asked, message_ts: str) -> None:
        """Some time passes before anybody presses anything."""
        self.world.wait(60)
        _ok(self.window.click(action_id, self.now(asked, message_ts).block_id, message_ts))

    def choose(self, option: str, asked: Asked, message_ts: str) -> None:
        """From the menu of a launch."""
        self.world.wait(60)
        block_id = self.now(asked, message_ts).block_id
        value = next(each for each in self._options(block_id, message_ts) if each.startswith(option + ":"))
        _ok(self.window.choose(block_id, value, message_ts, action_id=action_ids.MENU))

    def can_choose(self, option: str, asked: Asked, message_ts: str) -> bool:
        block_id = self.now(asked, message_ts).block_id
        return any(each.startswith(option + ":") for each in self._options(block_id, message_ts))

    def _options(self, block_id: str, message_ts: str) -> list[str]:
        """Of the menu in that block."""
        found = [each for each in elements(self.message(message_ts)) if each["block_id"] == block_id]
        return [str(o["value"]) for each in found for o in each.get("options", [])]

    def now(self, asked: Asked, message_ts: str) -> Asked:
        """The same question as it stands now: each edit gives its blocks other ids."""
        questions = self.open_questions(message_ts)
        return next(each for each in questions if (each.title, each.asks) == (asked.title, asked.asks))

    def settle_items(self, asked: Asked, message_ts: str) -> None:
        """Every follow-up on the page of a bet, which the message's menu opens, is done."""
        self.choose(action_ids.OPEN_BET_OPTION, asked, message_ts)
        while item := next(self._items(), None):
            self.world.wait(60)
            done = next(each["value"] for each in item["options"] if each["value"].startswith("done:"))
            _ok(self.window.choose(item["block_id"], done, action_id=action_ids.ITEM))
        self.window.close()

    def _items(self) -> Iterator[dict[str, Any]]:
        """The menus of what is open, in the modal in front."""
        for block in view(self.window)["blocks"]:
            menu = block.get("accessory") or {}
            if menu.get("action_id") == action_ids.ITEM and len(menu["options"]) > 1:
                yield {**menu, "block_id": block["block_id"]}

    def ask_every_two_weeks(self, asked: Asked, message_ts: str) -> None:
        """On the page of the bet, once."""
        self.choose(action_ids.OPEN_BET_OPTION, asked, message_ts)
        menus = [
            {**each, "block_id": block["block_id"]}
            for block in view(self.window)["blocks"]
            for each in block.get("elements", [])
            if each.get("action_id") == action_ids.MENU
        ]
        options = [(menu, o["value"]) for menu in menus for o in menu["options"]]
        for menu, value in options:
            if value.startswith(action_ids.TWO_WEEKS + ":"):
                _ok(self.window.choose(menu["block_id"], value, action_id=action_ids.MENU))
        self.window.close()

    def write(self, **fields: str) -> None:
        """Type into the modal in front and save it."""
        fill(self.window, **fields)
        self.wrote += fields.values()
        send(self.window)

    def reading(self, status: str, asked: Asked, message_ts: str, **more: str) -> None:
        n = self.number("reading")
        self.press(action_ids.STATUS_PREFIX + status, asked, message_ts)
        field = "missing" if status == "cannot_tell" else "reading"
        words = f"{12 - n % 9}.{n % 10} % in look {n} of {self.seat.key}"
        self.write(
            **{field: words}, **{name: f"{text} ({n}, {self.seat.key})" for name, text in more.items()}
        )
        self.answered.append((message_ts, asked.title))

    def answer_all(self, message_ts: str) -> None:
        """In one form, what the message asks of several launches; nothing where it has no such button."""
        pressed = elements(self.message(message_ts))
        button = next((each for each in pressed if each["action_id"] == action_ids.ANSWER_ALL), None)
        if button is None:
            return
        self.world.wait(60)
        _ok(self.window.click(action_ids.ANSWER_ALL, button["block_id"], message_ts))
        for status in [each for each in input_ids(self.window) if each.startswith(STATUS_OF)]:
            n = self.number("reading")
            self.window.choose(status, "behind" if n % 3 else "on_track")
            words = f"{12 - n % 9}.{n % 10} % among all, {n} of {self.seat.key}"
            fill(self.window, **{TEXT_OF + status.removeprefix(STATUS_OF): words})
            self.wrote.append(words)
        send(self.window)

    def ship(self, asked: Asked, message_ts: str) -> None:
        self.press(action_ids.SHIPPED, asked, message_ts)
        self.shipped.add(asked.title)
        self.answered.append((message_ts, asked.title))

    def decide(self, verdict: str, asked: Asked, message_ts: str) -> None:
        """A course; for `too_early` and `iterate` with the weeks until it is to be judged."""
        n = self.number("verdict")
        course, _, weeks = verdict.partition(" ")
        landed = "partly" if n % 2 or course == "too_early" else "yes"
        self.press(action_ids.LANDED_PREFIX + landed, asked, message_ts)
        self.window.choose("landed", landed)
        self.window.choose("course", course)
        if course == "too_early":
            later = self.today + timedelta(weeks=int(weeks))
            set_day(self.window, "new_judge_by", later)
            self.judged.append((asked.title, later))
        else:
            self.closed[asked.title] = self.today
        self.write(reflection=f"verdict {n} of {self.seat.key}: less than hoped, more than feared")
        self.answered.append((message_ts, asked.title))
        if course == "iterate":
            self._next_bet(asked.title, int(weeks))

    def _next_bet(self, title: str, weeks: int) -> None:
        """Its page 1 is there already, with the words of the last one."""
        following = f"{title} II"
        judge_by = self.today + timedelta(weeks=weeks)
        set_day(self.window, "judge_by", judge_by)
        self.write(title=following)
        self.judged.append((following, judge_by))
        self.shipped.add(following)
        self.recorded.append(self.world.now)
        self.window.close()

    def look_again(self, asked: Asked, message_ts: str) -> None:
        self.press(action_ids.LASTED_PREFIX + "yes", asked, message_ts)
        self.window.choose("lasted", "yes")
        self.write(seen=f"second look {self.number('look')} of {self.seat.key}: still there")
        self.answered.append((message_ts, asked.title))

    def reply(self, message_ts: str, title: str) -> None:
        """In the thread; where the bot asks which launch it is about, that one."""
        n = self.number("reading")
        words = f"{12 - n % 9}.{n % 10} % said below, {n} of {self.seat.key}"
        self.world.wait(60)
        self.window.say(words, thread_ts=message_ts)
        self.wrote.append(words)
        self.world.tick()
        asked = self.window.thread(message_ts)[-1]
        which = [each for each in elements(asked) if each["action_id"].startswith(WHICH)]
        if which:
            wanted = next(each for each in which if each["text"]["text"][-8:] == title[-8:])
            self.world.wait(60)
            _ok(self.window.click(wanted["action_id"], wanted["block_id"], asked.ts))
        self.answered.append((message_ts, title))

    def open_questions(self, message_ts: str) -> list[Asked]:
        return [each for each in asked_in(self.message(message_ts)) if each.asks]

    def number(self, what: str) -> int:
        self.count[what] += 1
        return self.count[what]

    # What they find again

    def everything(self) -> str:
        """All that can be read back: every bet's own page, and every answer through its Edit button."""
        return "\n".join([self.bets(), *(self._edit(ts) for ts in [each.ts for each in self.diary])])

    def bets(self) -> str:
        shown = []
        _ok(self.window.command("/l5-launch list"))
        while True:
            for block in [b for b in view(self.window)["blocks"] if b["type"] == "actions"]:
                if any(each["action_id"] == OPEN_BET for each in block["elements"]):
                    _ok(self.window.click(OPEN_BET, block["block_id"]))
                    shown.append(texts(self.window))
                    self.window.close()
            if "Older" not in button_labels(self.window):
                self.window.close()
                return "\n".join(shown)
            _ok(self.window.click("Older"))

    def listed(self) -> str:
        _ok(self.window.command("/l5-launch list"))
        shown = [texts(self.window)]
        while "Older" in button_labels(self.window):
            _ok(self.window.click("Older"))
            shown.append(texts(self.window))
        self.window.close()
        return "\n".join(shown)

    def _edit(self, message_ts: str) -> str:
        shown = []
        for each in list(elements(self.message(message_ts))):
            if each["action_id"] == action_ids.EDIT:
                _ok(self.window.click(action_ids.EDIT, each["block_id"], message_ts))
                assert view(self.window)
                shown.append(texts(self.window))
                self.window.close()
        return "\n".join(shown)


def _ok(delivery: Delivery | None) -> None:
    assert delivery is not None
    assert delivery.ok, (delivery.name, delivery.status, delivery.body, delivery.trouble)
