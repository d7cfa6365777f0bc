"""One world a dialect: the story is told, everybody tries everything, and what they saw is kept."""

from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from urllib.parse import urlencode

from app.bootstrap import Product
from app.cli import operate
from app.sandbox.slack import StandIn, Window
from app.sandbox.workspace import Screen
from app.sharing.names import EXACTLY, TAKE_BACK
from app.slack.manifest import SHORTCUTS, manifest
from tests.privacy.borrowed import LIKE, borrow, ids
from tests.privacy.cast import CHANNELS, ELSEWHERE, PLACE, SEATS, TEAM, Role
from tests.privacy.forgery import (
    USERS,
    Heard,
    Name,
    Payload,
    Told,
    deliver,
    elsewhere,
    listening,
    pruned,
    sent_by,
    told,
    user_of,
    wrong_roles,
)
from tests.privacy.recorder import Logs, Recorder
from tests.privacy.rows import differing, known_ids, plain, rows
from tests.privacy.story import Story
from tests.privacy.surfaces import Surface
from tests.privacy.things import Thing
from tests.support.bot import running_bot, settings_for
from tests.support.launching import go_to_tuesday
from tests.support.screens import shows

COMMANDS = tuple(
    f"/l5-{line}"
    for line in (
        *("assess", "assess help", "assess history", "launch", "launch list", "launch settings"),
        *("launch why", "launch help", "share", "share list", "share help"),
    )
)


NOT_AGAIN = frozenset({("action", TAKE_BACK), ("view", EXACTLY)})
"""What would change the table: nothing more is posted, and the story takes it back itself."""
LATE = (Role.EXTERNAL, Role.NEWCOMER, Role.FORMER_EM)
"""Whoever presses every button they can see when everything is there, an external person among them."""
CURIOUS = {"sqlite": frozenset({Role.EM}), "postgresql": frozenset({Role.STRANGER})}
"""Whoever goes through every modal to its end."""


@dataclass(frozen=True)
class Forger:
    role: Role
    team: str
    user: str

    def sends(self, payload: Payload, trigger: str) -> Payload:
        return sent_by(payload, self.team, self.user, trigger)


@dataclass
class World:
    """What was found: `refused` are complaints about answers, `seen` who saw what where."""

    standin: StandIn
    bot: Product
    story: Story
    heard: list[Heard]
    logs: Logs
    url: str
    complaints: list[str] = field(default_factory=list)
    sent: dict[Name, Payload] = field(default_factory=dict)
    tried: set[Name] = field(default_factory=set)
    told_apart: set[Name] = field(default_factory=set)
    told_alike: set[Name] = field(default_factory=set)
    filled: dict[str, int] = field(default_factory=dict)
    nobody: Screen | None = None
    listeners: int = 0
    """As many as Bolt has."""

    def live(self) -> None:
        self.story.tell()
        self.sent = dict(self.story.recorder.sent)
        for role, window in self.story.windows.items():
            if role is not Role.OWNER:
                self.looks_around(window, to_the_end=role in CURIOUS[self.bot.database.dialect])
        self.elsewhere_looks_around()
        self.forges()
        self.controls()
        self.story.ends()
        for role in LATE:
            self.presses(self.story.windows[role])
        self.operates()
        with self.bot.database.read() as connection:
            self.filled = {name: len(found) for name, found in rows(connection).items()}
        self.story.takes_back()
        self.story.recorder.collect()

    # Looking around

    def looks_around(self, window: Window, *, to_the_end: bool) -> None:
        """Every command and every shortcut, some to the end of each modal; none of it theirs."""
        shortcuts = [callback_id for _, kind, callback_id, _ in SHORTCUTS if kind == "global"]
        for line in COMMANDS:
            window.command(line)
            self._closes(window, to_the_end=to_the_end)
        for callback_id in shortcuts if to_the_end else ():
            window.shortcut(callback_id)
            self._closes(window, to_the_end=False)
        self.story.recorder.collect()

    def presses(self, window: Window) -> None:
        """Buttons of messages, the older ones too."""
        workspace = self.standin.workspace
        for channel in workspace.conversations.open_to(window.seat):
            for message in workspace.conversations.visible(channel, window.seat):
                for block in message.blocks:
                    beside = [block["accessory"]] if "accessory" in block else []
                    for each in [*block.get("elements", []), *beside]:
                        if each.get("type") == "button":
                            window.click(each["action_id"], block["block_id"], message.ts)
                            while window.top is not None:
                                window.close()
        self.story.recorder.collect()

    def _closes(self, window: Window, *, to_the_end: bool) -> None:
        for _ in range(16):
            if window.top is None:
                return
            sent = to_the_end and bool(window.top.get("submit")) and window.submit().sent
            if not sent or window.errors or window.trouble:
                window.close(clear=True)

    def elsewhere_looks_around(self) -> None:
        """The commands again, typed by the same user ids in another workspace."""
        for role in (Role.OWNER, Role.EM):
            for line in COMMANDS:
                command, _, text = line.partition(" ")
                fields = {"command": command, "text": text, "team_id": ELSEWHERE, "user_id": USERS[role]}
                more = {"trigger_id": self._trigger(), "channel_id": "D0", "is_enterprise_install": "false"}
                self.standin.deliver_raw(urlencode(fields | more).encode())
        self.story.recorder.collect()

    def _trigger(self) -> str:
        """Of a window that nobody looks at, with one modal open in it."""
        workspace = self.standin.workspace
        screen = self.nobody or workspace.new_screen(self.standin.config.seat("tess"))
        self.nobody = screen
        workspace.open(screen, {"type": "modal", "title": {}, "blocks": []})
        return workspace.trigger(screen)

    # Forging

    def forges(self) -> None:
        """Everything that the product listens to, from everybody whose it is not."""
        self.story.recorder.collect()
        cases = self._cases()
        for owner in {user_of(payload) for payload in cases.values()}:
            mine = {name: payload for name, payload in cases.items() if user_of(payload) == owner}
            with self.bot.database.read() as connection:
                before, known = rows(connection, owner), known_ids(connection)
            for name, payload in mine.items():
                self._forge(name, payload, known)
            self.story.recorder.collect()
            with self.bot.database.read() as connection:
                changed = differing(before, rows(connection, owner))
            if changed:
                self.complaints.append(f"presses of others changed {changed}")

    def _cases(self) -> dict[Name, Payload]:
        """At least one for everything that is listened to."""
        with self.bot.database.read() as connection:
            of = ids(connection, self.sent, self.story.decision)
        cases = {name: pruned(payload) for name, payload in self.sent.items()}
        cases |= {name: pruned(borrow(name, self.sent, of)) for name in LIKE if name not in cases}
        for each in self.heard:
            if not any(each.takes(*name) for name in cases):
                self.complaints.append(f"nothing was tried of {each}: add it to LIKE")
        return {name: payload for name, payload in cases.items() if name[0] != "command"}

    def _forge(self, name: Name, payload: Payload, known: frozenset[str]) -> None:
        """The two databases take turns: each has half of the roles of a name."""
        members = frozenset(self.standin.workspace.channels.here(PLACE).members)
        wrong, turn = wrong_roles(payload, members), self.bot.database.dialect == "sqlite"
        if not elsewhere(payload, known)[1]:
            wrong = [each for each in wrong if each[0] is Role.ELSEWHERE]  # no id in it
        for place, (role, team, user) in enumerate(wrong, start=len(self.tried) + turn):
            if place % 2 == 0 or len(wrong) < 3:
                self._one(name, payload, known, Forger(role, team, user))
        self.tried.add(name)

    def _one(self, name: Name, payload: Payload, known: frozenset[str], forger: Forger) -> None:
        """The one with the id of nothing first: what it leaves behind is theirs alone."""
        nothing, theirs = self._both(payload, known, forger)
        if nothing and nothing != theirs:
            self.complaints.append(f"{name} from {forger.role.name}: {theirs}, but of nothing {nothing}")

    def _both(self, payload: Payload, known: frozenset[str], forger: Forger) -> tuple[Told | None, Told]:
        """What is told of an id of nothing, None where there is none in the payload; and of the real one."""
        other, swapped = elsewhere(payload, known)
        nothing = self._told(forger.sends(other, self._trigger()), swapped) if swapped else None
        theirs = self._told(forger.sends(payload, self._trigger()), {})
        return nothing, theirs

    def _told(self, payload: Payload, swapped: dict[str, str]) -> Told:
        answer = deliver(self.standin, self.bot.web, payload)
        return told(answer, self.story.recorder.take(answer), swapped)

    def controls(self) -> None:
        """Whose it is gets another answer for the id that is there, or the comparison says nothing."""
        turn = self.bot.database.dialect == "sqlite"
        with self.bot.database.read() as connection:
            known = known_ids(connection)
        for name, payload in [*self._cases().items()][turn::2]:
            if name in NOT_AGAIN or name[0] in {"event", "shortcut", "view_closed"}:
                continue
            nothing, theirs = self._both(payload, known, Forger(Role.OWNER, TEAM, user_of(payload)))
            (self.told_apart if nothing and nothing != theirs else self.told_alike).add(name)
        self.story.recorder.collect()

    # The operator

    def operates(self) -> None:
        """What the command line prints, and what stands in the database for whoever has no key."""
        settings = settings_for(self.standin, self.url)
        seen = self.story.recorder
        now = self.standin.now().isoformat()
        for line in operate.tick(settings, now, True):
            seen.add(Role.OPERATOR, Surface.CLI, line)
        for line in operate.explain(settings, self.story.code):
            seen.add(Role.OPERATOR, Surface.CLI, line)
        with self.bot.database.read() as connection:
            for value in plain(connection):
                seen.add(Role.OPERATOR, Surface.ROWS, value)

    def found(self) -> dict[Thing, dict[Role, set[Surface]]]:
        """Where each thing's words were seen."""
        for line in self.logs.lines:
            self.story.recorder.add(Role.OPERATOR, Surface.LOG, line)
        found: dict[Thing, dict[Role, set[Surface]]] = defaultdict(lambda: defaultdict(set))
        for (role, surface), texts in self.story.recorder.seen.items():
            said = "\n".join(texts).casefold()
            for thing, words in self.story.words.items():
                if any(shows(said, word.casefold()) for word in words):
                    found[thing][role].add(surface)
        return found


def _slack() -> StandIn:
    return StandIn(manifest("/l5-", "http://127.0.0.1"), seats=SEATS, others=(), channels=CHANNELS)


@contextmanager
def world(database_url: str) -> Iterator[World]:
    """The product, the stand-in, and all that happens, on a Tuesday at 08:00 UTC and long after."""
    with Logs() as logs, _slack() as standin:
        go_to_tuesday(standin)
        with listening() as heard, running_bot(standin, database_url) as bot:
            story = Story(standin, bot, Recorder(standin))
            it = World(standin, bot, story, list(heard), logs, database_url)
            it.listeners = len(bot.web._bolt._listeners)
            it.live()
            yield it
