"""Payloads that nobody sent in the story, made from some that were, with ids that are really there."""

import copy
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, select

from app.db.tables import bets, outbox, people, shares, thread_replies
from app.nudges.kinds import EM_REMINDER
from tests.privacy.cast import ROLES, Role

Payload = dict[str, Any]
Name = tuple[str, str]
EM = next(user for user, role in ROLES.items() if role is Role.EM)


@dataclass(frozen=True)
class Like:
    """Like a payload that was sent, under another name. `value`: of the button or the menu, `at`: the
    modal's metadata, None for what stands there; both with the ids of `ids` filled in."""

    kind: str
    name: str
    value: str | None = None
    at: str | None = None
    user: str = ""


_PAGE, _ANSWERED = ("action", "assess.back"), ("action", "checkin.edit")
_BET, _RECEIPT, _STEP = ("action", "checkin.open-bet"), ("action", "share.agreed"), ("action", "share.copy")
_TAKEN = ("action", "dm.keep")
_CHANGE, _FORM, _AGREED = (
    ("action", "launch.open-change"),
    ("action", "settings.field"),
    ("view", "share.agreed-page"),
)

LIKE: dict[Name, Like] = {
    **{
        ("action", name): Like(*_PAGE)
        for name in ("assess.overview", "assess.mirror", "assess.last", "assess.read-guide")
    },
    ("action", "assess.section"): Like(*_PAGE, value="propose"),
    ("action", "assess.show-history"): Like(*_PAGE),
    ("action", "assess.turn.older"): Like(*_PAGE, value="1"),
    ("action", "launch.record"): Like(*_PAGE),
    ("action", "launch.open-details"): Like(*_CHANGE),
    ("action", "launch.turn.older"): Like(*_CHANGE, value="2"),
    ("action", "settings.open"): Like(*_RECEIPT, value="1"),
    ("action", "settings.why"): Like(*_RECEIPT, value="1"),
    ("action", "settings.remove-time-off"): Like("action", "settings.add-time-off", value="0a1b2c3d"),
    ("action", "settings.reset"): Like("action", "settings.code", at="{settings}"),
    **{
        ("action", f"checkin.{name}"): Like(*_ANSWERED)
        for name in (
            *("decide", "look", "moved", "shipped", "dropped", "two-weeks"),
            *("landed.yes", "lasted.yes", "finish"),
        )
    },
    ("action", "checkin.follow-again"): Like(*_BET),
    ("action", "checkin.next-bet"): Like(*_BET),
    **{
        ("action", f"checkin.{name}"): Like(*_ANSWERED, value="{message}")
        for name in ("rhythm.stop", "answer-all", "late", "unchanged-all", "unseen-all", "undo-all")
    },
    **{
        ("action", f"checkin.{name}"): Like(
            "action", "checkin.field", value="{decision}:{launch}", at="{decision}"
        )
        for name in ("use", "discard")
    },
    **{("view", f"checkin.{name}"): Like("view", "checkin.reading") for name in ("second-look", "move")},
    ("view", "checkin.decision"): Like("view", "checkin.reading", at="{decision}"),
    ("view", "launch.more"): Like("view", "launch.details"),
    **{("action", f"dm.{name}"): Like(*_TAKEN) for name in ("edit", "no-answer")},
    ("action", "checkin.which.0"): Like(*_TAKEN, value="{written}:{launch}"),
    **{("action", f"dm.{name}"): Like(*_PAGE) for name in ("assess", "launches")},
    ("action", "share.open"): Like(*_BET),
    ("action", "share.back"): Like(*_STEP),
    ("action", "share.older"): Like(*_STEP, value="1"),
    ("action", "share.turn.older"): Like(*_STEP, value="2"),
    **{
        ("action", f"share.{name}"): Like(*_RECEIPT)
        for name in ("take-back", "retry", "is-there", "not-there", "look-again")
    },
    ("action", "share.link-field"): Like("action", "share.agreed-field", at="{token}"),
    ("action", "share.mute"): Like(*_RECEIPT, value="on:{reminder}", user=EM),
    ("view", "share.sent"): Like("view", "share.exactly"),
    ("view", "share.where-is-it"): Like(*_AGREED, at="{token}"),
    ("view", "share.look-again"): Like(*_AGREED, at="{token}:{preview}"),
    **{
        ("view_closed", name): Like("view", name)
        for name in ("assess.page", "launch.bet", "checkin.reading", "share.what")
    },
    **{("shortcut", name): Like("shortcut", "follow") for name in ("assess", "launch", "share")},
    ("event", "group_left"): Like("event", "member_joined_channel"),
    ("event", "channel_shared"): Like("event", "member_joined_channel"),
    ("event", "channel_id_changed"): Like("event", "member_joined_channel"),
}
_TYPES = {"view": "view_submission", "view_closed": "view_closed", "shortcut": "shortcut"}


def ids(connection: Connection, sent: dict[Name, Payload], decision: str) -> dict[str, str]:
    """Of what is Ada's, and of the EM's reminder."""
    newest = select(shares).where(shares.c.posted_at.is_not(None)).order_by(shares.c.id.desc())
    share = connection.execute(newest).first()
    reminder = select(outbox.c.id).where(outbox.c.kind == EM_REMINDER).join(people)
    assert share is not None
    return {
        "token": share.token,
        "preview": share.preview,
        "decision": decision,
        "written": str(connection.scalar(select(thread_replies.c.ts))),
        "launch": str(connection.scalar(select(bets.c.launch_id))),
        "message": str(connection.scalar(select(outbox.c.id))),
        "reminder": str(connection.scalar(reminder.where(people.c.slack_user_id == EM))),
        "settings": str(sent["action", "settings.field"]["view"]["private_metadata"]),
    }


def borrow(name: Name, sent: dict[Name, Payload], known: dict[str, str]) -> Payload:
    """The payload that LIKE describes."""
    like = LIKE[name]
    payload = copy.deepcopy(sent[like.kind, like.name])
    if like.user:
        payload["user"]["id"] = like.user
    if name[0] == "event":
        channel = payload["event"]["channel"]
        payload["event"] |= {"type": name[1], "old_channel_id": channel, "new_channel_id": "C0NEWNEW1"}
    if name[0] in _TYPES:
        payload["type"] = _TYPES[name[0]]
    if name[0] == "shortcut":
        payload["callback_id"] = name[1]
    if name[0].startswith("view"):
        payload["view"]["callback_id"] = name[1]
    if like.at is not None:
        payload["view"]["private_metadata"] = like.at.format(**known)
    for action in payload.get("actions") or []:
        action["action_id"] = name[1]
        if like.value is not None:
            _put(action, like.value.format(**known))
    return payload


def _put(action: Payload, value: str) -> None:
    if "selected_option" in action:
        action["selected_option"]["value"] = value
    else:
        action["value"] = value
