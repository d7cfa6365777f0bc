"""What Slack sends, signed as Slack signs it. Nothing here knows the product: only the views it shows."""

import hashlib
import hmac
import json
import time
from datetime import date
from typing import Any
from urllib.parse import urlencode

Block = dict[str, Any]

SECRET = "a signing secret of the bench"
PREFIX = "/l5-"
TEAM = {"id": "T0BENCH", "domain": "bench"}
TEXT = "A sentence of the kind that people write, with a number like 42 % and a link. " * 5


def headers(body: bytes, secret: str = SECRET) -> dict[str, str]:
    """Slack's headers for a body that is sent now."""
    now = str(int(time.time()))
    digest = hmac.new(secret.encode(), b"v0:" + now.encode() + b":" + body, hashlib.sha256).hexdigest()
    return {
        "Content-Type": "application/x-www-form-urlencoded",
        "X-Slack-Request-Timestamp": now,
        "X-Slack-Signature": f"v0={digest}",
    }


def command(user_id: str, name: str, trigger_id: str) -> bytes:
    fields = {
        "team_id": TEAM["id"],
        "team_domain": TEAM["domain"],
        "channel_id": f"D{user_id}",
        "user_id": user_id,
        "command": f"{PREFIX}{name}",
        "text": "",
        "api_app_id": "A0BENCH",
        "trigger_id": trigger_id,
    }
    return urlencode(fields).encode()


def submission(user_id: str, view: Block, days: dict[str, date] | None = None) -> bytes:
    """Every input filled in. `days`: what is chosen in an input of dates, by how its block's id begins."""
    return _interaction("view_submission", user_id, view, _state(view, days or {}))


def typed(user_id: str, view: Block) -> bytes:
    """The same as the event of the last input that reports what is typed."""
    state = _state(view, {})
    block = [each for each in view["blocks"] if each.get("dispatch_action")][-1]
    said = state[block["block_id"]][block["element"]["action_id"]]
    action = {
        "action_id": block["element"]["action_id"],
        "block_id": block["block_id"],
        "action_ts": f"{time.time():.6f}",
        **said,
    }
    return _interaction("block_actions", user_id, view, state, actions=[action])


def _interaction(kind: str, user_id: str, view: Block, state: Block, **more: object) -> bytes:
    payload = {
        "type": kind,
        "team": TEAM,
        "user": {"id": user_id, "username": user_id.lower(), "team_id": TEAM["id"]},
        "api_app_id": "A0BENCH",
        "trigger_id": "1.2.3",
        "view": {"id": "V0BENCH", "team_id": TEAM["id"], **view, "state": {"values": state}},
        **more,
    }
    return urlencode({"payload": json.dumps(payload)}).encode()


def _state(view: Block, days: dict[str, date]) -> Block:
    state: Block = {}
    for block in view["blocks"]:
        if block["type"] == "input":
            element = block["element"]
            chosen = _filled(element, block["block_id"], days)
            state[block["block_id"]] = {element["action_id"]: {"type": element["type"], **chosen}}
    return state


def _filled(element: Block, block_id: str, days: dict[str, date]) -> Block:
    match element["type"]:
        case "plain_text_input":
            text = element.get("initial_value") or f"{TEXT} {block_id}"
            return {"value": text[: element.get("max_length", 3000)]}
        case "radio_buttons" | "static_select":
            return {"selected_option": element["options"][0]}
        case "checkboxes":
            return {"selected_options": element["options"][:1]}
        case "datepicker":
            chosen = next((day for name, day in days.items() if block_id.startswith(name)), None)
            return {"selected_date": chosen.isoformat() if chosen else element.get("initial_date")}
        case kind:
            raise NotImplementedError(f"the bench does not fill in {kind}")
