"""Ada's months with the product, with a word planted in everything, and everybody else around her."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from app.bootstrap import Product
from app.sandbox.messages import SlackMessage as Message
from app.sandbox.slack import StandIn, Window
from tests.privacy.cast import HERE, KEYS, SHARED, Role
from tests.privacy.recorder import Recorder
from tests.privacy.things import Thing, planted, word
from tests.support.dm import Dm
from tests.support.launching import add_time_off, block_id, fill, record, send, today
from tests.support.screens import blocks_of, input_ids, texts, title, view
from tests.support.sharing import (
    groups_shown,
    named,
    post,
    posted,
    previewed,
    tick,
    to_choice,
    to_exactly,
    to_what,
)
from tests.support.walk import begin, finish, first_question, forward, write

T = Thing


@dataclass
class Story:
    """`tell` goes through all of it; what it found of the things that are no texts is in `words`."""

    standin: StandIn
    bot: Product
    recorder: Recorder
    words: dict[Thing, tuple[str, ...]] = field(default_factory=planted)
    code: str = ""
    is_gone: bool = False
    """Nothing of what was shared stands in the channel at the end."""
    decision: str = ""
    """The id of a form for a verdict, which is not sent."""

    def __post_init__(self) -> None:
        self.windows = {role: self.standin.open_window(key) for role, key in KEYS.items()}
        self.ada = self.windows[Role.OWNER]
        self.dm = Dm(self.ada, self.standin, self.bot)

    def tell(self) -> None:
        for chapter in (
            self.assesses,
            self.launches,
            self.answers,
            self.sets,
            self.shares_first,
            self.shares,
            self.is_read,
            self.agrees,
            self.shares_again,
            self.begins_more,
            self.stops_and_goes_on,
            self.asks_why,
        ):
            chapter()
            self.recorder.collect()

    # Ada alone

    def assesses(self) -> None:
        ada = self.ada
        begin(ada)
        write(ada, first_question(ada), f"{word(T.LINES_TOLD)} begins. {word(T.ANSWER_TOLD)} goes on.")
        write(ada, next(key for key in input_ids(ada) if key.startswith("evidence:")), word(T.EVIDENCE))
        forward(ada)
        write(ada, first_question(ada), word(T.REVISION))
        forward(ada)
        assert ada.click("Back").ok
        write(ada, first_question(ada), word(T.ANSWER))
        self.mirrors = []
        for thing in (T.MIRROR_TOLD, T.MIRROR):
            forward(ada)
            while not any(key.startswith("when:") for key in input_ids(ada)):
                forward(ada)
            self.mirrors.append(str(blocks_of(ada, "header")[0]["text"]["text"]))
            write(ada, next(key for key in input_ids(ada) if key.startswith("when:")), word(thing))
        finish(ada)

    def launches(self) -> None:
        """Two bets, one of which is shared later; and one from a message of somebody else."""
        ada, shipped = self.ada, today(self.standin) - timedelta(days=13)
        for bet, detail in ((T.BET_TOLD, T.DETAIL_TOLD), (T.BET, T.DETAIL)):
            name = word(bet)
            said = {"title": f"title {name}", "problem": f"problem {name}", "metric": f"metric {name}"}
            record(ada, shipped_on=shipped, target=word(T.BEFORE_SEAL), judge_by=None, **said)
            fill(ada, where=word(detail))
            ada.choose("sure", "90")
            send(ada)
            ada.close(clear=True)
            self._changes(0, target=f"target {word(bet)}")
        theirs = self.windows[Role.MEMBER].say(word(T.OTHERS), "#general")
        assert ada.message_shortcut("follow", theirs.ts, "#general").ok
        fill(ada, title="A bet of three", problem="a problem", metric="a metric", target="a target")
        send(ada)
        ada.close(clear=True)

    def answers(self) -> None:
        """Three weeks of check-ins, the last one unread; a reply, and a change after the seal."""
        ada, message = self.ada, self.dm.asked()
        self._reads(message, 1, "on_track", word(T.READING_BEFORE))
        self._reads(message, 2, "behind", word(T.READING), next=word(T.ITEM))
        assert ada.click("checkin.edit", self._block(message, "checkin.edit", "1:"), message.ts).ok
        fill(ada, reading=f"11 % {word(T.READING_TOLD)}")
        send(ada)
        for number, thing in ((1, T.VERSION), (2, T.VERSION_TOLD)):
            self._changes(number, target=f"another {number}", reason=word(thing))
        for thing in (T.REPLY, T.REPLY_TOLD):
            self._writes_below(message, word(thing))
        assert ada.click("Keep", message_ts=ada.thread(message.ts)[-1].ts).ok
        following = self.dm.asked(7 * 24)
        self._chooses(following, "unseen:1:")
        assert ada.click("Answer all", message_ts=following.ts).ok
        ada.choose("status-3", "on_track")
        send(ada)
        self.dm.tick()

    def stops_and_goes_on(self) -> None:
        """In a word, and with a button."""
        self.ada.look_at_app()
        self.ada.say("Stop.")
        self.dm.tick()
        assert self.ada.click("Start again", message_ts=self.ada.messages()[-1].ts).ok
        self.ada.say("Thank you")

    def sets(self) -> None:
        """Days off, far enough ahead to be the only thing that names these days."""
        for role, thing, days in ((Role.EM, T.EM_SETTINGS, 320), (Role.OWNER, T.SETTINGS, 300)):
            window, day = self.windows[role], today(self.standin) + timedelta(days=days)
            assert window.command("/l5-launch settings").ok
            add_time_off(window, day)
            send(window)
            assert not window.errors
            self.words[thing] = (day.isoformat(), f"{day.day} {day:%b} {day.year}")
            window.close()

    # Sharing

    def shares_first(self) -> None:
        """With Erin as the EM, who leaves before anything else is shared."""
        to_what(self.ada, HERE, self._erin())
        tick(self.ada, "A bet of three", "The Slack message")
        self._post(T.FIRST_NOTE)
        self._agree(T.AGREEMENT_BEFORE)
        self._agree(T.AGREEMENT)
        erin, (posted_, *_) = self.windows[Role.FORMER_EM], posted(self.ada, HERE)
        assert erin.click("share.read", message_ts=posted_.ts).ok
        erin.close()
        self._say(erin, posted_, "share.add", T.FORMER_WORD)
        self.recorder.collect()
        self.standin.leave(HERE, erin.seat.id)

    def shares(self) -> None:
        to_what(self.ada, HERE, self._dana())
        sections = [block["label"]["text"] for block in blocks_of(self.ada, "input")]
        tick(self.ada, sections[0], "This section", "In full")
        tick(self.ada, self.mirrors[0], "When that was")
        tick(self.ada, f"title {word(T.BET_TOLD)}", "The bet", "What I wrote")
        self._post(T.NOTE_TOLD)

    def is_read(self) -> None:
        """Who is there reads and says something, to Ada alone or to everybody; then somebody joins."""
        (post_, *_), dana = self._newest(), self.windows[Role.EM]
        for role in (Role.EM, Role.MEMBER, Role.GUEST):
            for button in ("share.read", "share.talk"):
                assert self.windows[role].click(button, message_ts=post_.ts).ok
                self.windows[role].close()
        self._say(dana, post_, "share.talk", T.EM_WORD)
        self._say(dana, post_, "share.add", T.EM_WORD_TOLD, to="thread")
        self._say(self.windows[Role.MEMBER], post_, "share.l5", T.MEMBER_WORD)
        for typed in (True, False):  # and then it is shown again
            assert dana.click("share.l5", message_ts=post_.ts).ok
            if typed:
                fill(dana, words=word(T.EM_WORD_DRAFT))
            dana.close()
        self._days(2)
        self.standin.join(HERE, self.windows[Role.NEWCOMER].seat.id)
        self._days(1)

    def agrees(self) -> None:
        self._agree(T.AGREEMENT_TOLD)
        assert self.ada.command("/l5-share list").ok
        self.ada.close()

    def shares_again(self) -> None:
        """What was agreed is ticked now; and the EM does nothing about it for a week."""
        to_what(self.ada, HERE, self._dana())
        tick(self.ada, "What we agreed", "What we agreed")
        self._post(None)
        self._days(9)

    def begins_more(self) -> None:
        """What is typed and neither sent nor posted; and Ada looks at all that is hers."""
        ada = self.ada
        begin_again(ada)
        write(ada, first_question(ada), word(T.DRAFT))
        ada.close(clear=True)
        for thing, copied in ((T.UNSENT, False), (T.COPIED, True)):
            to_what(ada, HERE)
            tick(ada, "title " + word(T.BET_TOLD), "The bet")
            if copied:
                send(ada)
                ada.type(block_id(ada, "note"), word(thing))
                ada.close()
                assert ada.click("share.copy").ok
                previewed(ada)
                send(ada)  # which closes all of it
            else:
                to_exactly(ada, note=word(thing))
                previewed(ada)
                ada.close(clear=True)
        to_choice(ada, HERE)  # two screens, the second one looked at twice and left
        assert ada.choose(block_id(ada, "launches"), ["1"])
        self.standin.faults.add("conversations.members", "ratelimited", times=1)
        send(ada)
        named(ada)
        assert ada.click("share.check").ok
        named(ada)
        ada.close(clear=True)
        assert ada.command("/l5-launch").ok
        fill(ada, problem=word(T.FORM))
        ada.close()
        assert ada.command("/l5-launch").ok  # which shows it again
        ada.close()
        for line in ("/l5-assess history", "/l5-launch list", "/l5-share list", "/l5-launch settings"):
            assert ada.command(line).ok
            ada.close()
        for number in range(3):
            assert ada.command("/l5-launch list").ok
            buttons = [b["block_id"] for b in blocks_of(ada, "actions")]
            assert ada.click("checkin.open-bet", buttons[number]).ok
            self._looks_at_items()
            if number == 1:
                assert ada.click("checkin.decide").ok
                self.decision = str(view(ada)["private_metadata"])
            ada.close(clear=True)

    def _looks_at_items(self) -> None:
        """Whatever is to be done still is."""
        for block in blocks_of(self.ada, "section"):
            menu = block.get("accessory", {})
            if menu.get("action_id") == "checkin.item":
                value = next(o["value"] for o in menu["options"] if o["value"].startswith("open:"))
                assert self.ada.choose(block["block_id"], value, action_id=menu["action_id"])

    def asks_why(self) -> None:
        assert self.ada.command("/l5-launch why").ok
        lines = [line for line in texts(self.ada).split("\n") if "weekly check-in" in line]
        assert lines
        self.words[T.EXPLANATION] = tuple(lines)
        assert self.ada.click("settings.code").ok
        shown = texts(self.ada).split("\n")
        self.code = shown[shown.index("Your code: ") + 1]
        self.words[T.CODE] = (self.code,)
        self.ada.close()

    def ends(self) -> None:
        """The channel is shared outside, somebody of there reads it, and Ada takes everything back."""
        self.recorder.collect()
        self.standin.share_outside(HERE)
        self.standin.join(SHARED, self.windows[Role.EXTERNAL].seat.id)
        self.recorder.collect()
        self._days(2)

    def takes_back(self) -> None:
        assert self.ada.command("/l5-share list").ok
        for block in [b["block_id"] for b in blocks_of(self.ada, "actions")][:3]:
            if any(e["action_id"] == "share.take-back" for e in self._elements(block)):
                assert self.ada.click("share.take-back", block).ok
                self.ada.close()
        self.ada.close(clear=True)
        self._days(1)
        self.is_gone = not posted(self.ada, SHARED)

    # In few words

    def _elements(self, block_id_: str) -> list[dict[str, Any]]:
        return next(b["elements"] for b in view(self.ada)["blocks"] if b["block_id"] == block_id_)

    def _changes(self, place: int, **said: str) -> None:
        """A bet of the list, the newest first."""
        ada = self.ada
        assert ada.command("/l5-launch list").ok
        changes = [
            block["block_id"]
            for block in blocks_of(ada, "actions")
            if any(each["action_id"] == "launch.open-change" for each in block["elements"])
        ]
        assert ada.click("launch.open-change", changes[place]).ok
        fill(ada, **said)
        send(ada)
        ada.close(clear=True)

    def _reads(self, message: Message, launch: int, status: str, text: str, **more: str) -> None:
        button = f"checkin.status.{status}"
        assert self.ada.click(button, self._block(message, button, f"{launch}:"), message.ts).ok
        fill(self.ada, reading=f"12 % {text}", **more)
        send(self.ada)

    def _block(self, message: Message, action_id: str, value: str) -> str:
        elements = [each for each in self.dm.elements(message) if each.get("action_id") == action_id]
        return str(next(e["block_id"] for e in elements if e["value"].startswith(value)))

    def _chooses(self, message: Message, option: str) -> None:
        """From whichever menu has it."""
        for menu in self.dm.elements(message):
            for each in menu.get("options", []):
                if each["value"].startswith(option):
                    key = (menu["block_id"], each["value"], message.ts)
                    assert self.ada.choose(*key, action_id=menu["action_id"])
                    return
        raise LookupError(option)

    def _writes_below(self, message: Message, words: str) -> None:
        """About the bet that is shared later: all are answered, so it is asked which one it is about."""
        self.ada.say(words, thread_ts=message.ts)
        self.dm.tick()
        asked = self.ada.thread(message.ts)[-1]
        which = next(each for each in self.dm.elements(asked) if ":1:" in each.get("value", ""))
        assert self.ada.click(which["action_id"], which["block_id"], asked.ts).ok

    def _erin(self) -> str:
        return self.windows[Role.FORMER_EM].seat.id

    def _dana(self) -> str:
        return self.windows[Role.EM].seat.id

    def _post(self, note: Thing | None) -> None:
        to_exactly(self.ada, note=word(note) if note else "")
        post(self.ada)
        self.ada.close()
        for _ in range(4):
            self.dm.tick()

    def _newest(self) -> list[Message]:
        heads = [each for each in posted(self.ada, HERE) if each.thread_ts is None]
        return heads[-1:]

    def _say(self, window: Window, post_: Message, button: str, thing: Thing, to: str = "author") -> None:
        assert window.click(button, message_ts=post_.ts).ok
        shown = groups_shown(window)
        if "item" in shown:
            menu = next(each for each in blocks_of(window, "input") if each["block_id"].startswith("item"))
            window.choose(menu["block_id"], menu["element"]["options"][0]["value"])
        window.type(block_id(window, "words"), word(thing))
        window.choose(block_id(window, "to"), to)
        send(window)
        window.close()
        self.dm.tick()

    def _agree(self, thing: Thing) -> None:
        """On the newest receipt."""
        receipts = [each for each in self.ada.messages() if self._has(each, "share.agreed")]
        assert self.ada.click("share.agreed", message_ts=receipts[-1].ts).ok
        fill(self.ada, agreed=word(thing))
        send(self.ada)

    def _has(self, message: Message, action_id: str) -> bool:
        return any(each.get("action_id") == action_id for each in self.dm.elements(message))

    def _days(self, days: int) -> None:
        """Ticks in the mornings of the days that follow."""
        for _ in range(days):
            self.standin.advance(24 * 3600)
            for _ in range(2):
                self.dm.tick()


def begin_again(window: Window) -> None:
    """The first page of a further assessment."""
    assert window.command("/l5-assess").ok
    send(window)
    assert title(window).startswith("1 of "), title(window)
