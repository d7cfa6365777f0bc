"""What the views of launches share."""

from app.launches.form import NOT_YET, PARTLY, YES
from app.launches.model import INSTRUMENTATION, LINK, STOP, SURE, WHERE
from app.slackkit.blocks import Option

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

PRIVATE = "Only you can see this. It is saved while you type."
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
    SURE: "Private: it can never be shared.",
}

DETAIL_OPTIONS = {
    INSTRUMENTATION: (Option(YES, "Yes"), Option(PARTLY, "Partly"), Option(NOT_YET, "Not yet")),
    SURE: (Option("50", "50 %: it could go either way"), Option("70", "70 %"), Option("90", "90 %")),
}
