"""Action ids and callback ids, shared by the views that show them and the listeners that hear them."""

STATUS = "checkin.status"  # three buttons: checkin.status.on_track, .behind, .cannot_tell; value: subject
STATUS_PREFIX = STATUS + "."
MENU = "checkin.menu"  # a select whose options are `OPTION:subject`
DECIDE = "checkin.decide"  # value: subject
SHIPPED, MOVED, DROPPED = "checkin.shipped", "checkin.moved", "checkin.dropped"  # value: subject
LOOK_AGAIN = "checkin.look"  # value: subject
TWO_WEEKS_NOW = "checkin.two-weeks"  # a button, value: subject
EDIT = "checkin.edit"  # value: subject
NEXT_BET = "checkin.next-bet"  # value: launch id
FOLLOW_AGAIN = "checkin.follow-again"  # value: launch id
ITEM = "checkin.item"  # a select whose options are `done:ID`, `open:ID`, `dropped:ID`
RHYTHM = "checkin.rhythm"  # RHYTHM.weeks2, RHYTHM.pause, RHYTHM.stop; value: message id

FIELD = "checkin.field"  # every input of the modals below
READING_PAGE = "checkin.reading"
DECISION_PAGE = "checkin.decision"
LOOK_PAGE = "checkin.second-look"
MOVE_PAGE = "checkin.move"
BET_PAGE = "checkin.bet"

UNCHANGED, UNSEEN = "unchanged", "unseen"
LATER, TOMORROW, NEXT_WEEK = "later", "tomorrow", "next_week"
SKIP, TWO_WEEKS, WEEKLY, STOP = "skip", "two_weeks", "weekly", "stop"
UNSHIPPED = "unshipped"
