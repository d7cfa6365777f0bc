"""Action ids and callback ids, shared by the views that show them and the listeners that hear them."""

STATUS = "checkin.status"  # three buttons: checkin.status.on_track, .behind, .cannot_tell; value: subject
STATUS_PREFIX = STATUS + "."
MENU = "checkin.menu"  # a select whose options are `OPTION:subject`
LANDED_PREFIX = "checkin.landed."  # four buttons, .yes to .cannot_tell: the verdict begins; value: subject
LASTED_PREFIX = "checkin.lasted."  # the same four, about the second look
DECIDE = "checkin.decide"  # value: subject
SHIPPED, MOVED, DROPPED = "checkin.shipped", "checkin.moved", "checkin.dropped"  # value: subject
LOOK_AGAIN = "checkin.look"  # value: subject
TWO_WEEKS_NOW = "checkin.two-weeks"  # a button, value: subject
EDIT = "checkin.edit"  # value: subject
FINISH = "checkin.finish"  # the form that was begun; value: subject
USE, DISCARD = (
    "checkin.use",
    "checkin.discard",
)  # in a modal: words that were begun; value: `form id:launch id`
ANSWER_ALL = "checkin.answer-all"  # under several launches, as the next three; value: message id
UNCHANGED_ALL, UNDO_ALL, UNSEEN_ALL = "checkin.unchanged-all", "checkin.undo-all", "checkin.unseen-all"
LATE = "checkin.late"  # of a message that a later one overtook; value: message id
NEXT_BET = "checkin.next-bet"  # value: launch id
FOLLOW_AGAIN = "checkin.follow-again"  # value: launch id
ITEM = "checkin.item"  # a select whose options are `done:ID`, `open:ID`, `dropped:ID`
RHYTHM = "checkin.rhythm"  # RHYTHM.weeks2, RHYTHM.pause, RHYTHM.stop; value: message id

FIELD = "checkin.field"  # every input of the modals below
READING_PAGE = "checkin.reading"
DECISION_PAGE = "checkin.decision"
LOOK_PAGE = "checkin.second-look"
SEVERAL_PAGE = "checkin.readings"
MOVE_PAGE = "checkin.move"
BET_PAGE = "checkin.bet"

UNCHANGED, UNSEEN = "unchanged", "unseen"
LATER, TOMORROW, NEXT_WEEK = "later", "tomorrow", "next_week"
SKIP, TWO_WEEKS, WEEKLY, STOP = "skip", "two_weeks", "weekly", "stop"
UNSHIPPED = "unshipped"
OPEN_BET_OPTION = "open_bet"
