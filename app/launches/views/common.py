"""What the views of launches share."""

from datetime import date

from app.launches.form import NOT_YET, PARTLY, YES
from app.launches.model import INSTRUMENTATION, LINK, STOP, SURE, WHERE
from app.rhythm.rhythm import day_words
from app.slackkit.blocks import Block, Option

FIELD = "launch.field"

RECORD = "launch.bet"
DETAILS = "launch.details"
MORE_DETAILS = "launch.more"
CHANGE = "launch.change"
LIST = "launch.list"
KEPT = "launch.kept"
"""Callback ids of the views."""

OPEN_CHANGE = "launch.open-change"
OPEN_DETAILS = "launch.open-details"
TURN = "launch.turn"

PRIVATE = "Only you can see this, unless you share it. It is saved while you type."
SEALING = (
    "A day after you record it, or at its first check-in, the bet is sealed: from then on a change keeps "
    "what it said at first beside it."
)

DETAIL_LABELS = {
    STOP: "What would make you stop?",
    WHERE: "Where can the number be seen?",
    INSTRUMENTATION: "Is the instrumentation in place?",
    LINK: "A link",
    SURE: "How sure are you that it lands?",
}
"""Each with its own wording, so that a check-in can ask for one of them in the same words."""

DETAIL_HINTS = {
    STOP: "What you would have to see to take it back, or to leave it.",
    WHERE: "A dashboard, a query, a person to ask.",
    LINK: "The announcement, the change, the document.",
    SURE: "For you alone.",
}

DETAIL_OPTIONS = {
    INSTRUMENTATION: (Option(YES, "Yes"), Option(PARTLY, "Partly"), Option(NOT_YET, "Not yet")),
    SURE: (Option("50", "50 %: it could go either way"), Option("70", "70 %"), Option("90", "90 %")),
}


def message_link(address: str) -> Block | None:
    """The message that a bet was recorded from, inside rich text."""
    if not address.startswith(("https://", "http://")):
        return None
    return {"type": "link", "url": address, "text": "the message you started from"}


def comes_next(next_checkin: date | None, today: date, is_switched_off: bool) -> str:
    """ "Next check-in: 26 Nov.", or that nobody is sent one here. Empty where none is planned."""
    if is_switched_off:
        return "Messages are switched off here: no check-in comes."
    return f"Next check-in: {day_words(next_checkin, today)}." if next_checkin else ""
