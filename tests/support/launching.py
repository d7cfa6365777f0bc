"""Recording launches through a window, in a few words."""

from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from app.sandbox.slack import Delivery, StandIn, Window
from tests.support.screens import input_ids, title

BET = {
    "title": "Checkout in one page",
    "problem": "Buyers give up between address and payment",
    "metric": "drop-off, 12 % today",
    "target": "under 8 %",
}


def today(standin: StandIn) -> date:
    """Where Ada is."""
    return standin.now().astimezone(ZoneInfo("Europe/Stockholm")).date()


def go_to_tuesday(standin: StandIn) -> None:
    """The next one, at 08:00 UTC: a morning in the middle of a week, whichever day the suite runs on."""
    now = standin.now()
    tuesday = (now + timedelta(days=(1 - now.weekday()) % 7 or 7)).replace(hour=8, minute=0)
    standin.advance((tuesday - now).total_seconds())


def block_id(window: Window, field: str) -> str:
    """The id of a field's input; a date's has a suffix."""
    return next(each for each in input_ids(window) if each.partition("@")[0] == field)


def fill(window: Window, **fields: str) -> None:
    for field, text in fields.items():
        delivery = window.type(block_id(window, field), text)
        assert delivery is not None
        assert delivery.ok, (field, delivery.status, delivery.body)


def set_day(window: Window, field: str, day: date) -> Delivery | None:
    return window.choose(block_id(window, field), day.isoformat())


def add_time_off(window: Window, first: date, last: date | None = None) -> None:
    """In the settings, which stay open."""
    for field, day in (("first_day", first), ("last_day", last)):
        if day:
            set_day(window, field, day)
    assert window.click("Add these days").ok
    assert not window.trouble, window.problems


def send(window: Window) -> Delivery:
    delivery = window.submit()
    assert delivery.sent, window.errors
    assert delivery.ok, (delivery.status, delivery.body)
    assert not window.trouble, window.problems
    return delivery


def record(
    window: Window, *, judge_by: date | None = None, shipped_on: date | None = None, **texts: str
) -> None:
    """From the command to page 2, which stays open."""
    assert window.command("/l5-launch").ok
    fill(window, **(BET | texts))
    for field, day in (("shipped_on", shipped_on), ("judge_by", judge_by)):
        if day:
            set_day(window, field, day)
    send(window)
    assert title(window) == "Recorded", window.errors


def forged(payload: dict[str, Any], **values: str) -> dict[str, Any]:
    """The submission with other texts in its state."""
    state = payload["view"]["state"]["values"]
    for field, text in values.items():
        for element in state[field].values():
            element["value"] = text
    return payload
