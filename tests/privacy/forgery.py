"""Everything the product listens to, sent by people whose it is not: with an id that is there, and one that
is not. Slack signs whatever its clients send, so all of this arrives with a good signature."""

import copy
import io
import json
import re
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from typing import Any, Protocol, cast
from urllib.parse import urlencode

import pytest
from slack_bolt import App

from app.sandbox.bot import FORM, signature
from app.sandbox.request_log import Call, Delivery
from app.sandbox.slack import StandIn
from app.web import Web
from tests.privacy.cast import ELSEWHERE, ROLES, TEAM, Role, role

Payload = dict[str, Any]
Name = tuple[str, str]
KINDS = ("command", "shortcut", "action", "view", "view_closed", "event")
NOWHERE = "987654321"
"""A number that no row has."""
NEUTRAL = {"type": "input", "block_id": "neutral"}
CURSORS = re.compile(r"\.turn\.|^share\.older$")
"""Buttons whose value is a place in a list of one's own, and nobody's id."""
USERS = {each: user for user, each in ROLES.items()}
OPEN_TO_READERS = frozenset({"share.read", "share.talk", "share.add", "share.l5"})
"""Buttons under a post: whoever is in its channel may press them."""

_CODE = re.compile(r"\b[A-Z2-9]{4}(?:-[A-Z2-9]{4}){3}\b")
_BLOCK = re.compile(r"@[\w-]{8}(-[0-9a-f]{1,8})?\"")
_PIECE = re.compile(r"[\w-]+")


@dataclass(frozen=True)
class Heard:
    """Something the product registered with Bolt."""

    kind: str
    name: str | re.Pattern[str]

    def takes(self, kind: str, name: str) -> bool:
        if kind != self.kind:
            return False
        return name == self.name if isinstance(self.name, str) else bool(self.name.search(name))


@contextmanager
def listening() -> Iterator[list[Heard]]:
    """What is registered with any Bolt app inside the block, in its order."""
    heard: list[Heard] = []

    def watched(kind: str, register: Callable[..., Any]) -> Callable[..., Any]:
        def note(app: App, name: str | re.Pattern[str], *args: Any, **kwargs: Any) -> Any:
            heard.append(Heard(kind, name))
            return register(app, name, *args, **kwargs)

        return note

    with pytest.MonkeyPatch.context() as patch:
        for kind in KINDS:
            patch.setattr(App, kind, watched(kind, getattr(App, kind)))
        yield heard


def name_of(payload: Payload) -> Name:
    """What a payload is about, as listeners are registered for it."""
    match payload.get("type"):
        case "block_actions":
            return "action", str(payload["actions"][0]["action_id"])
        case "view_submission":
            return "view", str(payload["view"]["callback_id"])
        case "view_closed":
            return "view_closed", str(payload["view"]["callback_id"])
        case "shortcut" | "message_action":
            return "shortcut", str(payload["callback_id"])
        case "event_callback":
            return "event", str(payload["event"]["type"])
        case _:
            return "command", str(payload["command"])


def pruned(payload: Payload) -> Payload:
    """Without what a payload shows of what it was sent from: an answer may show that again."""
    small = {key: value for key, value in payload.items() if key != "message"}
    if "view" in payload:
        small["view"] = {**payload["view"], "blocks": [NEUTRAL]}
    return small


def wrong_roles(payload: Payload, members: frozenset[str]) -> list[tuple[Role, str, str]]:
    """Everybody whose it is not, with their workspace and user id."""
    team, owner = TEAM, user_of(payload)
    everybody = [(each, team, user) for each, user in USERS.items()]
    if name_of(payload)[1] in OPEN_TO_READERS:
        wrong = [each for each in everybody if each[2] not in members]
    else:
        wrong = [each for each in everybody if each[2] != owner]
    return [
        *wrong,
        *((Role.ELSEWHERE, ELSEWHERE, user) for user in dict.fromkeys((owner, USERS[Role.OWNER]))),
    ]


def user_of(payload: Payload) -> str:
    if payload.get("type") == "event_callback":
        event = payload["event"]
        return str(event.get("user") or (event.get("message") or {}).get("user") or "")
    return str(payload["user_id"] if "command" in payload else payload["user"]["id"])


def sent_by(payload: Payload, team: str, user: str, trigger: str) -> Payload:
    """The same from somebody else, whose view has an id of its own."""
    forged = copy.deepcopy(payload)
    if forged.get("type") == "event_callback":
        forged["team_id"] = forged["authorizations"][0]["team_id"] = team
        for part in (forged["event"], forged["event"].get("message")):
            if isinstance(part, dict) and "user" in part and forged["event"]["type"] == "message":
                part["user"] = user
        forged["event_id"] = f"Ev{trigger}"
        return forged
    forged["trigger_id"] = trigger
    forged["user"] |= {"id": user, "team_id": team, "name": "x", "username": "x"}
    forged["team"] = {"id": team, "domain": "x"}
    if "view" in forged:
        forged["view"]["id"] = forged["view"]["root_view_id"] = f"V{role(team, user).name}"
        forged["view"]["previous_view_id"] = None
    return forged


def elsewhere(payload: Payload, known: frozenset[str]) -> tuple[Payload, dict[str, str]]:
    """The same with ids that are the ids of nothing, and which stands for which."""
    forged: Payload = copy.deepcopy(payload)
    ids = Swap(known)
    for action in forged.get("actions") or []:
        if CURSORS.search(action["action_id"]):
            continue
        if action["type"] == "button" and "value" in action:
            action["value"] = ids.swap(action["value"])
        is_menu = action["type"] == "overflow" or action["action_id"] == "checkin.item"
        if is_menu or (action["type"] == "static_select" and "view" not in forged):
            action["selected_option"]["value"] = ids.swap(action["selected_option"]["value"])
    if "view" in forged:
        forged["view"]["private_metadata"] = ids.swap(forged["view"]["private_metadata"])
    if "thread_ts" in forged.get("event", {}):
        forged["event"]["thread_ts"] = ids.swap(forged["event"]["thread_ts"])
    return forged, ids.swapped


class Swap:
    """Numbers, and whatever long text stands in the database, for others of the same shape."""

    def __init__(self, known: frozenset[str]) -> None:
        self._known = known
        self.swapped: dict[str, str] = {}

    def swap(self, text: str) -> str:
        return _PIECE.sub(lambda found: self._other(found.group()), text)

    def _other(self, piece: str) -> str:
        if piece.isdigit():
            fresh = NOWHERE + piece
        elif len(piece) >= 12 and piece in self._known:
            fresh = piece[::-1]
        else:
            return piece
        self.swapped[fresh] = piece
        return fresh


@dataclass(frozen=True)
class Told:
    """What came back: the status, the body, and what was shown through the Web API."""

    status: int | None
    body: str
    shown: tuple[str, ...]


def deliver(standin: StandIn, web: Web, payload: Payload) -> Delivery:
    """Signed as the stand-in does it, and handed over without the sockets between: there are thousands."""
    if payload.get("type") == "event_callback":
        body, kind = json.dumps(payload).encode(), "application/json"
    else:
        body, kind = urlencode({"payload": json.dumps(payload)}).encode(), FORM
    stamp = str(int(time.time()))
    environ = {
        "PATH_INFO": "/slack/events",
        "REQUEST_METHOD": "POST",
        "CONTENT_TYPE": kind,
        "CONTENT_LENGTH": str(len(body)),
        "HTTP_X_SLACK_REQUEST_TIMESTAMP": stamp,
        "HTTP_X_SLACK_SIGNATURE": signature(standin.config.signing_secret, stamp, body),
        "wsgi.input": io.BytesIO(body),
    }
    statuses: list[str] = []

    def start(status: str, _: list[tuple[str, str]]) -> Callable[[bytes], None]:
        statuses.append(status)
        return lambda _: None

    with closing(cast("Closing", web(environ, start))) as parts:
        answer = b"".join(parts).decode()
    return Delivery(str(payload["type"]), body.decode(), int(statuses[0][:3]), {}, answer, 0.0)


class Closing(Protocol):
    """What a WSGI server is given."""

    def __iter__(self) -> Iterator[bytes]: ...
    def close(self) -> None: ...


def told(answer: Delivery, calls: list[Call], swapped: dict[str, str]) -> Told:
    """Ids that were swapped are swapped back, and those that are new each time left out."""
    shown = tuple(
        _plain(f"{call.method} {json.dumps(_timeless(call.args))}", swapped)
        for call in calls
        if call.method.startswith(("views.", "chat."))
    )
    return Told(answer.status, _plain(answer.body, swapped), shown)


def _timeless(args: Payload) -> Payload:
    return {name: value for name, value in args.items() if name not in {"trigger_id", "hash"}}


def _plain(text: str, swapped: dict[str, str]) -> str:
    for fresh, piece in swapped.items():
        text = text.replace(fresh, piece)
    text = _CODE.sub("CODE", _BLOCK.sub('@"', text))
    return re.sub(r'("private_metadata": ")([\w-]{16}|[\w-]{22})(::0)?"', r'\1FORM"', text)
