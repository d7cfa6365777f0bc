"""Days and outlooks as people read them."""

from datetime import date

from app.settings.model import NoMessage, Outlook

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")

_NONE = {
    NoMessage.SWITCHED_OFF: (
        "No messages: whoever runs Followthrough has switched them off. Your settings count when they are "
        "on again."
    ),
    NoMessage.STOPPED: "No messages: you stopped them all. You can still record launches and answer.",
    NoMessage.NO_BUDGET: "No messages: you set how many you want to 0. Choose 1 or more to be asked again.",
    NoMessage.NO_ZONE: "No messages yet: your time zone is not known. Choose it below.",
    NoMessage.NO_DAY: "No messages: no week has a working day on your weekday or after it.",
    NoMessage.NOTHING_OPEN: "No check-in is planned: you follow no launch that asks for one.",
}


def outlook_words(outlook: Outlook) -> str:
    """ "Next check-in: Thursday 26 November, 10:00.", or why there is none."""
    if outlook.none or outlook.day is None:
        return _NONE[outlook.none or NoMessage.NOTHING_OPEN]
    return f"Next check-in: {long_day(outlook.day)}, {outlook.at:%H:%M}."


def long_day(day: date) -> str:
    return f"{WEEKDAYS[day.isoweekday() - 1]} {day.day} {day:%B}"
