"""Who was shown what, and where: everything that passed between the bot and the stand-in, by role."""

import logging
from collections import defaultdict
from typing import Any

from app.errors import QUIET
from app.sandbox.messages import SlackMessage as Message
from app.sandbox.request_log import Call, Delivery
from app.sandbox.slack import StandIn
from tests.features.frozen_ids import carries
from tests.privacy.cast import TEAM, Role, role
from tests.privacy.forgery import Name, name_of
from tests.privacy.surfaces import Surface, of_answer, of_call

Seen = dict[tuple[Role, Surface], set[str]]


class Recorder:
    """Call `collect` before anybody comes into a channel or leaves it, and before 500 things passed."""

    def __init__(self, standin: StandIn) -> None:
        self._standin = standin
        self._last = 0
        self._triggers: dict[str, Role] = {}
        self._views: dict[str, Role] = {}
        self._swept: set[tuple[Role, str, str | None]] = set()
        self.seen: Seen = defaultdict(set)
        self.sent: dict[Name, dict[str, Any]] = {}
        """The newest payload of each name that was taken well."""
        self.carried: set[str] = set()
        """What modals, buttons and menus carried, as lines of the frozen list."""

    def collect(self) -> None:
        """Everything since the last time. Deliveries first: they say whose a trigger is."""
        passed = self._new()
        for what in passed:
            if isinstance(what, Delivery):
                self._delivered(what)
        for what in passed:
            if isinstance(what, Call):
                self._called(what)
        self._sweep()

    def take(self, delivery: Delivery) -> list[Call]:
        """One that did not pass the stand-in; the calls that the bot made for it."""
        calls = [what for what in self._new() if isinstance(what, Call)]
        self._delivered(delivery)
        for call in calls:
            self._called(call)
        return calls

    def _new(self) -> list[Delivery | Call]:
        entries = [each for each in self._standin.workspace.request_log.entries() if each.id > self._last]
        if entries:
            assert entries[0].id == self._last + 1, "the request log forgot something: collect more often"
            self._last = entries[-1].id
        return [each.what for each in entries]

    def add(self, whose: Role, surface: Surface, text: str) -> None:
        self.seen[whose, surface].add(text)

    def _delivered(self, delivery: Delivery) -> None:
        payload = delivery.payload
        if delivery.ok:
            self.sent[name_of(payload)] = payload
        whose = whose_payload(payload)
        if whose is None:
            assert not delivery.body, "an event is answered with nothing"
            return
        self._triggers[str(payload.get("trigger_id"))] = whose
        if view_id := str((payload.get("view") or {}).get("id") or ""):
            self._views.setdefault(view_id, whose)
        answer = delivery.answer
        self.carried.update(carries(answer.get("view")))
        if name := (answer.get("view") or {}).get("external_id"):
            self._views[str(name)] = whose
        for surface, text in of_answer(answer):
            self.add(whose, surface, text)
        if delivery.body and not answer:
            self.add(whose, Surface.MESSAGE, delivery.body)

    def _called(self, call: Call) -> None:
        if call.method in {"views.open", "views.push"}:
            opened = self._triggers[str(call.args["trigger_id"])]
            if call.ok:
                self._views[str(call.answer["view"]["id"])] = opened
            roles = {opened}
        elif call.method == "views.update":
            named = call.args.get("view_id") or call.args["external_id"]
            roles = {self._views[str(named)]}
            if name := (call.args.get("view") or {}).get("external_id"):
                self._views[str(name)] = self._views[str(named)]
        elif call.method in {"chat.postMessage", "chat.update", "chat.postEphemeral"}:
            roles = self._readers(str(call.args["channel"]))
        else:
            roles = {Role.OPERATOR}  # nobody is shown it; who can watch the network is
        self.carried.update(carries([call.args.get("view"), call.args.get("blocks")]))
        for surface, text in of_call(call.method, call.args):
            for whose in roles:
                self.add(whose, surface, text)

    def _readers(self, channel: str) -> set[Role]:
        """Of a DM its person; of a channel whoever is in it."""
        workspace = self._standin.workspace
        people = [each for each in workspace.people.all() if channel in (each.dm, each.id)]
        if people:
            return {role(TEAM, people[0].id)}
        held = workspace.channels.get(channel)
        return {role(TEAM, member) for member in held.members} if held else set()

    def _sweep(self) -> None:
        """What stands in channels is read by whoever comes later, too; metadata by any app there."""
        workspace = self._standin.workspace
        for channel in workspace.channels.all():
            readers = self._readers(channel.id)
            for message in workspace.conversations.all(channel.id):
                if message.user == workspace.config.bot_user and not message.ephemeral:
                    self._stands(message, readers)

    def _stands(self, message: Message, readers: set[Role]) -> None:
        for whose in readers:
            key = (whose, message.ts, message.edited_ts)
            if key not in self._swept:
                self._swept.add(key)
                args = {"text": message.text, "blocks": message.blocks, "metadata": message.metadata or {}}
                for surface, text in of_call("chat.postMessage", args):
                    self.add(whose, surface, text)


def whose_payload(payload: dict[str, Any]) -> Role | None:
    """None for an event, whose answer nobody is shown."""
    if payload.get("type") == "event_callback":
        return None
    if "command" in payload:
        return role(payload["team_id"], payload["user_id"])
    return role((payload.get("team") or {}).get("id") or "", payload["user"]["id"])


class Logs(logging.Handler):
    """Everything that the product logs, as low as its own levels go, with what it says of errors."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.lines: list[str] = []
        self._before: dict[str, int] = {}

    def emit(self, record: logging.LogRecord) -> None:
        if not record.name.startswith("werkzeug"):  # the stand-in's server
            self.lines.append(logging.Formatter("%(name)s %(message)s").format(record))

    def __enter__(self) -> "Logs":
        root = logging.getLogger()
        self._before = {name: logging.getLogger(name).level for name in ("", *QUIET)}
        root.addHandler(self)
        root.setLevel(logging.DEBUG)
        for name in QUIET:
            logging.getLogger(name).setLevel(logging.WARNING)  # as app.errors.configure has it
        return self

    def __exit__(self, *_: object) -> None:
        logging.getLogger().removeHandler(self)
        for name, level in self._before.items():
            logging.getLogger(name).setLevel(level)
